//! What an indicator is: everything that a committee decides about it.

use serde::Deserialize;

/// One indicator, as written in `reports/indicators/<id>.toml`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Definition {
    /// Stable id, e.g. `P04`.
    pub id: String,
    /// Version of this definition; printed beside every number.
    pub version: String,
    /// Name for headings.
    pub name: String,
    /// Name short enough for a column heading.
    pub short_name: String,
    /// How numerator and denominator become a value.
    pub kind: Kind,
    /// Unit of the value, e.g. `percent`.
    pub unit: String,
    /// Cohort letter of the data dictionary (G7).
    pub cohort: String,
    /// Shown at every meeting.
    pub core: bool,
    /// Which direction is better.
    pub better: Better,
    /// The level to reach, in `unit`; judged by a colour (G16).
    pub target: Option<f64>,
    /// A goal at the end of the scale, in `unit`: drawn, never judged.
    pub aspiration: Option<f64>,
    /// Why the network looks at it.
    pub rationale: String,
    /// Where definition and target come from.
    pub source: String,
    /// What is counted, in words.
    pub numerator: String,
    /// Among what, in words.
    pub denominator: String,
    /// What is left out, in words.
    pub exclusions: String,
    /// What a missing value means, in words (G11).
    pub missing: String,
    /// One query over the analysis frames; see [`super::Tally`] for the columns it returns.
    pub sql: String,
}

/// How numerator and denominator become a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// k of n in percent, with Wilson limits.
    Proportion,
}

/// Which direction is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Better {
    High,
    Low,
}
