//! Indicators measured on one snapshot.

use std::collections::BTreeSet;

use super::definition::Definition;
use super::judge;
use super::period::Period;
use super::tally::Tally;
use super::value::{Followed, Gaps, NETWORK, Point, Value};
use crate::error::Result;
use crate::frames::Frames;

/// Every indicator of one snapshot, ready for any period.
pub struct Indicators {
    centres: Vec<String>,
    measured: Vec<(Definition, Tally)>,
}

impl Indicators {
    /// Asks the frames each definition's query.
    pub fn measure(frames: &Frames, definitions: Vec<Definition>) -> Result<Self> {
        let measure = |definition| Tally::of(frames, &definition).map(|tally| (definition, tally));
        Ok(Self {
            centres: frames.centres().map(str::to_owned).collect(),
            measured: definitions.into_iter().map(measure).collect::<Result<_>>()?,
        })
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
        let (definition, tally) = self.find(indicator)?;
        Some(judge::value(definition, centre, period, &tally.sum(single(centre), period)))
    }

    /// Every indicator of every centre and the network in one period.
    pub fn values(&self, period: Period) -> Vec<Value> {
        let places: Vec<&str> = self.centres.iter().map(String::as_str).chain([NETWORK]).collect();
        let of = |(definition, tally): &(Definition, Tally)| {
            let value =
                |place: &&str| judge::value(definition, place, period, &tally.sum(single(place), period));
            places.iter().map(value).collect::<Vec<_>>()
        };
        self.measured.iter().flat_map(of).collect()
    }

    /// What became of those whom an indicator follows; `None` where it follows nobody.
    pub fn followed(&self, indicator: &str, centre: &str, period: Period) -> Option<Followed> {
        let (definition, tally) = self.find(indicator)?;
        definition.kind.estimator().followed(&tally.sum(single(centre), period))
    }

    /// What was counted between the events of an indicator of rare ones.
    pub fn gaps(&self, indicator: &str, centre: &str, period: Period) -> Option<Gaps> {
        let (definition, tally) = self.find(indicator)?;
        definition.rare.then(|| tally.gaps(single(centre), period))
    }

    /// The months of a period, cut to it, for a chart. Empty when there is no such indicator.
    pub fn monthly(&self, indicator: &str, centre: &str, period: Period) -> Vec<Point> {
        self.points(indicator, centre, &period.months())
    }

    /// The quarters of a period, cut to it, for a chart. Empty when there is no such indicator.
    pub fn quarterly(&self, indicator: &str, centre: &str, period: Period) -> Vec<Point> {
        self.points(indicator, centre, &period.quarters())
    }

    /// Each step is computed from its own records: a median of a quarter is no median of medians.
    fn points(&self, indicator: &str, centre: &str, steps: &[Period]) -> Vec<Point> {
        let Some((definition, tally)) = self.find(indicator) else { return Vec::new() };
        let kind = definition.kind.estimator();
        let point = |step: &Period| {
            let sum = tally.sum(single(centre), *step);
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
pub fn compute(frames: &Frames, periods: &[Period]) -> Result<Vec<Value>> {
    let indicators = Indicators::measure(frames, Definition::shipped()?)?;
    let mut seen = BTreeSet::new();
    let all = periods.iter().flat_map(|period| std::iter::once(*period).chain(period.quarters()));
    Ok(all.filter(|period| seen.insert(*period)).flat_map(|period| indicators.values(period)).collect())
}

fn single(centre: &str) -> Option<&str> {
    (centre != NETWORK).then_some(centre)
}
