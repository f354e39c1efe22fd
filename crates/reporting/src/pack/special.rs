//! Special causes in words: what a control chart flags, told as a sentence that names the months and the line.

use jiff::civil::Date;

use super::{series::Charted, words};
use crate::statistics::Signal;

/// Successive points that one rule names.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Special {
    /// A clause without a full stop: `September 2026, at 74.1%, lies below the lower limit of 78.3%`.
    pub words: String,
    /// First day of its last month.
    pub last: Date,
}

impl Special {
    /// Every special cause of a series, oldest first. `sign` is the unit's.
    pub(super) fn all(charted: &Charted, sign: &str) -> Vec<Self> {
        let high = |at: &usize| charted.series.observations[*at].value > charted.chart.mean;
        let flagged: Vec<usize> =
            (0..charted.chart.flags.len()).filter(|at| charted.chart.flags[*at].is_some()).collect();
        // Near a limit and on one side of the mean is one story; which rule named a point first does not cut it.
        let same = |a: &usize, b: &usize| match (charted.chart.flags[*a], charted.chart.flags[*b]) {
            (Some(Signal::Trend), Some(Signal::Trend)) => b - a == 1,
            (Some(Signal::TwoOfThree), Some(Signal::TwoOfThree)) => b - a <= 2 && high(a) == high(b),
            (Some(Signal::TwoOfThree | Signal::Shift), Some(Signal::TwoOfThree | Signal::Shift)) => {
                b - a == 1 && high(a) == high(b)
            }
            _ => false,
        };
        let stretches = flagged.chunk_by(same);
        stretches.filter_map(|stretch| Self::of(charted, stretch, sign)).collect()
    }

    fn of(charted: &Charted, stretch: &[usize], sign: &str) -> Option<Self> {
        let (first, last) = (*stretch.first()?, *stretch.last()?);
        let (from, to) = (charted.series.observations.get(first)?, charted.series.observations.get(last)?);
        let high = to.value > charted.chart.mean;
        let (side, edge) = if high { ("above", "upper") } else { ("below", "lower") };
        let limit = if high { charted.limits.upper } else { charted.limits.lower };
        let shifted = stretch.iter().any(|at| charted.chart.flags[*at] == Some(Signal::Shift));
        let signal = if shifted { Signal::Shift } else { charted.chart.flags[first]? };
        let are = if first == last { "is" } else { "are" };
        let line = |value: f64| format!("{}{sign}", words::decimal(value));
        let stretch =
            if first == last { from.label.clone() } else { format!("{} to {}", from.label, to.label) };
        let words = match signal {
            Signal::Outside => {
                format!(
                    "{}, at {}{sign}, lies {side} the {edge} limit of {}",
                    from.label,
                    from.display,
                    line(limit)
                )
            }
            Signal::Trend => {
                let way = if to.value > from.value { "rising" } else { "falling" };
                format!("{stretch} {are} among seven or more points {way} in a row")
            }
            Signal::TwoOfThree => {
                format!(
                    "{stretch}: two of three points in a row lie close to the {edge} limit of {}",
                    line(limit)
                )
            }
            Signal::Shift => format!(
                "{stretch} {are} among seven or more points in a row {side} the mean of {}",
                line(charted.limits.mean)
            ),
        };
        Some(Self { words, last: to.last })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::Limits;
    use crate::pack::series::{Observation, Series};
    use crate::statistics::xmr;

    fn told(values: &[f64]) -> Vec<String> {
        let chart = xmr(values).unwrap();
        let month = |i: usize| {
            jiff::civil::date(2025 + i16::try_from(i / 12).unwrap(), i8::try_from(i % 12).unwrap() + 1, 1)
        };
        let observations = values.iter().enumerate().map(|(i, value)| {
            let label = words::month(month(i));
            let display = words::decimal(*value);
            Observation { axis: label.clone(), label, last: month(i), n: 50, k: None, value: *value, display }
        });
        let charted = Charted {
            series: Series { quarterly: false, observations: observations.collect() },
            limits: Limits::within(&chart, (0.0, 100.0)),
            chart,
        };
        Special::all(&charted, "%").into_iter().map(|special| special.words).collect()
    }

    /// A quiet year around 80.
    const QUIET: [f64; 12] = [80.0, 82.0, 79.0, 81.0, 80.0, 82.0, 79.0, 81.0, 80.0, 82.0, 79.0, 81.0];

    #[test]
    fn nothing_is_said_of_ordinary_variation() {
        assert!(told(&QUIET).is_empty());
    }

    #[test]
    fn a_point_outside_is_named_with_its_month_value_and_limit() {
        let year: Vec<f64> = QUIET.into_iter().chain([60.0]).collect();
        let outside: Vec<String> = told(&year).into_iter().filter(|said| said.contains("lies")).collect();
        assert_eq!(outside.len(), 1);
        let start = "January 2026, at 60.0%, lies below the lower limit of 7";
        assert!(outside[0].starts_with(start), "{outside:?}");
    }

    #[test]
    fn a_shift_is_one_sentence_with_its_side() {
        let year: Vec<f64> = [78.0, 79.0].repeat(8).into_iter().chain([82.0, 83.0].repeat(5)).collect();
        let said = told(&year);
        assert_eq!(said.len(), 2, "{said:?}");
        assert!(said[0].contains("below the mean of") && said[1].contains("above the mean of"), "{said:?}");
    }

    #[test]
    fn a_trend_says_which_way() {
        let falling: Vec<f64> = (0..8).map(|i| 90.0 - f64::from(i)).collect();
        assert!(told(&falling).iter().any(|said| said.ends_with("falling in a row")), "{:?}", told(&falling));
    }
}
