//! What earlier versions of the program made, and today's program with it. See `tests/museum/README.md`.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::Value;
use testkit::command::Ecmopt;
use testkit::fixtures::UNREAD_VERSIONS;
use zip::ZipArchive;

/// A folder with the database, bundle, snapshot and pack of dictionary 0.1.
fn dictionary_0_1() -> Ecmopt {
    let ecmopt = Ecmopt::new();
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("museum/0.1.zip");
    ZipArchive::new(fs::File::open(file).unwrap()).unwrap().extract(ecmopt.path(".")).unwrap();
    for part in fs::read_dir(ecmopt.path("museum")).unwrap() {
        let part = part.unwrap();
        fs::rename(part.path(), ecmopt.path(part.file_name().to_str().unwrap())).unwrap();
    }
    ecmopt
}

/// The same, its database brought to this version.
fn migrated() -> Ecmopt {
    let ecmopt = dictionary_0_1();
    ecmopt.must(&["migrate"]);
    ecmopt
}

/// The tables of a bundle; what it says of itself, without the version of the dictionary, which is that of who wrote it.
fn files(folder: &Path) -> BTreeMap<String, String> {
    let entries = fs::read_dir(folder).unwrap().map(Result::unwrap);
    let csv = entries.filter(|entry| entry.path().extension().is_some_and(|ending| ending == "csv"));
    csv.map(|entry| {
        let name = entry.file_name().into_string().unwrap();
        let text = fs::read_to_string(entry.path()).unwrap();
        let is_about = name == "bundle.csv";
        (name, if is_about { text.replace("dictionary_version,0.1", "dictionary_version,0.2") } else { text })
    })
    .collect()
}

/// The values of the indicators without the colours, whose rule has had a second version since.
fn values(json: &str) -> Vec<Value> {
    let json: Value = serde_json::from_str(json).unwrap();
    let mut records = json["records"].as_array().unwrap().clone();
    for record in &mut records {
        record.as_object_mut().unwrap().remove("rag").unwrap();
    }
    records
}

const SNAPSHOT: &str = "data/snapshots/2025H2";

mod a_database_of_dictionary_0_1 {
    use super::*;

    #[test]
    fn says_that_it_must_be_migrated_before_it_is_used() {
        let said = dictionary_0_1().run(&["verify"]);
        assert_eq!(said.code, 1);
        assert!(said.err.contains("ecmopt migrate"), "{}", said.err);
    }

    #[test]
    fn is_migrated_and_every_link_of_its_trail_holds() {
        let ecmopt = migrated();
        assert!(ecmopt.must(&["verify"]).contains("577 revisions"));
    }

    #[test]
    fn is_exported_as_it_was_then_byte_for_byte() {
        let ecmopt = migrated();
        ecmopt.must(&["export", "--out", "again", "--format", "csv"]);
        assert_eq!(files(&ecmopt.path("again")), files(&ecmopt.path("bundle")));
    }

    #[test]
    fn knows_the_records_of_a_bundle_again() {
        let ecmopt = migrated();
        let said = ecmopt.run(&["import", "bundle"]);
        assert_eq!(said.code, 0, "{}", said.err);
        assert!(said.err.contains("all 577 records of the bundle were there already"), "{}", said.err);
    }

    #[test]
    fn takes_new_versions_of_its_records_beside_the_old() {
        let ecmopt = migrated();
        let patients = ecmopt.path("bundle/patients.csv");
        let text = fs::read_to_string(&patients).unwrap();
        let (header, rows) = text.split_once('\n').unwrap();
        let age = header.split(',').position(|column| column == "age_years").unwrap();
        let (first, others) = rows.split_once('\n').unwrap();
        let mut cells: Vec<&str> = first.split(',').collect();
        cells[age] = "57";
        let changed = cells.join(",");
        assert_ne!(changed, first);
        fs::write(&patients, format!("{header}\n{changed}\n{others}")).unwrap();
        let said = ecmopt.run(&["import", "bundle"]);
        assert!(said.err.contains("1 changed; 576 were there already"), "{}", said.err);
        assert!(ecmopt.must(&["verify"]).contains("578 revisions"));
        ecmopt.must(&["export", "--out", "again", "--format", "csv"]);
        assert_eq!(files(&ecmopt.path("again"))["patients.csv"], fs::read_to_string(&patients).unwrap());
    }
}

