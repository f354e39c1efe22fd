//! Attacks a service of the example with sqlmap and wapiti, and prints a table of what they found. Run by `just attack`,
//! which may name a part of an address so that sqlmap tries no other;
//! fails when something was found, and when sqlmap does not find the hole that is made for it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "an attack that cannot go on says so by panicking"
)]

use std::process::ExitCode;

use testkit::attack::{crawl, hole, inject};
use testkit::example::Example;

#[tokio::main]
async fn main() -> ExitCode {
    let reports = std::env::args().nth(1).map_or_else(|| "target/attack".into(), std::path::PathBuf::from);
    std::fs::create_dir_all(&reports).unwrap();
    let hole = hole::open().await;
    let mut found = Vec::new();
    if !inject::is_injectable(&inject::Target::get(&hole), &reports) {
        found.push("sqlmap does not find the hole that was made for it".to_owned());
    }
    let example = Example::start();
    let way = example.on_its_way().await;
    let doors = inject::Doors::of(&example).await;
    let only = std::env::args().nth(2).unwrap_or_default();
    for target in
        inject::targets(&example, &way, &doors).into_iter().filter(|target| target.name.contains(&only))
    {
        let is_injectable = inject::is_injectable(&target, &reports);
        println!("sqlmap  {:<60} {}", target.name, if is_injectable { "INJECTABLE" } else { "nothing" });
        if is_injectable {
            found.push(target.name);
        }
    }
    for (who, cookie) in doors.cookies() {
        let findings = crawl::findings(&example.serving.url, who, cookie, &reports);
        println!("wapiti  {who:<60} {}", if findings.is_empty() { "nothing" } else { "FINDINGS" });
        found.extend(findings);
    }
    for finding in &found {
        println!("! {finding}");
    }
    println!("Reports: {}", reports.display());
    if found.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
