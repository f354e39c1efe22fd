//! What all workbooks made here have in common.

use domain::{FieldSpec, Kind};
use rust_xlsxwriter::{Color, DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet};

use crate::error::{Doing, Result};

/// A workbook that says what it is. It holds no time of writing: equal content gives equal bytes.
pub(crate) fn new_book(title: &str) -> Result<Workbook> {
    let created = ExcelDateTime::from_ymd(2000, 1, 1).doing(|| "dating the workbook".to_owned())?;
    let mut book = Workbook::new();
    book.set_properties(
        &DocProperties::new()
            .set_title(title)
            .set_author("ECMO physiotherapy audit")
            .set_creation_datetime(&created),
    );
    Ok(book)
}

/// The formats of a workbook.
pub(crate) struct Pen {
    pub(crate) header: Format,
    pub(crate) wrong: Format,
    pub(crate) text: Format,
    pub(crate) words: Format,
    pub(crate) title: Format,
    decimals: [Format; 4],
}

impl std::fmt::Debug for Pen {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pen").finish_non_exhaustive()
    }
}

impl Pen {
    pub(crate) fn new() -> Self {
        let fill = |colour: u32| Format::new().set_background_color(Color::RGB(colour));
        Self {
            header: fill(0x00_30_87).set_font_color(Color::White).set_bold(),
            wrong: fill(0xF8_D7_DA)
                .set_border_color(Color::RGB(0xD5_28_1B))
                .set_border(rust_xlsxwriter::FormatBorder::Thin),
            text: Format::new().set_num_format("@"),
            words: Format::new().set_text_wrap().set_align(FormatAlign::Top),
            title: Format::new().set_bold().set_font_size(14),
            decimals: ["0", "0.0", "0.00", "0.000"].map(|code| Format::new().set_num_format(code)),
        }
    }

    /// The header row: bold, frozen, wide enough to be read.
    pub(crate) fn header<'h>(
        &self,
        sheet: &mut Worksheet,
        names: impl IntoIterator<Item = &'h str>,
    ) -> Result<()> {
        for (column, name) in (0_u16..).zip(names) {
            let doing = || format!("writing the header of {name}");
            sheet.write_string_with_format(0, column, name, &self.header).doing(doing)?;
            let width = u32::try_from(name.chars().count()).unwrap_or(20).clamp(8, 40) + 4;
            sheet.set_column_width(column, width).doing(doing)?;
        }
        sheet.set_freeze_panes(1, 0).doing(|| "freezing the header".to_owned())?;
        Ok(())
    }

    /// A cell of the bundle: numbers as numbers, yes and no as such, everything else as text, dates too:
    /// a spreadsheet's date has no offset, and reading it back would not always give the same cell.
    pub(crate) fn cell(
        &self,
        sheet: &mut Worksheet,
        row: u32,
        column: u16,
        field: &FieldSpec,
        text: &str,
    ) -> Result<()> {
        let doing = || format!("writing {} of row {}", field.name, row + 1);
        if text.is_empty() {
            return Ok(());
        }
        let scale = match field.kind {
            Kind::Int { .. } => Some(0),
            Kind::Dec { scale, .. } => Some(usize::from(scale)),
            _ => None,
        };
        let number = scale.and_then(|scale| number(text).zip(self.decimals.get(scale)));
        match (number, &field.kind, text) {
            (Some((number, format)), ..) => sheet.write_number_with_format(row, column, number, format),
            (None, Kind::Flag, "true" | "false") => sheet.write_boolean(row, column, text == "true"),
            _ => sheet.write_string(row, column, text),
        }
        .doing(doing)?;
        Ok(())
    }
}

/// A number that a spreadsheet keeps exactly.
fn number(text: &str) -> Option<f64> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-'));
    (plain && text.len() <= 15).then(|| text.parse().ok())?
}
