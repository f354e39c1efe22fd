//! What the network asks and what it allows: forms, code lists, rules, centres, cycles and roles.
//!
//! Pure and synchronous: no database, no HTTP, no data frames and no clock of its own. `now` is always a
//! parameter. A record's way through this crate:
//!
//! ```text
//! browser form │ JSON │ CSV row ──► raw::Raw (text cells) ──► Form::read (typed answers + cell findings)
//!     ──► cells (needs, bounds) and the form's own rules (ruling)
//!     ──► check::* (rules in the record's surroundings) ──► every Finding, or a storable record
//! ```
//!
//! To add a form: write one file in `forms/`, its own rules in it.

// The derive names this crate by its own name.
extern crate self as domain;

pub mod actor;
pub mod answer;
pub mod bounds;
pub mod bundle;
pub mod case;
pub mod cells;
pub mod centre;
pub mod characters;
pub mod check;
pub mod code;
pub mod condition;
pub mod cycle;
pub mod dictionary;
pub mod disclosure_class;
pub mod finding;
pub mod forms;
pub mod identifier;
pub mod instruments;
pub mod layout;
pub mod leaves;
pub mod life;
pub mod offer;
pub mod pack;
pub mod permission;
pub mod presented;
pub mod project;
pub mod query;
pub mod questions;
pub mod raw;
pub mod read;
pub mod reference;
pub mod rules;
pub mod ruling;
pub mod shared;
pub mod spec;
pub mod spelling;
pub mod time;
pub mod unit;
pub mod value;

/// The version of the data dictionary that the forms and rules here are of. Older ones stay readable:
/// [`dictionary::Dictionary`].
pub const DICTIONARY_VERSION: dictionary::Version = dictionary::Version::new(0, 2);

/// A mark of the rules here, to be compared with another and nothing else: what was judged by rules with another
/// mark may be judged otherwise now.
pub const RULES: &str = env!("DOMAIN_RULES");

pub use answer::{Answer, Reason};
pub use finding::{Finding, Level};
pub use form_derive::Form;
pub use leaves::{Audience, Leaves};
pub use raw::Raw;
pub use shared::Shared;
pub use spec::{FieldSpec, FormSpec, Kind, Need};
