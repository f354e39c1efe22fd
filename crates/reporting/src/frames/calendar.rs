//! Public holidays (clarification 28).

use std::collections::{HashMap, HashSet};

use super::source::Table;
use crate::error::Result;
use crate::snapshot::Tables;

/// The public holidays of each nation.
pub(super) struct Calendar {
    holidays: HashMap<String, HashSet<i32>>,
}

impl Calendar {
    pub(super) fn read(snapshot: &dyn Tables) -> Result<Self> {
        let table = Table::read(snapshot, "public_holidays", &["nation", "date"])?;
        let (nation, date) = (table.text("nation")?, table.dates("date")?);
        let mut holidays: HashMap<String, HashSet<i32>> = HashMap::new();
        for (nation, date) in nation.iter().zip(date.iter()) {
            if let (Some(nation), Some(date)) = (nation, date) {
                holidays.entry(nation.to_owned()).or_default().insert(date);
            }
        }
        Ok(Self { holidays })
    }

    /// Whether a date is a public holiday of the nation.
    pub(super) fn is_holiday(&self, nation: &str, date: i32) -> bool {
        self.holidays.get(nation).is_some_and(|dates| dates.contains(&date))
    }
}
