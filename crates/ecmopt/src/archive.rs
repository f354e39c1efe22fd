//! A backup: one ZIP file with the database, the snapshots, the packs that lie beside them, and a manifest that says what they are.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Component, Path, PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use store::Contents;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use crate::failure::Failure;
use crate::settings::FILES;

/// The database's name in it.
pub(crate) const DATABASE: &str = "database.sqlite";
const MANIFEST: &str = "manifest.json";
/// The form of backups that this program writes and reads.
const FORMAT: u32 = 1;

/// What a backup holds.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Manifest {
    format: u32,
    /// The version of the program that made it.
    program: String,
    /// When.
    pub(crate) made_at: String,
    /// The database.
    pub(crate) contents: Contents,
    /// Every file in it by path: length and BLAKE3 hash.
    pub(crate) files: BTreeMap<String, Entry>,
}

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Entry {
    bytes: u64,
    blake3: String,
}

impl Entry {
    fn of(path: &Path) -> io::Result<Self> {
        let mut hasher = blake3::Hasher::new();
        let bytes = io::copy(&mut File::open(path)?, &mut hasher)?;
        Ok(Self { bytes, blake3: hasher.finalize().to_string() })
    }
}

/// Writes a backup: whole or not at all, and never over anything.
pub(crate) fn write(
    out: &Path,
    made_at: Timestamp,
    contents: Contents,
    files: &BTreeMap<String, PathBuf>,
) -> Result<Manifest, Failure> {
    let fail = |error: io::Error| Failure::io(&format!("Writing the backup {}", out.display()), &error);
    if out.exists() {
        return Err(fail(io::ErrorKind::AlreadyExists.into()));
    }
    let mut entries = BTreeMap::new();
    for (name, path) in files {
        entries.insert(name.clone(), Entry::of(path).map_err(fail)?);
    }
    let program = env!("CARGO_PKG_VERSION").to_owned();
    let manifest =
        Manifest { format: FORMAT, program, made_at: made_at.to_string(), contents, files: entries };
    files::create(out, |file| pack(file, &manifest, files)).map_err(fail)?;
    Ok(manifest)
}

fn pack(out: &mut File, manifest: &Manifest, files: &BTreeMap<String, PathBuf>) -> io::Result<()> {
    let mut zip = ZipWriter::new(out);
    let options = SimpleFileOptions::default().large_file(true).unix_permissions(0o600);
    zip.start_file(MANIFEST, options)?;
    zip.write_all(&serde_json::to_vec_pretty(manifest)?)?;
    for (name, path) in files {
        zip.start_file(name.as_str(), options)?;
        io::copy(&mut File::open(path)?, &mut zip)?;
    }
    zip.finish()?;
    Ok(())
}

/// Unpacks a backup into a folder and checks each file against the manifest.
pub(crate) fn unpack(backup: &Path, folder: &Path) -> Result<Manifest, Failure> {
    let doing = format!("Reading the backup {}", backup.display());
    let fail = |error: io::Error| Failure::io(&doing, &error);
    let damaged = |what: &str| {
        Failure::refused(format!(
            "{} is not a backup of ecmopt, or it is damaged ({what}). Nothing was restored; use another one.",
            backup.display()
        ))
    };
    let file = File::open(backup).map_err(fail)?;
    let mut zip = ZipArchive::new(file).map_err(|error| damaged(&error.to_string()))?;
    let mut text = String::new();
    let entry = zip.by_name(MANIFEST).map_err(|error| damaged(&error.to_string()))?;
    entry.take(64 << 20).read_to_string(&mut text).map_err(|error| damaged(&error.to_string()))?;
    let manifest: Manifest = serde_json::from_str(&text).map_err(|error| damaged(&error.to_string()))?;
    if manifest.format != FORMAT {
        return Err(Failure::refused(format!(
            "{} was made by ecmopt {}, in a form that this version does not read. Use that version.",
            backup.display(),
            manifest.program
        )));
    }
    for (name, expected) in &manifest.files {
        let inside = Path::new(name).components().all(|part| matches!(part, Component::Normal(_)));
        if !inside {
            return Err(damaged(&format!("{name} lies outside")));
        }
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap_or(folder)).map_err(fail)?;
        let mut entry = zip.by_name(name).map_err(|_| damaged(&format!("{name} is missing")))?;
        let mut out = File::create_new(&path).map_err(fail)?;
        io::copy(&mut entry, &mut out).map_err(|error| damaged(&format!("{name}: {error}")))?;
        out.sync_all().map_err(fail)?;
        if Entry::of(&path).map_err(fail)? != *expected {
            return Err(damaged(&format!("{name} was changed")));
        }
    }
    Ok(manifest)
}

/// The snapshots of a data folder: name in the backup, and path. What is still being made is left out.
pub(crate) fn snapshots(data_dir: &Path) -> Result<BTreeMap<String, PathBuf>, Failure> {
    let mut found = BTreeMap::new();
    collect(&data_dir.join("snapshots"), "snapshots", &mut found)
        .map_err(|error| Failure::io("Reading the snapshots", &error))?;
    Ok(found)
}

/// The files of packs, by the folders that they lie in, of a data folder.
pub(crate) fn packs(
    data_dir: &Path,
    folders: impl Iterator<Item = String>,
) -> Result<BTreeMap<String, PathBuf>, Failure> {
    let mut found = BTreeMap::new();
    for folder in folders {
        let name = format!("{FILES}/{folder}");
        collect(&data_dir.join(&name), &name, &mut found)
            .map_err(|error| Failure::io("Reading the packs", &error))?;
    }
    Ok(found)
}

fn collect(folder: &Path, name: &str, found: &mut BTreeMap<String, PathBuf>) -> io::Result<()> {
    if !folder.is_dir() {
        return Ok(());
    }
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let Some(own) = path.file_name().and_then(|own| own.to_str()) else { continue };
        if own.starts_with('.') || path.extension().is_some_and(|kind| kind == "part") {
            continue;
        }
        let name = format!("{name}/{own}");
        if path.is_dir() {
            collect(&path, &name, found)?;
        } else {
            found.insert(name, path);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
