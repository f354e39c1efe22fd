//! Rows for a named project, or for several institutions: one row a person, coarse, and never one that is alone.
//!
//! ```text
//! Table ─► recode by the Recipe ─► Trial ─► Extract ─► Report
//!          levels, merges          hide,     shuffle,
//!                                  drop      check again
//! ```
//!
//! A recipe is fixed before anybody looks at the people. It says how coarse each field is, which rare categories are one,
//! and in what order fields are hidden for people who would be too few with their like. When that takes too much, the
//! extract is refused and the reasons are said ([`Refused`]); nothing is relaxed by itself.
//!
//! What is hidden stands as [`HIDDEN`], and counts as a value of its own: somebody who is hidden is like others who are
//! hidden the same, not like everybody. That is the stricter of two readings; by the other one a hidden value fits all
//! ([`Classes::k_when_hidden_fits_all`]), and is told beside.
//!
//! Two things no recipe rules out. Whoever has two extracts of the same people may find in both together who is alone in
//! neither: [`Extract::is_safe_with`] is to be asked before a second one leaves. And whoever knows everybody's
//! quasi-identifiers sees which groups were hidden although they were large enough, and so that they had one outcome.
//!
//! Source: the anonymity dossier, §2.

mod check;
mod classes;
mod closeness;
mod loss;
mod profile;
mod recipe;
mod recode;
mod refused;
mod release;
mod report;
mod suppress;
mod table;
#[cfg(test)]
mod tests;

pub use check::{Checked, Protected, checked};
pub use classes::{Classes, fitting};
pub use closeness::{Scale, distance};
pub use loss::{Loss, discernibility, loss};
pub use profile::Profile;
pub use recipe::{Kept, Merge, Recipe};
pub use recode::Field;
pub use refused::{Flaw, Refused};
pub use release::Extract;
pub use report::{FieldReport, Given, Report, Risk, SensitiveReport};
pub use suppress::Trial;
pub use table::{Column, Level, Person, Role, Table};

/// Stands for a value that is not told: not known, or hidden.
pub const HIDDEN: &str = "*";

/// The name of an extract's first column, a row's number.
pub const NUMBER: &str = "row";

/// A person's code of each field, by its place in the field's vocabulary; none is what is not told.
pub type Codes = Vec<Option<u16>>;
