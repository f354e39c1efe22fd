//! Forms as people fill them in: what was typed, the text cells made of it, and the page drawn from both.
//!
//! Everything here follows from a [`FormSpec`](domain::FormSpec); no form has code of its own.

mod control;
mod diff;
mod posted;
mod spelling;
mod typed;
mod view;
mod words;

pub(crate) use diff::{Difference, changes, differences, take};
pub(crate) use posted::{Action, Posted};
pub(crate) use spelling::date as read_date;
pub(crate) use typed::Entry;
pub(crate) use view::{EntryView, Verdict};
pub(crate) use words::{
    answer_in_words, capitalised, date_in_words, day_in_words, instant_in_words, number_in_words,
    wall_time_in_words,
};
