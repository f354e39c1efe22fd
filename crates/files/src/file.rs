//! A file that appears whole or not at all.

use std::io::Write;
use std::path::Path;

use tempfile::NamedTempFile;

use crate::error::{Doing, Result};
use crate::names::parent;

/// Writes a file in one step, in the place of an older one. Only its owner can read it.
pub fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    let mut file = NamedTempFile::new_in(parent(path)).doing("creating", path)?;
    file.write_all(bytes).and_then(|()| file.as_file().sync_all()).doing("writing", path)?;
    file.persist(path).map(drop).map_err(|error| error.error).doing("creating", path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_the_place_of_an_older_one_and_leaves_nothing_beside_it() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("findings.csv");
        write(&path, b"old").unwrap();
        write(&path, b"new").unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"new");
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1);
    }
}
