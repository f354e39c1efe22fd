//! The example data that tests read, from the repository's own copies in `tests/data`.
//!
//! ```text
//! documents that lay the data down ──[pack]──► tests/data      what is committed, under 3 MB
//!                                                  │ [copies]
//!                                                  ▼
//!                     [path], [text], [json] ◄── a folder beside the test programs, unpacked once
//! ```
//!
//! | Name | What |
//! |---|---|
//! | `network/` | a clean bundle of all centres, two years; `tests/data/network.zip` is one that the product imports |
//! | `expected/` | every indicator of it; inputs and results of the statistical functions |
//! | `dirty/base`, `dirty/cases/*`, `dirty/all` | a small bundle and faults put into it; kept as the base and the edits |
//! | `dirty/faults.json` | the findings that each must give |
//! | `rules.txt` | the rules that the documents name |
//!
//! A test (`tests/copies.rs`) keeps the copies equal to the documents. No other crate may depend on
//! this one but for its tests.

#![allow(
    clippy::expect_used,
    reason = "only tests depend on it, and one that cannot go on says so by panicking"
)]

pub mod copies;
pub mod edits;
pub mod originals;
pub mod pack;
pub mod sums;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use serde_json::Value;

/// Files by name, with the folders in it: `dirty/base/patients.csv`.
pub type Files = BTreeMap<String, Vec<u8>>;

/// Where an example file or folder lies, unpacked.
pub fn path(name: &str) -> PathBuf {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    let path = FOLDER.get_or_init(unpacked).join(name);
    assert!(path.exists(), "there is no {name} among the example data of {}", copies::folder().display());
    path
}

/// An example file as text.
pub fn text(name: &str) -> String {
    std::fs::read_to_string(path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// An example file as JSON.
pub fn json(name: &str) -> Value {
    serde_json::from_str(&text(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// The folder with all of it, beside the program that asks. Its name holds a hash of the copies, so that a folder of
/// older ones is never read; it appears whole, so that programs that ask at the same time do not meet half of it.
fn unpacked() -> PathBuf {
    let copies = copies::read();
    let own = std::env::current_exe().expect("this program has a path");
    let beside = own.ancestors().skip(1).find(|folder| !folder.ends_with("deps")).expect("a folder");
    let folder = beside.join(format!("example-data-{}", &sums::of(&copies)[..16]));
    if !folder.is_dir() {
        let partial = files::Folder::begin_anew(&folder).expect("a folder beside the test programs");
        write(&copies::unpack(&copies), partial.path());
        // Another program may have been faster; its folder holds the same.
        let placed = partial.finish();
        assert!(placed.is_ok() || folder.is_dir(), "{}: {placed:?}", folder.display());
    }
    folder
}

/// Writes files below a folder.
fn write(files: &Files, folder: &Path) {
    for (name, bytes) in files {
        let path = folder.join(name);
        let parent = path.parent().expect("a file lies in a folder");
        let written = std::fs::create_dir_all(parent).and_then(|()| std::fs::write(&path, bytes));
        written.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    }
}

/// Every file below a folder, by its name from there.
fn read_below(folder: &Path) -> Files {
    let mut files = Files::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        let entries = std::fs::read_dir(&next).unwrap_or_else(|error| panic!("{}: {error}", next.display()));
        for path in entries.map(|entry| entry.expect("an entry of a folder").path()) {
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).expect("it lies below").to_string_lossy().into_owned();
                let bytes =
                    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
                files.insert(name, bytes);
            }
        }
    }
    files
}
