//! Paper forms: a label at the left, boxes, lines and ticks at the right, reasons at the margin.
//!
//! Words are content; boxes and lines are artifacts, because a page read by ear has nothing to write on.

use super::{
    PAGE_WIDTH, PdfError,
    canvas::Pen,
    flow::{Flow, LEFT, WIDTH},
    outline::Bookmark,
    tree::{Role, Scope, Tree},
};
use crate::{
    chart::{Stroke, Typeface, TypefaceError, Weight, palette},
    document::{Blank, Choice, GridColumn, Space},
};

/// Width of the labels, and of the reasons at the margin.
const LABEL: f32 = 148.0;
const REASONS: f32 = 62.0;
const GAP: f32 = 10.0;
/// Left edge and width of the answers.
const ANSWER: f32 = LEFT + LABEL + GAP;
const ANSWER_WIDTH: f32 = WIDTH - LABEL - REASONS - 2.0 * GAP;
/// A box for one character, and its distance from the next.
const CELL: (f32, f32) = (14.0, 17.0);
const TICK: f32 = 7.5;
const LINE: f32 = 19.0;
const GRID_ROW: f32 = 21.0;
const BAND: f32 = 62.0;

type Set = Result<(), TypefaceError>;

/// A choice with the lines of its words.
struct Ticked {
    code: String,
    lines: Vec<String>,
}

