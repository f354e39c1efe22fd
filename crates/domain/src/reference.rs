//! Reference tables that come with the audit: centres, designations, public holidays, cycles.

use std::collections::BTreeSet;

use jiff::ToSpan;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::centre::{Centre, Designation, Directory};
use crate::value::{CentreCode, CycleId};

/// `centres.csv` as shipped.
pub const CENTRES: &str = include_str!("../reference/centres.csv");
/// `centre_designations.csv` as shipped.
pub const DESIGNATIONS: &str = include_str!("../reference/centre_designations.csv");
/// `public_holidays.csv` as shipped.
pub const HOLIDAYS: &str = include_str!("../reference/public_holidays.csv");
/// `audit_cycles.csv` as shipped.
pub const CYCLES: &str = include_str!("../reference/audit_cycles.csv");

/// A public holiday of a nation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holiday {
    pub nation: String,
    pub date: Date,
    pub name: String,
    pub calendar_version: String,
}

/// An audit cycle's dates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CycleDates {
    /// e.g. `2026H1`.
    pub id: String,
    /// First date, local.
    pub start: Date,
    /// Last date, local.
    pub end: Date,
    /// Records are signed off by then.
    pub lock_deadline: Date,
}

/// What is known of days: public holidays, and the cycles of the audit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Calendar {
    pub holidays: Vec<Holiday>,
    pub cycles: Vec<CycleDates>,
}

impl Calendar {
    /// The calendar that comes with the program, for a database that has none yet.
    pub fn shipped() -> Result<Self, ReferenceError> {
        Ok(Self { holidays: holidays(HOLIDAYS)?, cycles: cycles(CYCLES)? }.in_order())
    }

    /// Holidays by nation and date, cycles by their names.
    #[must_use]
    pub fn in_order(mut self) -> Self {
        self.holidays.sort_by(|a, b| (&a.nation, a.date, &a.name).cmp(&(&b.nation, b.date, &b.name)));
        self.cycles.sort_by(|a, b| a.id.cmp(&b.id));
        self
    }

    /// The version of the calendar of public holidays; empty when there is none.
    pub fn version(&self) -> &str {
        self.holidays.first().map_or("", |day| &day.calendar_version)
    }

    /// A cycle by its name.
    pub fn cycle(&self, id: &str) -> Option<&CycleDates> {
        self.cycles.iter().find(|cycle| cycle.id == id)
    }

    /// The last cycle that has ended before a day.
    pub fn last_complete(&self, today: Date) -> Option<&CycleDates> {
        self.cycles.iter().filter(|cycle| cycle.has_ended(today)).max_by_key(|cycle| cycle.end)
    }
}

/// A reference table that cannot be read: which one, which row, and why.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{table}, row {row}: {problem}. Correct the reference table.")]
pub struct ReferenceError {
    pub table: &'static str,
    pub row: usize,
    pub problem: String,
}

/// Reads the directory from `centres.csv` and `centre_designations.csv`.
pub fn directory(centres: &str, designations: &str) -> Result<Directory, ReferenceError> {
    let mut known = BTreeSet::new();
    let centres = rows("centres.csv", centres, |row| {
        let centre = Centre {
            code: centre_code(row.text(0))?,
            name: row.text(1).into(),
            short_name: row.text(2).into(),
            site_name: row.text(3).into(),
            trust_name: row.text(4).into(),
            ods_code: row.text(5).into(),
            nation: row.text(6).into(),
            zone: TimeZone::get(row.text(7)).map_err(|error| error.to_string())?,
            adult_resp_ecmo_beds: row.count(8)?,
            l3_beds: row.count(9)?,
        };
        if !known.insert(centre.code.clone()) {
            return Err(format!("the centre {} is there twice", centre.code));
        }
        sound(centre.problem(), centre)
    })?;
    let designations = rows("centre_designations.csv", designations, |row| {
        let designation = Designation {
            centre: centre_code(row.text(0))?,
            kind: row.text(1).into(),
            from: row.date(2)?,
            to: if row.text(3).is_empty() { None } else { Some(row.date(3)?) },
        };
        if !known.contains(&designation.centre) {
            return Err(format!("{} is not a centre of centres.csv", designation.centre));
        }
        sound(designation.problem(), designation)
    })?;
    Ok(Directory { centres, designations })
}

/// An entry without a problem.
fn sound<T>(problem: Option<String>, entry: T) -> Result<T, String> {
    problem.map_or(Ok(entry), Err)
}

/// Reads `public_holidays.csv`.
pub fn holidays(text: &str) -> Result<Vec<Holiday>, ReferenceError> {
    rows("public_holidays.csv", text, |row| {
        Ok(Holiday {
            nation: row.text(0).into(),
            date: row.date(1)?,
            name: row.text(2).into(),
            calendar_version: row.text(3).into(),
        })
    })
}

