//! Equal input, equal bytes.

use reporting::pack::{MANIFEST, PackDefinition, PackManifest, from_facts};

#[test]
fn twice_the_same() {
    let (first, second) = (&*crate::PACK, crate::built());
    for (path, bytes) in first.files() {
        assert!(second.files()[path] == *bytes, "{path} differs between two builds");
    }
    assert_eq!(first.files().len(), second.files().len());
}

/// Every definition that can be made, a change of any byte shows here and is accepted on purpose.
#[test]
fn the_same_as_last_time() {
    for (name, centre) in [("biannual", None), ("centre", Some("STH")), ("organisational", None)] {
        let definition = PackDefinition::named(name).expect("a definition");
        let pack = from_facts(&crate::facts::facts(), &definition, centre).expect("a pack");
        let manifest: PackManifest = serde_json::from_slice(&pack.files()[MANIFEST]).expect("the manifest");
        insta::assert_json_snapshot!(name, manifest.files);
    }
}

#[test]
fn every_definition_is_built_or_says_why_not() {
    let built = ["biannual", "centre", "organisational"];
    let refused: Vec<&str> = PackDefinition::names().filter(|name| !built.contains(name)).collect();
    assert_eq!(refused, ["public"]);
}

#[test]
fn the_manifest_lists_every_other_file() {
    let pack = &*crate::PACK;
    let manifest: PackManifest = serde_json::from_slice(&pack.files()[MANIFEST]).expect("the manifest");
    let listed: Vec<&String> = manifest.files.keys().collect();
    let there: Vec<&String> = pack.files().keys().filter(|path| *path != MANIFEST).collect();
    assert_eq!(listed, there);
}
