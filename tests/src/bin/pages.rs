//! Measures every page over twenty times the example network, and prints a table. Run by `just pages`; nothing here
//! passes or fails.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a measurement that cannot go on says so by panicking"
)]

use testkit::bench::{Table, pages, yardstick};

#[tokio::main]
async fn main() {
    let mut table = Table::default();
    yardstick::measure(&mut table);
    pages::measure(&mut table).await;
    print!("{table}");
}
