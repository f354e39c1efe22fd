//! The directory: centres and their dated designations.

use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::value::CentreCode;

/// A clinical site with its own physiotherapy lead.
#[derive(Debug, Clone, PartialEq)]
pub struct Centre {
    /// Stable for ever.
    pub code: CentreCode,
    pub name: String,
    pub short_name: String,
    pub site_name: String,
    pub trust_name: String,
    /// Empty while not verified.
    pub ods_code: String,
    pub nation: String,
    /// The zone of its wall clock.
    pub zone: TimeZone,
    pub adult_resp_ecmo_beds: Option<i64>,
    pub l3_beds: Option<i64>,
}

/// What a centre was designated as, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Designation {
    pub centre: CentreCode,
    /// `COMMISSIONED`, `SURGE`, `COMMISSIONED_OTHER_NATION`, `TRANSPLANT_ASSOC` or `FORMER`.
    pub kind: String,
    /// First day.
    pub from: Date,
    /// Last day; `None` while it is valid.
    pub to: Option<Date>,
}

impl Designation {
    /// Whether runs are expected under it.
    pub fn takes_runs(&self) -> bool {
        self.kind == "SURGE" || self.kind.starts_with("COMMISSIONED")
    }

    /// Whether a date lies in it, both ends included.
    pub fn holds_on(&self, date: Date) -> bool {
        self.from <= date && self.to.is_none_or(|to| date <= to)
    }
}

/// All centres and designations.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Directory {
    pub centres: Vec<Centre>,
    pub designations: Vec<Designation>,
}

impl Directory {
    /// A centre by its code.
    pub fn centre(&self, code: &str) -> Option<&Centre> {
        self.centres.iter().find(|centre| centre.code.as_str() == code)
    }

    /// Whether a centre was designated to take runs on a date.
    pub fn designated(&self, code: &CentreCode, date: Date) -> bool {
        self.designations.iter().any(|held| held.centre == *code && held.takes_runs() && held.holds_on(date))
    }

    /// V-CEN-1: the designations that overlap one before them, by their place in the list (from 0).
    pub fn overlapping(&self) -> Vec<usize> {
        let overlaps = |a: &Designation, b: &Designation| {
            a.centre == b.centre && a.to.is_none_or(|to| b.from <= to) && b.to.is_none_or(|to| a.from <= to)
        };
        (0..self.designations.len())
            .filter(|later| {
                let (before, rest) = self.designations.split_at(*later);
                before.iter().any(|earlier| overlaps(earlier, &rest[0]))
            })
            .collect()
    }
}
