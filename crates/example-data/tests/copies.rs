//! The repository's copies of the example data against the documents that lay them down.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so by panicking")]

use example_data::{Files, copies, originals, pack, sums};

/// What the copies may take in all, so that a clone stays light.
const MOST: usize = 3 << 20;

/// Everywhere the committed sums speak for the documents; where these are at hand, they speak for themselves.
#[test]
fn every_file_is_the_one_that_the_documents_lay_down() {
    let packed = copies::read();
    let files = copies::unpack(&packed);
    has_its_sum(&files, std::str::from_utf8(&packed[copies::SUMS]).unwrap());
    if let Some(documents) = originals::folder() {
        is_the_same(&files, &originals::read(&documents));
    }
}

fn has_its_sum(files: &Files, committed: &str) {
    let found = sums::list(files);
    let (committed, found) = (sums::read(committed), sums::read(&found));
    let differing: Vec<_> = committed.iter().filter(|(name, sum)| found.get(*name) != Some(sum)).collect();
    assert!(differing.is_empty(), "renew them with `just example-data FROM`: {differing:#?}");
    let unknown: Vec<_> = found.keys().filter(|name| !committed.contains_key(*name)).collect();
    assert!(unknown.is_empty(), "{unknown:?}");
    assert!(committed.len() > 250, "{} files", committed.len());
}

fn is_the_same(files: &Files, originals: &Files) {
    let differs = |(name, bytes): &(&String, &Vec<u8>)| files.get(*name) != Some(bytes);
    let names: Vec<_> = originals.iter().filter(differs).map(|(name, _)| name).collect();
    assert!(names.is_empty(), "renew them with `just example-data FROM`: {names:?}");
    assert_eq!(files.len(), originals.len());
}

#[test]
fn unpacking_gives_what_was_packed() {
    let files = copies::unpack(&copies::read());
    let mut again = copies::unpack(&pack::pack(&files));
    // Shipped with the product, not copied.
    again.extend(files.clone().into_iter().filter(|(name, _)| name.starts_with("reference/")));
    is_the_same(&again, &files);
}

#[test]
fn they_are_light() {
    let size: usize = copies::read().values().map(Vec::len).sum();
    assert!(size <= MOST, "{size} bytes");
}
