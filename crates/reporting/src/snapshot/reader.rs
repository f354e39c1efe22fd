//! Reading a snapshot.

use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

use domain::dictionary::{Dictionary, Reading};
use domain::reference::{Calendar, CycleDates};
use jiff::Timestamp;
use polars::prelude::*;

use super::manifest::{FILE, FORMAT, FileEntry, Manifest};
use super::{Tables, memory, older, reference};
use crate::error::{Doing, Error, Result};

/// A snapshot whose every file is what its manifest says, and whose manifest is what was written.
#[derive(Clone, Debug)]
pub struct Snapshot {
    dir: PathBuf,
    manifest: Manifest,
    hash: String,
}

/// A snapshot whose files are what its manifest says. Whether the manifest can be believed is still to be shown.
#[derive(Clone, Debug)]
pub struct Found(Snapshot);

impl Snapshot {
    /// Opens a snapshot that proves itself: checks every file against the manifest, and the manifest against
    /// its own hash.
    ///
    /// Refused, with a sentence, when a file is missing or changed, or when the folder is no snapshot.
    pub fn open(dir: &Path) -> Result<Self> {
        Found::open(dir)?.proven()
    }

    /// What the snapshot says about itself.
    pub const fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// The cycles of the audit as they were when the snapshot was taken. One that was taken before snapshots kept them is
    /// read with those that the program begins with, as it was then.
    pub fn cycles(&self) -> Result<Vec<CycleDates>> {
        let name = format!("{}.parquet", reference::CYCLES);
        if !self.manifest.files.contains_key(&name) {
            return Ok(Calendar::shipped().map_err(|error| Error::refused(error.to_string()))?.cycles);
        }
        let path = self.dir.join(name);
        reference::cycles_of(&read(&path, None, None)?).doing(|| format!("reading {}", path.display()))
    }

    /// The codes and short names of the centres as they were when the snapshot was taken, in the order of the codes.
    pub fn centres(&self) -> Result<Vec<(String, String)>> {
        let table = self.table(reference::CENTRES, &reference::NAMES)?;
        let names = reference::names_of(&table).doing(|| "reading the names of the centres".to_owned())?;
        Ok(names)
    }

    /// SHA-256 of `manifest.json`, and through it of every table: the name of this snapshot in print.
    pub fn hash(&self) -> &str {
        &self.hash
    }
}

impl Found {
    /// Looks at a snapshot: every file against the manifest, and the manifest against its own hash if it has one.
    pub fn open(dir: &Path) -> Result<Self> {
        let (manifest, hash) = read_manifest(dir)?;
        for (name, entry) in &manifest.files {
            check(dir, name, entry)?;
        }
        Ok(Self(Snapshot { dir: dir.to_owned(), manifest, hash }))
    }

    /// The cycle that it says it is of.
    pub fn cycle(&self) -> Option<&str> {
        self.0.manifest.header.cycle.as_deref()
    }

    /// The snapshot, when its manifest proves itself.
    pub fn proven(self) -> Result<Snapshot> {
        if self.0.manifest.proves_itself() {
            return Ok(self.0);
        }
        Err(Error::refused(format!(
            "The snapshot {} was written by an earlier version of this program and cannot prove itself. \
             Name the database in which its cycle was frozen, or make the snapshot again.",
            self.0.dir.display()
        )))
    }

    /// The snapshot, when it is the one that a cycle was frozen with.
    pub fn frozen_as(self, hash: &str) -> Result<Snapshot> {
        if self.0.hash == hash {
            return Ok(self.0);
        }
        Err(Error::refused(format!(
            "{} is not the snapshot that cycle {} was frozen with: that one has the hash {hash}, this one {}. \
             Every number of a frozen cycle comes from its own snapshot. Give that one, or restore it from a copy.",
            self.0.dir.display(),
            self.cycle().unwrap_or_default(),
            self.0.hash
        )))
    }
}

impl Tables for Snapshot {
    fn extract_at(&self) -> Timestamp {
        self.manifest.header.extract_at
    }

    fn cycles(&self) -> Result<Vec<CycleDates>> {
        Self::cycles(self)
    }

