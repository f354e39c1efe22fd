//! Special causes in words: what a control chart flags, told as a sentence that names the months and the line.

use jiff::civil::Date;

use super::{
    series::{Charted, Observation},
    words,
};
use crate::statistics::{RUN, Signal};

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
        let flagged: Vec<usize> =
            (0..charted.chart.flags.len()).filter(|at| charted.chart.flags[*at].is_some()).collect();
        let stretches = flagged.chunk_by(|a, b| belong_together(charted, *a, *b));
        stretches.filter_map(|stretch| Self::of(charted, stretch, sign)).collect()
    }

    fn of(charted: &Charted, stretch: &[usize], sign: &str) -> Option<Self> {
        let seen = |at: &usize| charted.series.observations.get(*at);
        let (from, to) = (seen(stretch.first()?)?, seen(stretch.last()?)?);
        let has = |signal| stretch.iter().any(|at| charted.chart.flags[*at] == Some(signal));
        let named = if stretch.len() == 1 {
            format!("{} is", from.label)
        } else {
            format!("{} to {} are", from.label, to.label)
        };
        let words = if has(Signal::Trend) {
            let way = if to.value > from.value { "rising" } else { "falling" };
            format!("{named} among seven or more points {way} in a row")
        } else if has(Signal::Shift) || stretch.len() >= RUN {
            // As many in a row on one side are a shift, whichever rule named them first.
            let side = Side::of(charted, to);
            let mean = words::decimal(charted.limits.mean);
            let outside = side.outside(charted, stretch, sign, true);
            let outside = outside.map_or_else(String::new, |outside| format!(", {outside}"));
            format!(
                "{named} among seven or more points in a row {} the mean of {mean}{sign}{outside}",
                side.word
            )
        } else {
            let side = Side::of(charted, to);
            side.outside(charted, stretch, sign, false).unwrap_or_else(|| {
                let named = named.trim_end_matches(" are").trim_end_matches(" is");
                let Side { edge, limit, .. } = side;
                let limit = words::decimal(limit);
                format!(
                    "{named}: two of three points in a row lie close to the {edge} limit of {limit}{sign}"
                )
            })
        };
        Some(Self { words, last: to.last })
    }
}

/// Whether two flagged points are one story: near a limit, beyond it or in a row, on one side of the mean.
fn belong_together(charted: &Charted, a: usize, b: usize) -> bool {
    let high = |at: usize| charted.series.observations[at].value > charted.chart.mean;
    let flags = (charted.chart.flags[a], charted.chart.flags[b]);
    let trend = Some(Signal::Trend);
    match flags {
        (a_flag, b_flag) if a_flag == trend || b_flag == trend => a_flag == b_flag && b - a == 1,
        // Of three points one may be an ordinary one.
        (Some(Signal::TwoOfThree), Some(Signal::TwoOfThree)) => b - a <= 2 && high(a) == high(b),
        _ => b - a == 1 && high(a) == high(b),
    }
}

/// A side of the mean, with its limit.
struct Side {
    word: &'static str,
    edge: &'static str,
    limit: f64,
}

impl Side {
    fn of(charted: &Charted, point: &Observation) -> Self {
        if point.value > charted.chart.mean {
            Self { word: "above", edge: "upper", limit: charted.limits.upper }
        } else {
            Self { word: "below", edge: "lower", limit: charted.limits.lower }
        }
    }

    /// The points of a stretch beyond the limit, as a clause of their own or as one that follows.
    fn outside(&self, charted: &Charted, stretch: &[usize], sign: &str, follows: bool) -> Option<String> {
        let Self { word, edge, limit } = self;
        let is_outside = |at: &&usize| charted.chart.flags[**at] == Some(Signal::Outside);
        let outside: Vec<&Observation> =
            stretch.iter().filter(is_outside).filter_map(|at| charted.series.observations.get(*at)).collect();
        let who = match outside.as_slice() {
            [] => return None,
            [one] => format!("{}, at {}{sign},", one.label, one.display),
            many if follows => format!("{} of them", many.len()),
            many => words::list(&many.iter().map(|point| point.label.clone()).collect::<Vec<_>>()),
        };
        let lies = match (follows, outside.len()) {
            (true, _) => "",
            (false, 1) => " lies",
            (false, _) => " lie",
        };
        let with = if follows { "with " } else { "" };
        Some(format!("{with}{who}{lies} {word} the {edge} limit of {}{sign}", words::decimal(*limit)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::Limits;
    use crate::pack::series::Series;
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
        assert!(said[0].contains("below the mean of"), "{said:?}");
        let above = "above the mean of 80.0%, with 5 of them above the upper limit of 82.9%";
        assert!(said[1].ends_with(above), "{said:?}");
    }

    #[test]
    fn a_trend_says_which_way() {
        let falling: Vec<f64> = (0..8).map(|i| 90.0 - f64::from(i)).collect();
        assert!(told(&falling).iter().any(|said| said.ends_with("falling in a row")), "{:?}", told(&falling));
    }
}
