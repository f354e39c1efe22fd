//! The first sheet of a template: how to fill the others.

use rust_xlsxwriter::Workbook;

use crate::error::{Doing, Result};
use crate::layout::sheets;
use crate::xlsx::Pen;

const RULES: [&str; 8] = [
    "One sheet a form, one row a record. Sheets you do not need may stay empty or be deleted.",
    "No names, no hospital or NHS numbers, no dates of birth, no postcodes: they are refused. References are made for the audit alone.",
    "Point at a column's name to see what it asks, its unit and its range.",
    "Dates are written 2026-03-27, times 2026-03-27T22:10; 27/3/2026 22:10 is understood too.",
    "Several codes of one list are joined by |, like RESP|REHAB.",
    "A value that is missing for a reason: NR not recorded, NK not known, NA not applicable, UTA unable to assess.",
    "Columns may stand in another order or under your own names; you say what they are when you upload.",
    "Formulas are refused. Paste values only.",
];

/// Writes the sheet.
pub(super) fn write(book: &mut Workbook, pen: &Pen) -> Result<()> {
    let doing = || "writing the page about the template".to_owned();
    let sheet = book.add_worksheet();
    sheet.set_name("About").doing(doing)?;
    sheet.set_column_width(0, 30).doing(doing)?.set_column_width(1, 100).doing(doing)?;
    let title = format!(
        "ECMO physiotherapy audit: template for uploads, data dictionary {}",
        domain::DICTIONARY_VERSION
    );
    sheet.write_string_with_format(0, 0, title, &pen.title).doing(doing)?;
    let mut row = 2;
    for rule in RULES {
        sheet.write_string(row, 0, rule).doing(doing)?;
        row += 1;
    }
    row += 1;
    for form in sheets() {
        let spec = form.spec();
        let link = format!("internal:'{}'!A1", form.stem);
        sheet.write_url_with_text(row, 0, link.as_str(), form.stem).doing(doing)?;
        sheet
            .write_string(row, 1, format!("{} ({}). {}", spec.title, spec.number, spec.help))
            .doing(doing)?;
        row += 1;
    }
    Ok(())
}
