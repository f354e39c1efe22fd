//! A pack on disk, and whether it is what its snapshot gives.

use std::{fs, path::Path};

use jiff::civil::date;
use reporting::{
    indicators::Period,
    pack::{Options, Pack, Verdict, build, verify},
    snapshot::Snapshot,
};
use serde_json::{Map, Value};

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
    assert_eq!(verify(&target, &snapshot).expect("verified"), Verdict::Same);

    no_field_of_its_manifest_can_be_edited(&target, &snapshot);

    let csv = target.join("csv/p04_centres.csv");
    let text = fs::read_to_string(&csv).expect("text").replace("82.5", "92.5");
    fs::write(&csv, text).expect("written");
    let Verdict::Altered(difference) = verify(&target, &snapshot).expect("verified") else {
        panic!("it was changed");
    };
    assert!(difference.contains("csv/p04_centres.csv differs"), "{difference}");

    let elsewhere = Options { centre: Some("XXX".into()), ..options() };
    let refusal = build(&snapshot, &crate::definition(), &elsewhere).expect_err("no such centre");
    assert!(refusal.to_string().contains("“XXX”"), "{refusal}");
}

/// Edits each field of the manifest, takes each out, and puts one in.
fn no_field_of_its_manifest_can_be_edited(target: &Path, snapshot: &Snapshot) {
    let place = target.join("manifest.json");
    let kept = fs::read(&place).expect("a manifest");
    let manifest: Value = serde_json::from_slice(&kept).expect("JSON");
    let fields = manifest.as_object().expect("fields");
    let mut edits = edited(&manifest);
    edits.extend(fields.keys().map(|name| {
        let less: Map<_, _> = fields.clone().into_iter().filter(|(field, _)| field != name).collect();
        (format!("without {name}"), less.into())
    }));
    let more = fields.clone().into_iter().chain([("signed".to_owned(), true.into())]);
    edits.push(("with a field more".to_owned(), more.collect::<Map<_, _>>().into()));
    for (what, edited) in edits {
        fs::write(&place, serde_json::to_vec_pretty(&edited).expect("JSON")).expect("written");
        let verified = verify(target, snapshot);
        assert!(
            !matches!(verified, Ok(Verdict::Same)),
            "the pack is verified with a manifest edited in {what}"
        );
    }
    fs::write(&place, kept).expect("written");
}

/// A value with each of its parts changed in turn, of a map the first three, and what was changed.
fn edited(value: &Value) -> Vec<(String, Value)> {
    let changed = |value: Value| vec![(String::new(), value)];
    match value {
        Value::Object(map) => {
            let few = if map.contains_key("inputs") { map.len() } else { 3 };
            let part = |(name, part): (&String, &Value)| {
                let put = |(below, part)| {
                    let mut map = map.clone();
                    map.insert(name.clone(), part);
                    (format!("/{name}{below}"), map.into())
                };
                edited(part).into_iter().map(put).collect::<Vec<_>>()
            };
            map.iter().take(few).flat_map(part).collect()
        }
        Value::Bool(flag) => changed((!flag).into()),
        Value::String(text) => {
            let last = if text.ends_with('1') { '2' } else { '1' };
            let start: String = text.chars().take(text.chars().count() - 1).collect();
            changed(format!("{start}{last}").into())
        }
        _ => changed("made up".into()),
    }
}

fn holds_the_networks_numbers(pack: &Pack) {
    let manifest: serde_json::Value = serde_json::from_slice(&pack.files()["manifest.json"]).expect("JSON");
    assert_eq!(manifest["period"], "2026-04-01..2026-09-30");
    let days = String::from_utf8(pack.files()["csv/p04_centres.csv"].clone()).expect("UTF-8");
    assert!(days.contains("Network,1582,1305,82.5,RED,80.5,84.3"), "{days}");
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
