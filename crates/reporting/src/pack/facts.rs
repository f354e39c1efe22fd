//! Everything that a pack is made from, computed and checked, before a word is written.

use jiff::Timestamp;
use serde::Serialize;

use super::completeness::FieldCount;
use super::structure::Group;
use crate::frames::SevereEvent;
use crate::indicators::{
    Definition, Flow, Followed, Gaps, Indicators, NETWORK, Parts, Period, Point, RunCounts, Stratum, Value,
};
use crate::snapshot::{Governance, LifeCount};

/// The input of [`super::content`]: values, where they come from, and nothing else.
#[derive(Debug, Clone, PartialEq)]
pub struct Facts {
    pub source: Source,
    /// In the order of the directory.
    pub centres: Vec<Centre>,
    /// Records of each form from entry to the snapshot; each adds up.
    pub intake: Vec<Flow>,
    /// Records of each centre and form by their life; empty when the snapshot does not say.
    pub standing: Vec<LifeCount>,
    /// Runs and contacts from the snapshot to the period; each adds up.
    pub flows: Vec<Flow>,
    /// Runs of the period by how it holds them.
    pub runs: RunCounts,
    /// In the order of the pack's definition.
    pub indicators: Vec<Measured>,
    /// Filled and applicable cells by centre and key field.
    pub completeness: Vec<FieldCount>,
    /// What completeness is to reach, in percent: the target of its indicator, where that has one.
    pub completeness_target: Option<f64>,
    /// Who the patients were; only gathered for a pack that shows it.
    pub case_mix: Vec<Parts>,
    /// What contacts were for, and why patients were not treated; only gathered for a pack that shows it.
    pub parts: Vec<Parts>,
    /// Each major event of the period; only gathered for a pack that shows them.
    pub severe: Vec<SevereEvent>,
    /// The organisational audit of the period; only gathered for a pack that shows it.
    pub structure: Vec<Group>,
    /// Cases and corrections that the snapshot knows of.
    pub governance: Governance,
}

/// What every number of the pack rests on (G15).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Source {
    pub period: Period,
    /// The cycle before, or as many months before.
    pub before: Period,
    /// The audit cycle of the period, e.g. `2026H1`; `None` for a free period.
    pub cycle: Option<String>,
    #[serde(skip)]
    pub extract_at: Timestamp,
    pub dictionary_version: String,
    /// SHA-256 of the snapshot's manifest.
    pub snapshot: String,
    /// Last link of the audit chain when the records were read.
    pub audit_head: Option<String>,
    pub code_version: String,
    pub synthetic: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Centre {
    pub code: String,
    /// Name for tables and charts: `Papworth`.
    pub name: String,
}

/// One indicator with its values.
#[derive(Debug, Clone, PartialEq)]
pub struct Measured {
    pub definition: Definition,
    /// One of each centre and one of the network, for the period.
    pub values: Vec<Value>,
    /// The same of the period before; empty where the snapshot holds nothing of it.
    pub before: Vec<Value>,
    /// The network by month, up to two years to the end of the period.
    pub months: Vec<Point>,
    /// The same by quarter, for a chart whose months are too thin.
    pub quarters: Vec<Point>,
    /// What became of those whom it follows, in the network.
    pub followed: Option<Followed>,
    /// What was counted between its events in the network, where they are rare, in the time of the months.
    pub gaps: Option<Gaps>,
}

impl Measured {
    /// An indicator in the period of `source` and the one before: of all centres and the network, with the network's months; or
    /// of one centre alone, with its own. `within` leaves nothing but a stratum of it.
    pub(crate) fn of_indicator(
        indicators: &Indicators,
        definition: &Definition,
        source: &Source,
        months: u8,
        centre: Option<&str>,
        within: Option<&Stratum>,
    ) -> Self {
        let id = &definition.id;
        let series = centre.unwrap_or(NETWORK);
        let places: Vec<&str> = match centre {
            Some(code) => vec![code],
            None => indicators.centres().iter().map(String::as_str).chain([NETWORK]).collect(),
        };
        let value = |place, period| indicators.value_within(id, place, period, within);
        let values = |period| places.iter().filter_map(|place| value(place, period)).collect();
        let history = source.period.reaching_back(months);
        Self {
            definition: definition.clone(),
            values: values(source.period),
            before: values(source.before),
            months: indicators.points(id, series, &history.months(), within),
            quarters: indicators.points(id, series, &history.quarters(), within),
            // What lies between events, and what became of whom, is told of the whole.
            followed: within.is_none().then(|| indicators.followed(id, series, source.period)).flatten(),
            gaps: within.is_none().then(|| indicators.gaps(id, series, history)).flatten(),
        }
    }

    pub fn of(&self, centre: &str) -> Option<&Value> {
        self.values.iter().find(|value| value.centre == centre)
    }

    /// A centre, or the network, in the period before, when anything was counted.
    pub fn before(&self, centre: &str) -> Option<&Value> {
        self.before.iter().find(|value| value.centre == centre && value.n > 0)
    }

    pub fn network(&self) -> Option<&Value> {
        self.of(NETWORK)
    }
}
