//! What the tests stand on: databases to throw away, and records, members and centres to put into them.
//!
//! A test that needs a database takes a [`database::Backend`] and so runs on both:
//!
//! ```text
//! #[rstest]
//! #[tokio::test]
//! async fn a_record_is_found_again(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
//!     let db = Database::migrated(on).await;
//!     …
//! }
//! ```
//!
//! PostgreSQL is a cluster of its own, started once for all tests (see [`postgres`]).

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on says so by panicking")]

pub mod attack;
pub mod axe;
pub mod bench;
pub mod chromium;
pub mod circles;
pub mod command;
pub mod copies;
pub mod database;
pub mod disk;
pub mod example;
pub mod figures;
pub mod fixtures;
pub mod kill;
pub mod mailbox;
pub mod places;
pub mod postgres;
pub mod provider;
pub mod python;
pub mod screens;
pub mod source;
pub mod visitor;
