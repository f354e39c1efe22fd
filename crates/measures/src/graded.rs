//! Assessments that indicators read: complete sets of an instrument at the time point that counts.

use domain::forms::Assessment;
use domain::forms::assessment::{Instrument, Timepoint};
use domain::instruments::{ItemValue, Total};

use crate::moment::Moment;

/// A complete assessment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Graded {
    /// When.
    pub taken: Moment,
    /// What it found.
    pub found: Found,
}

/// What an assessment found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// CPAx on leaving critical care, 0 to 50 (O03).
    Cpax(i64),
    /// The MRC sum score at awakening, 0 to 60, with the RASS of that moment where it is known (O04).
    Strength {
        /// The sum of the twelve muscle groups.
        sum: i64,
        /// Richmond Agitation-Sedation Scale.
        rass: Option<i64>,
    },
    /// All five dimensions of the EQ-5D-5L at three months (O10).
    QualityOfLife,
}

/// Below this a patient cannot be tested for strength (clarification 36).
const AWAKE: i64 = -1;

/// The item that says how awake the patient was.
const RASS: &str = "rass";

impl Graded {
    /// What an assessment says; `None` when no indicator reads it, or when its set is not complete.
    pub fn of(record: &Assessment) -> Option<Self> {
        let found =
            Found::of(record.instrument.value()?, record.timepoint.value()?, |code| record.item(code))?;
        Some(Self { taken: record.taken_at.value()?.into(), found })
    }
}

impl Found {
    /// What the items of an instrument say at a time point.
    pub fn of(
        instrument: Instrument,
        timepoint: Timepoint,
        item: impl Fn(&str) -> Option<ItemValue>,
    ) -> Option<Self> {
        match (instrument, timepoint) {
            (Instrument::Cpax, Timepoint::IcuDischarge) => total(instrument, &item).map(Self::Cpax),
            (Instrument::Mrcss, Timepoint::Awakening) => {
                let rass = item(RASS).and_then(ItemValue::score).map(|score| score.tenths() / 10);
                total(instrument, &item).map(|sum| Self::Strength { sum, rass })
            }
            (Instrument::Eq5d5l, Timepoint::FollowUp3) => {
                let mut profile = instrument.table().items.iter().filter(|item| item.in_total);
                let is_whole = profile.all(|of| item(of.code).is_some_and(|value| of.takes(value)));
                is_whole.then_some(Self::QualityOfLife)
            }
            _ => None,
        }
    }

    /// Whether the patient was awake enough for a test of strength; also where nobody wrote down how awake.
    pub fn is_awake(&self) -> bool {
        !matches!(self, Self::Strength { rass: Some(rass), .. } if *rass < AWAKE)
    }
}

fn total(instrument: Instrument, item: impl Fn(&str) -> Option<ItemValue>) -> Option<i64> {
    match instrument.table().total(item) {
        Total::Made(score) => Some(score.tenths() / 10),
        Total::Incomplete | Total::None => None,
    }
}

/// The CPAx on leaving critical care: the latest of several (clarification 35).
pub fn cpax(graded: &[Graded]) -> Option<i64> {
    let scores = graded.iter().filter_map(|graded| match graded.found {
        Found::Cpax(score) => Some((graded.taken, score)),
        _ => None,
    });
    scores.max_by_key(|(taken, _)| taken.instant).map(|(_, score)| score)
}

/// The strength at awakening.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strength {
    /// The earliest complete sum of a patient who was awake enough (clarification 36).
    Sum(i64),
    /// There are only sums of a patient who was not.
    NotAwake,
    /// None is complete.
    NotComplete,
}

/// The strength at awakening of a stay.
pub fn strength(graded: &[Graded]) -> Strength {
    let sums = graded.iter().filter_map(|graded| match graded.found {
        Found::Strength { sum, .. } => Some((graded, sum)),
        _ => None,
    });
    let awake = sums.clone().filter(|(graded, _)| graded.found.is_awake());
    match awake.min_by_key(|(graded, _)| graded.taken.instant) {
        Some((_, sum)) => Strength::Sum(sum),
        None if sums.count() > 0 => Strength::NotAwake,
        None => Strength::NotComplete,
    }
}

#[cfg(test)]
mod tests {
    use domain::instruments::Score;

    use super::*;
    use crate::samples::london;

    /// Every item has this value, but for those named.
    fn items(all: i64, but: &'static [(&'static str, Option<i64>)]) -> impl Fn(&str) -> Option<ItemValue> {
        move |code| {
            let value = but.iter().find(|(name, _)| *name == code).map_or(Some(all), |(_, value)| *value);
            value.map(|value| ItemValue::Number { score: Score::whole(value), fraction: false })
        }
    }

    fn strength_of(on: &str, sum_item: i64, rass: Option<i64>) -> Graded {
        Graded { taken: london(on), found: Found::Strength { sum: 12 * sum_item, rass } }
    }

    #[test]
    fn a_set_counts_only_at_its_time_point_and_when_it_is_complete() {
        let cpax = |at, but| Found::of(Instrument::Cpax, at, items(3, but));
        assert_eq!(cpax(Timepoint::IcuDischarge, &[]), Some(Found::Cpax(30)));
        assert_eq!(cpax(Timepoint::IcuWeekly, &[]), None);
        assert_eq!(cpax(Timepoint::IcuDischarge, &[("grip", None)]), None);
    }

    #[test]
    fn the_scale_beside_the_five_dimensions_is_not_needed() {
        let profile = |but| Found::of(Instrument::Eq5d5l, Timepoint::FollowUp3, items(2, but));
        assert_eq!(profile(&[("vas", None)]), Some(Found::QualityOfLife));
        assert_eq!(profile(&[("d5", None)]), None);
        assert_eq!(profile(&[("d5", Some(6))]), None);
    }

    #[test]
    fn of_several_cpax_the_latest_counts() {
        let score = |on, score| Graded { taken: london(on), found: Found::Cpax(score) };
        let both = [score("2026-05-09T10:00", 40), score("2026-05-08T10:00", 20)];
        assert_eq!((cpax(&both), cpax(&[])), (Some(40), None));
    }

    mod strength_at_awakening {
        use super::*;

        #[test]
        fn is_the_earliest_of_a_patient_who_was_awake() {
            let tests = [
                strength_of("2026-05-03T10:00", 4, Some(-1)),
                strength_of("2026-05-02T10:00", 3, Some(-2)),
                strength_of("2026-05-04T10:00", 5, None),
            ];
            assert_eq!(strength(&tests), Strength::Sum(48));
            assert_eq!(strength(&tests[1..2]), Strength::NotAwake);
            assert_eq!(strength(&[]), Strength::NotComplete);
        }

        #[test]
        fn is_believed_where_nobody_wrote_down_how_awake() {
            assert_eq!(strength(&[strength_of("2026-05-04T10:00", 5, None)]), Strength::Sum(60));
        }
    }
}
