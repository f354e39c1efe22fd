//! Repeated groups beside the records they belong to.

use std::ops::Range;

use polars::prelude::StringChunked;

/// Walks a repeated group's table beside the records it belongs to: both are in the same order.
pub(super) struct Rows<'t, const N: usize> {
    keys: [&'t StringChunked; N],
    at: usize,
    end: usize,
}

impl<'t, const N: usize> Rows<'t, N> {
    /// A walk by the text columns that repeat the record's key.
    pub(super) const fn by(keys: [&'t StringChunked; N], rows: usize) -> Self {
        Self { keys, at: 0, end: rows }
    }

    /// The rows of the next record, which may have none. Records must be asked for in order.
    pub(super) fn of(&mut self, key: [&str; N]) -> Range<usize> {
        self.of_while(key, |_| true)
    }

    /// The same for a record whose key holds more than text.
    pub(super) fn of_while(&mut self, key: [&str; N], and: impl Fn(usize) -> bool) -> Range<usize> {
        let start = self.at;
        while self.at < self.end && self.matches(key) && and(self.at) {
            self.at += 1;
        }
        start..self.at
    }

    fn matches(&self, key: [&str; N]) -> bool {
        self.keys.iter().zip(key).all(|(column, key)| column.get(self.at) == Some(key))
    }
}
