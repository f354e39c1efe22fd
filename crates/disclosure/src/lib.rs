//! Counts in, safe counts out.
//!
//! Nothing leaves the audit but through here. The members' meeting is guarded by [`members`] for percentages of one line,
//! [`tables`] for counts that are printed with their sums, [`bars`] for parts of a whole, [`groups`] for the network by diagnosis and the like. For
//! researchers and the public there is [`cube`]. For a project that needs rows, and has leave, there is [`extract`].

pub mod attack;
pub mod bars;
pub mod cube;
pub mod extract;
pub mod groups;
pub mod members;
pub mod tables;
