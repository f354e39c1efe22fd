//! A folder that appears whole or not at all.

use std::fs;
use std::path::{Path, PathBuf};

use crate::error::{Doing, Error, Result};

/// A folder in the making, beside the place where it will stand. Dropped unfinished, it is removed.
#[derive(Debug)]
pub struct Folder {
    target: PathBuf,
    partial: PathBuf,
    finished: bool,
}

impl Folder {
    /// Begins a folder; refused when something stands at its place already. An empty folder is nothing.
    pub fn begin(target: &Path) -> Result<Self> {
        if is_taken(target)? {
            return Err(Error::refused(format!(
                "{} is there already and is not empty. Choose another folder, or remove that one first.",
                target.display()
            )));
        }
        let name = target.file_name().ok_or_else(|| {
            Error::refused(format!("“{}” does not name a folder to create.", target.display()))
        })?;
        let mut hidden = std::ffi::OsString::from(".");
        hidden.push(name);
        hidden.push(".partial");
        let partial = target.with_file_name(hidden);
        if partial.exists() {
            // Left by a run that was cut off.
            fs::remove_dir_all(&partial).doing(|| format!("removing {}", partial.display()))?;
        }
        fs::create_dir_all(&partial).doing(|| format!("creating {}", partial.display()))?;
        Ok(Self { target: target.to_owned(), partial, finished: false })
    }

    /// Where its files are written for now.
    pub fn path(&self) -> &Path {
        &self.partial
    }

    /// Puts the whole folder in its place.
    pub fn finish(mut self) -> Result<()> {
        let doing = || format!("creating {}", self.target.display());
        if self.target.exists() {
            fs::remove_dir(&self.target).doing(doing)?;
        }
        fs::rename(&self.partial, &self.target).doing(doing)?;
        self.finished = true;
        Ok(())
    }
}

fn is_taken(target: &Path) -> Result<bool> {
    match fs::read_dir(target) {
        Ok(mut entries) => Ok(entries.next().is_some()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(false),
        Err(error) if error.kind() == std::io::ErrorKind::NotADirectory => Ok(true),
        Err(error) => Err(error).doing(|| format!("looking at {}", target.display())),
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if !self.finished {
            // The failure that led here is the one to report.
            let _ = fs::remove_dir_all(&self.partial);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn appears_whole_or_not_at_all() {
        let dir = tempfile::tempdir().unwrap();
        let target = dir.path().join("out");
        let folder = Folder::begin(&target).unwrap();
        fs::write(folder.path().join("a"), "1").unwrap();
        drop(folder);
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
        let folder = Folder::begin(&target).unwrap();
        fs::write(folder.path().join("a"), "1").unwrap();
        folder.finish().unwrap();
        assert_eq!(fs::read_to_string(target.join("a")).unwrap(), "1");
    }

    #[test]
    fn takes_the_place_of_an_empty_folder_and_of_nothing_else() {
        let dir = tempfile::tempdir().unwrap();
        let target = dir.path().join("out");
        fs::create_dir(&target).unwrap();
        Folder::begin(&target).unwrap().finish().unwrap();
        fs::write(target.join("letter"), "Dear colleague").unwrap();
        let refused = Folder::begin(&target).unwrap_err().to_string();
        assert!(refused.contains("is not empty"), "{refused}");
        assert!(Folder::begin(&target.join("letter")).unwrap_err().to_string().contains("already"));
    }
}
