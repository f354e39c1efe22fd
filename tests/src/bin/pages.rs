//! Measures every page over twenty times the example network, or as many times as is said, and prints a table. Run by
//! `just pages`; nothing here passes or fails.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a measurement that cannot go on says so by panicking"
)]

use testkit::bench::{Table, pages, yardstick};

#[tokio::main]
async fn main() {
    let said = std::env::args().nth(1);
    let copies = said.map_or(pages::COPIES, |said| said.parse().expect("how many times the network"));
    let mut table = Table::default();
    yardstick::measure(&mut table);
    pages::measure(&mut table, copies).await;
    print!("{table}");
}
