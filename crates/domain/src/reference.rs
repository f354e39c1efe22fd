//! Reference tables that come with the audit: centres, designations, public holidays, cycles.

use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::centre::{Centre, Designation, Directory};
use crate::value::CentreCode;

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
    Ok(Directory {
        centres: rows("centres.csv", centres, |row| {
            Ok(Centre {
                code: centre_code(row.text(0))?,
                name: row.text(1).into(),
                short_name: row.text(2).into(),
                site_name: row.text(3).into(),
                trust_name: row.text(4).into(),
                ods_code: row.text(5).into(),
                nation: row.text(6).into(),
                zone: TimeZone::get(row.text(7)).map_err(|error| error.to_string())?,
                adult_resp_ecmo_beds: row.text(8).parse().ok(),
                l3_beds: row.text(9).parse().ok(),
            })
        })?,
        designations: rows("centre_designations.csv", designations, |row| {
            Ok(Designation {
                centre: centre_code(row.text(0))?,
                kind: row.text(1).into(),
                from: row.date(2)?,
                to: if row.text(3).is_empty() { None } else { Some(row.date(3)?) },
            })
        })?,
    })
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
        Ok(CycleDates {
            id: row.text(0).into(),
            start: row.date(1)?,
            end: row.date(2)?,
            lock_deadline: row.date(3)?,
        })
    })
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
}

fn centre_code(text: &str) -> Result<CentreCode, String> {
    CentreCode::parse(text).ok_or_else(|| format!("“{text}” is not a centre code"))
}

fn rows<T>(
    table: &'static str,
    text: &str,
    read: impl Fn(&Row<'_>) -> Result<T, String>,
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
