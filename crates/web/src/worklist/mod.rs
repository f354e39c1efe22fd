//! A centre's records of a cycle told as work: what is done, what is missing, where and until when.
//!
//! Pure: a [`store::Review`] and records come in, numbers and places go out; pages put them into words.

mod ascertainment;
mod completeness;
mod deadline;
mod due;
mod gaps;
mod progress;
#[cfg(test)]
mod samples;

pub(crate) use ascertainment::{MonthCount, by_month};
pub(crate) use completeness::{FieldFill, by_field};
pub(crate) use deadline::{Time, current};
pub(crate) use due::{FollowUpDue, follow_ups};
pub(crate) use gaps::{Filter, Gap, Lack, control, gaps};
pub(crate) use progress::{Progress, Standing};

/// The forms that say when a run began here, and what was declared of it.
pub(crate) const ACTIVITY: [&str; 5] =
    ["patient", "icu_admission", "ecmo_run", "discharge", "ecmo_activity_return"];
