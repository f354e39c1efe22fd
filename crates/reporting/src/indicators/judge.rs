//! From counts to a value that can be read (G12, G13, G16).

use std::collections::BTreeMap;

use super::definition::{Better, Definition};
use super::kind::Estimator;
use super::period::Period;
use super::tally::Sum;
use super::value::{Extra, Flag, Rag, Value};

/// The value that counts make in a period.
pub(super) fn value(definition: &Definition, centre: &str, period: Period, sum: &Sum) -> Value {
    let kind = definition.kind.estimator();
    let limits = kind.limits(sum);
    Value {
        indicator: definition.id.clone(),
        centre: centre.to_owned(),
        from: period.from(),
        to: period.to(),
        n: sum.n,
        k: kind.numerator(sum),
        value: kind.value(sum),
        display: kind.display(sum),
        lower: limits.map(|limits| limits.lower),
        upper: limits.map(|limits| limits.upper),
        rag: rag(kind, definition.reachable_target(), definition.better, sum),
        flags: flags(kind, sum),
        extra: shown(kind.extra(sum, definition)),
    }
}

/// What the kind has to say, and that there are few.
fn flags(kind: &dyn Estimator, sum: &Sum) -> Vec<Flag> {
    let mut flags = kind.flags(sum);
    flags.extend((sum.n < kind.enough()).then_some(Flag::LowN));
    flags
}

/// The version of the rule by which values get their colour (G16).
pub(crate) const RULE: u8 = 2;

/// The value decides whether the target is met, the interval whether a miss may be chance.
/// Value, limits and target are compared unrounded; the value as the fraction that it is.
fn rag(kind: &dyn Estimator, target: Option<f64>, better: Better, sum: &Sum) -> Rag {
    let judged = || {
        let target = target.filter(|_| sum.n >= kind.enough())?;
        Some((target, kind.limits(sum)?, kind.compare(sum, target)?))
    };
    let Some((target, limits, value)) = judged() else { return Rag::Grey };
    let (met, missed) = match better {
        Better::High => (value.is_ge(), limits.upper < target),
        Better::Low => (value.is_le(), limits.lower > target),
    };
    match (met, missed) {
        (true, _) => Rag::Green,
        (_, true) => Rag::Red,
        _ => Rag::Amber,
    }
}

/// A count of records left out is only shown when there are any.
fn shown(mut extra: BTreeMap<String, Extra>) -> BTreeMap<String, Extra> {
    extra.retain(|name, extra| !(name.starts_with("n_excluded") && *extra == Extra::Count(0)));
    extra
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(id: &str, k: u32, n: u32) -> Value {
        let definitions = Definition::shipped().expect("definitions");
        let definition = definitions.iter().find(|d| d.id == id).expect("a definition");
        let period = "2026-04-01..2026-09-30".parse().expect("a period");
        value(definition, "STH", period, &Sum { n, k, ..Sum::default() })
    }

    #[test]
    fn the_value_decides_whether_the_target_is_met_and_the_interval_whether_a_miss_may_be_chance() {
        assert_eq!(judged("P04", 29, 29).rag, Rag::Green);
        assert_eq!(judged("P04", 900, 1000).rag, Rag::Green);
        assert_eq!(judged("P04", 899, 1000).rag, Rag::Amber);
        assert_eq!(judged("P04", 500, 1000).rag, Rag::Red);
    }

    #[test]
    fn where_high_is_bad_the_colours_turn_over() {
        assert_eq!(judged("P14", 10, 1000).rag, Rag::Green);
        assert_eq!(judged("P14", 500, 1000).rag, Rag::Red);
    }

    #[test]
    fn few_cases_are_shown_and_not_judged() {
        let few = judged("P04", 9, 9);
        assert_eq!((few.rag, few.flags.as_slice()), (Rag::Grey, &[Flag::LowN][..]));
        assert_eq!((few.display.as_deref(), few.upper), (Some("100.0"), Some(100.0)));
    }

    #[test]
    fn an_empty_denominator_has_no_value() {
        let none = judged("P04", 0, 0);
        assert_eq!((none.value, none.display, none.lower, none.rag), (None, None, None, Rag::Grey));
    }

    #[test]
    fn more_than_everything_is_flagged_and_not_capped() {
        let over = judged("D01", 12, 11);
        assert_eq!((over.display.as_deref(), over.lower, over.rag), (Some("109.1"), None, Rag::Grey));
        assert_eq!(over.flags, [Flag::Over100]);
    }

    /// Kinds other than a share of n get their colour from the same rule.
    mod another_kind {
        use super::*;
        use crate::indicators::kind::Kind;

        fn rate(target: f64, k: u32, n: u32) -> Rag {
            rag(Kind::Rate.estimator(), Some(target), Better::Low, &Sum { n, k, ..Sum::default() })
        }

        #[test]
        fn is_green_where_the_rate_meets_the_target_and_red_where_its_exact_limits_miss_it() {
            assert_eq!([5, 9, 30].map(|k| rate(5.0, k, 1000)), [Rag::Green, Rag::Amber, Rag::Red]);
            assert_eq!(rate(5.0, 0, 9), Rag::Grey, "too few");
        }

        #[test]
        fn has_no_flag_of_a_share() {
            let more_events_than_contacts = Sum { n: 11, k: 12, ..Sum::default() };
            assert!(flags(Kind::Rate.estimator(), &more_events_than_contacts).is_empty());
        }

        #[test]
        fn has_no_colour_where_it_has_no_limits() {
            let sum = Sum { n: 50, k: 40, ..Sum::default() };
            assert_eq!(rag(Kind::Mean.estimator(), Some(0.5), Better::High, &sum), Rag::Grey);
        }

        #[test]
        fn of_a_service_is_not_told_to_be_few() {
            assert!(flags(Kind::YesNo.estimator(), &Sum { n: 1, k: 1, ..Sum::default() }).is_empty());
        }
    }

    #[test]
    fn an_aspiration_at_the_end_of_the_scale_has_no_colour() {
        assert_eq!(judged("P16", 100, 100).rag, Rag::Grey);
    }
}
