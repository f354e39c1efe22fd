//! A computed indicator.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// The name that stands for all centres together.
pub const NETWORK: &str = "NETWORK";

/// An indicator of one centre, or of the network, in one period.
///
/// Percentages and their limits are 0–100 and unrounded; `display` is the rounded text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Value {
    /// The definition's id, e.g. `P04`.
    pub indicator: String,
    /// A centre's code, or [`NETWORK`].
    pub centre: String,
    /// First and last date of the period.
    #[serde(with = "iso_date")]
    pub from: Date,
    #[serde(with = "iso_date")]
    pub to: Date,
    /// Denominator.
    pub n: u32,
    /// Numerator; `None` of kinds that have none, e.g. a median.
    pub k: Option<u32>,
    /// `None` when the denominator is 0: never 0 % or 100 %.
    pub value: Option<f64>,
    /// The value as printed, half away from zero.
    pub display: Option<String>,
    /// 95 % limits.
    pub lower: Option<f64>,
    pub upper: Option<f64>,
    pub rag: Rag,
    pub flags: Vec<Flag>,
    /// Further counts: what was left out and why, strata. A count that is absent is 0.
    pub extra: BTreeMap<String, Extra>,
}

/// A value against its target (G16, version 2 of the rule).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Rag {
    /// The value meets the target.
    Green,
    /// The value misses the target, and chance may explain it: the interval holds the target.
    Amber,
    /// The value misses the target by more than chance explains: so does the whole interval.
    Red,
    /// Not judged: no target, too few cases, or no interval.
    Grey,
}

/// What a reader must know before comparing a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Flag {
    /// Fewer than ten in the denominator.
    LowN,
    /// More than everything: a question to the data, not an achievement.
    #[serde(rename = "OVER_100")]
    Over100,
}

/// A further number.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Extra {
    /// A plain count.
    Count(u32),
    /// A quartile, or a sum that need not be whole.
    Number(f64),
    /// How many had each score, from 0 up.
    Distribution(Vec<u32>),
    /// A proportion of its own, with its limits.
    Share(Share),
    /// `[k, n]` for each value of a stratum.
    Strata(BTreeMap<String, [u32; 2]>),
    /// The cumulative incidence, 0–1, by hours; empty where nobody was followed.
    Incidence(BTreeMap<String, Option<f64>>),
}

impl Eq for Extra {}

/// A proportion inside another indicator, 0–100 with 95 % limits.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Share {
    pub k: u32,
    pub n: u32,
    pub value: Option<f64>,
    pub lower: Option<f64>,
    pub upper: Option<f64>,
}

/// What became of those who are followed from a start, by the end of each day (Aalen–Johansen).
#[derive(Clone, Debug, PartialEq)]
pub struct Followed {
    /// Each end with the share that had come to it by the end of day 1, 2, …; the one that is asked for first.
    pub ends: Vec<(&'static str, Vec<f64>)>,
    /// Days, and how many were still followed at the beginning of the next.
    pub at_risk: Vec<(u16, u32)>,
}

/// What was counted between one rare event and the next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gaps {
    /// Each event but the first by its date, with what was counted since the one before.
    pub gaps: Vec<(Date, u32)>,
    /// What was counted since the last; `None` without any event.
    pub since_last: Option<u32>,
}

/// One month, or one quarter, of a series.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// The first date of its month, also when the period begins later in it.
    #[serde(with = "iso_date")]
    pub month: Date,
    pub n: u32,
    /// `None` of kinds that have no numerator.
    pub k: Option<u32>,
    pub value: Option<f64>,
    pub display: Option<String>,
}

/// Dates as `YYYY-MM-DD`.
pub(crate) mod iso_date {
    use jiff::civil::Date;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
    pub(crate) fn serialize<S: Serializer>(date: &Date, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(date)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Date, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}
