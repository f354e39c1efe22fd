//! Records as a workbook.

use std::io::{Seek, Write};

use domain::bundle::Meta;
use domain::dictionary::Dictionary;
use domain::{Audience, FormSpec, Raw};
use rust_xlsxwriter::Workbook;

use super::sheet::{Pen, new_book};
use crate::codebook;
use crate::error::{Doing, Result};
use crate::layout::{Table, sheets};
use crate::write::{Account, pairs};

/// Writes a workbook, record after record: one sheet a file of the bundle, `bundle` and the codebook. Rows
/// go to temporary files as they come; memory does not grow with them.
pub struct WorkbookWriter {
    book: Workbook,
    pen: Pen,
    tables: Vec<Written>,
    account: Account,
}

struct Written {
    table: Table,
    /// Rows so far, the header among them.
    rows: u32,
}

impl std::fmt::Debug for WorkbookWriter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let rows = self.tables.iter().map(|written| written.rows).collect::<Vec<_>>();
        f.debug_struct("WorkbookWriter").field("rows", &rows).finish_non_exhaustive()
    }
}

impl WorkbookWriter {
    /// Begins a workbook.
    pub fn new(meta: &Meta, dictionary: &Dictionary, audience: Audience) -> Result<Self> {
        let mut book = new_book("ECMO physiotherapy audit: records")?;
        let pen = Pen::new();
        let mut tables = Vec::new();
        for table in sheets().iter().map(|sheet| sheet.with(dictionary, audience)) {
            let sheet =
                book.add_worksheet_with_constant_memory().doing(|| format!("adding {}", table.stem))?;
            sheet.set_name(table.stem).doing(|| format!("adding {}", table.stem))?;
            pen.header(sheet, table.fields().map(|field| &*field.name))?;
            tables.push(Written { table, rows: 1 });
        }
        plain_sheet(&mut book, &pen, "Codebook", &codebook::COLUMNS, &codebook::rows(dictionary))?;
        Ok(Self { book, pen, tables, account: Account::new(meta) })
    }

    /// Writes a record into the sheets of its form.
    pub fn record(&mut self, form: &'static FormSpec, record: &Raw) -> Result<()> {
        self.account.see(form, record);
        for (index, written) in self.tables.iter_mut().enumerate() {
            if written.table.form.id != form.id {
                continue;
            }
            let sheet = self.book.worksheet_from_index(index).doing(|| format!("writing {}", form.file))?;
            for row in written.table.rows(record) {
                for ((column, field), text) in (0_u16..).zip(written.table.fields()).zip(row) {
                    self.pen.cell(sheet, written.rows, column, field, &text)?;
                }
                written.rows += 1;
            }
        }
        Ok(())
    }

    /// Writes the workbook.
    pub fn finish<W: Write + Seek + Send>(mut self, out: W) -> Result<()> {
        for (index, written) in self.tables.iter().enumerate() {
            let last = u16::try_from(written.table.fields().count()).unwrap_or(1).saturating_sub(1);
            let sheet = self.book.worksheet_from_index(index).doing(|| "finishing the sheets".to_owned())?;
            sheet.autofilter(0, 0, written.rows - 1, last).doing(|| "finishing the sheets".to_owned())?;
        }
        let pairs = pairs(&self.account.close(), domain::DICTIONARY_VERSION)
            .map(|(key, value)| vec![key.to_owned(), value]);
        plain_sheet(&mut self.book, &self.pen, "bundle", &["key", "value"], &pairs)?;
        self.book.save_to_writer(out).doing(|| "writing the workbook".to_owned())
    }
}

/// A sheet of text.
fn plain_sheet(
    book: &mut Workbook,
    pen: &Pen,
    name: &str,
    header: &[&str],
    rows: &[Vec<String>],
) -> Result<()> {
    let doing = || format!("writing the sheet {name}");
    let sheet = book.add_worksheet_with_constant_memory().doing(doing)?;
    sheet.set_name(name).doing(doing)?;
    pen.header(sheet, header.iter().copied())?;
    for (row, cells) in (1_u32..).zip(rows) {
        for (column, cell) in (0_u16..).zip(cells).filter(|(_, cell)| !cell.is_empty()) {
            sheet.write_string(row, column, cell).doing(doing)?;
        }
    }
    Ok(())
}
