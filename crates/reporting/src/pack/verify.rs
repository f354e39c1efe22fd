//! Whether a pack on disk is what its snapshot gives.

use std::path::Path;

use super::{Options, Pack, PackDefinition, build, folder};
use crate::{
    error::{Error, Result},
    snapshot::Snapshot,
};

/// Builds the pack in `dir` again from the snapshot and compares it byte for byte.
///
/// `None` when it is the same, else a sentence that names the first file that differs. Refused when the pack was
/// made from another snapshot or by another version of the program: then nothing can be concluded.
pub fn verify(dir: &Path, snapshot: &Snapshot) -> Result<Option<String>> {
    let manifest = folder::manifest_of(dir)?;
    if manifest.inputs.snapshot != snapshot.hash() {
        return Err(Error::refused(format!(
            "This pack was made from another snapshot: it names {}, the snapshot given is {}. \
             Give the snapshot it names.",
            manifest.inputs.snapshot,
            snapshot.hash()
        )));
    }
    if manifest.code_version != env!("CARGO_PKG_VERSION") {
        return Err(Error::refused(format!(
            "This pack was written by ecmopt {}, and this is {}. Verify it with the version that wrote it.",
            manifest.code_version,
            env!("CARGO_PKG_VERSION")
        )));
    }
    let options = Options { period: manifest.period, centre: manifest.centre.clone() };
    let built = build(snapshot, &PackDefinition::named(&manifest.pack)?, &options)?;
    let difference = first_difference(&built, &Pack { files: folder::read_all(dir)? });
    Ok(difference.map(|difference| {
        format!(
            "The pack in {} is not what its snapshot gives: {difference}. \
             Build it again, or restore it from a copy.",
            dir.display()
        )
    }))
}

/// The first path, in order, at which two packs differ, in words. The manifest comes last: it follows the others.
fn first_difference(built: &Pack, found: &Pack) -> Option<String> {
    let mut paths: Vec<&String> = built.files.keys().chain(found.files.keys()).collect();
    paths.sort_by_key(|path| (path.as_str() == super::MANIFEST, path.as_str()));
    paths.dedup();
    paths.into_iter().find_map(|path| match (built.files.get(path), found.files.get(path)) {
        (Some(a), Some(b)) if a == b => None,
        (Some(_), Some(_)) => Some(format!("{path} differs")),
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
