//! Tables on pages: rows stay whole, and each page begins with the header row.

use super::{
    PdfError,
    canvas::Pen,
    flow::{Flow, LEFT, WIDTH},
    tree::{NodeId, Role, Scope, Tree},
};
use crate::{
    chart::{Stroke, Typeface, TypefaceError, Weight, palette},
    document::{Align, Cell, Column, Rating, Row, Table},
};

const PAD: f32 = 4.0;
const SIZE: f32 = 8.6;
const LEADING: f32 = 10.6;
const HEAD: f32 = 8.2;
const NOTE: f32 = 8.2;
const NOTE_LEADING: f32 = 10.4;
/// Rows at the end of a table that aren't parted.
const TOGETHER: usize = 4;
/// Side of the box that holds a rating's letter.
pub(super) const CHIP: f32 = 9.4;
/// Room between a rating's box and its text.
const CHIP_GAP: f32 = 3.2;

/// A row broken into lines, cell by cell.
struct Broken {
    lines: Vec<Vec<String>>,
    height: f32,
}

impl Flow<'_> {
    /// Caption, header and two rows, or all of a short table: less of it doesn't start on a page.
    pub(super) fn table_start(&self, table: &Table) -> Result<f32, PdfError> {
        let widths = widths(&table.columns);
        let mut height = 18.0 + header(self.canvas.typeface, &table.columns, &widths)?.height;
        // A short table is not parted at all.
        let whole = table.rows.len() <= TOGETHER;
        for row in table.rows.iter().take(if whole { TOGETHER } else { 2 }) {
            height += body(self.canvas.typeface, row, table, &widths)?.height;
        }
        Ok(if whole { height + self.notes_height(&table.notes)? } else { height })
    }

    pub(super) fn table(&mut self, table: &Table) -> Result<(), PdfError> {
        self.ensure(self.table_start(table)?);
        let node = self.canvas.tree.add(Tree::ROOT, Role::Table);
        let (page, top) = (self.page, self.y);
        self.canvas.node(page, node, Role::Caption, |pen| {
            pen.text(LEFT, top + 9.5, &table.caption, 9.5, Weight::Bold, palette::INK)
        })?;
        self.y += 15.0;
        let widths = widths(&table.columns);
        let head = header(self.canvas.typeface, &table.columns, &widths)?;
        self.head(&table.columns, &widths, &head, Some(node))?;
        let rows = self.canvas.tree.add(node, Role::TableBody);
        let broken = table.rows.iter().map(|row| body(self.canvas.typeface, row, table, &widths));
        let broken = broken.collect::<Result<Vec<_>, _>>()?;
        let notes = self.notes_height(&table.notes)?;
        for (i, row) in table.rows.iter().enumerate() {
            Self::possible("a table row", broken[i].height + head.height)?;
            // The last rows stay together, with the notes: none of them opens a page alone.
            let is_end = i + TOGETHER == table.rows.len() || (i == 0 && table.rows.len() < TOGETHER);
            let (last, below) = if is_end { (table.rows.len(), notes) } else { (i + 1, 0.0) };
            let height = broken[i..last].iter().map(|row| row.height).sum::<f32>() + below;
            let stays = self.fits(height) || (i == 0 && is_end);
            if !stays {
                self.new_page();
                self.continued(&table.caption)?;
                self.head(&table.columns, &widths, &head, None)?;
            }
            self.row(table, row, &widths, &broken[i], rows)?;
        }
        self.y += 5.0;
        self.notes(&table.notes)?;
        self.y += 7.0;
        Ok(())
    }

    /// The caption once more, for the eye: to a screen reader the table goes on without a break.
    fn continued(&mut self, caption: &str) -> Result<(), PdfError> {
        let y = self.y + NOTE;
        let text = format!("{caption}, continued");
        self.canvas
            .artifact(self.page, |pen| pen.text(LEFT, y, &text, NOTE, Weight::Regular, palette::MUTED))?;
        self.y += 11.0;
        Ok(())
    }

    /// The header row; where it is only repeated (`table` is `None`), an artifact.
    fn head(
        &mut self,
        columns: &[Column],
        widths: &[f32],
        head: &Broken,
        table: Option<NodeId>,
    ) -> Result<(), PdfError> {
        let row = table.map(|table| {
            let head = self.canvas.tree.add(table, Role::TableHead);
            self.canvas.tree.add(head, Role::TableRow)
        });
        let (page, bottom) = (self.page, self.y + head.height);
        let mut x = LEFT;
        for ((column, width), lines) in columns.iter().zip(widths).zip(&head.lines) {
            #[expect(clippy::cast_precision_loss, reason = "a few lines")]
            let first = bottom - 5.0 - LEADING * (lines.len().max(1) - 1) as f32;
            let draw = |pen: &mut Pen<'_>| {
                (0_u8..).zip(lines).try_for_each(|(i, line)| {
                    let y = first + LEADING * f32::from(i);
                    aligned(pen, column.align, x, *width, y, line, HEAD, Weight::Bold, palette::MUTED)
                })
            };
            match row {
                Some(row) => self.canvas.node(page, row, Role::Header(Scope::Column), draw)?,
                None => self.canvas.artifact(page, draw)?,
            }
            x += width;
        }
        self.canvas.artifact(page, |pen| {
            pen.line((LEFT, bottom), (LEFT + WIDTH, bottom), Stroke::line(palette::BRAND, 1.0));
        });
        self.y = bottom;
        Ok(())
    }

    fn row(
        &mut self,
        table: &Table,
        row: &Row,
        widths: &[f32],
        broken: &Broken,
        rows: NodeId,
    ) -> Result<(), PdfError> {
        let (page, top) = (self.page, self.y);
        let bottom = top + broken.height;
        self.canvas.artifact(page, |pen| {
            if row.strong {
                pen.rect(LEFT, top, WIDTH, broken.height, Some(palette::TINT), None);
            }
            pen.line((LEFT, bottom), (LEFT + WIDTH, bottom), Stroke::line(palette::RULE, 0.5));
        });
        let node = self.canvas.tree.add(rows, Role::TableRow);
        let above = rating_line(row, table);
        let weight = if row.strong { Weight::Bold } else { Weight::Regular };
        let mut x = LEFT;
        for (i, (column, cell)) in table.columns.iter().zip(&row.cells).enumerate() {
            let role = if i == 0 { Role::Header(Scope::Row) } else { Role::Data };
            let below = if column.align == Align::Centre { above } else { 0.0 };
            let place = Place { align: column.align, x, width: widths[i], y: top + 9.9, below };
            self.canvas.node(page, node, role, |pen| {
                draw_cell(pen, cell, column.rated, &broken.lines[i], &place, weight)
            })?;
            x += widths[i];
        }
        self.y = bottom;
        Ok(())
    }

    fn notes_height(&self, notes: &[String]) -> Result<f32, PdfError> {
        notes.iter().try_fold(5.0, |height, note| {
            let lines = self.canvas.typeface.wrap(note, WIDTH, NOTE, Weight::Regular)?.len();
            #[expect(clippy::cast_precision_loss, reason = "a few lines")]
            Ok(height + NOTE_LEADING * lines as f32)
        })
    }

    fn notes(&mut self, notes: &[String]) -> Result<(), PdfError> {
        for note in notes {
            let node = self.canvas.tree.add(Tree::ROOT, Role::Paragraph);
            for line in self.canvas.typeface.wrap(note, WIDTH, NOTE, Weight::Regular)? {
                self.ensure(LEADING);
                let (page, y) = (self.page, self.y + NOTE);
                self.canvas.tagged(page, node, |pen| {
                    pen.text(LEFT, y, &line, NOTE, Weight::Regular, palette::MUTED)
                })?;
                self.y += NOTE_LEADING;
            }
        }
        Ok(())
    }
}

