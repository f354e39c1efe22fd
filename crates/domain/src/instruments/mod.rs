//! The instruments of an assessment as data: items, ranges, how the total is made, and what may be shown.
//!
//! Texts of levels stand only where the licence allows it; the others have their items' names and ranges.

mod cpax;
mod function;
mod mobility;
mod score;
mod state;
mod strength;
mod wellbeing;

pub use self::score::{ItemValue, Letter, Score, Total};
use crate::code::Coded;
use crate::forms::assessment::Instrument as Code;

/// The language that is recorded unless another is named.
pub const LANGUAGE: &str = "en";

/// An instrument.
#[derive(Debug)]
pub struct Instrument {
    /// Its place in the code list, which has its code and title.
    pub is: Code,
    /// The version that is recorded unless another is named, as printed on its form.
    pub version: &'static str,
    /// Whether every centre is asked for it.
    pub status: Status,
    /// When it is used.
    pub used: &'static str,
    /// Which way is better.
    pub direction: Direction,
    /// How the total is made.
    pub rule: TotalRule,
    /// Its items, in the order of the form.
    pub items: &'static [Item],
    /// What may be shown, and whom to thank.
    pub licence: &'static str,
}

/// One item of an instrument.
#[derive(Debug)]
pub struct Item {
    /// Stable code.
    pub code: &'static str,
    /// Label in sentence case.
    pub label: &'static str,
    /// Unit in words, or nothing.
    pub unit: &'static str,
    /// Lowest value.
    pub min: i64,
    /// Highest value.
    pub max: i64,
    /// Decimals it may have: none or one.
    pub decimals: u8,
    /// Belongs to the complete set from which a total is made.
    pub in_total: bool,
    /// What to mind, or nothing.
    pub help: &'static str,
    /// What each value means, where it may be shown.
    pub levels: &'static [Level],
    /// Codes that may stand in place of a score.
    pub letters: &'static [Letter],
}

/// The meaning of one value of an item.
#[derive(Debug)]
pub struct Level {
    /// The value.
    pub score: i64,
    /// Its meaning in our words.
    pub text: &'static str,
}

/// Whether every centre is asked for an instrument.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Every centre records it.
    Core,
    /// A centre may choose it.
    Optional,
}

/// Which way is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// A higher value is better.
    Higher,
    /// A lower value is better.
    Lower,
    /// Neither: a state, a rating, or a profile.
    Neither,
}

/// How the total is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TotalRule {
    /// The sum of the complete set.
    Sum,
    /// The one item of the set.
    TheItem,
    /// The highest of the complete set.
    Highest,
    /// There is none.
    Nothing,
    /// The items are not held; the total is stated, within this range.
    Stated {
        /// Lowest total.
        min: i64,
        /// Highest total.
        max: i64,
    },
}

/// Every instrument, in the order of its code list.
pub static INSTRUMENTS: [&Instrument; 20] = [
    &mobility::IMS_DAILY,
    &cpax::CPAX,
    &mobility::MMS,
    &strength::MRCSS,
    &function::FSSICU,
    &function::PFITS,
    &state::RASS,
    &state::CAMICU,
    &state::CFS,
    &function::BARTHEL20,
    &wellbeing::EQ5D5L,
    &function::SMWT,
    &function::STS30,
    &function::STS60,
    &strength::GRIP,
    &state::BORG_CR10,
    &wellbeing::PICUPS,
    &wellbeing::HADS,
    &wellbeing::MOCA,
    &wellbeing::SF36,
];

/// An instrument by its code.
pub fn instrument(code: &str) -> Option<&'static Instrument> {
    Code::parse(code).map(Code::table)
}

impl Instrument {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        self.is.code()
    }

    /// The words shown to a person.
    pub fn title(&self) -> &'static str {
        self.is.label()
    }

    /// An item by its code.
    pub fn item(&self, code: &str) -> Option<&'static Item> {
        self.items.iter().find(|item| item.code == code)
    }

    /// The lowest and the highest total, where the total is a number made from items.
    pub fn total_range(&self) -> Option<(i64, i64)> {
        let set = || self.items.iter().filter(|item| item.in_total);
        match self.rule {
            TotalRule::Sum => Some((set().map(|item| item.min).sum(), set().map(|item| item.max).sum())),
            TotalRule::TheItem | TotalRule::Highest => set().next().map(|item| (item.min, item.max)),
            TotalRule::Stated { min, max } => Some((min, max)),
            TotalRule::Nothing => None,
        }
    }
}

impl Item {
    /// A whole-numbered item of the complete set.
    const fn new(code: &'static str, label: &'static str, min: i64, max: i64) -> Self {
        Self {
            code,
            label,
            unit: "",
            min,
            max,
            decimals: 0,
            in_total: true,
            help: "",
            levels: &[],
            letters: &[],
        }
    }

    const fn unit(self, unit: &'static str) -> Self {
        Self { unit, ..self }
    }

    const fn help(self, help: &'static str) -> Self {
        Self { help, ..self }
    }

    const fn levels(self, levels: &'static [Level]) -> Self {
        Self { levels, ..self }
    }

    /// Recorded beside the total.
    const fn outside_total(self) -> Self {
        Self { in_total: false, ..self }
    }
}

/// The meaning of a value, in a table.
const fn level(score: i64, text: &'static str) -> Level {
    Level { score, text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_has_the_order_of_the_code_list() {
        for (place, instrument) in INSTRUMENTS.iter().enumerate() {
            assert_eq!(instrument.is.index(), place, "{}", instrument.code());
        }
        assert_eq!(INSTRUMENTS.len(), Code::ALL.len());
    }

    #[test]
    fn totals_have_the_ranges_of_the_dictionary() {
        for (code, range) in [
            ("CPAX", Some((0, 50))),
            ("MRCSS", Some((0, 60))),
            ("FSSICU", Some((0, 35))),
            ("PFITS", Some((0, 12))),
            ("BARTHEL20", Some((0, 20))),
            ("IMS_DAILY", Some((0, 10))),
            ("GRIP", Some((0, 100))),
            ("MOCA", Some((0, 30))),
            ("EQ5D5L", None),
        ] {
            assert_eq!(instrument(code).unwrap().total_range(), range, "{code}");
        }
    }

    #[test]
    fn levels_are_told_for_every_value_or_for_none() {
        for item in INSTRUMENTS.iter().flat_map(|instrument| instrument.items) {
            let scores: Vec<i64> = item.levels.iter().map(|level| level.score).collect();
            let all: Vec<i64> = (item.min..=item.max).collect();
            assert!(scores.is_empty() || scores == all, "{}: {scores:?}", item.code);
        }
    }

    #[test]
    fn no_level_is_shown_where_the_licence_is_not_clear() {
        for code in ["CFS", "EQ5D5L", "HADS", "MOCA", "SF36", "BORG_CR10", "BARTHEL20", "CAMICU", "PICUPS"] {
            let instrument = instrument(code).unwrap();
            assert!(instrument.items.iter().all(|item| item.levels.is_empty()), "{code}");
        }
    }
}
