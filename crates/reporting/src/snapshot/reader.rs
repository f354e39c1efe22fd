//! Reading a snapshot.

use std::fs;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use polars::prelude::*;

use super::manifest::{FORMAT, FileEntry, Manifest};
use super::{Tables, folder};
use crate::error::{Doing, Error, Result};

/// A snapshot whose every file is what its manifest says.
#[derive(Clone, Debug)]
pub struct Snapshot {
    dir: PathBuf,
    manifest: Manifest,
    hash: String,
}

impl Snapshot {
    /// Opens a snapshot and checks every file against the manifest.
    ///
    /// Refused, with a sentence, when a file is missing or changed, or when the folder is no snapshot.
    pub fn open(dir: &Path) -> Result<Self> {
        let (manifest, hash) = read_manifest(dir)?;
        for (name, entry) in &manifest.files {
            check(dir, name, entry)?;
        }
        Ok(Self { dir: dir.to_owned(), manifest, hash })
    }

    /// What the snapshot says about itself.
    pub const fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// SHA-256 of `manifest.json`, and through it of every table: the name of this snapshot in print.
    pub fn hash(&self) -> &str {
        &self.hash
    }
}

impl Tables for Snapshot {
    fn extract_at(&self) -> Timestamp {
        self.manifest.header.extract_at
    }

    fn table(&self, stem: &str, columns: &[&str]) -> Result<DataFrame> {
        let path = self.dir.join(format!("{stem}.parquet"));
        let file = fs::File::open(&path).doing(|| format!("opening {}", path.display()))?;
        let columns = columns.iter().map(|&column| column.to_owned()).collect();
        ParquetReader::new(file)
            .with_columns(Some(columns))
            .finish()
            .doing(|| format!("reading {}", path.display()))
    }
}

fn read_manifest(dir: &Path) -> Result<(Manifest, String)> {
    let path = dir.join("manifest.json");
    let bytes = fs::read(&path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => Error::refused(format!(
            "{} is not a snapshot: it has no manifest.json. Give the folder that `ecmopt snapshot` wrote.",
            dir.display()
        )),
        _ => Error::Io { doing: format!("reading {}", path.display()), source: error },
    })?;
    let format =
        serde_json::from_slice::<serde_json::Value>(&bytes).ok().and_then(|json| json["format"].as_u64());
    if format.is_some_and(|format| format > u64::from(FORMAT)) {
        return Err(Error::refused(format!(
            "The snapshot {} was written by a newer version of this program. Update the program to read it.",
            dir.display()
        )));
    }
    let manifest = serde_json::from_slice(&bytes).map_err(|error| {
        Error::refused(format!(
            "{} is damaged ({error}). Restore the snapshot from a copy, or make it again.",
            path.display()
        ))
    })?;
    Ok((manifest, folder::digest_of(&bytes)))
}

fn check(dir: &Path, name: &str, entry: &FileEntry) -> Result<()> {
    let refused = |problem: &str| {
        Error::refused(format!(
            "The snapshot {} cannot be used: {name} {problem}. Restore it from a copy, or make the snapshot again.",
            dir.display()
        ))
    };
    match folder::digest(&dir.join(name)) {
        Ok((sha256, _)) if sha256 == entry.sha256 => Ok(()),
        Ok(_) => Err(refused("was changed after it was written")),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Err(refused("is missing")),
        Err(source) => Err(Error::Io { doing: format!("reading {name}"), source }),
    }
}
