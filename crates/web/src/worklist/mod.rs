//! A centre's records of a cycle told as work: what is done, what is missing, where and until when.
//!
//! What is measured comes from [`measures`]; here stored records are handed to it, and numbers get their words.

mod deadline;
mod gaps;
mod held;
#[cfg(test)]
mod samples;

pub(crate) use deadline::InWords;
pub(crate) use gaps::{Filter, Gap, Lack, control, gaps};
pub(crate) use held::{by_field, by_month, follow_ups, on_ecmo, progress, run_at};

/// The forms that say when a run began here, and what was declared of it.
pub(crate) const ACTIVITY: [&str; 5] =
    ["patient", "icu_admission", "ecmo_run", "discharge", "ecmo_activity_return"];
