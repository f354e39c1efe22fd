//! A pack on disk: written beside its place and moved there whole.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use super::{
    Pack,
    manifest::{self, PackManifest},
};
use crate::error::{Doing, Error, Result};

impl Pack {
    /// Writes the pack to a folder. An older pack there is replaced; anything else is refused and left alone.
    ///
    /// Nothing is half written: the files go to a hidden folder beside the target, which is renamed at the end.
    pub fn write(&self, target: &Path) -> Result<()> {
        let old = replaceable(target)?;
        let beside = |suffix: &str| sibling(target, suffix);
        let (partial, retired) = (beside("partial")?, beside("old")?);
        for leftover in [&partial, &retired] {
            // Left by a run that was cut off.
            if leftover.exists() {
                fs::remove_dir_all(leftover).doing(|| format!("removing {}", leftover.display()))?;
            }
        }
        if let Err(failure) = self.fill(&partial) {
            let _ = fs::remove_dir_all(&partial);
            return Err(failure);
        }
        if old {
            fs::rename(target, &retired).doing(|| format!("moving the old {} aside", target.display()))?;
        }
        if let Err(failure) = fs::rename(&partial, target) {
            if old {
                // The failure to report is the first one.
                let _ = fs::rename(&retired, target);
            }
            return Err(failure).doing(|| format!("creating {}", target.display()));
        }
        if old {
            fs::remove_dir_all(&retired).doing(|| format!("removing {}", retired.display()))?;
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

/// Whether something stands at the target that may be replaced: a pack, or an empty folder.
fn replaceable(target: &Path) -> Result<bool> {
    if !target.exists() {
        return Ok(false);
    }
    let empty = fs::read_dir(target).is_ok_and(|mut entries| entries.next().is_none());
    if empty || manifest_of(target).is_ok() {
        return Ok(true);
    }
    Err(Error::refused(format!(
        "{} is there already and is not a pack. Choose another folder for the pack.",
        target.display()
    )))
}

fn sibling(target: &Path, suffix: &str) -> Result<PathBuf> {
    let name = target
        .file_name()
        .ok_or_else(|| Error::refused(format!("“{}” does not name a folder to create.", target.display())))?;
    Ok(target.with_file_name(format!(".{}.{suffix}", name.to_string_lossy())))
}

/// The manifest of a pack on disk.
pub(super) fn manifest_of(dir: &Path) -> Result<PackManifest> {
    let path = dir.join(manifest::FILE);
    let bytes = fs::read(&path).map_err(|_| {
        Error::refused(format!("{} is not a pack: it has no manifest.json that can be read.", dir.display()))
    })?;
    serde_json::from_slice(&bytes).map_err(|error| {
        Error::refused(format!("{} is not the manifest of a pack ({error}).", path.display()))
    })
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
