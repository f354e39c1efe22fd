//! An empty table: a header, then rows to write in.

use super::{Set, count, text_lines};
use crate::{
    chart::{Stroke, Weight, palette},
    document::GridColumn,
    export::pdf::{
        PdfError,
        canvas::Pen,
        flow::{Flow, LEFT, WIDTH},
        tree::{Role, Scope, Tree},
    },
};

const ROW: f32 = 20.0;

/// The words at the head of a column.
struct Head {
    width: f32,
    labels: Vec<String>,
    hints: Vec<String>,
}

impl Flow<'_> {
    pub(super) fn grid(&mut self, caption: &str, columns: &[GridColumn], rows: u8) -> Result<(), PdfError> {
        let heads = self.heads(columns)?;
        let head = heads.iter().map(Head::height).fold(0.0, f32::max);
        let height = head + ROW * f32::from(rows);
        Self::possible(caption, height)?;
        self.ensure(height);
        let (page, top) = (self.page, self.y);
        self.canvas.artifact(page, |pen| frame(pen, top, head, &heads, rows));
        let table = self.canvas.tree.add(Tree::ROOT, Role::Table);
        let row = self.canvas.tree.add(table, Role::TableRow);
        let mut x = LEFT;
        for head in &heads {
            let at = (x + 3.0, top + 9.5);
            self.canvas.node(page, row, Role::Header(Scope::Column), |pen| head.draw(pen, at))?;
            x += head.width;
        }
        self.y += height + 8.0;
        Ok(())
    }

    fn heads(&self, columns: &[GridColumn]) -> Result<Vec<Head>, PdfError> {
        let whole: f32 = columns.iter().map(|column| column.weight).sum();
        let typeface = self.canvas.typeface;
        let head = |column: &GridColumn| {
            let width = WIDTH * column.weight / whole;
            let labels = typeface.wrap(&column.label, width - 5.0, 7.0, Weight::Bold)?;
            let hints = typeface.wrap(&column.hint, width - 5.0, 6.0, Weight::Regular)?;
            Ok(Head { width, labels, hints })
        };
        columns.iter().map(head).collect()
    }
}

impl Head {
    fn height(&self) -> f32 {
        8.5 * count(self.labels.len()) + 7.0 * count(self.hints.len()) + 6.0
    }

    fn draw(&self, pen: &mut Pen<'_>, (x, y): (f32, f32)) -> Set {
        text_lines(pen, (x, y), &self.labels, 7.0, 8.5, Weight::Bold, palette::INK)?;
        let y = y + 8.5 * count(self.labels.len()) - 1.0;
        text_lines(pen, (x, y), &self.hints, 6.0, 7.0, Weight::Regular, palette::MUTED)
    }
}

fn frame(pen: &mut Pen<'_>, top: f32, head: f32, heads: &[Head], rows: u8) {
    let line = Stroke::line(palette::MUTED, 0.5);
    let bottom = top + head + ROW * f32::from(rows);
    pen.rect(LEFT, top, WIDTH, head, Some(palette::TINT), None);
    pen.rect(LEFT, top, WIDTH, bottom - top, None, Some(line));
    for row in 0..rows {
        let y = top + head + ROW * f32::from(row);
        pen.line((LEFT, y), (LEFT + WIDTH, y), line);
    }
    let mut x = LEFT;
    for head in heads {
        pen.line((x, top), (x, bottom), line);
        x += head.width;
    }
}
