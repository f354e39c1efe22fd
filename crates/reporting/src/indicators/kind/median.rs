//! The median of scores, with quartiles and, of a short scale, how many had each score (G12, G13, clarification 47).

use std::collections::BTreeMap;

use super::{Estimator, Unit, VALUE};
use crate::indicators::Definition;
use crate::indicators::tally::Sum;
use crate::indicators::value::Extra;
use crate::statistics::{quantile7, round_half_away};

/// The kind of functional scores.
#[derive(Debug)]
pub(super) struct Median;

impl Estimator for Median {
    fn unit(&self) -> Unit {
        Unit { name: "score", sign: " points" }
    }

    fn family(&self) -> &'static str {
        "median"
    }

    fn bounds(&self) -> (f64, f64) {
        (0.0, f64::INFINITY)
    }

    fn needs(&self) -> &'static [&'static str] {
        &[VALUE]
    }

    fn numerator(&self, _: &Sum) -> Option<u32> {
        None
    }

    fn value(&self, sum: &Sum) -> Option<f64> {
        quantile7(&sum.values(), 0.5)
    }

    fn display(&self, sum: &Sum) -> Option<String> {
        median_display(&sum.values(), 1)
    }

    fn extra(&self, sum: &Sum, definition: &Definition) -> BTreeMap<String, Extra> {
        let mut extra = sum.extra.clone();
        extra.extend(quartiles(&sum.values(), 1.0));
        if let Some(highest) = definition.scores_up_to {
            let had = |score: u8| {
                let of_score = sum.units.iter().filter(|unit| unit.value == i64::from(score));
                of_score.fold(0, |n, _| n + 1)
            };
            extra.insert("distribution".to_owned(), Extra::Distribution((0..=highest).map(had).collect()));
        }
        extra
    }
}

/// The median in print, one decimal. Values are whole, so that it is whole or lies half-way between two of them: `per` of
/// them make one unit.
pub(super) fn median_display(values: &[f64], per: i64) -> Option<String> {
    #[expect(clippy::cast_possible_truncation, reason = "scores and minutes")]
    let twice = (quantile7(values, 0.5)? * 2.0).round() as i64;
    round_half_away(twice, 2 * per, 1)
}

/// The quartiles, where there is a value.
pub(super) fn quartiles(values: &[f64], per: f64) -> impl Iterator<Item = (String, Extra)> {
    [("q1", 0.25), ("q3", 0.75)].into_iter().filter_map(move |(name, p)| {
        Some((name.to_owned(), Extra::Number(quantile7(values, p)? / per)))
    }).collect::<Vec<_>>().into_iter()
}
