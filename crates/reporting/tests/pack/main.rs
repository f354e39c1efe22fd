//! The pack from the outside: its document, its files, its bytes.
#![allow(clippy::expect_used, reason = "a test that can't go on says why and stops")]

mod bytes;
mod document;
mod drawing;
mod facts;
mod first_page;
mod flow;
mod folder;
mod governance;
mod kinds;
mod on_paper;
mod outcomes;
mod pages;
mod parts;
mod pdf;
mod plotted;
mod protected;
mod read_back;
mod readable;
#[path = "../support/mod.rs"]
mod support;
mod web_page;

use std::sync::LazyLock;

use reporting::pack::{Pack, PackDefinition, from_facts};

fn definition() -> PackDefinition {
    PackDefinition::named("biannual").expect("the built-in definition")
}

fn built() -> Pack {
    from_facts(&facts::facts(), &definition(), None).expect("a pack")
}

/// The fixture's pack, built once for all tests that only look at it.
static PACK: LazyLock<Pack> = LazyLock::new(built);