impl Flow<'_> {
    pub(super) fn blank(&mut self, blank: &Blank) -> Result<(), PdfError> {
        match blank {
            Blank::Head { title, about, warning } => self.form_head(title, about, warning),
            Blank::Question { label, hint, space, missing } => self.question(label, hint, space, missing),
            Blank::Grid { caption, columns, rows } => self.grid(caption, columns, *rows),
        }
    }

    /// A band across the page, then the warning.
    fn form_head(&mut self, title: &str, about: &str, warning: &str) -> Result<(), PdfError> {
        let page = self.page;
        self.canvas.artifact(page, |pen| pen.rect(0.0, 0.0, PAGE_WIDTH, BAND, Some(palette::BRAND), None));
        self.canvas.node(page, Tree::ROOT, Role::Heading(1), |pen| {
            pen.text(LEFT, 30.0, title, 17.0, Weight::Bold, palette::WHITE)
        })?;
        let about = self.canvas.typeface.wrap(about, WIDTH, 8.5, Weight::Regular)?;
        self.canvas.node(page, Tree::ROOT, Role::Paragraph, |pen| {
            (0_u8..2).zip(&about).try_for_each(|(line, text)| {
                pen.text(LEFT, 45.0 + 10.5 * f32::from(line), text, 8.5, Weight::Regular, palette::WHITE)
            })
        })?;
        self.outline.push(Bookmark { title: title.to_owned(), page, y: 0.0 });
        self.y = BAND + 12.0;
        self.warning(warning)
    }

    fn question(
        &mut self,
        label: &str,
        hint: &str,
        space: &Space,
        missing: &[String],
    ) -> Result<(), PdfError> {
        let typeface = self.canvas.typeface;
        let labels = typeface.wrap(label, LABEL, 9.0, Weight::Bold)?;
        let hints = typeface.wrap(hint, LABEL, 7.0, Weight::Regular)?;
        let choices = ticked(typeface, space)?;
        let columns = columns(typeface, &choices)?;
        let words = 11.0 * count(labels.len()) + 8.5 * count(hints.len());
        let answer = match space {
            Space::Boxes(_) => CELL.1,
            Space::Choices(_) => choices_height(&choices, columns),
            Space::Lines(lines) => LINE * f32::from(*lines),
        };
        let reasons = 11.0 * count(missing.len().div_ceil(2));
        let height = words.max(answer).max(reasons) + 9.0;
        Self::possible(label, height)?;
        self.ensure(height);
        let (page, top) = (self.page, self.y + 4.0);
        self.canvas.node(page, Tree::ROOT, Role::Paragraph, |pen| words_of(pen, top, &labels, &hints))?;
        match space {
            Space::Boxes(pattern) => self.canvas.artifact(page, |pen| boxes(pen, top, pattern))?,
            Space::Lines(lines) => self.canvas.artifact(page, |pen| writing_lines(pen, top, *lines)),
            Space::Choices(_) => self.choices(top, &choices, columns)?,
        }
        self.reasons(top, missing)?;
        let bottom = self.y + height;
        self.canvas.artifact(page, |pen| {
            pen.line((LEFT, bottom), (LEFT + WIDTH, bottom), Stroke::line(palette::RULE, 0.4));
        });
        self.y = bottom;
        Ok(())
    }

    fn choices(&mut self, top: f32, choices: &[Ticked], columns: usize) -> Set {
        let width = ANSWER_WIDTH / count(columns);
        let mut y = top;
        for row in choices.chunks(columns) {
            let places = || (0..columns).map(|column| ANSWER + width * count(column));
            self.canvas
                .artifact(self.page, |pen| row.iter().zip(places()).for_each(|(_, x)| tick(pen, x, y)));
            self.canvas.node(self.page, Tree::ROOT, Role::Paragraph, |pen| {
                row.iter().zip(places()).try_for_each(|(choice, x)| choice.draw(pen, x + TICK + 4.0, y))
            })?;
            y += row_height(row);
        }
        Ok(())
    }

    /// Reasons in place of an answer, two beside each other.
    fn reasons(&mut self, top: f32, missing: &[String]) -> Set {
        if missing.is_empty() {
            return Ok(());
        }
        let place = |index: usize| {
            let x = LEFT + WIDTH - REASONS + count(index % 2) * REASONS / 2.0;
            (x, top + 11.0 * count(index / 2))
        };
        self.canvas.artifact(self.page, |pen| {
            (0..missing.len()).map(place).for_each(|(x, y)| tick(pen, x, y));
        });
        self.canvas.node(self.page, Tree::ROOT, Role::Paragraph, |pen| {
            (0..).map(place).zip(missing).try_for_each(|((x, y), reason)| {
                pen.text(x + TICK + 3.0, y + 7.0, reason, 7.0, Weight::Regular, palette::MUTED)
            })
        })
    }

    /// An empty table: a header, then rows to write in.
    fn grid(&mut self, caption: &str, columns: &[GridColumn], rows: u8) -> Result<(), PdfError> {
        let typeface = self.canvas.typeface;
        let whole: f32 = columns.iter().map(|column| column.weight).sum();
        let widths: Vec<f32> = columns.iter().map(|column| WIDTH * column.weight / whole).collect();
        let mut heads = Vec::new();
        for (column, width) in columns.iter().zip(&widths) {
            let labels = typeface.wrap(&column.label, width - 6.0, 7.5, Weight::Bold)?;
            heads.push((labels, typeface.wrap(&column.hint, width - 6.0, 6.5, Weight::Regular)?));
        }
        let heights =
            heads.iter().map(|(labels, hints)| 9.0 * count(labels.len()) + 7.5 * count(hints.len()));
        let head = heights.fold(0.0, f32::max) + 6.0;
        let height = head + GRID_ROW * f32::from(rows);
        Self::possible(caption, height)?;
        self.ensure(height);
        let (page, top) = (self.page, self.y);
        self.canvas.artifact(page, |pen| grid_lines(pen, top, head, &widths, rows));
        let table = self.canvas.tree.add(Tree::ROOT, Role::Table);
        let row = self.canvas.tree.add(table, Role::TableRow);
        let mut x = LEFT;
        for ((labels, hints), width) in heads.iter().zip(&widths) {
            self.canvas.node(page, row, Role::Header(Scope::Column), |pen| {
                column_head(pen, (x + 3.0, top + 9.5), labels, hints)
            })?;
            x += width;
        }
        self.y += height + 8.0;
        Ok(())
    }
}

impl Ticked {
    fn height(&self) -> f32 {
        9.5 * count(self.lines.len()) + 2.5
    }

    /// The code in bold, then its words.
    fn draw(&self, pen: &mut Pen<'_>, x: f32, y: f32) -> Set {
        let mut left = x;
        if !self.code.is_empty() {
            pen.text(x, y + 7.0, &self.code, 7.0, Weight::Bold, palette::INK)?;
            left += pen.typeface.width(&format!("{} ", self.code), 7.0, Weight::Bold)?;
        }
        (0_u8..).zip(&self.lines).try_for_each(|(line, text)| {
            let start = if line == 0 { left } else { x };
            pen.text(start, y + 7.0 + 9.5 * f32::from(line), text, 7.5, Weight::Regular, palette::INK)
        })
    }
}

/// The choices of a question, wrapped to the width that they share.
fn ticked(typeface: &Typeface, space: &Space) -> Result<Vec<Ticked>, TypefaceError> {
    let Space::Choices(choices) = space else { return Ok(Vec::new()) };
    choices.iter().map(|choice| one_ticked(typeface, choice)).collect()
}

