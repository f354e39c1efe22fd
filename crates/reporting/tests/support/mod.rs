//! What several test binaries need.
#![allow(dead_code, reason = "each binary needs a part of it")]

pub(crate) mod network;
pub(crate) mod typed;
