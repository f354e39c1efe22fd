//! The repository's copies, and what comes out of them.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};

use zip::ZipArchive;

use crate::edits::Edit;
use crate::{Files, read_below};

/// The edits of a folder, by the file that they change.
pub(crate) type Edits = BTreeMap<String, BTreeMap<String, Edit>>;

/// The small bundle that faults are put into.
pub(crate) const BASE: &str = "dirty/base/";
/// The faults, each told as its edits of the base.
pub(crate) const EDITS: &str = "dirty/edits.json";
/// The sum of every file that comes out.
pub const SUMS: &str = "SHA256SUMS";
/// What is packed, by the folder that it becomes.
pub(crate) const PACKED: [&str; 2] = ["expected", "network"];
/// What is shipped with the product, and so not copied a second time.
pub(crate) const REFERENCE: &str = "reference";

/// Where they lie.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/data")
}

/// The copies as they are committed, and the reference tables that the product ships.
pub fn read() -> Files {
    let mut copies = read_below(&folder());
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("../domain").join(REFERENCE);
    let named = |(name, bytes)| (format!("{REFERENCE}/{name}"), bytes);
    copies.extend(read_below(&shipped).into_iter().map(named));
    copies
}

/// Every file that the copies stand for.
pub fn unpack(copies: &Files) -> Files {
    let mut files = Files::new();
    for (name, bytes) in copies {
        match name.strip_suffix(".zip") {
            Some(packed) => files.extend(entries(packed, bytes)),
            None if name == EDITS => files.extend(edited(copies, bytes)),
            None if name == SUMS => {}
            None => drop(files.insert(name.clone(), bytes.clone())),
        }
    }
    files
}

fn entries(folder: &str, packed: &[u8]) -> Files {
    let mut archive = ZipArchive::new(Cursor::new(packed)).expect("a ZIP");
    let mut files = Files::new();
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).expect("an entry of the ZIP");
        let name = format!("{folder}/{}", entry.name().expect("a name"));
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).expect("a whole entry");
        files.insert(name, bytes);
    }
    files
}

fn edited(copies: &Files, edits: &[u8]) -> Files {
    let edits: Edits = serde_json::from_slice(edits).expect("edits by folder and file");
    let mut files = Files::new();
    for (folder, changed) in edits {
        for (file, edit) in changed {
            let base = copies.get(&format!("{BASE}{file}")).map_or(&b""[..], Vec::as_slice);
            files.insert(format!("dirty/{folder}/{file}"), edit.apply(base));
        }
    }
    files
}
