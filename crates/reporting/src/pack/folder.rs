//! A pack on disk: written beside its place and moved there whole.

use std::{collections::BTreeMap, fs, path::Path};

use domain::dictionary::Dictionary;
use files::Folder;

use super::{
    Pack,
    manifest::{self, PackManifest},
};
use crate::error::{Doing, Error, Result};

impl Pack {
    /// Its manifest.
    pub(super) fn manifest(&self) -> Result<PackManifest> {
        let bytes = self.files.get(manifest::FILE).map_or(&[][..], Vec::as_slice);
        serde_json::from_slice(bytes).map_err(|error| Error::Engine {
            doing: "reading the manifest of a pack just built".to_owned(),
            source: Box::new(error),
        })
    }

    /// Writes the pack to a folder. An older pack there is replaced; anything else is refused and left alone.
    pub fn write(&self, target: &Path) -> Result<()> {
        let replaces = replaceable(target)?;
        let folder = if replaces { Folder::begin_anew(target)? } else { Folder::begin(target)? };
        self.fill(folder.path())?;
        if replaces {
            folder.finish_anew()?;
        } else {
            folder.finish()?;
        }
        Ok(())
    }

    fn fill(&self, dir: &Path) -> Result<()> {
        for (path, bytes) in &self.files {
            let path = dir.join(path);
            if let Some(parent) = path.parent() {
                fs::create_dir_all(parent).doing(|| format!("creating {}", parent.display()))?;
            }
            fs::write(&path, bytes).doing(|| format!("writing {}", path.display()))?;
        }
        Ok(())
    }
}

/// Whether a pack stands at the target. Anything else may not be replaced.
fn replaceable(target: &Path) -> Result<bool> {
    let is_there = fs::read_dir(target).map_or(target.exists(), |mut entries| entries.next().is_some());
    if !is_there || manifest_of(target).is_ok() {
        return Ok(is_there);
    }
    Err(Error::refused(format!(
        "{} is there already and is not a pack. Choose another folder for the pack.",
        target.display()
    )))
}

/// The manifest of a pack on disk.
pub(super) fn manifest_of(dir: &Path) -> Result<PackManifest> {
    let path = dir.join(manifest::FILE);
    let bytes = fs::read(&path).map_err(|_| {
        Error::refused(format!("{} is not a pack: it has no manifest.json that can be read.", dir.display()))
    })?;
    let wrong =
        |error| Error::refused(format!("{} is not the manifest of a pack ({error}).", path.display()));
    let json: serde_json::Value = serde_json::from_slice(&bytes).map_err(wrong)?;
    // A later version may have written it otherwise: that is told, and not what is missing.
    if let Some(version) = json["dictionary_version"].as_str() {
        Dictionary::shipped().find(version).map_err(|why| {
            Error::refused(format!("The pack {} cannot be read, because {why}", dir.display()))
        })?;
    }
    serde_json::from_value(json).map_err(wrong)
}

/// Every file below a folder, by its path with forward slashes.
pub(super) fn read_all(dir: &Path) -> Result<BTreeMap<String, Vec<u8>>> {
    let mut files = BTreeMap::new();
    let mut waiting = vec![(dir.to_owned(), String::new())];
    while let Some((folder, prefix)) = waiting.pop() {
        for entry in fs::read_dir(&folder).doing(|| format!("reading {}", folder.display()))? {
            let entry = entry.doing(|| format!("reading {}", folder.display()))?;
            let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
            if entry.path().is_dir() {
                waiting.push((entry.path(), format!("{name}/")));
            } else {
                let bytes = fs::read(entry.path()).doing(|| format!("reading {}", entry.path().display()))?;
                files.insert(name, bytes);
            }
        }
    }
    Ok(files)
}
