//! The t chart for the time between events so rare that most months have none.

use serde::Serialize;

use super::{Xmr, xmr};

/// Times between rare events are about exponential; this root of them is about normal.
const ROOT: f64 = 3.6;

/// A chart of the times between events. Centre and limits are in the unit of the times.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TChart {
    pub centre: f64,
    pub lower: f64,
    pub upper: f64,
    /// The individuals chart of the transformed times; its signals are those of the times.
    pub transformed: Xmr,
}

/// The t chart of the `times` between one event and the next, in order (Nelson, J Qual Technol 1994;26:239;
/// Montgomery, Introduction to Statistical Quality Control, "low defect levels").
///
/// Each time is turned into `y = x^(1/3.6)`, charted by the house's [`xmr`] with its screening and rules, and centre
/// and limits are turned back; a limit below 0 is 0. A long time is good news: a point above the upper limit says
/// that events became rarer. `None` with fewer than two times, or with one that is negative or no number.
pub fn t_chart(times: &[f64]) -> Option<TChart> {
    if times.iter().any(|time| !time.is_finite() || *time < 0.0) {
        return None;
    }
    let roots: Vec<f64> = times.iter().map(|time| time.powf(1.0 / ROOT)).collect();
    let chart = xmr(&roots)?;
    let back = |root: f64| root.max(0.0).powf(ROOT);
    Some(TChart {
        centre: back(chart.mean),
        lower: back(chart.lpl),
        upper: back(chart.upl),
        transformed: chart,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Hours between failures of a valve: the example of Montgomery's section on low defect levels.
    const VALVE: [u16; 20] =
        [286, 948, 536, 124, 816, 729, 4, 143, 431, 8, 2837, 596, 81, 227, 603, 492, 1199, 1214, 2831, 96];

    #[test]
    fn the_valve_of_montgomery_is_in_control() {
        let chart = t_chart(&VALVE.map(f64::from)).expect("twenty times");
        // numpy: y = x**(1/3.6); y.mean(), abs(diff(y)).mean(), mean ± 2.66 × that, and the 3.6th powers.
        assert!((chart.transformed.mean - 5.389_276_972_749_053).abs() < 1e-12);
        assert!((chart.transformed.mr_bar - 2.360_920_572_424_697_5).abs() < 1e-12);
        assert!((chart.centre - 430.040_951_789_758).abs() < 1e-9);
        assert!((chart.upper - 6_940.084_220_614_81).abs() < 1e-7);
        assert!(chart.lower.abs() < f64::EPSILON, "the transformed limit of −0.89 is 0 hours");
        assert!(chart.transformed.flags.iter().all(Option::is_none));
    }

    #[test]
    fn one_time_or_an_impossible_one_makes_no_chart() {
        assert_eq!((t_chart(&[3.0]), t_chart(&[3.0, -1.0]), t_chart(&[3.0, f64::NAN])), (None, None, None));
    }

    proptest! {
        #[test]
        fn the_limits_hold_the_centre(times in prop::collection::vec(0.0..5_000.0_f64, 2..40)) {
            let chart = t_chart(&times).expect("times");
            prop_assert!(0.0 <= chart.lower && chart.lower <= chart.centre && chart.centre <= chart.upper);
        }

        #[test]
        fn days_and_hours_signal_alike(times in prop::collection::vec(0.5..500.0_f64, 2..40)) {
            let hours: Vec<f64> = times.iter().map(|days| days * 24.0).collect();
            let (days, hours) = (t_chart(&times).expect("times"), t_chart(&hours).expect("times"));
            prop_assert!((days.upper * 24.0 - hours.upper).abs() <= 1e-9 * hours.upper);
        }
    }
}
