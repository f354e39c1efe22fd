//! Records as CSV: RFC 4180, UTF-8, LF, quotes only where needed.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use domain::bundle::{Direction, Meta};
use domain::dictionary::{Dictionary, Version};
use domain::time::WallTime;
use domain::value::Cell;
use domain::{Audience, FormSpec, Kind, Raw};
use files::Folder;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::error::{Doing, Error, Result};
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
            .field("table", &self.table.stem)
            .field("rows", &self.rows)
            .finish_non_exhaustive()
    }
}

impl<W: Write> TableWriter<W> {
    /// Writes the header.
    pub fn new(sheet: &'static Sheet, dictionary: &Dictionary, audience: Audience, out: W) -> Result<Self> {
        let table = sheet.with(dictionary, audience);
        let mut out = csv_writer(out);
        out.write_record(table.fields().map(|field| field.name.as_bytes())).doing(|| writing(&table))?;
        Ok(Self { table, out, rows: 0 })
    }

    /// Writes the rows of a record of the table's form.
    pub fn record(&mut self, record: &Raw) -> Result<()> {
        for row in self.table.rows(record) {
            self.out.write_record(row.map(Bytes)).doing(|| writing(&self.table))?;
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
        let table = self.table;
        let mut out =
            self.out.into_inner().map_err(csv::IntoInnerError::into_error).doing(|| writing(&table))?;
        out.flush().doing(|| writing(&table))?;
        Ok(out)
    }
}

/// A cell as the CSV writer takes it.
struct Bytes<'c>(Cow<'c, str>);

impl AsRef<[u8]> for Bytes<'_> {
    fn as_ref(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

fn writing(table: &Table) -> String {
    format!("writing {}.csv", table.stem)
}

/// A writer by the bundle's file rules.
pub(crate) fn csv_writer<W: Write>(out: W) -> csv::Writer<W> {
    csv::WriterBuilder::new().terminator(csv::Terminator::Any(b'\n')).from_writer(out)
}

/// The records of a form, or the rows of one of its repeated groups, as one CSV file.
pub fn csv_table<'r, W: Write>(
    sheet: &'static Sheet,
    dictionary: &Dictionary,
    audience: Audience,
    records: impl IntoIterator<Item = &'r Raw>,
    out: W,
) -> Result<W> {
    let mut writer = TableWriter::new(sheet, dictionary, audience, out)?;
    records.into_iter().try_for_each(|record| writer.record(record))?;
    writer.finish()
}

/// Makes a stored record what a bundle holds: when it was first entered, which the system knows and its
/// content may not say, and decimals in full, which the store's numbers have lost (`8.9` for `8.90`).
pub fn complete(form: &FormSpec, record: &mut Raw, entered: Timestamp, zone: &TimeZone) {
    if form.index(ENTERED).is_some() && record.get(form, ENTERED).is_empty() {
        record.set(form, ENTERED, WallTime::at(entered, zone).to_string());
    }
    write_decimals_in_full(form, record);
}

/// The column that says when a record was first entered.
const ENTERED: &str = "created_at";

fn write_decimals_in_full(form: &FormSpec, record: &mut Raw) {
    for (field, cell) in form.fields.iter().zip(&mut record.cells) {
        if let Kind::Dec { scale, .. } = field.kind
            && let Some((_, decimals)) = cell.split_once('.')
        {
            let missing = usize::from(scale).saturating_sub(decimals.len());
            cell.extend(std::iter::repeat_n('0', missing));
        }
    }
    for (child, rows) in form.children.iter().zip(&mut record.children) {
        for row in rows {
            write_decimals_in_full(child.spec, row);
        }
    }
}

/// What a bundle says of itself, once it is known what is in it: the extract is never earlier than an entry.
#[derive(Debug)]
pub(crate) struct Account {
    meta: Meta,
    /// The latest entry, as it is written.
    latest: String,
}

impl Account {
    pub(crate) fn new(meta: &Meta) -> Self {
        Self { meta: meta.clone(), latest: String::new() }
    }

    pub(crate) fn see(&mut self, form: &FormSpec, record: &Raw) {
        // Times in their canonical spelling are in order when their texts are.
        let entered = record.get(form, ENTERED);
        if *entered > *self.latest {
            entered.clone_into(&mut self.latest);
        }
    }

    pub(crate) fn close(self) -> Meta {
        let zone = TimeZone::get("Europe/London").unwrap_or(TimeZone::UTC);
        match WallTime::read(&self.latest, &zone) {
            Ok(latest) if latest > self.meta.extract_at => Meta { extract_at: latest, ..self.meta },
            _ => self.meta,
        }
    }
}

/// `bundle.csv`: what a bundle of today's dictionary says of itself.
pub fn bundle_csv(meta: &Meta) -> String {
    bundle_csv_of(meta, domain::DICTIONARY_VERSION)
}

/// `bundle.csv` of a bundle whose columns are those of a version.
pub(crate) fn bundle_csv_of(meta: &Meta, version: Version) -> String {
    pairs(meta, version)
        .iter()
        .fold("key,value\n".to_owned(), |text, (key, value)| format!("{text}{key},{value}\n"))
}

