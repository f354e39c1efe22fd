//! Measures the pack as the network grows, and prints a table. Run by `just volumes`; nothing here passes or fails.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a measurement that cannot go on says so by panicking"
)]

use testkit::bench::{Table, volumes};

fn main() {
    let mut table = Table::default();
    volumes::measure(&mut table);
    print!("{table}");
}
