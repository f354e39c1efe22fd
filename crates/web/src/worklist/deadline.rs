//! The time left, in words.

use jiff::civil::Date;
use measures::deadline::{Time, Why};

/// What a page says about the time left.
pub(crate) trait InWords {
    /// The time left as a heading says it.
    fn in_words(self) -> String;

    /// What follows from it.
    fn advice(self) -> String;
}

impl InWords for Time {
    fn in_words(self) -> String {
        match self {
            Self::Until { days: 0, .. } => "Today is the last day".to_owned(),
            Self::Until { days: 1, .. } => "1 day left".to_owned(),
            Self::Until { days, .. } => format!("{days} days left"),
            Self::Late { .. } => "The deadline has passed".to_owned(),
            Self::Over { is_frozen: false } => "The cycle is locked".to_owned(),
            Self::Over { is_frozen: true } => "The cycle is frozen".to_owned(),
        }
    }

    fn advice(self) -> String {
        let date = |date: Date| date.strftime("%-d %B %Y").to_string();
        match self {
            Self::Until { last, why: Why::Deadline, .. } => format!("Sign off by {}.", date(last)),
            Self::Until { last, why: Why::Grace, .. } => {
                format!("The deadline has passed; the network gives every centre until {}.", date(last))
            }
            Self::Until { last, why: Why::Extension, .. } => {
                format!("Your centre has an extension until {}.", date(last))
            }
            Self::Late { deadline } => format!(
                "Records were to be signed off by {}. Sign off now: the network can lock the cycle at any time.",
                date(deadline)
            ),
            Self::Over { is_frozen: false } => {
                "What is signed off is locked, and nothing more is signed off. If your centre needs more \
                 time, ask the network’s audit lead for an extension."
                    .to_owned()
            }
            Self::Over { is_frozen: true } => {
                "Its numbers are final. What was not signed off is counted in the pack with its reason."
                    .to_owned()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(days: i32) -> String {
        let last = "2026-11-11".parse().unwrap();
        Time::Until { last, days, why: Why::Deadline }.in_words()
    }

    #[test]
    fn one_day_is_one_day_and_none_is_the_last() {
        assert_eq!([12, 1, 0].map(words), ["12 days left", "1 day left", "Today is the last day"]);
    }

    #[test]
    fn the_advice_names_the_date() {
        let deadline = "2026-11-11".parse().unwrap();
        assert!(Time::Late { deadline }.advice().contains("by 11 November 2026"));
    }
}
