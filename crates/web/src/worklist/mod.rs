//! A centre's records of a cycle told as work: what is done, what is missing, where and until when.
//!
//! What is measured comes from [`measures`]; here stored records and what the store keeps of them are handed to it, and numbers get their words.

mod deadline;
mod gaps;
mod held;
#[cfg(test)]
mod samples;

pub(crate) use deadline::InWords;
pub(crate) use gaps::{Gap, Lack, control, gaps};
pub(crate) use held::{by_month, progress, run_at};
