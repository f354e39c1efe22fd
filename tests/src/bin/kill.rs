//! Makes trouble for the service again and again while it is written to, and counts what is lost. Run by `just kill`.
//!
//! `kill [--postgres] [--rounds N] [--seed N]`; at most 200 rounds and five minutes, whatever is asked for.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a check that cannot go on says so by panicking")]

use testkit::database::Backend;
use testkit::disk::where_one_may_mount;
use testkit::kill::{self, MOST_ROUNDS, Machine, Plan};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments.iter().any(|argument| argument == "--postgres") {
        return trouble(Backend::Postgres, &arguments);
    }
    let given: Vec<&str> = arguments.iter().map(String::as_str).collect();
    where_one_may_mount(&given, || trouble(Backend::Sqlite, &arguments));
}

fn trouble(on: Backend, arguments: &[String]) {
    let number = |name: &str| {
        let at = arguments.iter().position(|argument| argument == name)?;
        arguments.get(at + 1)?.parse::<u32>().ok()
    };
    let plan = Plan {
        rounds: number("--rounds").unwrap_or(MOST_ROUNDS),
        seed: number("--seed").unwrap_or(1).into(),
    };
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let outcome = runtime.block_on(async { kill::run(&Machine::new(on), on, plan).await });
    for (trouble, times) in &outcome.troubles {
        println!("{times} × {trouble}");
    }
    println!(
        "acknowledged: {} records, {} versions of drafts, {} imports; refused: {}; not known: {}",
        outcome.records, outcome.drafts, outcome.imports, outcome.refused, outcome.uncertain
    );
    println!("lost: {}; stored after a refusal: {}", outcome.lost.len(), outcome.stored_after_refusal.len());
    outcome.lost.iter().for_each(|lost| println!("lost: {lost}"));
    outcome.stored_after_refusal.iter().for_each(|stored| println!("stored after a refusal: {stored}"));
    assert!(outcome.lost.is_empty() && outcome.stored_after_refusal.is_empty(), "a promise is broken");
}
