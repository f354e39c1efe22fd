//! Every test that needs a database, a server or a browser: one program, one module a concern.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on says so by panicking")]

mod audit_chain;
mod members;
mod migrations;
mod scope;
mod store;
mod visibility;
