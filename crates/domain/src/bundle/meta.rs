//! `bundle.csv`: what a bundle says of itself.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::dictionary::{Dictionary, Reading, Unread};
use crate::time::WallTime;
use crate::value::Cell;

/// The version of the bundle's format that is read here.
const FORMAT: &str = "1";

/// Which way a bundle travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Written by the audit system.
    Export,
    /// Prepared by a centre.
    Upload,
}

/// What a bundle says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meta {
    pub direction: Direction,
    /// No row is real.
    pub synthetic: bool,
    /// Nothing in the bundle is later.
    pub extract_at: WallTime,
    /// Version of the public-holiday calendar.
    pub calendar_version: String,
}

/// A bundle that cannot be read as one. The sentence is for the person who brought it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BundleError {
    #[error(
        "The bundle has no bundle.csv, which says what it is. Add the file, or check that this is the right folder."
    )]
    NoMeta,
    #[error("bundle.csv cannot be read: {0}. It must be a table with the columns key and value, in UTF-8.")]
    Unreadable(String),
    #[error("bundle.csv has no line for {0}. Add it.")]
    Absent(&'static str),
    #[error("bundle.csv, row {row}: {key} stands in a row above already. Take one of the two out.")]
    Twice { row: u64, key: String },
    #[error("bundle.csv, row {row}, column value: the bundle cannot be read, because {why}")]
    Version { row: u64, why: Unread },
    #[error("bundle.csv says {key} = {value}. It must be {allowed}.")]
    Value { key: &'static str, value: String, allowed: &'static str },
}

/// How the files of a bundle are read, by what its `bundle.csv` says it is of. Whoever reads a bundle, by whichever door
/// it came and whatever else of its `bundle.csv` counts there, asks here first.
pub fn reading(bundle_csv: &[u8], dictionary: &Arc<Dictionary>) -> Result<Reading, BundleError> {
    Lines::read(bundle_csv)?.reading(dictionary)
}

/// The lines of `bundle.csv`: by key, the row as a spreadsheet shows it and the value.
struct Lines(BTreeMap<String, (u64, String)>);

impl Lines {
    fn read(bytes: &[u8]) -> Result<Self, BundleError> {
        let text = std::str::from_utf8(bytes).map_err(|error| BundleError::Unreadable(error.to_string()))?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut lines = BTreeMap::new();
        for record in csv::Reader::from_reader(text.as_bytes()).records() {
            let record = record.map_err(|error| BundleError::Unreadable(error.to_string()))?;
            let row = record.position().map_or(0, |position| row(text, position));
            let cell = |place| record.get(place).unwrap_or("").to_owned();
            if lines.insert(cell(0), (row, cell(1))).is_some() {
                return Err(BundleError::Twice { row, key: cell(0) });
            }
        }
        Ok(Self(lines))
    }

    fn line(&self, key: &'static str) -> Result<(u64, &str), BundleError> {
        self.0.get(key).map(|(row, value)| (*row, value.as_str())).ok_or(BundleError::Absent(key))
    }

    fn get(&self, key: &'static str) -> Result<&str, BundleError> {
        self.line(key).map(|(_, value)| value)
    }

    fn reading(&self, dictionary: &Arc<Dictionary>) -> Result<Reading, BundleError> {
        expect("format_version", self.get("format_version")?, FORMAT, "1, the format that is read here")?;
        let (row, version) = self.line("dictionary_version")?;
        dictionary.find(version).map_err(|why| BundleError::Version { row, why })
    }
}

/// The row of a record as a spreadsheet shows it: the reader counts from the blank lines above.
fn row(text: &str, position: &csv::Position) -> u64 {
    let start = usize::try_from(position.byte()).ok().and_then(|byte| text.get(byte..)).unwrap_or_default();
    let blank =
        start.chars().take_while(|sign| matches!(sign, '\n' | '\r')).filter(|sign| *sign == '\n').count();
    position.line() + blank as u64
}

impl Meta {
    pub(super) fn read(bytes: &[u8], dictionary: &Arc<Dictionary>) -> Result<(Self, Reading), BundleError> {
        let lines = Lines::read(bytes)?;
        let reading = lines.reading(dictionary)?;
        let wrong = |key, value: &str, allowed| BundleError::Value { key, value: value.to_owned(), allowed };
        let direction = match lines.get("kind")? {
            "EXPORT" => Direction::Export,
            "UPLOAD" => Direction::Upload,
            other => return Err(wrong("kind", other, "EXPORT or UPLOAD")),
        };
        let synthetic = match lines.get("synthetic")? {
            "true" => true,
            "false" => false,
            other => return Err(wrong("synthetic", other, "true or false")),
        };
        let at = lines.get("extract_at")?;
        let extract_at =
            TimeZone::get("Europe/London").ok().and_then(|zone| WallTime::read(at, &zone).ok()).ok_or_else(
                || wrong("extract_at", at, "a date and time like 2026-10-15T12:00, in Europe/London"),
            )?;
        let calendar_version = lines.get("calendar_version")?.to_owned();
        Ok((Self { direction, synthetic, extract_at, calendar_version }, reading))
    }

    /// The instant after which nothing in the bundle can lie.
    pub fn now(&self) -> Timestamp {
        self.extract_at.instant()
    }
}

fn expect(key: &'static str, value: &str, expected: &str, allowed: &'static str) -> Result<(), BundleError> {
    if value == expected { Ok(()) } else { Err(BundleError::Value { key, value: value.to_owned(), allowed }) }
}
