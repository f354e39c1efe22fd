//! SHA-256 sums, in the form that `sha256sum` writes and checks.

use std::collections::BTreeMap;
use std::fmt::Write;

use files::sha256;

use crate::Files;

/// The sum of each file, one a line.
pub fn list(files: &Files) -> String {
    files.iter().fold(String::new(), |mut list, (name, bytes)| {
        let _ = writeln!(list, "{}  {name}", sha256(bytes));
        list
    })
}

/// The sums of a list by the names of their files.
pub fn read(list: &str) -> BTreeMap<&str, &str> {
    list.lines().filter_map(|line| line.split_once("  ")).map(|(sum, name)| (name, sum)).collect()
}

/// One sum over all files and their names.
pub fn of(files: &Files) -> String {
    sha256(list(files).as_bytes())
}
