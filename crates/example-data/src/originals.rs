//! The documents that lay the data down, where they are at hand.

use std::path::{Path, PathBuf};

use regex::Regex;

use crate::{Files, read_below};

/// The variable that names their folder: the one that holds `data/` and the data dictionary.
pub const VARIABLE: &str = "ECMOPT_EXAMPLE_DATA";

/// The pages that name rules.
const PAGES: [&str; 2] = ["domain.md", "data/README.md"];

/// The folders of data that tests read.
const FOLDERS: [&str; 4] = ["dirty", "expected", "network", "reference"];

/// The folder of the documents, if somebody named it.
pub fn folder() -> Option<PathBuf> {
    let folder = PathBuf::from(std::env::var_os(VARIABLE)?);
    assert!(
        folder.join("data").is_dir(),
        "{VARIABLE} names {}, which holds no folder data",
        folder.display()
    );
    Some(folder)
}

/// Every file that tests read, as the documents have it.
pub fn read(documents: &Path) -> Files {
    let mut files = Files::new();
    for folder in FOLDERS {
        let below = read_below(&documents.join("data").join(folder));
        files.extend(below.into_iter().map(|(name, bytes)| (format!("{folder}/{name}"), bytes)));
    }
    files.insert("rules.txt".to_owned(), rules(documents).into_bytes());
    files
}

/// The rules that each page names, in the order of their names.
fn rules(documents: &Path) -> String {
    let id = Regex::new(r"\b([FKXL]-[A-Z]{2,}(?:-[A-Z]+)*|V-[A-Z]{2,}-[0-9]+)\b").expect("a pattern");
    let mut lines = Vec::new();
    for page in PAGES {
        let path = documents.join(page);
        let text =
            std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        lines.extend(id.find_iter(&text).map(|rule| format!("{page}\t{}\n", rule.as_str())));
    }
    lines.sort_unstable();
    lines.dedup();
    lines.concat()
}
