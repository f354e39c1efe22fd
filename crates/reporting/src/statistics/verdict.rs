//! Whether there is enough data to say anything: a verdict of its own, never a colour or a signal by default.

use std::fmt;

use serde::Serialize;

/// Fewer records than this are shown and not judged (data dictionary, G13).
pub const LEAST_RECORDS: u32 = 10;
/// Fewer opportunity days than this in a point make it a quarter's (data dictionary, 8.2).
pub const LEAST_DAYS: u32 = 12;
/// Fewer points than this give provisional limits (data dictionary, 8.2).
pub const LEAST_POINTS: usize = 13;

/// What the data suffice for. Written out, it is the sentence that stands beside the number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    Enough,
    /// Too few records in a value: the counts and the interval are shown, nothing is coloured.
    TooFewRecords {
        n: u32,
    },
    /// Too few opportunity days in a month: the series is one of quarters.
    Quarters {
        least: u32,
    },
    /// Too few points: the limits are drawn as provisional.
    Trial {
        points: usize,
    },
    /// Fewer than two points: there is no series.
    NoSeries,
}

impl Verdict {
    /// The verdict on a value of `n` records.
    pub const fn of_value(n: u32) -> Self {
        if n < LEAST_RECORDS { Self::TooFewRecords { n } } else { Self::Enough }
    }

    /// The verdict on a series of months, by the opportunity days in each. A series of quarters is judged by
    /// [`Self::of_points`] alone.
    pub fn of_months(days: &[u32]) -> Self {
        match days.iter().min() {
            Some(&least) if least < LEAST_DAYS => Self::Quarters { least },
            _ => Self::of_points(days.len()),
        }
    }

    /// The verdict on a series by the number of its points alone.
    pub const fn of_points(points: usize) -> Self {
        match points {
            0 | 1 => Self::NoSeries,
            2..LEAST_POINTS => Self::Trial { points },
            _ => Self::Enough,
        }
    }

    /// Whether a colour or a signal may be shown without a caveat.
    pub const fn is_enough(self) -> bool {
        matches!(self, Self::Enough)
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Enough => write!(f, "Enough data."),
            Self::TooFewRecords { n: 1 } => {
                write!(f, "Not enough data: 1 record, and a judgement needs {LEAST_RECORDS}.")
            }
            Self::TooFewRecords { n } => {
                write!(f, "Not enough data: {n} records, and a judgement needs {LEAST_RECORDS}.")
            }
            Self::Quarters { least } => write!(
                f,
                "Shown by quarter: a month has only {least} days to count, and a point needs {LEAST_DAYS}."
            ),
            Self::Trial { points } => {
                write!(f, "Trial limits: {points} points, and limits to rely on need {LEAST_POINTS}.")
            }
            Self::NoSeries => write!(f, "Not enough data: a series needs two points or more."),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::xmr;

    #[test]
    fn ten_records_are_judged_and_nine_are_not() {
        assert_eq!(Verdict::of_value(10), Verdict::Enough);
        assert_eq!(Verdict::of_value(9), Verdict::TooFewRecords { n: 9 });
    }

    #[test]
    fn one_thin_month_makes_quarters() {
        assert_eq!(Verdict::of_months(&[40, 11, 50]), Verdict::Quarters { least: 11 });
        assert_eq!(Verdict::of_months(&[12; 13]), Verdict::Enough);
    }

    #[test]
    fn twelve_points_are_a_trial_and_one_is_no_series() {
        assert_eq!(Verdict::of_months(&[30; 12]), Verdict::Trial { points: 12 });
        assert_eq!((Verdict::of_points(1), Verdict::of_months(&[])), (Verdict::NoSeries, Verdict::NoSeries));
    }

    #[test]
    fn a_chart_is_on_trial_where_the_verdict_says_so() {
        for points in 2..20_u32 {
            let y: Vec<f64> = (0..points).map(f64::from).collect();
            let trial = matches!(Verdict::of_points(y.len()), Verdict::Trial { .. });
            assert_eq!(xmr(&y).expect("points").trial, trial, "{points}");
        }
    }

    #[test]
    fn it_says_what_there_is_and_what_it_takes() {
        assert_eq!(Verdict::of_value(7).to_string(), "Not enough data: 7 records, and a judgement needs 10.");
        assert_eq!(
            Verdict::of_points(8).to_string(),
            "Trial limits: 8 points, and limits to rely on need 13."
        );
    }
}
