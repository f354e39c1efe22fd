//! What is wrong with a record, for the person who can mend it.

use std::fmt;

use serde::{Deserialize, Serialize};

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Level {
    /// The record cannot be saved.
    E,
    /// The record can be saved, but not signed off.
    S,
    /// The record can be saved once somebody has confirmed the value.
    W,
}

impl Level {
    /// The letter used in files and tables.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::E => "E",
            Self::S => "S",
            Self::W => "W",
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One finding on one cell of a record.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Finding {
    /// The repeated group and the row in it (from 0), when the cell is not the record's own.
    pub child: Option<(String, usize)>,
    /// The field; empty when the finding is about the record as a whole.
    pub column: String,
    /// The rule's id, e.g. `V-CON-4`.
    pub rule: String,
    /// What follows from it.
    pub level: Level,
    /// A sentence that says what is wrong and how to mend it.
    pub message: String,
}

impl Finding {
    /// A finding on the record's own field.
    pub fn new(
        column: impl Into<String>,
        rule: impl Into<String>,
        level: Level,
        message: impl Into<String>,
    ) -> Self {
        Self { child: None, column: column.into(), rule: rule.into(), level, message: message.into() }
    }

    /// Identifies the finding for a confirmation: rule and place.
    pub fn key(&self) -> String {
        match &self.child {
            None => format!("{}@{}", self.rule, self.column),
            Some((list, row)) => format!("{}@{list}.{row}.{}", self.rule, self.column),
        }
    }
}

/// Collects the findings of one record.
#[derive(Debug, Default)]
pub struct Notes {
    child: Option<(&'static str, usize)>,
    findings: Vec<Finding>,
}

impl Notes {
    /// An empty collection, at the record itself.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a finding at the current place.
    pub fn add(&mut self, column: &str, rule: &str, level: Level, message: impl Into<String>) {
        self.findings.push(Finding {
            child: self.child.map(|(list, row)| (list.to_owned(), row)),
            column: column.to_owned(),
            rule: rule.to_owned(),
            level,
            message: message.into(),
        });
    }

    /// Adds a finding that refuses the record.
    pub fn refuse(&mut self, column: &str, rule: &str, message: impl Into<String>) {
        self.add(column, rule, Level::E, message);
    }

    /// Adds a finding that asks for a confirmation.
    pub fn warn(&mut self, column: &str, rule: &str, message: impl Into<String>) {
        self.add(column, rule, Level::W, message);
    }

    /// Adds a finding that blocks sign-off.
    pub fn hold(&mut self, column: &str, rule: &str, message: impl Into<String>) {
        self.add(column, rule, Level::S, message);
    }

    /// Moves to a row of a repeated group for the time of `within`.
    pub fn at<R>(&mut self, list: &'static str, row: usize, within: impl FnOnce(&mut Self) -> R) -> R {
        let before = self.child.replace((list, row));
        let result = within(self);
        self.child = before;
        result
    }

    /// Moves to a row of a repeated group until [`Self::at_record`].
    pub(crate) fn at_row(mut self, list: &'static str, row: usize) -> Self {
        self.child = Some((list, row));
        self
    }

    /// Moves back to the record itself.
    pub(crate) fn at_record(mut self) -> Self {
        self.child = None;
        self
    }

    /// The findings so far.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// Hands the findings over.
    pub fn into_findings(self) -> Vec<Finding> {
        self.findings
    }
}

#[cfg(test)]
mod tests;
