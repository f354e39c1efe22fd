//! Measures the budgets of the design on this machine and prints them as a table.
//!
//! Run by `just bench`: the release binary is started as a person starts it, and loaded from the outside.
//! Nothing here passes or fails; the figures go to docs/performance.md.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a measurement that cannot go on says so by panicking"
)]

use testkit::bench::{Table, bundle, files, http, sign_ins, yardstick};
use testkit::database::{Backend, Database};

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let mut table = Table::default();
    yardstick::measure(&mut table);
    files::measure(&mut table);
    bundle::measure(&mut table);
    http::measure("SQLite", None, &mut table).await;
    sign_ins::measure(&mut table).await;
    let database = Database::empty(Backend::Postgres).await;
    yardstick::pgbench(&database.url, &mut table);
    http::measure("PostgreSQL", Some(&database.url), &mut table).await;
    print!("{table}");
}
