//! Counts in, safe counts out.
//!
//! Nothing leaves the audit but through here. The members' meeting is guarded by [`members`] for percentages of one line,
//! [`tables`] for counts that are printed with their sums, [`bars`] for parts of a whole, [`groups`] for the network by diagnosis and the like. For
//! researchers and the public there is [`cube`].

pub mod bars;
pub mod cube;
pub mod groups;
pub mod members;
pub mod tables;
