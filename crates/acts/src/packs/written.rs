//! The files of a pack, in memory: what the command line writes too, and what people ask for besides.

use std::collections::BTreeMap;
use std::path::Path;

use domain::pack::{PackFile, PackOf};
use exchange::{archive, xlsx};
use files::sha256;
use reporting::pack::{self, MANIFEST, Options, PackDefinition};
use reporting::snapshot::{Found, Snapshot};

use crate::error::{Error, Result};
use crate::pack::default_period;

/// What was built.
pub(crate) struct Written {
    /// SHA-256 of the manifest.
    pub(crate) hash: String,
    /// The files, by path.
    pub(crate) files: Vec<(PackFile, Vec<u8>)>,
}

/// Everything of a pack, packed. Unpacked, `ecmopt pack verify` proves it.
pub const EVERYTHING: &str = "pack.zip";
/// Its tables, a sheet each.
pub const WORKBOOK: &str = "tables.xlsx";
/// Its tables, packed.
pub const TABLES: &str = "csv.zip";

/// Builds a pack from the snapshot that its cycle was frozen with.
pub(super) fn write(of: &PackOf, snapshot: &Path) -> Result<Written> {
    let snapshot = frozen(of, snapshot)?;
    let definition = PackDefinition::named(&of.definition)?;
    let centre = of.centre.as_ref().map(ToString::to_string);
    let options = Options { period: default_period(&snapshot)?, centre };
    let pack = pack::build(&snapshot, &definition, &options)?;
    with_archives(pack.files().clone())
}

/// The snapshot that the cycle of a pack was frozen with.
pub(crate) fn frozen(of: &PackOf, snapshot: &Path) -> Result<Snapshot> {
    if !snapshot.exists() {
        return Err(Error::refused(format!(
            "The snapshot of cycle {} is not where the service keeps snapshots. Ask whoever runs the service to \
             restore it from a copy, then try again.",
            of.cycle
        )));
    }
    Ok(Found::open(snapshot)?.frozen_as(&of.snapshot)?)
}

fn with_archives(mut files: BTreeMap<String, Vec<u8>>) -> Result<Written> {
    let hash = files.get(MANIFEST).map(|manifest| sha256(manifest)).unwrap_or_default();
    let tables = || files.iter().filter_map(|(path, bytes)| Some((path.strip_prefix("csv/")?, &**bytes)));
    let sheets = tables().map(|(name, bytes)| (name.trim_end_matches(".csv"), bytes));
    let workbook = xlsx::tables("ECMO physiotherapy audit: tables of a pack", sheets)?;
    let packed = archive::pack(tables())?;
    let all = archive::pack(files.iter().map(|(path, bytes)| (&**path, &**bytes)))?;
    files.extend([
        (WORKBOOK.to_owned(), workbook),
        (TABLES.to_owned(), packed),
        (EVERYTHING.to_owned(), all),
    ]);
    Ok(Written::of(hash, files))
}

impl Written {
    /// Files with the hash of what names them all.
    pub(crate) fn of(hash: String, files: BTreeMap<String, Vec<u8>>) -> Self {
        let files = files.into_iter().map(|(path, bytes)| {
            let file = PackFile { path, bytes: bytes.len() as u64, sha256: sha256(&bytes) };
            (file, bytes)
        });
        Self { hash, files: files.collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beside_the_packs_own_files_lie_its_tables_and_all_of_it_packed() {
        let own = [("csv/a.csv", "1"), ("csv/b.csv", "2"), ("manifest.json", "{}"), ("pack.pdf", "p")];
        let own = own.map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec())).into();
        let written = with_archives(own).unwrap();
        assert_eq!(written.hash, sha256(b"{}"));
        let paths: Vec<_> = written.files.iter().map(|(file, _)| file.path.as_str()).collect();
        assert_eq!(
            paths,
            ["csv.zip", "csv/a.csv", "csv/b.csv", "manifest.json", "pack.pdf", "pack.zip", "tables.xlsx"]
        );
        let within = |name: &str| {
            let (_, bytes) = written.files.iter().find(|(file, _)| file.path == name).unwrap();
            archive::read(name, bytes).unwrap().into_keys().collect::<Vec<_>>()
        };
        assert_eq!(within("csv.zip"), ["a.csv", "b.csv"]);
        assert_eq!(within("pack.zip"), ["a.csv", "b.csv", "manifest.json", "pack.pdf"]);
        for (file, bytes) in &written.files {
            assert_eq!((file.bytes, &file.sha256), (bytes.len() as u64, &sha256(bytes)));
        }
    }
}