/// Reads `audit_cycles.csv`.
pub fn cycles(text: &str) -> Result<Vec<CycleDates>, ReferenceError> {
    rows("audit_cycles.csv", text, |row| {
        let dates = CycleDates {
            id: row.text(0).into(),
            start: row.date(1)?,
            end: row.date(2)?,
            lock_deadline: row.date(3)?,
        };
        sound(cycle_problem(&dates), dates)
    })
}

/// Days from the end of a cycle to its deadline, at least: reviews and returns of its last weeks come late.
const LOCK_DAYS: i64 = 42;

/// What is wrong with the dates of a cycle, in a sentence without its full stop.
fn cycle_problem(dates: &CycleDates) -> Option<String> {
    let Some((start, end)) = CycleId::parse(&dates.id).and_then(|id| period(&id)) else {
        return Some(format!("“{}” is not a cycle, like 2026H1 or 2026H2", dates.id));
    };
    if (dates.start, dates.end) != (start, end) {
        return Some(format!("the cycle {} is the time from {start} to {end}", dates.id));
    }
    let earliest = end.checked_add(LOCK_DAYS.days()).ok()?;
    (dates.lock_deadline < earliest).then(|| {
        format!("lock_deadline must be {earliest} or later, {LOCK_DAYS} days after the end of the cycle")
    })
}

/// The first half of a cycle's year is from April to September, the second from October to March.
fn period(id: &CycleId) -> Option<(Date, Date)> {
    let (year, half) = id.as_str().split_at_checked(4)?;
    let year: i16 = year.parse().ok()?;
    match half {
        "H1" => Some((Date::new(year, 4, 1).ok()?, Date::new(year, 9, 30).ok()?)),
        _ => Some((Date::new(year, 10, 1).ok()?, Date::new(year.checked_add(1)?, 3, 31).ok()?)),
    }
}

struct Row<'a>(&'a csv::StringRecord);

impl Row<'_> {
    fn text(&self, column: usize) -> &str {
        self.0.get(column).unwrap_or("")
    }

    fn date(&self, column: usize) -> Result<Date, String> {
        let text = self.text(column);
        text.parse().map_err(|_| format!("“{text}” is not a date like 2026-03-27"))
    }

    /// A whole number, or nothing.
    fn count(&self, column: usize) -> Result<Option<i64>, String> {
        match self.text(column) {
            "" => Ok(None),
            text => text.parse().map(Some).map_err(|_| format!("“{text}” is not a whole number")),
        }
    }
}

fn centre_code(text: &str) -> Result<CentreCode, String> {
    CentreCode::parse(text).ok_or_else(|| format!("“{text}” is not a centre code"))
}

