//! The share of weekend and holiday days over the share of weekdays, without limits (P12, clarification 28).

use std::collections::BTreeMap;

use super::{Estimator, Unit};
use crate::indicators::Definition;
use crate::indicators::tally::Sum;
use crate::indicators::value::{Extra, Share};
use crate::statistics::{round_half_away, wilson95};

/// The kind of the seven-day ratio. Its query counts `weekend_n`, `weekend_k` and `weekday_k`; `n` is all days.
#[derive(Debug)]
pub(super) struct Ratio;

/// Fewer weekend days than this make no ratio.
const LEAST_WEEKEND_DAYS: u32 = 8;

const WEEKEND_N: &str = "weekend_n";
const WEEKEND_K: &str = "weekend_k";
const WEEKDAY_K: &str = "weekday_k";

/// Treated days among days.
#[derive(Clone, Copy)]
struct Part {
    k: u32,
    n: u32,
}

fn parts(sum: &Sum) -> (Part, Part) {
    let weekend = Part { k: sum.count(WEEKEND_K), n: sum.count(WEEKEND_N) };
    (weekend, Part { k: sum.count(WEEKDAY_K), n: sum.n.saturating_sub(weekend.n) })
}

/// The parts of a ratio that there is.
fn known(sum: &Sum) -> Option<(Part, Part)> {
    let (weekend, weekday) = parts(sum);
    (weekend.n >= LEAST_WEEKEND_DAYS && weekday.k > 0).then_some((weekend, weekday))
}

impl Estimator for Ratio {
    fn unit(&self) -> Unit {
        Unit { name: "ratio", sign: "" }
    }

    fn family(&self) -> &'static str {
        "ratio"
    }

    fn bounds(&self) -> (f64, f64) {
        (0.0, f64::INFINITY)
    }

    fn needs(&self) -> &'static [&'static str] {
        &[WEEKEND_N, WEEKEND_K, WEEKDAY_K]
    }

    fn numerator(&self, _: &Sum) -> Option<u32> {
        None
    }

    fn value(&self, sum: &Sum) -> Option<f64> {
        let (weekend, weekday) = known(sum)?;
        let share = |part: Part| f64::from(part.k) / f64::from(part.n);
        Some(share(weekend) / share(weekday))
    }

    fn display(&self, sum: &Sum) -> Option<String> {
        let (weekend, weekday) = known(sum)?;
        let product = |a: u32, b: u32| i64::from(a) * i64::from(b);
        round_half_away(product(weekend.k, weekday.n), product(weekend.n, weekday.k), 2)
    }

    fn extra(&self, sum: &Sum, _: &Definition) -> BTreeMap<String, Extra> {
        let (weekend, weekday) = parts(sum);
        let mut extra = sum.extra.clone();
        extra.retain(|name, _| ![WEEKEND_N, WEEKEND_K, WEEKDAY_K].contains(&name.as_str()));
        extra.extend([("weekend", weekend), ("weekday", weekday)].map(|(name, part)| (name.to_owned(), share(part))));
        extra
    }
}

fn share(Part { k, n }: Part) -> Extra {
    let limits = wilson95(k, n);
    Extra::Share(Share {
        k,
        n,
        value: (n > 0).then(|| 100.0 * (f64::from(k) / f64::from(n))),
        lower: limits.map(|limits| 100.0 * limits.lower),
        upper: limits.map(|limits| 100.0 * limits.upper),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(weekend: [u32; 2], weekday: [u32; 2]) -> Sum {
        let counts = [(WEEKEND_K, weekend[0]), (WEEKEND_N, weekend[1]), (WEEKDAY_K, weekday[0])];
        let extra = counts.map(|(name, count)| (name.to_owned(), Extra::Count(count))).into();
        Sum { n: weekend[1] + weekday[1], extra, ..Sum::default() }
    }

    #[test]
    fn is_the_one_share_over_the_other() {
        let sum = days([6, 8], [9, 10]);
        assert_eq!(Ratio.display(&sum).as_deref(), Some("0.83"));
        assert!((Ratio.value(&sum).unwrap() - 0.75 / 0.9).abs() < 1e-12);
    }

    #[test]
    fn is_none_with_few_weekend_days_or_no_treated_weekday() {
        assert_eq!(Ratio.value(&days([7, 7], [9, 10])), None);
        assert_eq!(Ratio.value(&days([6, 8], [0, 10])), None);
        assert_eq!(Ratio.display(&days([6, 8], [0, 0])), None);
    }
}
