//! What hot pages need of many records, kept so that they look it up: the lines of their lists and their counts.
//!
//! ```text
//! any write of a record ──► trigger: its patient is due              in the write's own transaction
//! settle                ──► make(all records of the patient) = Work   lines, and what they add to the counts
//!                       ──► one transaction: lines replaced, counts moved by the difference, patient no longer due
//! overview              ──► settles whoever is due, then reads        a page's worth of lines, one row a count
//! ```
//!
//! So a page reads as many rows with a million records as with a thousand, and never an old number. Everything here
//! follows from the records: `ecmopt rebuild` makes it anew, `ecmopt verify` makes it beside and compares.
//!
//! To keep something more: a [`List`] or a [`Kind`], a line in `make.rs` that fills it, a function in `overview`
//! that reads it, and [`LAYOUT`] one higher, so that every patient is made anew by the program that knows of it.

mod adds;
mod counted;
mod found;
mod list;
mod make;
mod overview;
mod settle;
#[cfg(test)]
mod tests;
mod verify;
mod write;

pub(crate) use self::adds::{Adds, Kind};
pub use self::found::{Found, FoundCount, FoundRecord, Stage};
pub(crate) use self::list::List;
pub use self::overview::{GapFilter, OpenAdmission, Overview, Part};
pub(crate) use self::settle::all_are_due;
pub(crate) use self::verify::differing;

/// Which lists and counts are kept, and how. Another number makes all of it anew.
const LAYOUT: u32 = 2;
