//! Forms as people fill them in: what was typed, the text cells made of it, and the page drawn from both.
//!
//! Everything here follows from a [`FormSpec`](domain::FormSpec); no form has code of its own.

mod ask;
mod control;
mod crew;
mod diff;
mod instrument;
mod posted;
mod suggest;
mod typed;
mod view;
mod words;

use domain::spelling;

pub(crate) use ask::{Ask, answered, asks};
pub(crate) use control::preview;
pub(crate) use crew::{CREW_HELP, read as read_crew, written as crew_in_words};
pub(crate) use diff::{Difference, changes, differences, is_same, take};
pub(crate) use instrument::{drop_unanswered, of as instrument_of};
pub(crate) use posted::{Action, Posted};
pub(crate) use spelling::{date as read_date, time as time_typed};
pub(crate) use suggest::Suggestions;
pub(crate) use typed::Entry;
pub(crate) use view::{Beside, EntryView, Verdict};
pub(crate) use words::{
    answer_in_words, capitalised, date_in_words, day_in_words, in_sentence, instant_in_words,
    number_in_words, wall_time_in_words,
};
