//! Questions beside each other, row after row.

use super::{
    SMALL, Set, TICK, count,
    measure::{BOX, COLUMNS, GAP, HINT, LABEL, LINE, Measured, row, width},
    text_lines, tick,
};
use crate::{
    chart::{Stroke, Weight, palette},
    document::{Question, Space},
    export::pdf::{
        PdfError,
        canvas::Pen,
        flow::{Flow, LEFT, WIDTH},
        tree::{Role, Tree},
    },
};

impl Flow<'_> {
    pub(super) fn questions(&mut self, questions: &[Question]) -> Result<(), PdfError> {
        let typeface = self.canvas.typeface;
        let measured = questions.iter().map(|question| Measured::of(question, typeface));
        let measured: Vec<Measured<'_>> = measured.collect::<Result<_, _>>()?;
        let mut rest = &measured[..];
        while !rest.is_empty() {
            let (row, after) = rest.split_at(fitting(rest));
            self.question_row(row)?;
            rest = after;
        }
        self.y += 4.0;
        Ok(())
    }

    fn question_row(&mut self, row: &[Measured<'_>]) -> Result<(), PdfError> {
        let height = row.iter().map(Measured::height).fold(0.0, f32::max);
        Self::possible(&row[0].question.label, height)?;
        self.ensure(height);
        let (page, top) = (self.page, self.y);
        let mut x = LEFT;
        for measured in row {
            self.canvas.node(page, Tree::ROOT, Role::Paragraph, |pen| words(pen, x, top, measured))?;
            self.answer(x, top + measured.words(), measured)?;
            self.reasons(x, top + measured.words() + measured.answer() + 2.0, &measured.question.missing)?;
            x += width(measured.span) + GAP;
        }
        let bottom = top + height - 3.0;
        self.canvas.artifact(page, |pen| {
            pen.line((LEFT, bottom), (LEFT + WIDTH, bottom), Stroke::line(palette::RULE, 0.4));
        });
        self.y += height;
        Ok(())
    }

    fn answer(&mut self, x: f32, top: f32, measured: &Measured<'_>) -> Set {
        let wide = width(measured.span);
        match &measured.question.space {
            Space::Boxes(pattern) => self.canvas.artifact(self.page, |pen| boxes(pen, x, top, pattern)),
            Space::Word => {
                self.canvas.artifact(self.page, |pen| writing_lines(pen, x, top, 1, wide));
                Ok(())
            }
            Space::Lines(lines) => {
                self.canvas.artifact(self.page, |pen| writing_lines(pen, x, top, *lines, wide));
                Ok(())
            }
            Space::Choices(_) => self.choices(x, top, measured),
        }
    }

    fn choices(&mut self, x: f32, top: f32, measured: &Measured<'_>) -> Set {
        let step = width(measured.span) / count(measured.across);
        let mut y = top;
        for choices in measured.choices.chunks(measured.across) {
            let places = || (0..).map(|column| x + step * count(column)).zip(choices);
            self.canvas.artifact(self.page, |pen| places().for_each(|(x, _)| tick(pen, x, y)));
            self.canvas.node(self.page, Tree::ROOT, Role::Paragraph, |pen| {
                places().try_for_each(|(x, lines)| {
                    let at = (x + TICK + 3.0, y + 6.5);
                    text_lines(pen, at, lines, SMALL, 9.0, Weight::Regular, palette::INK)
                })
            })?;
            y += row(choices);
        }
        Ok(())
    }

    /// Reasons in place of an answer, in one line.
    fn reasons(&mut self, x: f32, top: f32, missing: &[String]) -> Set {
        const STEP: f32 = 27.0;
        if missing.is_empty() {
            return Ok(());
        }
        let places = || (0..).map(|place| x + STEP * count(place)).zip(missing);
        self.canvas.artifact(self.page, |pen| {
            for (x, _) in places() {
                pen.rect(x, top + 1.0, 6.0, 6.0, None, Some(Stroke::line(palette::MUTED, 0.6)));
            }
        });
        self.canvas.node(self.page, Tree::ROOT, Role::Paragraph, |pen| {
            places().try_for_each(|(x, reason)| {
                pen.text(x + 8.5, top + 6.5, reason, HINT.0, Weight::Regular, palette::MUTED)
            })
        })
    }
}

/// How many questions stand in the next row.
fn fitting(questions: &[Measured<'_>]) -> usize {
    let mut taken = 0;
    let fit = questions.iter().take_while(|measured| {
        taken += measured.span;
        taken <= COLUMNS
    });
    fit.count().max(1)
}

fn words(pen: &mut Pen<'_>, x: f32, top: f32, measured: &Measured<'_>) -> Set {
    let y = top + LABEL.0;
    text_lines(pen, (x, y), &measured.label, LABEL.0, LABEL.1, Weight::Bold, palette::INK)?;
    let y = y + LABEL.1 * count(measured.label.len()) - 1.0;
    text_lines(pen, (x, y), &measured.hint, HINT.0, HINT.1, Weight::Regular, palette::MUTED)
}

/// A box for each run of letters of the pattern; every other sign stands between boxes.
fn boxes(pen: &mut Pen<'_>, mut x: f32, top: f32, pattern: &str) -> Set {
    let kind = |sign: &char| sign.is_ascii_alphabetic();
    let signs: Vec<char> = pattern.chars().collect();
    for run in signs.chunk_by(|one, next| kind(one) && one == next) {
        let text: String = run.iter().collect();
        if kind(&run[0]) {
            let wide = 8.0 * count(run.len()) + 4.0;
            pen.rect(x, top, wide, BOX, None, Some(Stroke::line(palette::MUTED, 0.7)));
            if run[0] != 'n' {
                let left = x + (wide - pen.typeface.width(&text, HINT.0, Weight::Regular)?) / 2.0;
                pen.text(left, top + 10.0, &text, HINT.0, Weight::Regular, palette::RULE)?;
            }
            x += wide + 1.5;
        } else {
            pen.text(x, top + 11.0, &text, 9.0, Weight::Regular, palette::INK)?;
            x += pen.typeface.width(&text, 9.0, Weight::Regular)? + 1.5;
        }
    }
    Ok(())
}

fn writing_lines(pen: &mut Pen<'_>, x: f32, top: f32, lines: u8, wide: f32) {
    for line in 1..=lines {
        let y = top + LINE * f32::from(line) - 3.0;
        pen.line((x, y), (x + wide, y), Stroke::line(palette::MUTED, 0.5));
    }
}
