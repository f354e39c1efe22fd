//! Counts in, safe counts out.
//!
//! Nothing leaves the audit but through here. Today it guards the members' meeting ([`members`]); tables for
//! researchers and the public have stricter rules and will stand beside it.

pub mod members;
