//! The kinds of indicators: how what was counted becomes a value, its limits, its judgement and its charts.
//!
//! A kind is one file here that implements [`Estimator`], and its line in [`kinds!`]: value, colour, tables, charts and
//! definitions follow. Whatever the kind, a target is judged by the same rule (G16, `judge.rs`).

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::fmt::Debug;

use super::Definition;
pub(crate) use super::tally::{Sum, Taken, VALUE};
use super::value::{Extra, Flag, Followed};
use crate::chart::Limits;
use crate::statistics::{Interval, LEAST_RECORDS, Xmr, xmr};

/// What makes numbers out of counts. Values, limits and targets are in the kind's own unit, unrounded.
pub(crate) trait Estimator: Debug + Sync {
    /// The unit in which a definition writes its target.
    fn unit(&self) -> Unit;

    /// The lowest and the highest value that there can be. At an end of it a target is an aspiration and has no colour.
    fn bounds(&self) -> (f64, f64);

    /// The columns that its query returns beside `centre`, `date` and `n`.
    fn needs(&self) -> &'static [&'static str] {
        &["k"]
    }

    /// Which rows a period takes.
    fn taken(&self) -> Taken {
        Taken::InPeriod
    }

    /// Fewer cases than this are shown, and not judged (G13).
    fn enough(&self) -> u32 {
        LEAST_RECORDS
    }

    /// What the data dictionary's catalogue calls such an indicator.
    fn family(&self) -> &'static str;

    /// Each thing counted is in the numerator or is not, so that one of them can be told to be met.
    fn is_met_or_not(&self) -> bool {
        false
    }

    /// The numerator; `None` of a kind that has none.
    fn numerator(&self, sum: &Sum) -> Option<u32> {
        Some(sum.k)
    }

    /// The value; `None` where nothing could be counted.
    fn value(&self, sum: &Sum) -> Option<f64>;

    /// The value as printed, rounded half away from zero from the exact fraction (G12).
    fn display(&self, sum: &Sum) -> Option<String>;

    /// The 95 % limits (G13); `None` where there are none.
    fn limits(&self, _: &Sum) -> Option<Interval> {
        None
    }

    /// How the value compares with a level, exactly: the value as the fraction that it is (G16).
    fn compare(&self, sum: &Sum, level: f64) -> Option<Ordering> {
        self.value(sum)?.partial_cmp(&level)
    }

    /// What a reader must know before comparing values.
    fn flags(&self, _: &Sum) -> Vec<Flag> {
        Vec::new()
    }

    /// Further numbers to be shown: the counts and strata of the query, and what the kind makes beside its value.
    fn extra(&self, sum: &Sum, _: &Definition) -> BTreeMap<String, Extra> {
        sum.extra.clone()
    }

    /// What became of those who are followed; `None` of kinds that follow nobody, and where there is nobody.
    fn followed(&self, _: &Sum) -> Option<Followed> {
        None
    }

    /// The control chart of a series in time order, and its limits as they are drawn, told and tabled; `None` with fewer
    /// than two points. Signals are found by the limits as computed; none is drawn where no value can lie.
    fn chart(&self, values: &[f64]) -> Option<(Xmr, Limits)> {
        let chart = xmr(values)?;
        let limits = Limits::within(&chart, self.bounds());
        Some((chart, limits))
    }
}

/// A unit of values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Unit {
    /// As definitions and column names write it: `percent`.
    pub(crate) name: &'static str,
    /// What follows a number: `%`.
    pub(crate) sign: &'static str,
}

/// Declares the kinds: each is the file of its name, and the word in definitions.
macro_rules! kinds {
    ($($(#[$meta:meta])* $module:ident :: $kind:ident),+ $(,)?) => {
        $( mod $module; )+

        /// How counts become a value.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Kind {
            $( $(#[$meta])* $kind, )+
        }

        impl Kind {
            /// All kinds.
            pub const ALL: &'static [Self] = &[$( Self::$kind ),+];

            /// What the data dictionary's catalogue calls such an indicator, e.g. `prop`.
            pub fn family(self) -> &'static str {
                self.estimator().family()
            }

            /// What makes its numbers.
            pub(crate) const fn estimator(self) -> &'static dyn Estimator {
                match self {
                    $( Self::$kind => &$module::$kind, )+
                }
            }
        }
    };
}

kinds! {
    /// k of n in percent, with Wilson limits.
    proportion::Proportion,
    /// k events for every 1,000 of n, with exact Poisson limits.
    rate::Rate,
    /// k summed over n.
    mean::Mean,
    /// The median of scores, with quartiles.
    median::Median,
    /// The median of hours to an event, with its cumulative incidence.
    time_to_event::TimeToEvent,
    /// The share of weekend days over that of weekdays.
    ratio::Ratio,
    /// Whole-time equivalents for four beds, by the latest organisation audit.
    staffing::Staffing,
    /// Whether a centre has something, by the latest organisation audit.
    yes_no::YesNo,
}

#[cfg(test)]
mod tests {
    use super::super::tally::Unit as One;
    use super::*;

    /// Counts as any kind could be handed them.
    fn sum(k: u32, n: u32) -> Sum {
        let counts = [
            ("weekend_n", n / 2),
            ("weekend_k", k / 2),
            ("weekday_k", k - k / 2),
            ("wte_hundredths", k),
            ("l3_beds", n),
        ];
        let one = |value: u32| One { value: i64::from(value), event: Some("reached".to_owned()) };
        Sum {
            n,
            k,
            units: (0..n).map(one).collect(),
            extra: counts.map(|(name, count)| (name.to_owned(), Extra::Count(count))).into(),
        }
    }

    /// What holds of every kind, whatever it counts.
    mod every_kind {
        use super::*;

        fn each(test: impl Fn(&dyn Estimator, &Sum)) {
            for kind in Kind::ALL {
                for (k, n) in [(0, 0), (0, 7), (3, 7), (7, 7), (900, 1000)] {
                    test(kind.estimator(), &sum(k, n));
                }
            }
        }

        #[test]
        fn prints_a_value_where_it_has_one_and_nothing_elsewhere() {
            each(|kind, sum| {
                assert_eq!(kind.value(sum).is_some(), kind.display(sum).is_some(), "{kind:?} {sum:?}");
            });
        }

        #[test]
        fn has_its_value_between_its_limits_and_its_bounds() {
            each(|kind, sum| {
                let (low, high) = kind.bounds();
                if let Some(value) = kind.value(sum) {
                    assert!((low..=high).contains(&value), "{kind:?} {sum:?}");
                    let limits =
                        kind.limits(sum).map(|limits| limits.lower <= value && value <= limits.upper);
                    assert_ne!(limits, Some(false), "{kind:?} {sum:?}");
                }
            });
        }

        #[test]
        fn compares_as_its_value_does() {
            each(|kind, sum| {
                for level in [0.5, 50.0, 99.0] {
                    let by_value = kind.value(sum).and_then(|value| value.partial_cmp(&level));
                    assert_eq!(kind.compare(sum, level), by_value, "{kind:?} {sum:?}");
                }
            });
        }
    }
}
