//! A file that appears whole or not at all.

use std::fs::File;
use std::io::{self, Write};
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

/// Makes a file in one step, and never in the place of another. Only its owner can read it.
pub fn create(path: &Path, content: impl FnOnce(&mut File) -> io::Result<()>) -> io::Result<()> {
    let folder = parent(path);
    let mut file = NamedTempFile::new_in(folder)?;
    content(file.as_file_mut())?;
    file.as_file().sync_all()?;
    file.persist_noclobber(path).map_err(|error| error.error)?;
    // The name must be on the disk, too.
    File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn never_takes_the_place_of_another_and_leaves_nothing_when_it_fails() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("backup.zip");
        let full = |_: &mut File| Err(io::Error::from(io::ErrorKind::StorageFull));
        assert_eq!(create(&path, full).unwrap_err().kind(), io::ErrorKind::StorageFull);
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0);
        create(&path, |file| file.write_all(b"first")).unwrap();
        let second = create(&path, |file| file.write_all(b"second"));
        assert_eq!(second.unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(std::fs::read(&path).unwrap(), b"first");
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1);
    }

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