mod a_bundle_of_dictionary_0_1 {
    use super::*;

    #[test]
    fn is_stored_whole_where_the_questions_of_the_network_are_those_it_answers() {
        let ecmopt = Ecmopt::new();
        let museum = dictionary_0_1();
        let set = "cycle = \"2025H2\"\n[[question]]\nform = \"physio_contact\"\nname = \"q_cuff\"\n\
                   label = \"Cuff of the tracheostomy during the contact\"\ntype = \"code\"\nneed = \"optional\"\n\
                   codes = [{ code = \"UP\", label = \"Inflated\" }, { code = \"DOWN\", label = \"Deflated\" }]\n";
        fs::write(ecmopt.path("questions.toml"), set).unwrap();
        ecmopt.must(&["migrate"]);
        ecmopt.must(&["cycle", "open", "2025H2"]);
        ecmopt.must(&["questions", "put", "questions.toml"]);
        let bundle = museum.path("bundle");
        let said = ecmopt.run(&["import", bundle.to_str().unwrap()]);
        assert_eq!(said.code, 0, "{}", said.err);
        assert!(said.err.contains("577 new records"), "{}", said.err);
        ecmopt.must(&["export", "--out", "again", "--format", "csv"]);
        assert_eq!(files(&ecmopt.path("again")), files(&bundle));
    }

    /// Whatever the bundle comes in, and whatever the version is, the same words say where it stands and what to do.
    #[test]
    fn of_another_version_is_refused_with_the_place_and_the_way_on() {
        for (version, told) in UNREAD_VERSIONS {
            let ecmopt = dictionary_0_1();
            let meta = ecmopt.path("bundle/bundle.csv");
            let (before, after) = ("dictionary_version,0.1", format!("dictionary_version,{version}"));
            fs::write(&meta, fs::read_to_string(&meta).unwrap().replace(before, &after)).unwrap();
            let zip = fs::File::create(ecmopt.path("bundle.zip")).unwrap();
            exchange::archive::pack_folder(&ecmopt.path("bundle"), zip).unwrap();
            fs::write(ecmopt.path("bundle.xlsx"), crate::import_pages::workbook_of(version)).unwrap();
            let sentence =
                format!("bundle.csv, row 3, column value: the bundle cannot be read, because {told}");
            for brought in ["bundle", "bundle.zip", "bundle.xlsx"] {
                let said = Ecmopt::new().run(&["import", ecmopt.path(brought).to_str().unwrap()]);
                assert_eq!(said.code, 1);
                assert!(said.err.contains(&sentence), "{brought} of {version}: {}", said.err);
            }
        }
    }
}

mod a_snapshot_of_dictionary_0_1 {
    use super::*;

    #[test]
    fn gives_the_values_that_it_gave_then() {
        let ecmopt = migrated();
        let now = ecmopt.must(&["indicators", SNAPSHOT, "--format", "json"]);
        let then = fs::read_to_string(ecmopt.path("indicators.json")).unwrap();
        let (mut now, then) = (values(&now), values(&then));
        // There were nine indicators then.
        now.retain(|value| then.iter().any(|known| known["indicator"] == value["indicator"]));
        assert_eq!(now, then);
    }

    #[test]
    fn of_a_version_to_come_is_refused_with_the_way_on() {
        let ecmopt = migrated();
        let manifest = ecmopt.path(SNAPSHOT).join("manifest.json");
        let later = fs::read_to_string(&manifest)
            .unwrap()
            .replace("\"dictionary_version\": \"0.1\"", "\"dictionary_version\": \"7.0\"");
        fs::write(&manifest, later).unwrap();
        let said = ecmopt.run(&["indicators", SNAPSHOT, "--format", "json"]);
        assert_eq!(said.code, 1);
        assert!(said.err.contains("version 7.0") && said.err.contains("Update the program"), "{}", said.err);
    }
}

