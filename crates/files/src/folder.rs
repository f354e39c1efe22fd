//! A folder that appears whole or not at all.

use std::fs::{self, File, TryLockError};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::error::{Doing, Error, Result};
use crate::names::{OLD, PARTIAL, WHOLE, beside, parent, prefix, turned};
use crate::whole::{Whole, flush, put};

/// How often something is tried again that others do at the same moment.
const TRIES: u32 = 20;

/// A folder in the making, beside the place where it will stand. Dropped unfinished, it is removed. Only its
/// owner can enter it.
#[derive(Debug)]
pub struct Folder {
    target: PathBuf,
    partial: TempDir,
    /// Held while this process lives; whoever can take it finds that nobody is at work here.
    _hold: Option<File>,
}

impl Folder {
    /// Begins a folder; refused when something stands at its place already. An empty folder is nothing.
    pub fn begin(target: &Path) -> Result<Self> {
        if is_taken(target)? {
            return Err(Error::Taken(target.to_owned()));
        }
        Self::begin_anew(target)
    }

    /// Begins a folder that will take the place of what stands there, if anything does.
    pub fn begin_anew(target: &Path) -> Result<Self> {
        let (prefix, parent) = (prefix(target)?, parent(target));
        fs::create_dir_all(parent).doing("creating", parent)?;
        clear(target)?;
        for _ in 0..TRIES {
            let partial = tempfile::Builder::new()
                .prefix(&prefix)
                .suffix(&format!(".{PARTIAL}"))
                .tempdir_in(parent)
                .doing("creating a folder in", parent)?;
            // Somebody who clears away may have come between the folder and the hold on it.
            match hold(partial.path()) {
                Ok(Hold::Mine(hold)) if partial.path().exists() => {
                    return Ok(Self { target: target.to_owned(), partial, _hold: hold });
                }
                Ok(_) => {}
                Err(error) if error.kind() == ErrorKind::NotFound => {}
                Err(error) => return Err(error).doing("creating", target),
            }
        }
        Err(io::Error::from(ErrorKind::ResourceBusy)).doing("creating", target)
    }

    /// Where its files are written for now.
    pub fn path(&self) -> &Path {
        self.partial.path()
    }

    /// Puts the whole folder in its place; refused when something has come to stand there meanwhile.
    pub fn finish(self) -> Result<()> {
        flush_all(self.path())?;
        put(self.path(), &self.target)?;
        let _ = self.partial.keep();
        Ok(())
    }

    /// Puts the whole folder in its place, and removes what stood there.
    pub fn finish_anew(self) -> Result<()> {
        flush_all(self.path())?;
        let retired = turned(self.path(), OLD);
        for _ in 0..TRIES {
            match fs::rename(&self.target, &retired) {
                Err(error) if error.kind() != ErrorKind::NotFound => {
                    return Err(error).doing("moving aside", &self.target);
                }
                _ => {}
            }
            match put(self.path(), &self.target) {
                // Somebody else was faster: theirs is the older one now.
                Err(Error::Taken(_)) => remove(&retired)?,
                Err(error) => {
                    // The failure to report is the first one.
                    let _ = fs::rename(&retired, &self.target);
                    return Err(error);
                }
                Ok(()) => {
                    let _ = self.partial.keep();
                    // Others' are left by a crash, or theirs to remove.
                    beside(&self.target, OLD)?.iter().for_each(|old| drop(remove(old)));
                    return remove(&retired);
                }
            }
        }
        Err(Error::Taken(self.target.clone()))
    }

    /// Completes the folder, on the disk, without putting it in its place yet.
    pub fn seal(self) -> Result<Whole> {
        flush_all(self.path())?;
        let path = turned(self.path(), WHOLE);
        fs::rename(self.path(), &path).doing("completing", &self.target)?;
        let _ = self.partial.keep();
        flush(parent(&self.target))?;
        Ok(Whole { target: self.target, path })
    }
}

/// Whether something stands at a place. An empty folder is nothing.
fn is_taken(target: &Path) -> Result<bool> {
    match fs::read_dir(target) {
        Ok(mut entries) => Ok(entries.next().is_some()),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
        Err(error) if error.kind() == ErrorKind::NotADirectory => Ok(true),
        Err(error) => Err(error).doing("looking at", target),
    }
}

enum Hold {
    Mine(Option<File>),
    Theirs,
}

/// Takes a folder for this process, until it lets go or ends.
fn hold(folder: &Path) -> io::Result<Hold> {
    if !cfg!(unix) {
        // Folders cannot be locked there: nothing is ever cleared away.
        return Ok(Hold::Mine(None));
    }
    let file = File::open(folder)?;
    match file.try_lock() {
        Ok(()) => Ok(Hold::Mine(Some(file))),
        Err(TryLockError::WouldBlock) => Ok(Hold::Theirs),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

/// Removes what processes left half written that are no more.
fn clear(target: &Path) -> Result<()> {
    for left in beside(target, PARTIAL)? {
        if let Ok(Hold::Mine(Some(_held))) = hold(&left) {
            remove(&left)?;
        }
    }
    Ok(())
}

/// Removes a folder that others may be removing, too.
fn remove(folder: &Path) -> Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        removed => removed.doing("removing", folder),
    }
}

/// Brings everything in a folder to the disk.
fn flush_all(folder: &Path) -> Result<()> {
    for entry in fs::read_dir(folder).doing("reading", folder)? {
        let path = entry.doing("reading", folder)?.path();
        if path.is_dir() {
            flush_all(&path)?;
        } else {
            File::open(&path).and_then(|file| file.sync_all()).doing("writing", &path)?;
        }
    }
    flush(folder)
}

#[cfg(test)]
mod tests;
