//! A pack on disk, and whether it is what its snapshot gives.

use std::{fs, path::Path};

use reporting::{
    indicators::Definition,
    pack::{Options, Pack, build, verify},
    snapshot::Snapshot,
};

fn network(dir: &Path) -> Snapshot {
    let dir = dir.join("snapshot");
    crate::support::network::snapshot(&dir);
    Snapshot::open(&dir).expect("the snapshot")
}

fn built(snapshot: &Snapshot) -> Pack {
    let definitions = Definition::shipped().expect("definitions");
    build(snapshot, &crate::definition(), definitions, &Options::default()).expect("a pack")
}

fn verified(dir: &Path, snapshot: &Snapshot) -> Result<(), String> {
    verify(dir, snapshot, Definition::shipped().expect("definitions")).map_err(|error| error.to_string())
}

#[test]
fn of_the_example_network_is_verified_until_it_is_touched() {
    let dir = tempfile::tempdir().expect("a folder");
    let snapshot = network(dir.path());
    let (pack, target) = (built(&snapshot), dir.path().join("pack"));
    is_of_the_last_complete_cycle(&pack);
    pack.write(&target).expect("written");
    assert_eq!(verified(&target, &snapshot), Ok(()));

    let csv = target.join("csv/p04_centres.csv");
    let text = fs::read_to_string(&csv).expect("text").replace("82.5", "92.5");
    fs::write(&csv, text).expect("written");
    let refusal = verified(&target, &snapshot).expect_err("it was changed");
    assert!(refusal.contains("csv/p04_centres.csv differs"), "{refusal}");

    let options = Options { centre: Some("XXX".into()), period: None };
    let refusal = build(&snapshot, &crate::definition(), Definition::shipped().expect("definitions"), &options);
    assert!(refusal.expect_err("no such centre").to_string().contains("“XXX”"));
}

fn is_of_the_last_complete_cycle(pack: &Pack) {
    let manifest: serde_json::Value = serde_json::from_slice(&pack.files["manifest.json"]).expect("JSON");
    assert_eq!(manifest["period"], "2026-04-01..2026-09-30");
    let network = String::from_utf8(pack.files["csv/network.csv"].clone()).expect("UTF-8");
    assert!(network.contains("P04 ECMO days with any physiotherapy,1582,82.5,RED,80.5,84.3,90"), "{network}");
}

#[test]
fn replaces_an_older_pack_and_nothing_else() {
    let dir = tempfile::tempdir().expect("a folder");
    let (pack, target) = (&*crate::PACK, dir.path().join("pack"));
    pack.write(&target).expect("written");
    fs::write(target.join("stray.txt"), "left from before").expect("written");
    pack.write(&target).expect("replaced");
    assert!(!target.join("stray.txt").exists());

    let other = dir.path().join("thesis");
    fs::create_dir(&other).expect("a folder");
    fs::write(other.join("chapter-1.txt"), "precious").expect("written");
    let refusal = pack.write(&other).expect_err("not a pack").to_string();
    assert!(refusal.contains("is not a pack"), "{refusal}");
    assert_eq!(fs::read_to_string(other.join("chapter-1.txt")).expect("still there"), "precious");
    let names: Vec<_> = fs::read_dir(dir.path()).expect("entries").map(|e| e.expect("an entry").file_name()).collect();
    assert_eq!(names.len(), 2, "nothing half written stays: {names:?}");
}
