//! How much room a question takes.

use super::{SMALL, TICK, count};
use crate::{
    chart::{Typeface, TypefaceError, Weight},
    document::{Choice, Question, Space},
    export::pdf::flow::WIDTH,
};

/// A page's width is shared by three columns with a gap between.
pub(super) const COLUMNS: usize = 3;
pub(super) const GAP: f32 = 14.0;
/// Type size and line height of a label, and of what stands below it.
pub(super) const LABEL: (f32, f32) = (8.0, 9.5);
pub(super) const HINT: (f32, f32) = (6.5, 7.5);
/// Height of a box, a writing line, a line of choices, and of the reasons.
pub(super) const BOX: f32 = 15.0;
pub(super) const LINE: f32 = 18.0;
pub(super) const CHOICE: f32 = 10.0;
pub(super) const REASONS: f32 = 11.0;

/// A question whose words are broken into lines.
pub(super) struct Measured<'q> {
    pub question: &'q Question,
    /// How many columns of the page it takes.
    pub span: usize,
    pub label: Vec<String>,
    pub hint: Vec<String>,
    /// The choices with their lines, and in how many columns they stand.
    pub choices: Vec<Vec<String>>,
    pub across: usize,
}

/// The width of some columns of the page.
pub(super) fn width(span: usize) -> f32 {
    let one = (WIDTH - GAP * count(COLUMNS - 1)) / count(COLUMNS);
    one * count(span) + GAP * count(span - 1)
}

impl<'q> Measured<'q> {
    pub(super) fn of(question: &'q Question, typeface: &Typeface) -> Result<Self, TypefaceError> {
        let words = match &question.space {
            Space::Choices(choices) => choices.iter().map(said).collect(),
            _ => Vec::new(),
        };
        let (span, across) = match &question.space {
            Space::Choices(_) => room(typeface, &words)?,
            Space::Lines(_) => (COLUMNS, 1),
            Space::Boxes(_) | Space::Word => (1, 1),
        };
        let wrap = |text: &str, width, size, weight| typeface.wrap(text, width, size, weight);
        let room = width(span) / count(across) - TICK - 6.0;
        let choices = words.iter().map(|text| wrap(text, room, SMALL, Weight::Regular));
        Ok(Self {
            question,
            span,
            label: wrap(&question.label, width(span), LABEL.0, Weight::Bold)?,
            hint: wrap(&question.hint, width(span), HINT.0, Weight::Regular)?,
            choices: choices.collect::<Result<_, _>>()?,
            across,
        })
    }

    /// The height of label and hint.
    pub(super) fn words(&self) -> f32 {
        LABEL.1 * count(self.label.len()) + HINT.1 * count(self.hint.len()) + 5.0
    }

    /// The height of the answer.
    pub(super) fn answer(&self) -> f32 {
        match &self.question.space {
            Space::Boxes(_) => BOX,
            Space::Word => LINE,
            Space::Lines(lines) => LINE * f32::from(*lines),
            Space::Choices(_) => self.choices.chunks(self.across).map(row).sum(),
        }
    }

    /// The height of all, with the reasons below the answer.
    pub(super) fn height(&self) -> f32 {
        let reasons = if self.question.missing.is_empty() { 0.0 } else { REASONS + 2.0 };
        self.words() + self.answer() + reasons + 8.0
    }
}

/// The height of a row of choices.
pub(super) fn row(choices: &[Vec<String>]) -> f32 {
    CHOICE * count(choices.iter().map(Vec::len).max().unwrap_or(1))
}

/// A short code is a word of the field and helps; a long one repeats its label.
fn said(choice: &Choice) -> String {
    let Choice { code, label } = choice;
    if code.len() > 4 || label.to_lowercase().starts_with(&code.to_lowercase()) {
        label.clone()
    } else {
        format!("{code} {label}")
    }
}

/// The fewest columns of the page in which the choices stand in a few rows, and how many stand beside each
/// other there.
fn room(typeface: &Typeface, words: &[String]) -> Result<(usize, usize), TypefaceError> {
    const FEW: usize = 4;
    let mut widest = 0.0_f32;
    for text in words {
        widest = widest.max(typeface.width(text, SMALL, Weight::Regular)? + TICK + 10.0);
    }
    let across =
        |span: usize| (1..=6).rev().find(|across| widest * count(*across) <= width(span)).unwrap_or(1);
    let fits = |span: &usize| widest <= width(*span) && words.len().div_ceil(across(*span)) <= FEW;
    let span = (1..COLUMNS).find(fits).unwrap_or(COLUMNS);
    Ok((
        span,
        across(span).min(words.len().max(1)).max(if span == COLUMNS && words.len() > FEW { 2 } else { 1 }),
    ))
}
