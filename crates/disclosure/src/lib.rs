//! Counts in, safe counts out.
//!
//! Nothing leaves the audit but through here. Today it guards the members' meeting: [`members`] for percentages of one line,
//! [`tables`] for counts that are printed with their sums, [`bars`] for parts of a whole, [`groups`] for the network by diagnosis and the like. Tables for
//! researchers and the public have stricter rules and will stand beside them.

pub mod bars;
pub mod groups;
pub mod members;
pub mod tables;