/// The lines of `bundle.csv`.
pub(crate) fn pairs(meta: &Meta, version: Version) -> [(&'static str, String); 6] {
    let kind = match meta.direction {
        Direction::Export => "EXPORT",
        Direction::Upload => "UPLOAD",
    };
    [
        ("format_version", "1".to_owned()),
        ("dictionary_version", version.to_string()),
        ("kind", kind.to_owned()),
        ("synthetic", meta.synthetic.to_string()),
        ("extract_at", meta.extract_at.to_string()),
        ("calendar_version", meta.calendar_version.clone()),
    ]
}

/// Writes a bundle, record after record; memory does not grow with it.
///
/// ```text
/// let mut bundle = BundleWriter::create(dir, &meta, &questions, Audience::Centre)?;
/// bundle.record(form, &raw)?;            // rows stand in the order in which records come
/// let rows = bundle.finish()?;           // rows by file
/// ```
/// Nothing stands at `dir` before `finish`.
#[derive(Debug)]
pub struct BundleWriter {
    folder: Folder,
    account: Account,
    files: Vec<TableWriter<BufWriter<File>>>,
}

impl BundleWriter {
    /// Begins a bundle at a place where nothing stands yet.
    pub fn create(dir: &Path, meta: &Meta, dictionary: &Dictionary, audience: Audience) -> Result<Self> {
        let folder = Folder::begin(dir)?;
        let file = |sheet: &'static Sheet| {
            let path = folder.path().join(format!("{}.csv", sheet.stem));
            let file = File::create_new(&path).doing(|| format!("creating {}", path.display()))?;
            TableWriter::new(sheet, dictionary, audience, BufWriter::with_capacity(1 << 16, file))
        };
        let files = sheets().iter().map(file).collect::<Result<_>>()?;
        Ok(Self { folder, account: Account::new(meta), files })
    }

    /// The folder as it is being made, for what belongs beside the tables.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Writes a record into the files of its form.
    pub fn record(&mut self, form: &'static FormSpec, record: &Raw) -> Result<()> {
        let mut own = self.files.iter_mut().filter(|file| file.table.form.id == form.id).peekable();
        if own.peek().is_none() {
            return Err(Error::refused(format!("{} has no file in a bundle.", form.id)));
        }
        self.account.see(form, record);
        own.try_for_each(|file| file.record(record))
    }

    /// Puts the bundle in its place; the number of rows of each file.
    pub fn finish(self) -> Result<BTreeMap<&'static str, u64>> {
        let mut rows = BTreeMap::new();
        for file in self.files {
            rows.insert(file.table.stem, file.rows);
            file.finish()?;
        }
        let bundle_csv = bundle_csv(&self.account.close());
        std::fs::write(self.folder.path().join("bundle.csv"), bundle_csv)
            .doing(|| "writing bundle.csv".to_owned())?;
        self.folder.finish()?;
        Ok(rows)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contact() -> &'static FormSpec {
        Dictionary::shipped().form("physio_contact").unwrap()
    }

    #[test]
    fn a_record_says_when_it_was_entered_and_its_decimals_in_full() {
        let (entered, zone) =
            ("2026-07-01T08:30:20Z".parse().unwrap(), TimeZone::get("Europe/London").unwrap());
        let mut raw = Raw::blank(contact());
        for (name, cell) in [("fio2", "0.4"), ("ecmo_fdo2", "NK"), ("ecmo_flow_l_min", "4.2"), ("rass", "-1")]
        {
            raw.set(contact(), name, cell);
        }
        complete(contact(), &mut raw, entered, &zone);
        for (name, cell) in
            [("fio2", "0.40"), ("ecmo_fdo2", "NK"), ("ecmo_flow_l_min", "4.2"), ("rass", "-1")]
        {
            assert_eq!(raw.get(contact(), name), cell);
        }
        assert_eq!(raw.get(contact(), "created_at"), "2026-07-01T09:30");
        raw.set(contact(), "created_at", "2026-06-01T09:00");
        complete(contact(), &mut raw, entered, &zone);
        assert_eq!(raw.get(contact(), "created_at"), "2026-06-01T09:00");
    }

    #[test]
    fn nothing_in_a_bundle_is_later_than_its_extract() {
        let at = |text: &str| WallTime::read(text, &TimeZone::UTC).unwrap();
        let meta = Meta {
            direction: Direction::Export,
            synthetic: true,
            extract_at: at("2026-04-15T12:00"),
            calendar_version: String::new(),
        };
        let mut account = Account::new(&meta);
        let mut raw = Raw::blank(contact());
        for (entered, extract) in
            [("2026-04-01T08:00", "2026-04-15T12:00"), ("2026-11-26T09:00", "2026-11-26T09:00")]
        {
            raw.set(contact(), "created_at", entered);
            account.see(contact(), &raw);
            let closed = Account { meta: meta.clone(), latest: account.latest.clone() }.close();
            assert_eq!(closed.extract_at.to_string(), extract);
        }
    }
}
