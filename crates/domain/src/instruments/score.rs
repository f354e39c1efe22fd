//! Values of items, and the total made from them.

use std::fmt;

use jiff::tz::TimeZone;

use super::{Instrument, Item, TotalRule};
use crate::spec::{Grammar, Kind};
use crate::value::{Cell, Dec, Fault};

/// A number of an instrument, kept in tenths and written without a needless decimal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Score(i64);

impl Score {
    /// A whole number.
    pub const fn whole(number: i64) -> Self {
        Self(number * 10)
    }

    /// The number in tenths.
    pub const fn tenths(self) -> i64 {
        self.0
    }

    /// Within bounds, both included.
    pub const fn is_within(self, min: i64, max: i64) -> bool {
        min * 10 <= self.0 && self.0 <= max * 10
    }
}

impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 % 10 == 0 {
            write!(f, "{}", self.0 / 10)
        } else {
            f.write_str(&Dec::<1>::from_steps(self.0).write())
        }
    }
}

impl std::iter::Sum for Score {
    fn sum<I: Iterator<Item = Self>>(scores: I) -> Self {
        Self(scores.map(|score| score.0).sum())
    }
}

impl Cell for Score {
    const KIND: Kind = Kind::Token(Grammar {
        words: "a number",
        pattern: r"^-?(0|[1-9][0-9]{0,8})(\.[0-9])?$",
        number: true,
    });

    fn read(text: &str, zone: &TimeZone) -> Result<Self, Fault> {
        Dec::<1>::read(text, zone).map(|number| Self(number.steps()))
    }

    fn write(&self) -> String {
        self.to_string()
    }
}

/// A code that stands in place of a score.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Letter {
    /// The code.
    pub code: &'static str,
    /// Its meaning.
    pub text: &'static str,
}

/// The letters that any instrument has; which of them an item takes is in its table.
static LETTERS: [Letter; 3] = [
    Letter { code: "A", text: "Agitated" },
    Letter { code: "U", text: "Unwell" },
    Letter { code: "R", text: "Refused" },
];

/// The letters of the Manchester Mobility Score.
pub(super) static NO_SCORE: &[Letter] = &LETTERS;

/// What stands in the cell of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ItemValue {
    /// A score.
    Number {
        /// The number.
        score: Score,
        /// It was written with a decimal point.
        fraction: bool,
    },
    /// A code in place of a score.
    Letter(&'static Letter),
}

impl ItemValue {
    /// The score, when it is one.
    pub const fn score(self) -> Option<Score> {
        match self {
            Self::Number { score, .. } => Some(score),
            Self::Letter(_) => None,
        }
    }
}

impl Cell for ItemValue {
    const KIND: Kind = Kind::Token(Grammar {
        words: "a number in the item's range; for the Manchester Mobility Score also A, U or R",
        pattern: r"^(-?(0|[1-9][0-9]{0,8})(\.[0-9])?|[AUR])$",
        number: true,
    });

    fn read(text: &str, zone: &TimeZone) -> Result<Self, Fault> {
        match LETTERS.iter().find(|letter| letter.code == text) {
            Some(letter) => Ok(Self::Letter(letter)),
            None => Score::read(text, zone).map(|score| Self::Number { score, fraction: text.contains('.') }),
        }
    }

    fn write(&self) -> String {
        match self {
            Self::Number { score, .. } => score.write(),
            Self::Letter(letter) => letter.code.to_owned(),
        }
    }
}

/// A total made from items.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Total {
    /// The number.
    Made(Score),
    /// An item of the complete set is missing or outside its range. Nothing is filled in for it.
    Incomplete,
    /// The instrument has no total made from items, or a letter stands in place of the score.
    None,
}

impl Item {
    /// Whether a value is one of the item's.
    pub fn takes(&self, value: ItemValue) -> bool {
        match value {
            ItemValue::Number { score, .. } => score.is_within(self.min, self.max),
            ItemValue::Letter(letter) => self.letters.contains(letter),
        }
    }
}

impl Instrument {
    /// The total of items, each looked up by its code.
    pub fn total(&self, value: impl Fn(&str) -> Option<ItemValue>) -> Total {
        if matches!(self.rule, TotalRule::Nothing | TotalRule::Stated { .. }) {
            return Total::None;
        }
        let set = self.items.iter().filter(|item| item.in_total);
        let values = set.map(|item| value(item.code).filter(|value| item.takes(*value)));
        let Some(values) = values.collect::<Option<Vec<_>>>() else { return Total::Incomplete };
        let scores = values.into_iter().map(ItemValue::score).collect::<Option<Vec<_>>>();
        scores.and_then(|scores| self.combine(&scores)).map_or(Total::None, Total::Made)
    }

    fn combine(&self, scores: &[Score]) -> Option<Score> {
        match self.rule {
            TotalRule::Highest => scores.iter().max().copied(),
            _ => Some(scores.iter().copied().sum()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::instruments::instrument;

    /// The total of an instrument whose items all have one value, but for those given.
    fn total(code: &str, all: &str, but: &[(&str, &str)]) -> Total {
        instrument(code).unwrap().total(|item| {
            let text = but.iter().find(|(name, _)| *name == item).map_or(all, |(_, text)| *text);
            ItemValue::read(text, &TimeZone::UTC).ok()
        })
    }

    #[test]
    fn a_sum_of_all_items() {
        assert_eq!(total("CPAX", "3", &[("grip", "5")]), Total::Made(Score::whole(32)));
        assert_eq!(total("FSSICU", "7", &[]), Total::Made(Score::whole(35)));
    }

    #[test]
    fn items_outside_the_total_do_not_count() {
        assert_eq!(total("MRCSS", "4", &[("rass", "-1"), ("s5q", "5")]), Total::Made(Score::whole(48)));
        assert_eq!(total("MRCSS", "4", &[("rass", ""), ("s5q", "")]), Total::Made(Score::whole(48)));
    }

    #[test]
    fn the_highest_grip_of_both_hands() {
        assert_eq!(total("GRIP", "18", &[("l2", "22")]), Total::Made(Score::whole(22)));
    }

    #[test]
    fn nothing_is_filled_in_for_a_missing_item_or_one_outside_its_range() {
        assert_eq!(total("CPAX", "3", &[("grip", "")]), Total::Incomplete);
        assert_eq!(total("CPAX", "3", &[("grip", "6")]), Total::Incomplete);
        assert_eq!(total("CPAX", "3", &[("grip", "A")]), Total::Incomplete);
    }

    #[test]
    fn a_letter_is_no_score_and_nothing_is_missing() {
        assert_eq!(total("MMS", "A", &[]), Total::None);
        assert_eq!(total("MMS", "6", &[]), Total::Made(Score::whole(6)));
    }

    #[test]
    fn a_borg_rating_has_one_decimal() {
        let Total::Made(score) = total("BORG_CR10", "2.5", &[]) else { panic!("a total") };
        assert_eq!(score.to_string(), "2.5");
    }

    #[test]
    fn profiles_and_stated_totals_are_not_made() {
        for code in ["EQ5D5L", "HADS", "SF36", "PICUPS", "MOCA"] {
            assert_eq!(total(code, "1", &[]), Total::None, "{code}");
        }
    }
}