mod a_pack_of_dictionary_0_1 {
    use super::*;

    #[test]
    fn is_whole_and_says_which_definitions_it_was_made_with() {
        let ecmopt = migrated();
        let said = ecmopt.run(&["pack", "verify", "pack", "--snapshot", SNAPSHOT]);
        assert_eq!(said.code, 1, "the colours have another rule now");
        assert!(said.out.contains("is as its manifest says"), "{}", said.out);
        assert!(said.out.contains("Verify it with the version that wrote it"), "{}", said.out);
    }

    /// What else a later program writes into a manifest does not matter: the version is looked at first.
    #[test]
    fn of_a_version_to_come_is_told_by_its_version_before_anything_else() {
        let ecmopt = migrated();
        fs::write(ecmopt.path("pack/manifest.json"), r#"{"dictionary_version": "7.0", "moods": {}}"#)
            .unwrap();
        let said = ecmopt.run(&["pack", "verify", "pack", "--snapshot", SNAPSHOT]);
        assert_eq!(said.code, 1);
        assert!(said.err.contains("version 7.0") && said.err.contains("Update the program"), "{}", said.err);
    }

    #[test]
    fn that_was_changed_is_told_from_one_that_is_old() {
        let ecmopt = migrated();
        let page = ecmopt.path("pack/pack.html");
        fs::write(&page, fs::read_to_string(&page).unwrap().replacen("Network", "network", 1)).unwrap();
        let said = ecmopt.run(&["pack", "verify", "pack", "--snapshot", SNAPSHOT]);
        assert_eq!(said.code, 1);
        assert!(said.out.contains("was changed after it was written: pack.html differs"), "{}", said.out);
    }

    #[test]
    fn is_built_again_from_its_snapshot_with_the_same_numbers() {
        let ecmopt = migrated();
        ecmopt.must(&["pack", SNAPSHOT, "--definition", "biannual", "--out", "again"]);
        ecmopt.must(&["pack", "verify", "again", "--snapshot", SNAPSHOT]);
        let (now, then) = (files(&ecmopt.path("again/csv")), files(&ecmopt.path("pack/csv")));
        for (name, text) in then.iter().filter(|(name, _)| *name != COMPLETENESS) {
            assert_eq!(without_colours(name, &now[name]), without_colours(name, text), "{name}");
        }
        // The table of key fields has those of pathway and discharge beside the ones of then, and so another sum.
        let fields: Vec<&str> = now[COMPLETENESS].lines().collect();
        for line in then[COMPLETENESS].lines().filter(|line| !line.contains(",All key fields,")) {
            assert!(fields.contains(&line), "{line}");
        }
        let same = then.iter().filter(|(name, text)| now[*name] == **text).count();
        assert_eq!((same, then.len()), (14, 19), "the colour of D01 stands in four tables");
    }

    const COMPLETENESS: &str = "completeness.csv";

    /// A table of the pack without the colours, whose rule has had a second version since, and without the counts of
    /// centres by colour.
    fn without_colours(name: &str, text: &str) -> String {
        let counts = if name == "network.csv" { 3 } else { 0 };
        let line = |line: &str| {
            let cells: Vec<&str> = line.split(',').collect();
            cells[..cells.len() - counts].join(",").replace("GREEN", "AMBER")
        };
        text.lines().map(line).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn of_a_version_to_come_is_refused_with_the_way_on() {
        let ecmopt = migrated();
        let manifest = ecmopt.path("pack/manifest.json");
        let later = fs::read_to_string(&manifest)
            .unwrap()
            .replace("\"dictionary_version\": \"0.1\"", "\"dictionary_version\": \"7.0\"");
        fs::write(&manifest, later).unwrap();
        let said = ecmopt.run(&["pack", "verify", "pack", "--snapshot", SNAPSHOT]);
        assert_eq!(said.code, 1);
        assert!(said.err.contains("version 7.0") && said.err.contains("Update the program"), "{}", said.err);
    }
}