/// Where the text of a cell goes: its column's edges and the first base line.
struct Place {
    align: Align,
    x: f32,
    width: f32,
    y: f32,
    /// How far below the rating its text stands.
    below: f32,
}

/// Height of the line of ratings above the texts of a row; nothing where the row has none.
fn rating_line(row: &Row, table: &Table) -> f32 {
    let has = |(cell, column): (&Cell, &Column)| {
        cell.rating.and_then(Rating::letter).is_some() && column.align == Align::Centre
    };
    if row.cells.iter().zip(&table.columns).any(has) { LEADING } else { 0.0 }
}

fn draw_cell(
    pen: &mut Pen<'_>,
    cell: &Cell,
    rated: bool,
    lines: &[String],
    place: &Place,
    weight: Weight,
) -> Result<(), TypefaceError> {
    let mut x = place.x;
    if rated {
        let text = lines.first().map_or("", String::as_str);
        let chip = match place.align {
            Align::Left => x + PAD,
            // Close to its number, so that nobody takes it for the next column's.
            Align::Right => x + place.width - PAD - pen.typeface.width(text, SIZE, weight)? - CHIP_GAP - CHIP,
            Align::Centre => x + (place.width - CHIP) / 2.0,
        };
        if let Some(rating) = cell.rating {
            draw_chip(pen, rating, chip, place.y)?;
        }
        if place.align == Align::Left {
            x += CHIP + CHIP_GAP;
        }
    }
    (0_u8..).zip(lines).try_for_each(|(i, line)| {
        let y = place.y + place.below + LEADING * f32::from(i);
        aligned(pen, place.align, x, place.width, y, line, SIZE, weight, palette::INK)
    })?;
    // The mark of a number hangs in the padding, so that digits stay below one another.
    match cell.mark {
        Some(mark) if place.align != Align::Left => pen.text(
            mark_at(pen, place, lines, weight)?,
            place.y + place.below - 1.5,
            mark,
            8.0,
            Weight::Regular,
            palette::MUTED,
        ),
        _ => Ok(()),
    }
}

