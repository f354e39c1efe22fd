//! Kills the service again and again while it is written to, and counts what is lost. Run by `just kill`.
//!
//! `kill [--postgres] [--kills N] [--seed N]`; at most 200 kills and five minutes, whatever is asked for.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a check that cannot go on says so by panicking")]

use std::process::ExitCode;

use testkit::command::Ecmopt;
use testkit::database::{Backend, Database};
use testkit::kill::{self, MOST_KILLS, Plan};

#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number = |name: &str| {
        let at = arguments.iter().position(|argument| argument == name)?;
        arguments.get(at + 1)?.parse::<u32>().ok()
    };
    let is_postgres = arguments.iter().any(|argument| argument == "--postgres");
    let database = Database::empty(if is_postgres { Backend::Postgres } else { Backend::Sqlite }).await;
    let ecmopt = Ecmopt::on(&database.url);
    let plan =
        Plan { kills: number("--kills").unwrap_or(MOST_KILLS), seed: number("--seed").unwrap_or(1).into() };
    let outcome = kill::run(&ecmopt, &database.url, plan).await;
    println!(
        "{} kills; acknowledged: {} records, {} versions of drafts, {} imports; lost: {}",
        outcome.kills,
        outcome.records,
        outcome.drafts,
        outcome.imports,
        outcome.lost.len()
    );
    outcome.lost.iter().for_each(|lost| println!("lost: {lost}"));
    if outcome.lost.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
