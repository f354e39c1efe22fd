//! What stands beside a target while it is being made: hidden, and each with a name of its own.

use std::ffi::OsString;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::error::{Doing, Error, Result};

/// Being written, by whoever holds it.
pub(crate) const PARTIAL: &str = "partial";
/// Written, and waiting to be put in its place.
pub(crate) const WHOLE: &str = "whole";
/// What stood in the place before.
pub(crate) const OLD: &str = "old";

/// The folder that a target stands in.
pub(crate) fn parent(target: &Path) -> &Path {
    match target.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

/// How the names of everything beside a target begin: `.out.` for `out`.
pub(crate) fn prefix(target: &Path) -> Result<OsString> {
    let name = target.file_name().ok_or_else(|| Error::Unnamed(target.to_owned()))?;
    let mut prefix = OsString::from(".");
    prefix.push(name);
    prefix.push(".");
    Ok(prefix)
}

/// Everything of a kind that stands beside a target.
pub(crate) fn beside(target: &Path, kind: &str) -> Result<Vec<PathBuf>> {
    let (prefix, parent) = (prefix(target)?, parent(target));
    let entries = match fs::read_dir(parent) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.doing("looking at", parent)?,
    };
    let mut found = Vec::new();
    for entry in entries {
        let path = entry.doing("looking at", parent)?.path();
        let own = path.file_name().and_then(|name| {
            name.as_encoded_bytes().strip_prefix(prefix.as_encoded_bytes())?.strip_suffix(kind.as_bytes())
        });
        // The letters of chance and a dot: another target's name may go on where this one's ends.
        if own.and_then(|own| own.strip_suffix(b".")).is_some_and(|own| !own.contains(&b'.')) {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// The same name as another kind: `.out.x7Kq2m.partial` becomes `.out.x7Kq2m.whole`.
pub(crate) fn turned(path: &Path, kind: &str) -> PathBuf {
    path.with_extension(kind)
}
