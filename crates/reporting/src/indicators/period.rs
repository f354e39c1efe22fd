//! Reporting periods.

use std::fmt;
use std::str::FromStr;

use jiff::ToSpan;
use jiff::civil::Date;
use polars::prelude::{DataType, Expr, col, lit};
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::time::days;

/// A reporting period in local dates, both included. Written `2026-04-01..2026-09-30`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Period {
    from: Date,
    to: Date,
}

impl Period {
    /// A period from its first to its last date; refused when it ends before it begins.
    pub fn new(from: Date, to: Date) -> Result<Self> {
        if from > to {
            return Err(Error::refused(format!(
                "The period {from}..{to} ends before it begins. Write the earlier date first."
            )));
        }
        Ok(Self { from, to })
    }

    /// Whether the date in a column of a frame lies in it.
    pub(crate) fn holds(self, column: &str) -> Expr {
        let date = |of| lit(days(of)).cast(DataType::Date);
        col(column).gt_eq(date(self.from)).and(col(column).lt_eq(date(self.to)))
    }

    /// Its first date.
    pub const fn from(&self) -> Date {
        self.from
    }

    /// The months that end with the period, so many of them, the last cut to it; never less than the period itself.
    #[must_use]
    pub fn reaching_back(self, months: u8) -> Self {
        let first = self.to.saturating_add((1 - i32::from(months)).months()).first_of_month();
        Self { from: first.min(self.from), to: self.to }
    }

    /// Its last date.
    pub const fn to(&self) -> Date {
        self.to
    }

    /// Whether a date lies in the period.
    pub fn contains(&self, date: Date) -> bool {
        self.from <= date && date <= self.to
    }

    /// The calendar quarters it touches, cut to the period, in order.
    pub fn quarters(&self) -> Vec<Self> {
        self.cut(|date| {
            let months_left = 2 - (date.month() - 1) % 3;
            let last_month = date.month() + months_left;
            Date::new(date.year(), last_month, 1).map(Date::last_of_month)
        })
    }

    /// The calendar months it touches, cut to the period, in order.
    pub fn months(&self) -> Vec<Self> {
        self.cut(|date| Ok(date.last_of_month()))
    }

    /// Cuts the period at the dates that `end_of` names for the first date of each piece.
    fn cut(self, end_of: impl Fn(Date) -> Result<Date, jiff::Error>) -> Vec<Self> {
        let mut pieces = Vec::new();
        let mut next = Some(self.from);
        while let Some(from) = next.filter(|from| *from <= self.to) {
            let to = end_of(from).map_or(self.to, |end| end.min(self.to));
            pieces.push(Self { from, to });
            next = to.tomorrow().ok();
        }
        pieces
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..{}", self.from, self.to)
    }
}

impl FromStr for Period {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let dates = text.split_once("..").and_then(|(from, to)| Some((date(from)?, date(to)?)));
        let (from, to) = dates.ok_or_else(|| {
            Error::refused(format!(
                "“{text}” is not a period. Write two dates, like 2026-04-01..2026-09-30; both are included."
            ))
        })?;
        Self::new(from, to)
    }
}

/// A date in the one spelling that is accepted.
fn date(text: &str) -> Option<Date> {
    (text.len() == 10).then(|| text.parse().ok()).flatten()
}

impl TryFrom<String> for Period {
    type Error = Error;

    fn try_from(text: String) -> Result<Self> {
        text.parse()
    }
}

impl From<Period> for String {
    fn from(period: Period) -> Self {
        period.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn period(text: &str) -> Period {
        text.parse().expect("a period")
    }

    fn written(periods: &[Period]) -> Vec<String> {
        periods.iter().map(Period::to_string).collect()
    }

    #[test]
    fn quarters_are_calendar_quarters_cut_to_the_period() {
        assert_eq!(
            written(&period("2026-02-10..2026-08-01").quarters()),
            ["2026-02-10..2026-03-31", "2026-04-01..2026-06-30", "2026-07-01..2026-08-01"]
        );
        assert_eq!(period("2024-10-01..2026-09-30").quarters().len(), 8);
    }

    #[test]
    fn the_history_behind_it_begins_with_a_month_and_holds_it() {
        let half_a_year = period("2026-04-01..2026-09-30");
        assert_eq!(half_a_year.reaching_back(24).to_string(), "2024-10-01..2026-09-30");
        assert_eq!(half_a_year.reaching_back(1), half_a_year);
    }

    #[test]
    fn months_know_the_leap_day() {
        assert_eq!(
            written(&period("2024-02-01..2024-03-15").months()),
            ["2024-02-01..2024-02-29", "2024-03-01..2024-03-15"]
        );
    }

    #[test]
    fn both_ends_belong_to_it() {
        let period = period("2026-04-01..2026-09-30");
        assert!(period.contains(period.from()) && period.contains(period.to()));
        assert_eq!(period.to_string(), "2026-04-01..2026-09-30");
    }

    #[test]
    fn a_wrong_period_is_refused_in_a_sentence() {
        for text in
            ["", "2026-04-01", "2026-04-01...2026-05-01", "2026-13-01..2026-14-01", "1 April..2 April"]
        {
            let refusal = text.parse::<Period>().expect_err(text).to_string();
            assert!(refusal.contains("is not a period"), "{refusal}");
        }
        let refusal = "2026-05-01..2026-04-01".parse::<Period>().expect_err("backwards").to_string();
        assert!(refusal.contains("ends before it begins"), "{refusal}");
    }
}
