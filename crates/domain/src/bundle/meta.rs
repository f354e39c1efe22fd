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
    #[error("The bundle cannot be read, because {0}")]
    Version(#[from] Unread),
    #[error("bundle.csv says {key} = {value}. It must be {allowed}.")]
    Value { key: &'static str, value: String, allowed: &'static str },
}

impl Meta {
    pub(super) fn read(bytes: &[u8], dictionary: &Arc<Dictionary>) -> Result<(Self, Reading), BundleError> {
        let text = std::str::from_utf8(bytes).map_err(|error| BundleError::Unreadable(error.to_string()))?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut values = BTreeMap::new();
        for record in csv::Reader::from_reader(text.as_bytes()).records() {
            let record = record.map_err(|error| BundleError::Unreadable(error.to_string()))?;
            values.insert(record.get(0).unwrap_or("").to_owned(), record.get(1).unwrap_or("").to_owned());
        }
        let get = |key: &'static str| values.get(key).map(String::as_str).ok_or(BundleError::Absent(key));
        let wrong = |key, value: &str, allowed| BundleError::Value { key, value: value.to_owned(), allowed };
        expect("format_version", get("format_version")?, FORMAT, "1, the format that is read here")?;
        let reading = dictionary.find(get("dictionary_version")?)?;
        let direction = match get("kind")? {
            "EXPORT" => Direction::Export,
            "UPLOAD" => Direction::Upload,
            other => return Err(wrong("kind", other, "EXPORT or UPLOAD")),
        };
        let synthetic = match get("synthetic")? {
            "true" => true,
            "false" => false,
            other => return Err(wrong("synthetic", other, "true or false")),
        };
        let at = get("extract_at")?;
        let extract_at =
            TimeZone::get("Europe/London").ok().and_then(|zone| WallTime::read(at, &zone).ok()).ok_or_else(
                || wrong("extract_at", at, "a date and time like 2026-10-15T12:00, in Europe/London"),
            )?;
        let calendar_version = get("calendar_version")?.to_owned();
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
