//! Equal input, equal bytes.

use reporting::pack::{MANIFEST, PackManifest};

#[test]
fn twice_the_same() {
    let (first, second) = (&*crate::PACK, crate::built());
    for (path, bytes) in first.files() {
        assert!(second.files()[path] == *bytes, "{path} differs between two builds");
    }
    assert_eq!(first.files().len(), second.files().len());
}

/// A change of any byte shows here and is accepted on purpose.
#[test]
fn the_same_as_last_time() {
    let pack = &*crate::PACK;
    let manifest: PackManifest = serde_json::from_slice(&pack.files()[MANIFEST]).expect("the manifest");
    insta::assert_json_snapshot!(manifest.files);
}

#[test]
fn the_manifest_lists_every_other_file() {
    let pack = &*crate::PACK;
    let manifest: PackManifest = serde_json::from_slice(&pack.files()[MANIFEST]).expect("the manifest");
    let listed: Vec<&String> = manifest.files.keys().collect();
    let there: Vec<&String> = pack.files().keys().filter(|path| *path != MANIFEST).collect();
    assert_eq!(listed, there);
}
