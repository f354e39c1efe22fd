//! Writing a snapshot.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::path::Path;
use std::sync::Arc;

use domain::Raw;
use domain::centre::Directory;
use domain::dictionary::Dictionary;
use domain::forms::Patient;
use domain::reference::Calendar;
use domain::spec::FormSpec;
use files::{Folder, Whole};
use jiff::tz::TimeZone;

use super::layout::Layout;
use super::manifest::{FILE, FORMAT, FileEntry, Header, Manifest};
use super::reader::Snapshot;
use super::reference;
use super::table::{TableFile, write_whole};
use crate::error::{Doing, Error, Result};

/// Writes a snapshot, one form after another.
///
/// ```text
/// let mut writer = Writer::begin(dir, &directory, &calendar)?;
/// let mut table = writer.table(form)?;
/// table.push(&record)?;                  // in key order
/// table.close()?;
/// let manifest = writer.finish(header)?;
/// ```
/// Forms that were not written come out as empty tables. Nothing stands at `dir` before `finish`.
pub struct Writer {
    folder: Folder,
    zones: HashMap<String, TimeZone>,
    dictionary: Arc<Dictionary>,
    written: BTreeSet<&'static str>,
    rows: BTreeMap<String, u64>,
}

impl Writer {
    /// Begins a snapshot at a place where nothing stands yet.
    pub fn begin(dir: &Path, directory: &Directory, calendar: &Calendar) -> Result<Self> {
        let folder = Folder::begin(dir)?;
        let zones = directory.centres.iter().map(|c| (c.code.to_string(), c.zone.clone())).collect();
        let mut writer = Self {
            folder,
            zones,
            dictionary: Arc::clone(Dictionary::shipped()),
            written: BTreeSet::new(),
            rows: BTreeMap::new(),
        };
        writer.reference(reference::CENTRES, reference::centres(directory))?;
        writer.reference(reference::HOLIDAYS, reference::holidays(&calendar.holidays))?;
        writer.reference(reference::CYCLES, reference::cycles(&calendar.cycles))?;
        Ok(writer)
    }

    /// Gives the forms' tables a column for every question that the network added; before the first table.
    #[must_use]
    pub fn with_dictionary(mut self, dictionary: Arc<Dictionary>) -> Self {
        self.dictionary = dictionary;
        self
    }

    /// The table of a form; each form is written once.
    pub fn table(&mut self, form: &'static FormSpec) -> Result<TableWriter<'_>> {
        if !self.written.insert(form.id) {
            return Err(Error::Engine {
                doing: format!("writing {}.parquet", form.file),
                source: "the form was written before".into(),
            });
        }
        let layouts = Layout::all_of(form, &self.dictionary);
        let files = layouts.map(|layout| TableFile::create(self.folder.path(), layout));
        let files = files.collect::<Result<_>>()?;
        Ok(TableWriter { form, files, last: None, writer: self })
    }

    /// Writes the manifest and puts the snapshot in its place.
    pub fn finish(mut self, header: Header) -> Result<Manifest> {
        let (manifest, _) = self.complete(header)?;
        self.folder.finish()?;
        Ok(manifest)
    }

    /// Writes the manifest and leaves the snapshot, complete and on the disk, beside its place.
    pub fn seal(mut self, header: Header) -> Result<Sealed> {
        let (manifest, hash) = self.complete(header)?;
        Ok(Sealed { manifest, hash, folder: self.folder.seal()? })
    }

    /// Writes the manifest and puts the snapshot nowhere: it goes with the value, or with the process.
    pub fn pass(mut self, header: Header) -> Result<Passing> {
        self.complete(header)?;
        Ok(Passing(self.folder))
    }

    /// What was written so far as a snapshot, to be measured before all of its header is known.
    pub fn look(&mut self, header: Header) -> Result<Snapshot> {
        self.complete(header)?;
        Snapshot::open(self.folder.path())
    }

    /// Writes what is still to be written; the manifest, and its hash.
    fn complete(&mut self, header: Header) -> Result<(Manifest, String)> {
        let dictionary = Arc::clone(&self.dictionary);
        for form in dictionary.forms() {
            if !self.written.contains(form.id) {
                self.table(form)?.close()?;
            }
        }
        let mut files = BTreeMap::new();
        for (name, &rows) in &self.rows {
            let path = self.folder.path().join(name);
            let (sha256, bytes) = files::sha256_of_file(&path).doing(|| format!("reading back {name}"))?;
            files.insert(name.clone(), FileEntry { sha256, rows, bytes });
        }
        let manifest = Manifest { format: FORMAT, header, files };
        let json = manifest
            .to_bytes()
            .map_err(|source| Error::Engine { doing: format!("writing {FILE}"), source: source.into() })?;
        let path = self.folder.path().join(FILE);
        fs::write(&path, &json).doing(|| format!("writing {}", path.display()))?;
        Ok((manifest, files::sha256(&json)))
    }

    fn reference(
        &mut self,
        stem: &str,
        frame: polars::prelude::PolarsResult<polars::prelude::DataFrame>,
    ) -> Result<()> {
        let name = format!("{stem}.parquet");
        let frame = frame.doing(|| format!("writing {name}"))?;
        let rows = write_whole(&self.folder.path().join(&name), &frame)?;
        self.rows.insert(name, rows);
        Ok(())
    }
}

/// A snapshot that is complete and waits beside its place.
#[derive(Debug)]
pub struct Sealed {
    pub manifest: Manifest,
    /// SHA-256 of `manifest.json`, as [`super::Snapshot::hash`].
    pub hash: String,
    /// Where it waits.
    pub folder: Whole,
}

/// A snapshot for a while: it is removed when this is dropped.
#[derive(Debug)]
pub struct Passing(Folder);

impl Passing {
    /// Opens it.
    pub fn open(&self) -> Result<Snapshot> {
        Snapshot::open(self.0.path())
    }
}

/// Writes the records of one form with their repeated groups.
pub struct TableWriter<'w> {
    form: &'static FormSpec,
    files: Vec<TableFile>,
    last: Option<(String, String)>,
    writer: &'w mut Writer,
}

impl TableWriter<'_> {
    /// Adds a record. Records come in the order of centre and natural key, compared byte by byte; each once.
    pub fn push(&mut self, record: &Raw) -> Result<()> {
        let key = (record.get(self.form, Patient::CENTRE_CODE).to_owned(), record.natural_key(self.form));
        if self.last.as_ref().is_some_and(|last| *last >= key) {
            return Err(self.fault(&key, "records must come in key order, each once"));
        }
        let Some(zone) = self.writer.zones.get(&key.0) else {
            return Err(self.fault(&key, "its centre is not in the directory"));
        };
        self.files.iter_mut().try_for_each(|file| file.push(record, zone))?;
        self.last = Some(key);
        Ok(())
    }

    /// Completes the form's files.
    pub fn close(self) -> Result<()> {
        for file in self.files {
            let name = file.name();
            self.writer.rows.insert(name, file.close()?);
        }
        Ok(())
    }

    fn fault(&self, key: &(String, String), problem: &str) -> Error {
        Error::Engine {
            doing: format!("writing {}.parquet, record {} {}", self.form.file, key.0, key.1),
            source: problem.into(),
        }
    }
}