/// Where the sign behind a number stands.
fn mark_at(pen: &Pen<'_>, place: &Place, lines: &[String], weight: Weight) -> Result<f32, TypefaceError> {
    if place.align == Align::Right {
        return Ok(place.x + place.width - PAD + 0.3);
    }
    let text = lines.first().map_or("", String::as_str);
    let width = pen.typeface.width(text, SIZE, weight)?;
    Ok(place.x + f32::midpoint(place.width, width) + 0.3)
}

/// The rating's letter in a box of its colour; grey has none.
pub(super) fn draw_chip(pen: &mut Pen<'_>, rating: Rating, x: f32, y: f32) -> Result<(), TypefaceError> {
    let (fill, edge, ink) = match rating {
        Rating::Green => (palette::GREEN, palette::GREEN, palette::WHITE),
        Rating::Amber => (palette::AMBER, palette::AMBER_EDGE, palette::INK),
        Rating::Red => (palette::RED, palette::RED, palette::WHITE),
        Rating::Grey => return Ok(()),
    };
    let Some(letter) = rating.letter().map(String::from) else { return Ok(()) };
    pen.rect(x, y - CHIP + 1.8, CHIP, CHIP, Some(fill), Some(Stroke::line(edge, 0.6)));
    let width = pen.typeface.width(&letter, 8.0, Weight::Bold)?;
    pen.text(x + (CHIP - width) / 2.0, y - 0.1, &letter, 8.0, Weight::Bold, ink)
}

#[expect(clippy::too_many_arguments, reason = "a line of text has this many properties")]
fn aligned(
    pen: &mut Pen<'_>,
    align: Align,
    x: f32,
    width: f32,
    y: f32,
    text: &str,
    size: f32,
    weight: Weight,
    colour: palette::Colour,
) -> Result<(), TypefaceError> {
    match align {
        Align::Left => pen.text(x + PAD, y, text, size, weight, colour),
        Align::Right => pen.text_to(x + width - PAD, y, text, size, weight, colour),
        Align::Centre => {
            let own = pen.typeface.width(text, size, weight)?;
            pen.text(x + (width - own) / 2.0, y, text, size, weight, colour)
        }
    }
}

fn widths(columns: &[Column]) -> Vec<f32> {
    let total: f32 = columns.iter().map(|column| column.weight).sum();
    columns.iter().map(|column| WIDTH * column.weight / total).collect()
}

fn header(typeface: &Typeface, columns: &[Column], widths: &[f32]) -> Result<Broken, TypefaceError> {
    let texts = columns.iter().map(|column| (column.label.as_str(), 0.0));
    broken(typeface, texts, widths, HEAD, Weight::Bold, 8.0)
}

fn body(typeface: &Typeface, row: &Row, table: &Table, widths: &[f32]) -> Result<Broken, TypefaceError> {
    let texts = row.cells.iter().zip(&table.columns).map(|(cell, column)| {
        let chip = if column.rated && column.align == Align::Left { CHIP + CHIP_GAP } else { 0.0 };
        (column.shown(cell), chip)
    });
    let weight = if row.strong { Weight::Bold } else { Weight::Regular };
    let above = rating_line(row, table);
    broken(typeface, texts, widths, SIZE, weight, 3.0 + above)
}

/// Breaks the texts of a row, each with the width it can't use, and adds up to the row's height.
fn broken<'t>(
    typeface: &Typeface,
    texts: impl Iterator<Item = (&'t str, f32)>,
    widths: &[f32],
    size: f32,
    weight: Weight,
    padding: f32,
) -> Result<Broken, TypefaceError> {
    let lines = texts
        .zip(widths)
        .map(|((text, taken), width)| typeface.wrap(text, width - 2.0 * PAD - taken, size, weight))
        .collect::<Result<Vec<_>, _>>()?;
    let most = lines.iter().map(Vec::len).max().unwrap_or(1).max(1);
    #[expect(clippy::cast_precision_loss, reason = "a few lines")]
    let height = LEADING * most as f32 + padding;
    Ok(Broken { lines, height })
}
