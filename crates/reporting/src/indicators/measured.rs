//! Indicators measured on one snapshot.

use std::collections::BTreeSet;

use super::definition::Definition;
use super::judge;
use super::period::Period;
use super::stratum::Stratum;
use super::tally::Tally;
use super::value::{Followed, Gaps, NETWORK, Point, Value};
use crate::error::Result;
use crate::frames::{Frames, Pace};
use crate::snapshot::Snapshot;

/// Every indicator of one snapshot, ready for any period.
pub struct Indicators {
    centres: Vec<String>,
    measured: Vec<(Definition, Tally)>,
}

impl Indicators {
    /// Measures a snapshot.
    pub fn of(snapshot: &Snapshot, definitions: Vec<Definition>) -> Result<Self> {
        Self::at(Pace::Ahead, snapshot, definitions)
    }

    /// Measures a snapshot at some pace.
    pub fn at(pace: Pace, snapshot: &Snapshot, definitions: Vec<Definition>) -> Result<Self> {
        let mut indicators = Self::none(definitions);
        Frames::each(snapshot, pace, |frames| indicators.add(frames))?;
        Ok(indicators)
    }

    /// Nothing measured yet, to which frames are added.
    pub fn none(definitions: Vec<Definition>) -> Self {
        let nothing = |definition: Definition| {
            let tally = Tally::none(&definition);
            (definition, tally)
        };
        Self { centres: Vec::new(), measured: definitions.into_iter().map(nothing).collect() }
    }

    /// Asks the frames of some centres, or of all, each definition's query.
    pub fn add(&mut self, frames: &Frames) -> Result<()> {
        self.centres = frames.centres().map(str::to_owned).collect();
        for (definition, tally) in &mut self.measured {
            tally.add_centres(Tally::ask(frames.context(), definition)?);
        }
        Ok(())
    }

    /// The definitions, in the order in which they are shown.
    pub fn definitions(&self) -> impl Iterator<Item = &Definition> {
        self.measured.iter().map(|(definition, _)| definition)
    }

    /// The codes of all centres, in their order.
    pub fn centres(&self) -> &[String] {
        &self.centres
    }

    /// One indicator of a centre, or of [`NETWORK`]; `None` when there is no such indicator.
    pub fn value(&self, indicator: &str, centre: &str, period: Period) -> Option<Value> {
        self.value_within(indicator, centre, period, None)
    }

    /// The same of a stratum alone, where one is asked for.
    pub fn value_within(
        &self,
        indicator: &str,
        centre: &str,
        period: Period,
        within: Option<&Stratum>,
    ) -> Option<Value> {
        let (definition, tally) = self.find(indicator)?;
        Some(judge::value(definition, centre, period, &tally.sum(single(centre), period, within)))
    }

    /// The strata that an indicator's query names.
    pub fn strata(&self, indicator: &str) -> impl Iterator<Item = &str> {
        self.find(indicator).into_iter().flat_map(|(_, tally)| tally.strata())
    }

    /// Every indicator of every centre and the network in one period.
    pub fn values(&self, period: Period) -> Vec<Value> {
        let places: Vec<&str> = self.centres.iter().map(String::as_str).chain([NETWORK]).collect();
        let of = |(definition, tally): &(Definition, Tally)| {
            let value = |place: &&str| {
                judge::value(definition, place, period, &tally.sum(single(place), period, None))
            };
            places.iter().map(value).collect::<Vec<_>>()
        };
        self.measured.iter().flat_map(of).collect()
    }

    /// What became of those whom an indicator follows; `None` where it follows nobody.
    pub fn followed(&self, indicator: &str, centre: &str, period: Period) -> Option<Followed> {
        let (definition, tally) = self.find(indicator)?;
        definition.kind.estimator().followed(&tally.sum(single(centre), period, None))
    }

    /// What was counted between the events of an indicator of rare ones.
    pub fn gaps(&self, indicator: &str, centre: &str, period: Period) -> Option<Gaps> {
        let (definition, tally) = self.find(indicator)?;
        definition.rare.then(|| tally.gaps(single(centre), period))
    }

    /// The months of a period, cut to it, for a chart. Empty when there is no such indicator.
    pub fn monthly(&self, indicator: &str, centre: &str, period: Period) -> Vec<Point> {
        self.points(indicator, centre, &period.months(), None)
    }

    /// The quarters of a period, cut to it, for a chart. Empty when there is no such indicator.
    pub fn quarterly(&self, indicator: &str, centre: &str, period: Period) -> Vec<Point> {
        self.points(indicator, centre, &period.quarters(), None)
    }

    /// Each step is computed from its own records: a median of a quarter is no median of medians.
    pub(crate) fn points(
        &self,
        indicator: &str,
        centre: &str,
        steps: &[Period],
        within: Option<&Stratum>,
    ) -> Vec<Point> {
        let Some((definition, tally)) = self.find(indicator) else { return Vec::new() };
        let kind = definition.kind.estimator();
        let point = |step: &Period| {
            let sum = tally.sum(single(centre), *step, within);
            Point {
                month: step.from().first_of_month(),
                n: sum.n,
                k: kind.numerator(&sum),
                value: kind.value(&sum),
                display: kind.display(&sum),
            }
        };
        steps.iter().map(point).collect()
    }

    fn find(&self, indicator: &str) -> Option<&(Definition, Tally)> {
        self.measured.iter().find(|(definition, _)| definition.id == indicator)
    }
}

/// The shipped indicators in each period and in each of its calendar quarters; equal periods once.
pub fn compute(snapshot: &Snapshot, periods: &[Period]) -> Result<Vec<Value>> {
    let indicators = Indicators::of(snapshot, Definition::shipped()?)?;
    let mut seen = BTreeSet::new();
    let all = periods.iter().flat_map(|period| std::iter::once(*period).chain(period.quarters()));
    Ok(all.filter(|period| seen.insert(*period)).flat_map(|period| indicators.values(period)).collect())
}

fn single(centre: &str) -> Option<&str> {
    (centre != NETWORK).then_some(centre)
}
