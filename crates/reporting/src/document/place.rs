//! Places in a document, and sentences that lead to them.

use serde::Serialize;

use super::Rating;

/// The name of a place that others lead to, unique in the document: `p04`. A writer makes a page number or a link of it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct Anchor(String);

impl Anchor {
    pub fn new(name: impl Into<String>) -> Self {
        Self(name.into())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Where a number's records can be asked for: a field, in a period or at a centre. Paper leads nowhere; a page on a screen makes an
/// address of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Way {
    /// The form's id.
    pub form: &'static str,
    /// The field's name.
    pub field: &'static str,
    /// A centre's code, or a period: `2026-04-01..2026-04-30`.
    pub of: String,
}

/// A sentence, and the place where its number stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Pointer {
    /// How the number is rated, shown before the sentence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rating: Option<Rating>,
    pub text: String,
    pub to: Anchor,
}

impl Pointer {
    pub fn new(text: impl Into<String>, to: &Anchor) -> Self {
        Self { rating: None, text: text.into(), to: to.clone() }
    }

    #[must_use]
    pub fn rated(self, rating: Rating) -> Self {
        Self { rating: Some(rating), ..self }
    }
}
