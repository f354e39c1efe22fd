//! What is measured, defined once: from a patient's records to runs, exposure, contacts, standing, as Rust values.
//!
//! Worklist, home page, contributions, frames and packs all read these, so that they cannot disagree.
//!
//! | measure | module | rule of the data dictionary |
//! |---|---|---|
//! | time on ECMO here | [`exposure`] | G3, G4, clarifications 3 and 4 |
//! | runs that count | [`scope`] | G2, clarifications 7 and 11 |
//! | on ECMO now, in critical care, left | [`whereabouts`] | G6 at this instant |
//! | reviews that are due | [`follow_up`] | O07, clarifications 14 and 39 |
//! | runs entered against runs declared | [`ascertainment`] | D01, clarification 17 |
//! | fields filled where they are needed | [`completeness`] | D02, clarification 18 |
//! | how far records are on their way to sign-off | [`progress`] | |
//! | time left to sign off | [`deadline`] | |
//!
//! Pure and synchronous: records and an instant come in, numbers come out. Words, tables and links are the reader's.

pub mod ascertainment;
pub mod clock;
pub mod completeness;
pub mod deadline;
pub mod exposure;
mod files;
pub mod follow_up;
mod moment;
pub mod progress;
#[cfg(test)]
mod samples;
pub mod scope;
pub mod whereabouts;

pub use exposure::Exposure;
pub use files::patient_files;
pub use moment::Moment;
pub use progress::{Progress, Standing};
pub use scope::Scope;
pub use whereabouts::Whereabouts;