fn one_ticked(typeface: &Typeface, choice: &Choice) -> Result<Ticked, TypefaceError> {
    let code = if choice.label.starts_with(&choice.code) { "" } else { &choice.code };
    let indent = typeface.width(&format!("{code} "), 7.0, Weight::Bold)?;
    let room = ANSWER_WIDTH - TICK - 8.0;
    // The first line is shorter by the code: wrapping to the shorter width fits both.
    let lines = typeface.wrap(&choice.label, room - indent, 7.5, Weight::Regular)?;
    Ok(Ticked { code: code.to_owned(), lines })
}

/// As many columns as the widest choice allows, at most four.
fn columns(typeface: &Typeface, choices: &[Ticked]) -> Result<usize, TypefaceError> {
    if choices.iter().any(|choice| choice.lines.len() > 1) {
        return Ok(1);
    }
    let mut widest = 0.0_f32;
    for choice in choices {
        let code = typeface.width(&format!("{} ", choice.code), 7.0, Weight::Bold)?;
        let label =
            choice.lines.first().map_or(Ok(0.0), |line| typeface.width(line, 7.5, Weight::Regular))?;
        widest = widest.max(code + label + TICK + 10.0);
    }
    Ok((1..=4).rev().find(|columns| widest <= ANSWER_WIDTH / count(*columns)).unwrap_or(1))
}

fn row_height(row: &[Ticked]) -> f32 {
    row.iter().map(Ticked::height).fold(0.0, f32::max)
}

fn choices_height(choices: &[Ticked], columns: usize) -> f32 {
    choices.chunks(columns).map(row_height).sum()
}

fn words_of(pen: &mut Pen<'_>, top: f32, labels: &[String], hints: &[String]) -> Set {
    let mut y = top + 8.0;
    for line in labels {
        pen.text(LEFT, y, line, 9.0, Weight::Bold, palette::INK)?;
        y += 11.0;
    }
    for line in hints {
        pen.text(LEFT, y - 1.5, line, 7.0, Weight::Regular, palette::MUTED)?;
        y += 8.5;
    }
    Ok(())
}

/// A box for each letter of the pattern; every other sign stands between boxes.
fn boxes(pen: &mut Pen<'_>, top: f32, pattern: &str) -> Set {
    let mut x = ANSWER;
    for sign in pattern.chars() {
        let text = sign.to_string();
        if sign.is_ascii_alphabetic() {
            pen.rect(x, top, CELL.0, CELL.1, None, Some(Stroke::line(palette::MUTED, 0.7)));
            pen.text(x + 4.5, top + 12.0, &text, 7.0, Weight::Regular, palette::RULE)?;
            x += CELL.0;
        } else {
            pen.text(x + 1.5, top + 12.0, &text, 9.0, Weight::Regular, palette::INK)?;
            x += pen.typeface.width(&text, 9.0, Weight::Regular)? + 3.0;
        }
    }
    Ok(())
}

fn writing_lines(pen: &mut Pen<'_>, top: f32, lines: u8) {
    for line in 1..=lines {
        let y = top + LINE * f32::from(line) - 4.0;
        pen.line((ANSWER, y), (ANSWER + ANSWER_WIDTH, y), Stroke::line(palette::MUTED, 0.5));
    }
}

fn tick(pen: &mut Pen<'_>, x: f32, y: f32) {
    pen.rect(x, y, TICK, TICK, None, Some(Stroke::line(palette::INK, 0.7)));
}

fn column_head(pen: &mut Pen<'_>, (x, mut y): (f32, f32), labels: &[String], hints: &[String]) -> Set {
    for line in labels {
        pen.text(x, y, line, 7.5, Weight::Bold, palette::INK)?;
        y += 9.0;
    }
    for line in hints {
        pen.text(x, y - 1.0, line, 6.5, Weight::Regular, palette::MUTED)?;
        y += 7.5;
    }
    Ok(())
}

fn grid_lines(pen: &mut Pen<'_>, top: f32, head: f32, widths: &[f32], rows: u8) {
    let line = Stroke::line(palette::MUTED, 0.5);
    let bottom = top + head + GRID_ROW * f32::from(rows);
    pen.rect(LEFT, top, WIDTH, head, Some(palette::TINT), None);
    pen.rect(LEFT, top, WIDTH, bottom - top, None, Some(line));
    for row in 0..rows {
        let y = top + head + GRID_ROW * f32::from(row);
        pen.line((LEFT, y), (LEFT + WIDTH, y), line);
    }
    let mut x = LEFT;
    for width in widths {
        pen.line((x, top), (x, bottom), line);
        x += width;
    }
}

#[expect(clippy::cast_precision_loss, reason = "a few lines, columns and boxes")]
fn count(number: usize) -> f32 {
    number as f32
}
