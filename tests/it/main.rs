//! Every test that needs a database, a server or a browser: one program, one module a concern.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on says so by panicking")]

mod accessibility;
mod api;
mod audit_chain;
mod authz;
mod browser;
mod chain;
mod command_line;
mod cycles;
mod cycles_page;
mod doors;
mod drafts;
mod drafts_page;
mod entry_browser;
mod entry_page;
mod export;
mod failures;
mod freeze;
mod grid;
mod import;
mod import_pages;
mod members;
mod migrations;
mod pages;
mod power_cut;
mod queries;
mod queries_page;
mod question_pages;
mod questions;
mod scope;
mod sign_off_page;
mod signing;
mod site;
mod store;
mod undo;
mod uploads;
mod visibility;
mod worklist;