    fn table(&self, stem: &str, columns: &[&str]) -> Result<DataFrame> {
        self.read(stem, columns, None)
    }
}

impl Snapshot {
    /// Some rows of a table; fewer, or none, where it ends before.
    pub(super) fn rows_of(&self, stem: &str, columns: &[&str], rows: Range<usize>) -> Result<DataFrame> {
        self.read(stem, columns, Some(rows))
    }

    fn read(&self, stem: &str, columns: &[&str], rows: Option<Range<usize>>) -> Result<DataFrame> {
        let name = format!("{stem}.parquet");
        if !self.manifest.files.contains_key(&name) {
            return Err(cannot_be_used(&self.dir, &name, "is not in its manifest"));
        }
        let path = self.dir.join(name);
        let reading = reading(&self.dir, &self.manifest.header.dictionary_version)?;
        if reading.is_of_today() || reference::is_one(stem) {
            let columns = columns.iter().map(|&column| column.to_owned()).collect();
            return read(&path, Some(columns), rows);
        }
        let older = read(&path, None, rows)?;
        let today = older::as_today(&older, memory::find(reading.dictionary(), stem)?, &reading)?;
        today.select(columns.iter().copied()).doing(|| format!("reading {}", path.display()))
    }
}

fn read(path: &Path, columns: Option<Vec<String>>, rows: Option<Range<usize>>) -> Result<DataFrame> {
    let file = fs::File::open(path).doing(|| format!("opening {}", path.display()))?;
    let slice = rows.map(|rows| (rows.start, rows.len()));
    let frame = ParquetReader::new(file).with_columns(columns).with_slice(slice).finish();
    frame.doing(|| format!("reading {}", path.display()))
}

/// How the tables are read: by the version of the dictionary that their columns follow.
fn reading(dir: &Path, version: &str) -> Result<Reading> {
    Dictionary::shipped().find(version).map_err(|why| {
        Error::refused(format!("The snapshot {} cannot be read, because {why}", dir.display()))
    })
}

fn read_manifest(dir: &Path) -> Result<(Manifest, String)> {
    let path = dir.join(FILE);
    let bytes = fs::read(&path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => Error::refused(format!(
            "{} is not a snapshot: it has no manifest.json. Give the folder that `ecmopt snapshot` wrote.",
            dir.display()
        )),
        _ => files::IoError::doing(|| format!("reading {}", path.display()))(error),
    })?;
    let json: serde_json::Value = serde_json::from_slice(&bytes).unwrap_or_default();
    let format = json["format"].as_u64();
    if format.is_some_and(|format| format > u64::from(FORMAT)) {
        return Err(Error::refused(format!(
            "The snapshot {} was written by a newer version of this program. Update the program to read it.",
            dir.display()
        )));
    }
    // A later version may have written it otherwise: that is told, and not that something is missing or was changed.
    if let Some(version) = json["dictionary_version"].as_str() {
        reading(dir, version)?;
    }
    let manifest: Manifest = serde_json::from_slice(&bytes).map_err(|error| {
        Error::refused(format!(
            "{} is damaged ({error}). Restore the snapshot from a copy, or make it again.",
            path.display()
        ))
    })?;
    if !manifest.is_written_as(&bytes) {
        return Err(cannot_be_used(dir, FILE, "was changed after it was written"));
    }
    Ok((manifest, files::sha256(&bytes)))
}

fn check(dir: &Path, name: &str, entry: &FileEntry) -> Result<()> {
    let refused = |problem| Err(cannot_be_used(dir, name, problem));
    if Path::new(name).file_name().is_none_or(|own| own != name) {
        return refused("does not lie in it");
    }
    match files::sha256_of_file(&dir.join(name)) {
        Ok((sha256, bytes)) if sha256 == entry.sha256 && bytes == entry.bytes => Ok(()),
        Ok(_) => refused("was changed after it was written"),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => refused("is missing"),
        Err(error) => Err(files::IoError::doing(|| format!("reading {name}"))(error)),
    }
}

fn cannot_be_used(dir: &Path, name: &str, problem: &str) -> Error {
    Error::refused(format!(
        "The snapshot {} cannot be used: {name} {problem}. Restore it from a copy, or make the snapshot again.",
        dir.display()
    ))
}
