//! ZIP files of CSV files.

use std::collections::BTreeMap;
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use crate::error::{Doing, Error, Result};
use crate::guard;

/// Files of a bundle by name, as a folder or ZIP holds them.
pub type Files = BTreeMap<String, Vec<u8>>;

/// The files of a ZIP by name, without the folders they lie in. Refused when it is more than a bundle can
/// be, or no ZIP at all.
pub fn read(name: &str, bytes: &[u8]) -> Result<Files> {
    guard::zip(name, bytes)?;
    unpack(name, bytes)
}

/// The files of a ZIP that was checked.
pub(crate) fn unpack(name: &str, bytes: &[u8]) -> Result<Files> {
    let mut archive = guard::open(name, bytes)?;
    let mut files = Files::new();
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).map_err(|_| guard::damaged(name))?;
        let path = entry.name().map_err(|_| guard::damaged(name))?.into_owned();
        if entry.is_dir() || is_clutter(&path) {
            continue;
        }
        let own = path.rsplit(['/', '\\']).next().unwrap_or(&path).to_owned();
        let mut content = Vec::new();
        entry.read_to_end(&mut content).map_err(|_| guard::damaged(name))?;
        if files.insert(own.clone(), content).is_some() {
            return Err(Error::refused(format!("{name} holds two files called {own}. Take one out.")));
        }
    }
    Ok(files)
}

/// What operating systems put into folders by themselves.
fn is_clutter(path: &str) -> bool {
    path.split(['/', '\\']).any(|part| part == "__MACOSX" || part.starts_with('.') || part == "Thumbs.db")
}

/// Packs files; equal files give equal bytes.
pub fn pack<'f>(files: impl IntoIterator<Item = (&'f str, &'f [u8])>) -> Result<Vec<u8>> {
    let mut zip = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(name, options()).doing(|| format!("packing {name}"))?;
        zip.write_all(bytes).doing(|| format!("packing {name}"))?;
    }
    Ok(zip.finish().doing(|| "packing the files".to_owned())?.into_inner())
}

/// Packs a folder with what lies below it, file by file; memory does not grow with it.
pub fn pack_folder<W: Write + Seek>(folder: &Path, out: W) -> Result<W> {
    let mut zip = ZipWriter::new(out);
    for path in files_below(folder)? {
        let doing = || format!("packing {}", path.display());
        let inside = path.strip_prefix(folder).unwrap_or(&path);
        let name = inside.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/");
        zip.start_file(name, options().large_file(true)).doing(doing)?;
        let mut file = std::fs::File::open(&path).doing(doing)?;
        std::io::copy(&mut file, &mut zip).doing(doing)?;
    }
    zip.finish().doing(|| format!("packing {}", folder.display()))
}

fn files_below(folder: &Path) -> Result<Vec<PathBuf>> {
    let doing = || format!("reading {}", folder.display());
    let entries = std::fs::read_dir(folder).doing(doing)?;
    let mut paths = entries
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<std::io::Result<Vec<_>>>()
        .doing(doing)?;
    paths.sort_unstable();
    let mut files = Vec::new();
    for path in paths {
        if path.is_dir() { files.extend(files_below(&path)?) } else { files.push(path) }
    }
    Ok(files)
}

/// No time of packing.
fn options() -> SimpleFileOptions {
    SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packs_what_it_reads_and_reads_what_it_packs() {
        let packed = pack([("a.csv", b"1".as_slice()), ("in/b.csv", b"2")]).unwrap();
        assert_eq!(packed, pack([("a.csv", b"1".as_slice()), ("in/b.csv", b"2")]).unwrap());
        let files = read("x.zip", &packed).unwrap();
        assert_eq!(files["a.csv"], b"1");
        assert_eq!(files["b.csv"], b"2");
    }

    #[test]
    fn packs_a_folder() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir(dir.path().join("codebook")).unwrap();
        std::fs::write(dir.path().join("patients.csv"), "a").unwrap();
        std::fs::write(dir.path().join("codebook/codebook.csv"), "b").unwrap();
        let packed = pack_folder(dir.path(), std::io::Cursor::new(Vec::new())).unwrap().into_inner();
        assert_eq!(read("x.zip", &packed).unwrap().len(), 2);
    }

    #[test]
    fn leaves_clutter_out_and_refuses_one_name_twice() {
        let clutter =
            pack([("a.csv", b"1".as_slice()), ("__MACOSX/a.csv", b"x"), (".DS_Store", b"x")]).unwrap();
        assert_eq!(read("x.zip", &clutter).unwrap().len(), 1);
        let twice = pack([("one/a.csv", b"1".as_slice()), ("two/a.csv", b"2")]).unwrap();
        assert!(read("x.zip", &twice).unwrap_err().to_string().contains("two files called a.csv"));
    }

    #[test]
    fn a_bomb_is_not_opened() {
        let zeros = vec![b'0'; 64 << 20];
        let bomb = pack([("a.csv", &zeros[..])]).unwrap();
        assert!(bomb.len() < 1 << 20);
        let refused = read("bomb.zip", &bomb).unwrap_err().to_string();
        assert!(refused.contains("150 times"), "{refused}");
        let many: Vec<(String, &[u8])> = (0..501).map(|n| (format!("{n}.csv"), b"".as_slice())).collect();
        let many = pack(many.iter().map(|(name, bytes)| (name.as_str(), *bytes))).unwrap();
        assert!(read("many.zip", &many).unwrap_err().to_string().contains("501 files"));
    }
}
