//! Whether a pack on disk is what its snapshot gives.

use std::collections::BTreeMap;
use std::path::Path;

use super::manifest::PackManifest;
use super::{Options, Pack, PackDefinition, build, difference, folder};
use crate::{
    error::{Error, Result},
    snapshot::Snapshot,
};

/// What is known of a pack after it was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It is what its snapshot gives, byte for byte.
    Same,
    /// Every file is as its manifest says, but this program, or its definitions, would write another pack. Whether
    /// it is what its snapshot gave then, only the version that wrote it can tell. The sentence says what differs.
    Older(String),
    /// It is not what its snapshot gives. The sentence names the first file that differs.
    Altered(String),
}

/// Looks at every file of the pack in `dir`, builds it again from the snapshot and compares the two byte for byte.
///
/// Refused when the pack was made from another snapshot or by a program that knew a later dictionary: then nothing
/// can be concluded.
pub fn verify(dir: &Path, snapshot: &Snapshot) -> Result<Verdict> {
    let manifest = folder::manifest_of(dir)?;
    if manifest.inputs.snapshot != snapshot.hash() {
        return Err(Error::refused(format!(
            "This pack was made from another snapshot: it names {}, the snapshot given is {}. \
             Give the snapshot it names.",
            manifest.inputs.snapshot,
            snapshot.hash()
        )));
    }
    let found = Pack { files: folder::read_all(dir)? };
    let options = Options { period: manifest.period, centre: manifest.centre.clone() };
    let built = build(snapshot, &PackDefinition::named(&manifest.pack)?, &options)?;
    let others = built.manifest()?.made_otherwise(&manifest);
    if let Some((path, what)) = since_written(&manifest, &found) {
        // Only a pack that this program makes as that one did says what a cell was.
        let place = if others.is_empty() { place(&path, &built, &found) } else { None };
        let difference = place.map_or_else(|| what.clone(), |place| format!("{what}: {place}"));
        return Ok(Verdict::Altered(format!(
            "The pack in {} was changed after it was written: {difference}. Restore it from a copy, or build it again.",
            dir.display()
        )));
    }
    let Some(difference) = first_difference(&built, &found) else { return Ok(Verdict::Same) };
    Ok(if others.is_empty() {
        Verdict::Altered(format!(
            "The pack in {} is not what its snapshot gives: {difference}. \
             Build it again, or restore it from a copy.",
            dir.display()
        ))
    } else {
        Verdict::Older(format!(
            "Every file of the pack in {} is as its manifest says, and the manifest says that it was made with {}. \
             This program makes another pack from the snapshot ({difference}), so it cannot tell whether this is \
             what the snapshot gave then. Verify it with the version that wrote it.",
            dir.display(),
            others.join(", ")
        ))
    })
}

/// Where in a file two packs differ, in words.
fn place(path: &str, built: &Pack, found: &Pack) -> Option<String> {
    difference::place(path, built.files.get(path)?, found.files.get(path)?)
}

/// The first file that is not as the manifest says, and in words what is wrong with it. Tables come first: they can say where.
fn since_written(manifest: &PackManifest, found: &Pack) -> Option<(String, String)> {
    let own = found.files.iter().filter(|(path, _)| path.as_str() != super::MANIFEST);
    let hashes: BTreeMap<&String, String> = own.map(|(path, bytes)| (path, files::sha256(bytes))).collect();
    let missing = manifest.files.keys().find(|path| !hashes.contains_key(path));
    if let Some(path) = missing {
        return Some(((*path).clone(), format!("{path} is missing")));
    }
    hashes.into_iter().find_map(|(path, hash)| match manifest.files.get(path) {
        Some(written) if *written == hash => None,
        Some(_) => Some((path.clone(), format!("{path} differs"))),
        None => Some((path.clone(), format!("{path} does not belong to it"))),
    })
}

/// The first path, in order, at which two packs differ, in words. The manifest comes last: it follows the others.
fn first_difference(built: &Pack, found: &Pack) -> Option<String> {
    let mut paths: Vec<&String> = built.files.keys().chain(found.files.keys()).collect();
    paths.sort_by_key(|path| (path.as_str() == super::MANIFEST, path.as_str()));
    paths.dedup();
    paths.into_iter().find_map(|path| match (built.files.get(path), found.files.get(path)) {
        (Some(a), Some(b)) if a == b => None,
        (Some(_), Some(_)) => Some(match place(path, built, found) {
            Some(place) => format!("{path} differs: {place}"),
            None => format!("{path} differs"),
        }),
        (Some(_), None) => Some(format!("{path} is missing")),
        (None, _) => Some(format!("{path} does not belong to it")),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pack(files: &[(&str, &str)]) -> Pack {
        Pack {
            files: files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).collect(),
        }
    }

    #[test]
    fn names_the_first_file_that_differs() {
        let built = pack(&[("csv/a.csv", "1"), ("manifest.json", "m"), ("pack.pdf", "p")]);
        let difference = |found| first_difference(&built, &pack(found));
        assert_eq!(difference(&[("csv/a.csv", "1"), ("manifest.json", "m"), ("pack.pdf", "p")]), None);
        let changed = difference(&[("csv/a.csv", "1"), ("manifest.json", "x"), ("pack.pdf", "q")]);
        assert_eq!(changed.as_deref(), Some("pack.pdf differs"));
        let missing = difference(&[("manifest.json", "m"), ("pack.pdf", "p")]);
        assert_eq!(missing.as_deref(), Some("csv/a.csv is missing"));
        let more =
            difference(&[("csv/a.csv", "1"), ("csv/b.csv", ""), ("manifest.json", "m"), ("pack.pdf", "p")]);
        assert_eq!(more.as_deref(), Some("csv/b.csv does not belong to it"));
    }
}
