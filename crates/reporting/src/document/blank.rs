//! Questions to answer with a pen.

use serde::Serialize;

/// A piece of a paper form.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Blank {
    /// The head of the form: what it is, and what must not be written on it. The title of the document.
    Head { title: String, about: String, warning: String },
    /// One question with the space for its answer.
    Question {
        label: String,
        /// Unit, range, and when it is asked.
        hint: String,
        space: Space,
        /// Reasons that may be ticked in place of an answer.
        missing: Vec<String>,
    },
    /// A table with empty rows.
    Grid {
        /// Names it to a screen reader.
        caption: String,
        columns: Vec<GridColumn>,
        rows: u8,
    },
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
    /// A box for each letter of the pattern, which stands in it in small; other signs stand between the boxes.
    Boxes(String),
    /// A box to tick for each choice, with the code written in files.
    Choices(Vec<Choice>),
    /// Lines to write on.
    Lines(u8),
}

/// One choice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Choice {
    pub code: String,
    pub label: String,
}
