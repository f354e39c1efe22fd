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
        let tables = then.iter().filter(|(name, _)| name.ends_with("_centres.csv"));
        let told: usize = tables
            .map(|(name, text)| {
                // Case ascertainment is printed once since.
                let name = if name == "d01_centres.csv" { "ascertainment.csv" } else { name };
                told_alike(&numbers(text), &numbers(&now[name]), name)
            })
            .sum();
        assert!(told > 150, "{told} numbers of centres and the network are in both");
    }

    /// The numbers of a table by centre and column, without the colours, whose rule has had a second version since.
    fn numbers(text: &str) -> BTreeMap<(String, String), String> {
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let header = reader.headers().unwrap().clone();
        let centre = header.iter().position(|name| name == "centre").unwrap();
        let rows = reader.records().map(Result::unwrap);
        let counted = |name: &str| ["n", "k"].contains(&name) || name.ends_with("_percent");
        rows.flat_map(|row| {
            let cells = header.iter().zip(row.iter()).filter(|(name, _)| counted(name));
            let named =
                cells.map(|(name, cell)| ((row[centre].to_owned(), name.to_owned()), cell.to_owned()));
            named.collect::<Vec<_>>()
        })
        .collect()
    }

    /// How many numbers both tell; less is told of other centres since, and nothing otherwise.
    fn told_alike(
        then: &BTreeMap<(String, String), String>,
        now: &BTreeMap<(String, String), String>,
        name: &str,
    ) -> usize {
        let is_number = |cell: &str| cell.parse::<f64>().is_ok();
        let both = then.iter().filter_map(|(place, old)| Some((place, old, now.get(place)?)));
        let both = both.filter(|(_, old, new)| is_number(old) && is_number(new));
        both.inspect(|(place, old, new)| assert_eq!(old, new, "{name} {place:?}")).count()
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
