//! A folder that appears whole or not at all.

use std::fmt::Write;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::error::{Doing, Error, Result};

/// A folder in the making, beside the place where it will stand. Dropped unfinished, it is removed.
pub(super) struct Folder {
    target: PathBuf,
    partial: PathBuf,
    finished: bool,
}

impl Folder {
    /// Begins a folder; refused when something stands at its place already.
    pub(super) fn begin(target: &Path) -> Result<Self> {
        if target.exists() {
            return Err(Error::refused(format!(
                "{} is there already. Choose another folder, or remove that one first.",
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
    pub(super) fn path(&self) -> &Path {
        &self.partial
    }

    /// Puts the whole folder in its place.
    pub(super) fn finish(mut self) -> Result<()> {
        fs::rename(&self.partial, &self.target).doing(|| format!("creating {}", self.target.display()))?;
        self.finished = true;
        Ok(())
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

/// SHA-256 of a file in hexadecimal, and its length.
pub(super) fn digest(path: &Path) -> std::io::Result<(String, u64)> {
    let mut file = fs::File::open(path)?;
    let (mut hasher, mut length, mut buffer) = (Sha256::new(), 0, vec![0; 1 << 16]);
    loop {
        let read = file.read(&mut buffer)?;
        if read == 0 {
            return Ok((hexadecimal(&hasher.finalize()), length));
        }
        hasher.update(&buffer[..read]);
        length += read as u64;
    }
}

/// SHA-256 of bytes in hexadecimal.
pub(super) fn digest_of(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
