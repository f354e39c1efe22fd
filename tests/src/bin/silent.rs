//! Submissions with and without silent connections beside them, as a table. Run by `just silent`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a measurement that cannot go on says so by panicking"
)]

use testkit::bench::{Table, silent};

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let mut table = Table::default();
    silent::measure(&mut table).await;
    print!("{table}");
}
