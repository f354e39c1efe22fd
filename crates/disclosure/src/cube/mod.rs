//! Counts for researchers and the public: perturbed once, the same for everybody, for ever.
//!
//! ```text
//! a person's nodes ─► Tally    people, the sum of their keys, how many are whose
//!                      │ protect, with the noise key and the epoch
//!                      ▼
//!                     Count    a multiple of 5, or low; nothing else leaves
//! ```
//!
//! The noise of a count comes from a keyed hash of what is asked ([`Predicate`]) *and* of who is counted. Asking again, in
//! another order or as another user gives the same bytes; asking something else that happens to count the same people
//! gives noise of its own, so that no change of an answer proves that the people differ.
//!
//! Source: the anonymity dossier, §3.2 to §3.6. It is no differential privacy: its guarantee is measured, release by
//! release, against the attacks that are listed there.

mod answer;
mod figure;
mod guard;
mod keys;
mod mutant;
mod normal;
mod perturb;
mod predicate;
mod query;
mod release;
mod schema;
mod table;
mod tally;
mod values;
mod written;

pub use answer::{Answer, Line, Released, Value};
pub use figure::{Figure, Measure, RateOf};
pub use guard::Guard;
pub use keys::Keys;
pub use mutant::Mutant;
pub use predicate::{MOST_VARIABLES, Predicate, Refused};
pub use query::{Query, What};
pub use release::{Cell, Cube, NoCube, Person};
pub use schema::{Flaw, Node, Schema, Variable};
pub use tally::{Count, Gates, Tally};
pub use values::{Rate, Scale, Share, Values, noise_of_share};
pub use written::{Damaged, state};

use guard::Stat;
