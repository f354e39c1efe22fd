//! Audit years: two cycles each. A release holds whole years alone, so that what was told of one does not change.

use std::collections::BTreeMap;

use domain::reference::CycleDates;
use jiff::civil::Date;

/// An audit year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditYear {
    /// `2025-26`.
    pub id: String,
    /// First date, local.
    pub start: Date,
    /// Last date, local.
    pub end: Date,
}

/// Cycles of a year.
const CYCLES: usize = 2;

/// The years whose last cycle has ended by a date, the earliest first.
pub fn closed_by(cycles: &[CycleDates], until: Date) -> Vec<AuditYear> {
    let mut years = BTreeMap::<i16, Vec<&CycleDates>>::new();
    for cycle in cycles {
        // A cycle is called by the year in which the audit year began.
        if let Some(began) = cycle.id.get(..4).and_then(|year| year.parse().ok()) {
            years.entry(began).or_default().push(cycle);
        }
    }
    let year = |(began, cycles): (i16, Vec<&CycleDates>)| {
        let start = cycles.iter().map(|cycle| cycle.start).min()?;
        let end = cycles.iter().map(|cycle| cycle.end).max()?;
        let is_closed = cycles.len() == CYCLES && end <= until;
        is_closed.then(|| AuditYear { id: format!("{began}-{:02}", (began + 1) % 100), start, end })
    };
    years.into_iter().filter_map(year).collect()
}

#[cfg(test)]
mod tests {
    use domain::reference::Calendar;

    use super::*;

    #[test]
    fn a_year_is_closed_with_its_second_cycle() {
        let cycles = Calendar::shipped().unwrap().cycles;
        let ids = |until: Date| closed_by(&cycles, until).into_iter().map(|year| year.id).collect::<Vec<_>>();
        assert_eq!(ids(jiff::civil::date(2026, 3, 31)), ["2023-24", "2024-25", "2025-26"]);
        assert_eq!(ids(jiff::civil::date(2026, 3, 30)), ["2023-24", "2024-25"]);
        let year = &closed_by(&cycles, jiff::civil::date(2026, 9, 30))[2];
        assert_eq!((year.start, year.end), (jiff::civil::date(2025, 4, 1), jiff::civil::date(2026, 3, 31)));
    }
}
