//! The kinds of indicators: how what was counted becomes a value, its limits, its judgement and its charts.
//!
//! A kind is one file here that implements [`Estimator`], and its line in [`kinds!`]: value, colour, tables, charts and
//! definitions follow. Whatever the kind, a target is judged by the same rule (G16, `judge.rs`).

use std::cmp::Ordering;
use std::fmt::Debug;

use super::tally::Sum;
use super::value::Flag;
use crate::chart::Limits;
use crate::statistics::{Interval, Xmr, xmr};

/// What makes numbers out of counts. Values, limits and targets are in the kind's own unit, unrounded.
pub(crate) trait Estimator: Debug + Sync {
    /// The unit in which a definition writes its target.
    fn unit(&self) -> Unit;

    /// The lowest and the highest value that there can be. At an end of it a target is an aspiration and has no colour.
    fn bounds(&self) -> (f64, f64);

    /// The value; `None` where nothing could be counted.
    fn value(&self, sum: &Sum) -> Option<f64>;

    /// The value as printed, rounded half away from zero from the exact fraction (G12).
    fn display(&self, sum: &Sum) -> Option<String>;

    /// The 95 % limits (G13); `None` where there are none.
    fn limits(&self, sum: &Sum) -> Option<Interval>;

    /// How the value compares with a level, exactly: the value as the fraction that it is (G16).
    fn compare(&self, sum: &Sum, level: f64) -> Option<Ordering>;

    /// What a reader must know before comparing values.
    fn flags(&self, sum: &Sum) -> Vec<Flag>;

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
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn sum(k: u32, n: u32) -> Sum {
        Sum { n, k, extra: BTreeMap::new() }
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