fn rows<T>(
    table: &'static str,
    text: &str,
    mut read: impl FnMut(&Row<'_>) -> Result<T, String>,
) -> Result<Vec<T>, ReferenceError> {
    csv::Reader::from_reader(text.as_bytes())
        .records()
        .enumerate()
        .map(|(index, record)| {
            record
                .map_err(|error| error.to_string())
                .and_then(|record| read(&Row(&record)))
                .map_err(|problem| ReferenceError { table, row: index + 1, problem })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The shipped centres, one cell of the first changed.
    fn centres_with(old: &str, new: &str) -> Result<Directory, ReferenceError> {
        assert!(CENTRES.contains(old));
        directory(&CENTRES.replacen(old, new, 1), DESIGNATIONS)
    }

    fn problem<T: std::fmt::Debug>(read: Result<T, ReferenceError>) -> String {
        read.unwrap_err().to_string()
    }

    #[test]
    fn the_shipped_tables_are_sound() {
        let directory = directory(CENTRES, DESIGNATIONS).unwrap();
        assert!(directory.overlapping().is_empty());
        assert!(!cycles(CYCLES).unwrap().is_empty() && !holidays(HOLIDAYS).unwrap().is_empty());
    }

    mod centre {
        use super::*;

        #[test]
        fn an_organisation_code_has_its_pattern_or_is_empty() {
            assert!(centres_with("NHS FT,,ENG", "NHS FT,RJ121,ENG").is_ok());
            assert_eq!(
                problem(centres_with("NHS FT,,ENG", "NHS FT,rj1,ENG")),
                "centres.csv, row 1: “rj1” is no organisation code: 3 to 8 capital letters and digits, or empty while it is not verified. Correct the reference table."
            );
        }

        #[test]
        fn a_nation_has_its_clock() {
            assert!(
                problem(centres_with("ENG,Europe/London", "FRA,Europe/London"))
                    .contains("“FRA” is not one of ENG")
            );
            assert!(
                problem(centres_with("ENG,Europe/London", "ENG,Europe/Dublin"))
                    .contains("is that of Europe/London")
            );
            assert!(
                problem(centres_with("IRL,Europe/Dublin", "IRL,Europe/London"))
                    .contains("is that of Europe/Dublin")
            );
        }

        #[test]
        fn beds_lie_in_their_range() {
            assert!(
                problem(centres_with("Europe/London,14,48", "Europe/London,41,48"))
                    .contains("between 0 and 40")
            );
            assert!(
                problem(centres_with("Europe/London,14,48", "Europe/London,14,121"))
                    .contains("between 0 and 120")
            );
            assert!(
                problem(centres_with("Europe/London,14,48", "Europe/London,some,48"))
                    .contains("“some” is not")
            );
            assert!(centres_with("Europe/London,14,48", "Europe/London,,").is_ok());
        }

        #[test]
        fn names_are_there_and_fit() {
            assert!(problem(centres_with("St Thomas',St", ",St")).contains("short_name is empty"));
            let long = format!("{},St", "x".repeat(41));
            assert!(problem(centres_with("St Thomas',St", &long)).contains("short_name has 41 characters"));
        }

        #[test]
        fn a_code_is_there_once() {
            assert!(problem(centres_with("RBH,", "STH,")).contains("row 2: the centre STH is there twice"));
        }
    }

    mod designation {
        use super::*;

        fn designations_with(row: &str) -> Result<Directory, ReferenceError> {
            directory(CENTRES, &format!("centre_code,type,valid_from,valid_to\n{row}\n"))
        }

        #[test]
        fn ends_after_it_begins() {
            assert!(designations_with("STH,SURGE,2020-01-01,2020-01-01").is_ok());
            assert!(
                problem(designations_with("STH,SURGE,2020-01-01,2019-12-31")).contains("ends on 2019-12-31")
            );
        }

        #[test]
        fn has_a_type_and_a_centre_of_the_directory() {
            assert!(
                problem(designations_with("STH,PLANNED,2020-01-01,")).contains("“PLANNED” is not one of")
            );
            assert!(problem(designations_with("XYZ,SURGE,2020-01-01,")).contains("XYZ is not a centre"));
        }

        #[test]
        fn overlapping_ones_are_told() {
            let rows = "STH,SURGE,2020-01-01,2020-06-30\nSTH,COMMISSIONED,2020-06-30,";
            assert_eq!(designations_with(rows).unwrap().overlapping(), [1]);
            let rows = "STH,SURGE,2020-01-01,2020-06-30\nSTH,COMMISSIONED,2020-07-01,";
            assert!(designations_with(rows).unwrap().overlapping().is_empty());
        }

        #[test]
        fn only_some_take_runs() {
            let held = designations_with("STH,FORMER,2020-01-01,").unwrap();
            let code = CentreCode::parse("STH").unwrap();
            assert!(!held.designated(&code, Date::constant(2020, 6, 1)));
            let held = designations_with("STH,COMMISSIONED_OTHER_NATION,2020-01-01,").unwrap();
            assert!(held.designated(&code, Date::constant(2020, 6, 1)));
        }
    }

    #[test]
    fn the_calendar_finds_its_cycles() {
        let calendar = Calendar::shipped().unwrap();
        assert!(!calendar.version().is_empty());
        assert_eq!(calendar.cycle("2026H1").map(|cycle| cycle.start), Some(Date::constant(2026, 4, 1)));
        assert_eq!(calendar.cycle("2026-1"), None);
        let last = calendar.last_complete(Date::constant(2026, 10, 1)).map(|cycle| cycle.id.as_str());
        assert_eq!(last, Some("2026H1"));
    }

    mod cycle {
        use super::*;

        fn cycle(row: &str) -> Result<Vec<CycleDates>, ReferenceError> {
            cycles(&format!("cycle_id,period_start,period_end,lock_deadline\n{row}\n"))
        }

        #[test]
        fn is_a_half_year_with_six_weeks_to_its_deadline() {
            assert!(cycle("2026H1,2026-04-01,2026-09-30,2026-11-11").is_ok());
            assert!(cycle("2026H2,2026-10-01,2027-03-31,2027-06-01").is_ok());
        }

        #[test]
        fn has_its_name_its_dates_and_its_deadline() {
            assert!(problem(cycle("2026-1,2026-04-01,2026-09-30,2026-11-11")).contains("is not a cycle"));
            assert!(
                problem(cycle("2026H2,2026-04-01,2026-09-30,2026-11-11"))
                    .contains("from 2026-10-01 to 2027-03-31")
            );
            assert!(
                problem(cycle("2026H1,2026-04-01,2026-09-30,2026-11-10")).contains("2026-11-11 or later")
            );
        }
    }
}
