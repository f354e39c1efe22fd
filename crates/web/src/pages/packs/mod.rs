//! Packs: asked for, watched, read and published by the audit lead, read by centre leads.
//!
//! ```text
//! /packs ─► /packs/new ─► /packs/{id} ─► …/read            the pack's own web page
//!                                    ├─► …/files/{file}    to keep
//!                                    ├─► …/csv/{table}     a single table; the web page links to it
//!                                    ├─► …/publish
//!                                    └─► …/withdraw
//! ```

pub(crate) mod files;
pub(crate) mod list;
pub(crate) mod new;
pub(crate) mod show;
pub(crate) mod step;

use domain::{
    centre::Directory,
    pack::{PackOf, PackState},
};
use store::PackId;

use crate::{
    problem::Problem,
    ui::{Colour, Tag},
};

/// The entry of the menu.
const AREA: &str = "/packs";

fn pack_id(text: &str) -> Result<PackId, Problem> {
    PackId::parse(text).ok_or(Problem::NotFound)
}

fn address(id: PackId) -> String {
    format!("{AREA}/{id}")
}

/// How far a pack has come, as a tag.
fn tag(state: &PackState) -> Tag {
    match state {
        PackState::Asked => Tag::new(Colour::Blue, "Waiting"),
        PackState::Building { .. } => Tag::new(Colour::Blue, "Being built"),
        PackState::Failed { .. } => Tag::new(Colour::Red, "Not built"),
        PackState::Ready(_) => Tag::new(Colour::Yellow, "Ready, not published"),
        PackState::Published { .. } => Tag::new(Colour::Green, "Published"),
        PackState::Withdrawn { .. } => Tag::new(Colour::Grey, "Withdrawn"),
    }
}

/// `Biannual pack of 2025H2`.
fn title(of: &PackOf) -> String {
    format!("{} of {}", kind(&of.definition), of.cycle)
}

/// A definition's name as a person reads it: `Biannual pack`.
fn kind(definition: &str) -> String {
    let mut letters = definition.chars();
    let first = letters.next().map(|letter| letter.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{} pack", letters.as_str())
}

/// Whose it is.
fn whose(of: &PackOf, directory: &Directory) -> String {
    match &of.centre {
        None => "The network".to_owned(),
        Some(code) => directory.in_words(code.as_str()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pack_is_called_after_its_definition_and_its_cycle() {
        let of = PackOf {
            definition: "biannual".to_owned(),
            cycle: "2025H2".to_owned(),
            centre: None,
            snapshot: String::new(),
            program: String::new(),
        };
        assert_eq!(title(&of), "Biannual pack of 2025H2");
        assert_eq!(kind(""), " pack");
    }
}
