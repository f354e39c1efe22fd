//! What is measured, defined once: from a patient's records to runs, exposure, contacts, standing, as Rust values.
//!
//! Worklist, home page, contributions, frames and packs all read these, so that they cannot disagree.
//!
//! | measure | module | rule of the data dictionary |
//! |---|---|---|
//! | time on ECMO here | [`exposure`] | G3, G4, clarifications 3 and 4 |
//! | runs that count | [`scope`] | G2, clarifications 7 and 11 |
//! | what a contact counts as | [`contact`] | G6, clarifications 8, 9, 23, 26 |
//! | opportunity days | [`day`] | G4, clarifications 28 and 30 |
//! | the facts of a stay | [`stay`], [`course`] | G7 (cohort H), clarifications 14, 15, 21, 22 |
//! | runs, days, contacts and events on ECMO of many stays | [`ledger`], [`run`], [`event`] | G6, G8, G10, G17, clarifications 16, 32, 48 |
//! | how admissions with a run went | [`episode`] | O01–O06, clarification 34 |
//! | assessments that count | [`graded`] | O03, O04, O10, clarifications 35, 36, 41 |
//! | reviews after critical care | [`review`] | O07, clarification 39 |
//! | dates of rehabilitation, whole weeks | [`rehab_day`], [`week`] | P10, P11, P13, clarifications 26, 29 |
//! | linked transfers | [`transfer`] | G9, clarification 5 |
//! | cannulae in the groins | [`femoral`] | |
//! | on ECMO now | [`whereabouts`] | G6 at this instant |
//! | reviews that nobody has recorded yet | [`follow_up`] | O07, clarifications 14 and 39 |
//! | runs entered against runs declared | [`ascertainment`] | D01, clarification 17 |
//! | fields filled where they are needed | [`completeness`] | D02, clarification 18 |
//! | how far records are on their way to sign-off | [`progress`] | |
//! | time left to sign off | [`deadline`] | |
//!
//! Pure and synchronous: records and an instant come in, numbers come out. Words, tables and links are the reader's.

pub mod ascertainment;
pub mod clock;
pub mod completeness;
pub mod contact;
pub mod course;
pub mod day;
pub mod deadline;
pub mod episode;
pub mod event;
pub mod exposure;
pub mod femoral;
mod files;
pub mod follow_up;
pub mod graded;
pub mod ledger;
mod moment;
pub mod progress;
pub mod rehab_day;
pub mod review;
pub mod run;
#[cfg(test)]
mod samples;
pub mod scope;
pub mod stay;
pub mod transfer;
pub mod week;
pub mod whereabouts;

pub use exposure::Exposure;
pub use files::patient_files;
pub use moment::Moment;
pub use progress::{Progress, Standing};
pub use scope::Scope;
