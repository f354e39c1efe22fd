//! What a report says, before anyone decides how it looks.
//!
//! A [`Document`] is a plain list of [`Block`]s. It knows no page size, font or file format; the writers in
//! [`crate::export`] turn the same document into PDF, HTML and CSV, so the three can't disagree. It serialises
//! so that tests can hold the whole content of a report as one readable snapshot.

mod blank;
mod place;
mod table;

pub use blank::{Blank, Choice, GridColumn, Question, Space};
pub use place::{Anchor, Pointer, Way};
pub use table::{Align, Cell, Column, Rating, Row, Table};

use jiff::Timestamp;
use serde::Serialize;

use crate::chart::Scene;

/// A report: who it is and what stands in it, in reading order.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Document {
    pub meta: Meta,
    pub blocks: Vec<Block>,
}

/// What a reader's software shows about the file, and what runs along every page.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Meta {
    pub title: String,
    pub subject: String,
    pub author: String,
    /// BCP 47 tag of the text, e.g. `en-GB`.
    pub language: String,
    /// Time stamp written into the file. Never the time of writing: two runs must give the same bytes.
    #[serde(serialize_with = "written")]
    pub created: Timestamp,
    /// Text at the top of every page but the first.
    pub header: String,
    /// Text at the foot of every page, beside the page number.
    pub footer: String,
    /// What the content was made from; the file's identifier is derived from it.
    pub identity: String,
}

fn written<S: serde::Serializer>(time: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(time)
}

/// One piece of a report.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Block {
    /// The title of the document, once, at its start.
    Title {
        title: String,
        subtitle: String,
    },
    Heading(Heading),
    Paragraph {
        text: String,
        voice: Voice,
    },
    /// The sections of the document with their places.
    Contents,
    /// Sentences that each lead to a section.
    Pointers(Vec<Pointer>),
    /// Terms and what they stand for here.
    Facts(Vec<Fact>),
    Table(Table),
    Figure(Scene),
    /// Something to answer with a pen.
    Blank(Blank),
    PageBreak,
}

/// A heading below the title. Levels follow one another without gaps.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Heading {
    pub level: Level,
    pub text: String,
    /// Where sentences of other pages lead; sections have one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub anchor: Option<Anchor>,
}

/// The rank of a [`Heading`]: the title of the document has the rank above `Section`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    Section,
    /// As high as a section, and none: what the first page speaks of.
    Topic,
    Part,
}

/// How a paragraph speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Voice {
    Body,
    /// The finding, said first.
    Lead,
    /// What a number means, beside it.
    Definition,
    /// Small print: provenance, methods.
    Note,
    /// Must not be overlooked.
    Warning,
}

/// One term and its value, e.g. `Reporting period` and its dates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fact {
    pub term: String,
    pub value: String,
}

impl Fact {
    pub fn new(term: impl Into<String>, value: impl Into<String>) -> Self {
        Self { term: term.into(), value: value.into() }
    }
}

impl Block {
    pub fn section(anchor: &Anchor, text: impl Into<String>) -> Self {
        Self::Heading(Heading { level: Level::Section, text: text.into(), anchor: Some(anchor.clone()) })
    }

    pub fn topic(text: impl Into<String>) -> Self {
        Self::Heading(Heading { level: Level::Topic, text: text.into(), anchor: None })
    }

    pub fn part(text: impl Into<String>) -> Self {
        Self::Heading(Heading { level: Level::Part, text: text.into(), anchor: None })
    }

    pub fn body(text: impl Into<String>) -> Self {
        Self::Paragraph { text: text.into(), voice: Voice::Body }
    }

    pub fn lead(text: impl Into<String>) -> Self {
        Self::Paragraph { text: text.into(), voice: Voice::Lead }
    }

    pub fn definition(text: impl Into<String>) -> Self {
        Self::Paragraph { text: text.into(), voice: Voice::Definition }
    }

    pub fn note(text: impl Into<String>) -> Self {
        Self::Paragraph { text: text.into(), voice: Voice::Note }
    }

    pub fn warning(text: impl Into<String>) -> Self {
        Self::Paragraph { text: text.into(), voice: Voice::Warning }
    }
}

impl Document {
    /// The sections in reading order.
    pub fn sections(&self) -> impl Iterator<Item = &Heading> {
        self.blocks.iter().filter_map(|block| match block {
            Block::Heading(heading) if heading.level == Level::Section => Some(heading),
            _ => None,
        })
    }

    /// Every table of the document in reading order, those behind its figures included, each name once.
    pub fn tables(&self) -> Vec<&Table> {
        let mut tables: Vec<&Table> = Vec::new();
        for block in &self.blocks {
            let table = match block {
                Block::Table(table) => table,
                Block::Figure(scene) => &scene.table,
                _ => continue,
            };
            if tables.iter().all(|known| known.name != table.name) {
                tables.push(table);
            }
        }
        tables
    }
}
