//! A pack on disk, and whether it is what its snapshot gives.

use std::{fs, path::Path};

use jiff::civil::date;
use reporting::{
    indicators::Period,
    pack::{Options, Pack, build, verify},
    snapshot::Snapshot,
};

fn network(dir: &Path) -> Snapshot {
    let dir = dir.join("snapshot");
    crate::support::network::snapshot(&dir);
    Snapshot::open(&dir).expect("the snapshot")
}

fn options() -> Options {
    let period = Period::new(date(2026, 4, 1), date(2026, 9, 30)).expect("a period");
    Options { period, centre: None }
}

#[test]
fn of_the_example_network_is_verified_until_it_is_touched() {
    let dir = tempfile::tempdir().expect("a folder");
    let snapshot = network(dir.path());
    let pack = build(&snapshot, &crate::definition(), &options()).expect("a pack");
    let target = dir.path().join("pack");
    holds_the_networks_numbers(&pack);
    pack.write(&target).expect("written");
    assert_eq!(verify(&target, &snapshot).expect("verified"), None);

    let csv = target.join("csv/p04_centres.csv");
    let text = fs::read_to_string(&csv).expect("text").replace("82.5", "92.5");
    fs::write(&csv, text).expect("written");
    let difference = verify(&target, &snapshot).expect("verified").expect("it was changed");
    assert!(difference.contains("csv/p04_centres.csv differs"), "{difference}");

    let elsewhere = Options { centre: Some("XXX".into()), ..options() };
    let refusal = build(&snapshot, &crate::definition(), &elsewhere).expect_err("no such centre");
    assert!(refusal.to_string().contains("“XXX”"), "{refusal}");
}

fn holds_the_networks_numbers(pack: &Pack) {
    let manifest: serde_json::Value = serde_json::from_slice(&pack.files()["manifest.json"]).expect("JSON");
    assert_eq!(manifest["period"], "2026-04-01..2026-09-30");
    let network = String::from_utf8(pack.files()["csv/network.csv"].clone()).expect("UTF-8");
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
    let names: Vec<_> =
        fs::read_dir(dir.path()).expect("entries").map(|e| e.expect("an entry").file_name()).collect();
    assert_eq!(names.len(), 2, "nothing half written stays: {names:?}");
}
