//! Records as CSV: RFC 4180, UTF-8, LF, quotes only where needed.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use domain::bundle::{Direction, Meta};
use domain::questions::Questions;
use domain::time::WallTime;
use domain::{FormSpec, Raw};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::error::{Doing, Error, Result};
use crate::folder::Folder;
use crate::layout::{Sheet, Table, sheets};

/// Writes one table, record after record.
pub struct TableWriter<W: Write> {
    table: Table,
    out: csv::Writer<W>,
    rows: u64,
}

impl<W: Write> std::fmt::Debug for TableWriter<W> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TableWriter")
            .field("table", &self.table.sheet.stem)
            .field("rows", &self.rows)
            .finish_non_exhaustive()
    }
}

impl<W: Write> TableWriter<W> {
    /// Writes the header.
    pub fn new(sheet: &'static Sheet, questions: &Questions, out: W) -> Result<Self> {
        let table = sheet.with(questions);
        let mut out = csv_writer(out);
        out.write_record(table.fields().map(|field| field.name)).doing(|| writing(sheet))?;
        Ok(Self { table, out, rows: 0 })
    }

    /// Writes the rows of a record of the table's form.
    pub fn record(&mut self, record: &Raw) -> Result<()> {
        for row in self.table.rows(record) {
            self.out.write_record(row).doing(|| writing(self.table.sheet))?;
            self.rows += 1;
        }
        Ok(())
    }

    /// How many rows were written.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// Writes what is still pending and gives the output back.
    pub fn finish(self) -> Result<W> {
        let sheet = self.table.sheet;
        let mut out =
            self.out.into_inner().map_err(csv::IntoInnerError::into_error).doing(|| writing(sheet))?;
        out.flush().doing(|| writing(sheet))?;
        Ok(out)
    }
}

fn writing(sheet: &Sheet) -> String {
    format!("writing {}.csv", sheet.stem)
}

/// A writer by the bundle's file rules.
pub(crate) fn csv_writer<W: Write>(out: W) -> csv::Writer<W> {
    csv::WriterBuilder::new().terminator(csv::Terminator::Any(b'\n')).from_writer(out)
}

/// The records of a form, or the rows of one of its repeated groups, as one CSV file.
pub fn csv_table<'r, W: Write>(
    sheet: &'static Sheet,
    questions: &Questions,
    records: impl IntoIterator<Item = &'r Raw>,
    out: W,
) -> Result<W> {
    let mut writer = TableWriter::new(sheet, questions, out)?;
    records.into_iter().try_for_each(|record| writer.record(record))?;
    writer.finish()
}

/// Fills what the system knows of a record and its content does not say: when it was first entered.
pub fn complete(form: &FormSpec, record: &mut Raw, entered: Timestamp, zone: &TimeZone) {
    if form.index("created_at").is_some() && record.get(form, "created_at").is_empty() {
        record.set(form, "created_at", WallTime::at(entered, zone).to_string());
    }
}

/// `bundle.csv`: what a bundle says of itself.
pub fn bundle_csv(meta: &Meta) -> String {
    pairs(meta).iter().fold("key,value\n".to_owned(), |text, (key, value)| format!("{text}{key},{value}\n"))
}

/// The lines of `bundle.csv`.
pub(crate) fn pairs(meta: &Meta) -> [(&'static str, String); 6] {
    let kind = match meta.direction {
        Direction::Export => "EXPORT",
        Direction::Upload => "UPLOAD",
    };
    [
        ("format_version", "1".to_owned()),
        ("dictionary_version", domain::DICTIONARY_VERSION.to_owned()),
        ("kind", kind.to_owned()),
        ("synthetic", meta.synthetic.to_string()),
        ("extract_at", meta.extract_at.to_string()),
        ("calendar_version", meta.calendar_version.clone()),
    ]
}

/// Writes a bundle, record after record; memory does not grow with it.
///
/// ```text
/// let mut bundle = BundleWriter::create(dir, &meta, &questions)?;
/// bundle.record(form, &raw)?;            // rows stand in the order in which records come
/// let rows = bundle.finish()?;           // rows by file
/// ```
/// Nothing stands at `dir` before `finish`.
#[derive(Debug)]
pub struct BundleWriter {
    folder: Folder,
    files: Vec<TableWriter<BufWriter<File>>>,
}

impl BundleWriter {
    /// Begins a bundle at a place where nothing stands yet.
    pub fn create(dir: &Path, meta: &Meta, questions: &Questions) -> Result<Self> {
        let folder = Folder::begin(dir)?;
        std::fs::write(folder.path().join("bundle.csv"), bundle_csv(meta))
            .doing(|| "writing bundle.csv".to_owned())?;
        let file = |sheet: &'static Sheet| {
            let path = folder.path().join(format!("{}.csv", sheet.stem));
            let file = File::create_new(&path).doing(|| format!("creating {}", path.display()))?;
            TableWriter::new(sheet, questions, BufWriter::with_capacity(1 << 16, file))
        };
        let files = sheets().iter().map(file).collect::<Result<_>>()?;
        Ok(Self { folder, files })
    }

    /// The folder as it is being made, for what belongs beside the tables.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Writes a record into the files of its form.
    pub fn record(&mut self, form: &'static FormSpec, record: &Raw) -> Result<()> {
        let mut own = self.files.iter_mut().filter(|file| file.table.sheet.form.id == form.id).peekable();
        if own.peek().is_none() {
            return Err(Error::refused(format!("{} has no file in a bundle.", form.id)));
        }
        own.try_for_each(|file| file.record(record))
    }

    /// Puts the bundle in its place; the number of rows of each file.
    pub fn finish(self) -> Result<BTreeMap<&'static str, u64>> {
        let mut rows = BTreeMap::new();
        for file in self.files {
            rows.insert(file.table.sheet.stem, file.rows);
            file.finish()?;
        }
        self.folder.finish()?;
        Ok(rows)
    }
}
