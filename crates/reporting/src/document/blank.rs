//! Questions to answer with a pen.

use serde::Serialize;

/// A piece of a paper form.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Blank {
    /// The head of the form: what it is, and what must not be written on it. The title of the document.
    Head { title: String, about: String, warning: String },
    /// Questions beside and below each other, in their order.
    Questions(Vec<Question>),
    /// A table with empty rows.
    Grid {
        /// Names it to a screen reader.
        caption: String,
        columns: Vec<GridColumn>,
        rows: u8,
    },
    /// Codes that are written elsewhere on the form.
    Legend { title: String, codes: Vec<Choice> },
}

/// One question with the space for its answer.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Question {
    pub label: String,
    /// Unit, when it is asked, help.
    pub hint: String,
    pub space: Space,
    /// Reasons that may be ticked in place of an answer.
    pub missing: Vec<String>,
}

/// A column of an empty table.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GridColumn {
    pub label: String,
    pub hint: String,
    /// Its share of the width.
    pub weight: f32,
}

/// Where an answer is written.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Space {
    /// A box for each run of letters of the pattern, which stand in it in small; other signs stand between.
    Boxes(String),
    /// A box to tick for each choice.
    Choices(Vec<Choice>),
    /// A line for a word.
    Word,
    /// Lines to write on.
    Lines(u8),
}

/// One choice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Choice {
    pub code: String,
    pub label: String,
}
