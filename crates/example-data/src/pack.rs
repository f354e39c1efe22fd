//! Makes the repository's copies of the documents' data.

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use crate::copies::{BASE, EDITS, Edits, PACKED, REFERENCE, SUMS};
use crate::edits::Edit;
use crate::{Files, sums};

/// The copies that stand for files: what is read often as it is, the rest packed or told as edits.
pub fn pack(originals: &Files) -> Files {
    let mut copies = Files::new();
    let mut edits = Edits::new();
    for (name, bytes) in originals {
        let (folder, rest) = name.split_once('/').unwrap_or(("", name));
        if PACKED.contains(&folder) || folder == REFERENCE {
            continue;
        }
        match place_of_edit(folder, rest) {
            Some((place, file)) if !name.starts_with(BASE) => {
                let base = originals.get(&format!("{BASE}{file}")).map_or(&b""[..], Vec::as_slice);
                edits
                    .entry(place.to_owned())
                    .or_default()
                    .insert(file.to_owned(), Edit::between(base, bytes));
            }
            _ => drop(copies.insert(name.clone(), bytes.clone())),
        }
    }
    for folder in PACKED {
        copies.insert(format!("{folder}.zip"), archive(originals, folder));
    }
    let mut told = serde_json::to_string_pretty(&edits).expect("edits are JSON");
    told.push('\n');
    copies.insert(EDITS.to_owned(), told.into_bytes());
    copies.insert(SUMS.to_owned(), sums::list(originals).into_bytes());
    copies
}

/// The folder and the file of one fault's bundle: `cases/dup_run` and `ecmo_runs.csv`.
fn place_of_edit<'n>(folder: &str, rest: &'n str) -> Option<(&'n str, &'n str)> {
    let depth = if rest.starts_with("cases/") { 2 } else { 1 };
    let (cut, _) = rest.match_indices('/').nth(depth - 1)?;
    (folder == "dirty").then(|| (&rest[..cut], &rest[cut + 1..]))
}

/// A ZIP of a folder's files, as the product's import takes it. Equal files give equal bytes.
fn archive(originals: &Files, folder: &str) -> Vec<u8> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(9))
        .last_modified_time(DateTime::default());
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let inside = |name: &str| name.strip_prefix(folder)?.strip_prefix('/').map(str::to_owned);
    for (name, bytes) in originals.iter().filter_map(|(name, bytes)| Some((inside(name)?, bytes))) {
        zip.start_file(name, options).expect("a new entry");
        zip.write_all(bytes).expect("memory to write to");
    }
    zip.finish().expect("a whole ZIP").into_inner()
}
