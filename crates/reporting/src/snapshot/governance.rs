//! What a snapshot knows of cases and corrections: what a pack needs to tell what came of the numbers before.
//!
//! Nobody's name is in it: a pack says whether the centre or the network wrote something.

use std::fmt;

use domain::case::{CaseLevel, Decision, Direction};
use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

use crate::indicators::Rag;

/// Cases and corrections as they were known when the snapshot was taken.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Governance {
    /// Cases that are open, and those that were closed since the freeze before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cases: Vec<CaseNote>,
    /// What has moved since the freeze before; `None` where nothing was frozen before, or nobody looked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrections: Option<Corrections>,
}

/// A case, its clocks and what was written in it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CaseNote {
    /// The cycle whose number it is about.
    pub cycle: String,
    pub centre: String,
    pub indicator: String,
    pub name: String,
    pub level: CaseLevel,
    pub direction: Direction,
    /// What was found, in the words of that cycle's pack.
    pub words: String,
    /// Whether members may be told of it, and not its centre alone.
    pub is_shown: bool,
    pub notified: Day,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Day>,
    /// The day had passed without a response.
    pub is_overdue: bool,
    /// What was written, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub said: Vec<Saying>,
}

/// What was written in a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Saying {
    pub what: Noted,
    /// Of a decision, what was decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<Decision>,
    pub day: Day,
    pub text: String,
}

/// What kind of thing was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Noted {
    Response,
    /// Added by the centre.
    ByCentre,
    /// Added by the network.
    ByNetwork,
    Decision,
    Closing,
}

impl CaseNote {
    /// When something of a kind was first written.
    pub fn first(&self, what: Noted) -> Option<&Saying> {
        self.said.iter().find(|saying| saying.what == what)
    }
}

/// The numbers of the cycle frozen before that are not what they were.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Corrections {
    /// That cycle.
    pub cycle: String,
    /// Each number that moved; `None` where its snapshot could not be read, so that nobody can say.
    pub lines: Option<Vec<SignedLine>>,
    /// Why, in the words of the last sign-off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    /// When that was signed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signed: Option<Day>,
}

/// A correction, and whether the last sign-off has it just so.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SignedLine {
    #[serde(flatten)]
    pub line: Correction,
    pub is_signed: bool,
}

/// A number that is not what it was frozen as.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    /// The indicator's id.
    pub indicator: String,
    /// Its name.
    pub name: String,
    /// A centre's code, or the network.
    pub centre: String,
    pub was: CorrectionSide,
    pub is: CorrectionSide,
    /// By how much, with its sign; `None` where one of the two is none.
    pub by: Option<String>,
    /// Months, in the network, of which the control chart says something else now.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub signals: Vec<String>,
}

impl Correction {
    /// Several as one text: equal ones, equal texts. It is what a sign-off keeps and names by its hash.
    pub fn to_text(lines: &[Self]) -> crate::Result<String> {
        serde_json::to_string(lines).map_err(|source| crate::Error::Engine {
            doing: "writing corrections".to_owned(),
            source: source.into(),
        })
    }

    /// Reads such a text; nothing from one that an earlier version wrote otherwise.
    pub fn of_text(text: &str) -> Vec<Self> {
        serde_json::from_str(text).unwrap_or_default()
    }
}

/// One side of a correction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CorrectionSide {
    /// With its unit; `None` where nothing was counted.
    pub value: Option<String>,
    /// What it was made of.
    pub counts: String,
    pub rag: Rag,
    /// Whether members may be shown it.
    pub is_shown: bool,
}

impl Governance {
    /// Whether nothing is known.
    pub const fn is_empty(&self) -> bool {
        self.cases.is_empty() && self.corrections.is_none()
    }
}

/// A day by the universal clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(pub Date);

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map(Self).map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_known_leaves_no_trace_and_is_read_from_nothing() {
        assert!(Governance::default().is_empty());
        assert_eq!(serde_json::to_string(&Governance::default()).unwrap(), "{}");
        assert_eq!(serde_json::from_str::<Governance>("{}").unwrap(), Governance::default());
    }

    #[test]
    fn a_day_is_written_as_one() {
        let day = Day("2026-05-03".parse().unwrap());
        assert_eq!(serde_json::to_string(&day).unwrap(), "\"2026-05-03\"");
        assert_eq!(serde_json::from_str::<Day>("\"2026-05-03\"").unwrap(), day);
        assert!(serde_json::from_str::<Day>("\"May\"").is_err());
    }
}
