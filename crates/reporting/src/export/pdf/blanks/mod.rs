//! Paper forms: boxes, lines and ticks below each question.
//!
//! Words are content; boxes and lines are artifacts, because a page read by ear has nothing to write on.

mod grid;
mod measure;
mod question;

use super::{
    PAGE_WIDTH, PdfError,
    canvas::Pen,
    flow::{Flow, LEFT, WIDTH},
    outline::Bookmark,
    tree::{Role, Tree},
};
use crate::{
    chart::{Stroke, TypefaceError, Weight, palette},
    document::{Blank, Choice},
};

/// Height of the band at the head of a form.
const BAND: f32 = 58.0;
/// Side of a box to tick.
const TICK: f32 = 7.5;
/// Type size of choices.
const SMALL: f32 = 7.5;
/// How many codes of a legend stand beside each other.
const LEGEND: usize = 3;

type Set = Result<(), TypefaceError>;

impl Flow<'_> {
    pub(super) fn blank(&mut self, blank: &Blank) -> Result<(), PdfError> {
        match blank {
            Blank::Head { title, about, warning } => self.form_head(title, about, warning),
            Blank::Questions(questions) => self.questions(questions),
            Blank::Grid { caption, columns, rows } => self.grid(caption, columns, *rows),
            Blank::Legend { title, codes } => self.legend(title, codes),
        }
    }

    /// A band across the page, then the warning.
    fn form_head(&mut self, title: &str, about: &str, warning: &str) -> Result<(), PdfError> {
        let page = self.page;
        self.canvas.artifact(page, |pen| pen.rect(0.0, 0.0, PAGE_WIDTH, BAND, Some(palette::BRAND), None));
        self.canvas.node(page, Tree::ROOT, Role::Heading(1), |pen| {
            pen.text(LEFT, 27.0, title, 17.0, Weight::Bold, palette::WHITE)
        })?;
        let about = self.canvas.typeface.wrap(about, WIDTH, 8.5, Weight::Regular)?;
        self.canvas.node(page, Tree::ROOT, Role::Paragraph, |pen| {
            (0_u8..2).zip(&about).try_for_each(|(line, text)| {
                pen.text(LEFT, 41.0 + 10.0 * f32::from(line), text, 8.5, Weight::Regular, palette::WHITE)
            })
        })?;
        self.outline.push(Bookmark { title: title.to_owned(), anchor: None, page, y: 0.0 });
        self.y = BAND + 10.0;
        self.warning(warning)
    }

    /// Codes beside each other, to look up; together on one page.
    fn legend(&mut self, title: &str, codes: &[Choice]) -> Result<(), PdfError> {
        let width = WIDTH / count(LEGEND);
        let words = codes.iter().map(|code| {
            let text = format!("{} {}", code.code, code.label);
            self.canvas.typeface.wrap(&text, width - 8.0, SMALL - 1.0, Weight::Regular)
        });
        let words: Vec<Vec<String>> = words.collect::<Result<_, _>>()?;
        let height = |row: &[Vec<String>]| 8.0 * count(row.iter().map(Vec::len).max().unwrap_or(1));
        let whole = 17.0 + words.chunks(LEGEND).map(height).sum::<f32>();
        Self::possible(title, whole)?;
        self.ensure(whole);
        let (page, top) = (self.page, self.y + SMALL);
        self.canvas.node(page, Tree::ROOT, Role::Paragraph, |pen| {
            pen.text(LEFT, top, title, SMALL, Weight::Bold, palette::MUTED)
        })?;
        let mut y = top + 9.5;
        for row in words.chunks(LEGEND) {
            self.canvas.node(page, Tree::ROOT, Role::Paragraph, |pen| {
                row.iter().enumerate().try_for_each(|(column, lines)| {
                    let at = (LEFT + width * count(column), y);
                    text_lines(pen, at, lines, SMALL - 1.0, 8.0, Weight::Regular, palette::MUTED)
                })
            })?;
            y += height(row);
        }
        self.y += whole + 4.0;
        Ok(())
    }
}

/// Lines of text below each other; `y` is the first base line.
fn text_lines(
    pen: &mut Pen<'_>,
    (x, y): (f32, f32),
    lines: &[String],
    size: f32,
    leading: f32,
    weight: Weight,
    colour: palette::Colour,
) -> Set {
    (0..)
        .zip(lines)
        .try_for_each(|(line, text)| pen.text(x, y + leading * count(line), text, size, weight, colour))
}

fn tick(pen: &mut Pen<'_>, x: f32, y: f32) {
    pen.rect(x, y, TICK, TICK, None, Some(Stroke::line(palette::INK, 0.7)));
}

#[expect(clippy::cast_precision_loss, reason = "a few lines, columns and boxes")]
fn count(number: usize) -> f32 {
    number as f32
}
