//! Folders that commands read.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::failure::Failure;

/// The files of a folder by name; folders inside are left alone.
pub(crate) fn read(folder: &Path) -> Result<BTreeMap<String, Vec<u8>>, Failure> {
    let fail =
        |error: std::io::Error| Failure::io(&format!("Reading the bundle {}", folder.display()), &error);
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(folder).map_err(fail)? {
        let path = entry.map_err(fail)?.path();
        if let Some(name) = path.file_name().filter(|_| path.is_file()) {
            files.insert(name.to_string_lossy().into_owned(), fs::read(&path).map_err(fail)?);
        }
    }
    Ok(files)
}

#[cfg(test)]
mod tests;
