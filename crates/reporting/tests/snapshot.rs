//! A snapshot is whole, proven and the same for the same records.

#![expect(clippy::expect_used, reason = "a test may fail loudly")]

mod support;

use std::fs;
use std::path::Path;
use std::sync::Arc;

use domain::dictionary::Dictionary;
use domain::questions::QuestionSet;
use domain::reference;
use polars::prelude::{ParquetReader, SerReader};
use reporting::Error;
use reporting::indicators::Flow;
use reporting::snapshot::{Found, Header, QuestionText, Snapshot, Writer};
use serde_json::Value;
use support::network;

fn begin(dir: &Path) -> Writer {
    Writer::begin(dir, &network::directory(), &network::calendar()).expect("an empty place")
}

/// A snapshot with the example network's patients and nothing else.
fn patients_only(dir: &Path) {
    let patient = Dictionary::shipped().form("patient").expect("a form");
    let mut writer = begin(dir);
    let mut table = writer.table(patient).expect("a table");
    for record in network::records(patient) {
        table.push(&record).expect("a good record");
    }
    table.close().expect("a whole table");
    writer.finish(network::header()).expect("a whole snapshot");
}

const QUESTIONS: &str = r#"
cycle = "2026H1"

[[question]]
name = "q_pressure"
form = "physio_contact"
label = "Highest pressure"
type = "number"
missing = true
"#;

fn dictionary() -> Arc<Dictionary> {
    let cycles = reference::cycles(reference::CYCLES).expect("the shipped cycles");
    Arc::new(Dictionary::shipped().asking([QuestionSet::parse(QUESTIONS, &cycles).expect("a set")]))
}

fn refusal(dir: &Path) -> String {
    match Snapshot::open(dir) {
        Err(Error::Refused(sentence)) => sentence,
        other => panic!("not refused: {other:?}"),
    }
}

mod writing {
    use super::*;

    #[test]
    fn the_same_records_give_the_same_bytes() {
        let folder = tempfile::tempdir().expect("a folder");
        let [a, b] = ["a", "b"].map(|name| folder.path().join(name));
        assert_eq!(network::snapshot(&a), network::snapshot(&b));
        for entry in fs::read_dir(&a).expect("the folder") {
            let name = entry.expect("an entry").file_name();
            let [a, b] = [&a, &b].map(|dir| fs::read(dir.join(&name)).expect("a file"));
            assert!(a == b, "{} differs", name.display());
        }
    }

    #[test]
    fn every_form_and_repeated_group_has_its_table() {
        let folder = tempfile::tempdir().expect("a folder");
        let dir = folder.path().join("snapshot");
        patients_only(&dir);
        let snapshot = Snapshot::open(&dir).expect("the snapshot");
        let files = &snapshot.manifest().files;
        for form in Dictionary::shipped().forms() {
            let tables = std::iter::once(form.file).chain(form.children.iter().map(|child| child.spec.file));
            for stem in tables {
                let rows = files[&format!("{stem}.parquet")].rows;
                assert_eq!(rows > 0, stem == "patients", "{stem} has {rows} rows");
            }
        }
        assert_eq!(snapshot.hash().len(), 64);
    }

    #[test]
    fn a_question_is_a_typed_column_of_its_form_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        let [without, with] = ["without", "with"].map(|name| folder.path().join(name));
        patients_only(&without);
        let patient = Dictionary::shipped().form("patient").expect("a form");
        let contact = Dictionary::shipped().form("physio_contact").expect("a form");
        let mut writer = begin(&with).with_dictionary(dictionary());
        let mut table = writer.table(patient).expect("a table");
        network::records(patient).iter().try_for_each(|record| table.push(record)).expect("good records");
        table.close().expect("a whole table");
        let mut table = writer.table(contact).expect("a table");
        for (record, answer) in network::records(contact).iter_mut().zip(["12", "NK", ""]) {
            record.extra.insert("q_pressure".to_owned(), answer.to_owned());
            table.push(record).expect("a good record");
        }
        table.close().expect("a whole table");
        let text = QuestionText::new("2026H1", QUESTIONS.to_owned());
        let manifest = writer.finish(Header { questions: vec![text.clone()], ..network::header() });
        let manifest = manifest.expect("a whole snapshot");
        assert_eq!(manifest.header.questions, [text]);
        let read = |dir: &Path, stem: &str| {
            let file = fs::File::open(dir.join(format!("{stem}.parquet"))).expect("a table");
            ParquetReader::new(file).finish().expect("Parquet")
        };
        let contacts = read(&with, "physio_contacts");
        let pressure = contacts.column("q_pressure").expect("a column").i64().expect("whole numbers");
        assert_eq!(pressure.to_vec(), [Some(12), None, None]);
        let missing = contacts.column("q_pressure_missing").expect("a column").str().expect("text");
        assert_eq!(missing.get(1), Some("NK"));
        let [a, b] = [&without, &with].map(|dir| fs::read(dir.join("patients.parquet")).expect("a file"));
        assert!(a == b, "a form that is asked nothing is written as before");
    }

    #[test]
    fn nothing_stands_there_before_it_is_finished() {
        let folder = tempfile::tempdir().expect("a folder");
        let dir = folder.path().join("snapshot");
        let writer = begin(&dir);
        assert!(!dir.exists());
        drop(writer);
        assert_eq!(fs::read_dir(folder.path()).expect("the folder").count(), 0, "nothing is left behind");
    }

    #[test]
    fn a_folder_that_is_there_is_not_written_over() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("letter"), "Dear colleague").expect("a file");
        let refused = Writer::begin(folder.path(), &network::directory(), &network::calendar());
        let sentence = refused.err().expect("a refusal").to_string();
        assert!(sentence.contains("is there already"), "{sentence}");
    }

    #[test]
    fn records_out_of_order_are_an_error() {
        let folder = tempfile::tempdir().expect("a folder");
        let patient = Dictionary::shipped().form("patient").expect("a form");
        let records = network::records(patient);
        let mut writer = begin(&folder.path().join("snapshot"));
        let mut table = writer.table(patient).expect("a table");
        table.push(&records[1]).expect("the first");
        assert!(table.push(&records[0]).expect_err("out of order").to_string().contains("key order"));
        assert!(table.push(&records[1]).expect_err("twice").to_string().contains("each once"));
    }

    #[test]
    fn a_cell_that_cannot_be_read_is_named() {
        let folder = tempfile::tempdir().expect("a folder");
        let patient = Dictionary::shipped().form("patient").expect("a form");
        let mut record = network::records(patient).swap_remove(0);
        record.set(patient, "age_years", "old");
        let mut writer = begin(&folder.path().join("snapshot"));
        let mut table = writer.table(patient).expect("a table");
        let error = table.push(&record).expect_err("no number").to_string();
        assert!(error.contains("patients.parquet") && error.contains("age_years"), "{error}");
    }
}

mod cycles {
    use super::*;

    #[test]
    fn are_those_that_the_audit_had_when_it_was_taken() {
        let folder = tempfile::tempdir().expect("a folder");
        let dir = folder.path().join("snapshot");
        let mut calendar = network::calendar();
        let moved = calendar.cycles.last_mut().expect("a cycle");
        moved.id = "2031H2".to_owned();
        moved.lock_deadline = moved.lock_deadline.tomorrow().expect("a day");
        let writer = Writer::begin(&dir, &network::directory(), &calendar).expect("an empty place");
        writer.finish(network::header()).expect("a whole snapshot");
        assert_eq!(Snapshot::open(&dir).expect("the snapshot").cycles().expect("cycles"), calendar.cycles);
    }
}

mod opening {
    use super::*;

    #[test]
    fn a_manifest_that_says_nothing_of_questions_and_lives_is_read() {
        let folder = tempfile::tempdir().expect("a folder");
        let dir = folder.path().join("snapshot");
        patients_only(&dir);
        let json = fs::read_to_string(dir.join("manifest.json")).expect("the manifest");
        assert!(!json.contains("questions") && !json.contains("standing"), "nothing to say, nothing said");
        let header = &Snapshot::open(&dir).expect("the snapshot").manifest().header.clone();
        assert!(header.questions.is_empty() && header.standing.is_empty());
    }

    /// Every way to change one value of a JSON document, or to leave one out.
    fn edits(json: &Value) -> Vec<Value> {
        let mut edits = Vec::new();
        for pointer in pointers(json, "") {
            let mut edited = json.clone();
            let value = edited.pointer_mut(&pointer).expect("a value");
            *value = match value.take() {
                Value::String(text) => format!("{text}0").into(),
                Value::Number(number) => (number.as_u64().unwrap_or_default() + 1).into(),
                Value::Bool(truth) => (!truth).into(),
                _ => "something".into(),
            };
            edits.push(edited);
            let (parent, name) = pointer.rsplit_once('/').expect("a pointer");
            let mut edited = json.clone();
            if let Some(parent) = edited.pointer_mut(parent).and_then(Value::as_object_mut) {
                parent.shift_remove(name);
                edits.push(edited);
            }
        }
        edits
    }

    fn pointers(json: &Value, at: &str) -> Vec<String> {
        match json {
            Value::Object(fields) => {
                fields.iter().flat_map(|(name, value)| pointers(value, &format!("{at}/{name}"))).collect()
            }
            Value::Array(items) => items
                .iter()
                .enumerate()
                .flat_map(|(place, value)| pointers(value, &format!("{at}/{place}")))
                .collect(),
            _ => vec![at.to_owned()],
        }
    }

    #[test]
    fn an_edited_manifest_is_refused_whatever_was_edited() {
        let folder = tempfile::tempdir().expect("a folder");
        let dir = folder.path().join("snapshot");
        let header = Header {
            cycle: Some("2026H1".to_owned()),
            audit_head: Some("ab".repeat(32)),
            flow: vec![Flow::new("Patient", 3, [("set aside", 1)])],
            questions: vec![QuestionText::new("2026H1", QUESTIONS.to_owned())],
            ..network::header()
        };
        begin(&dir).finish(header).expect("a whole snapshot");
        let manifest = dir.join("manifest.json");
        let written = fs::read(&manifest).expect("the manifest");
        let json: Value = serde_json::from_slice(&written).expect("JSON");
        let edits = edits(&json);
        assert!(edits.len() > 80, "{} edits", edits.len());
        for edited in edits {
            fs::write(&manifest, serde_json::to_vec_pretty(&edited).expect("JSON")).expect("a file");
            let sentence = refusal(&dir);
            let told =
                ["was changed", "is damaged", "newer version", "reads up to", "is missing", "does not lie"];
            assert!(told.iter().any(|word| sentence.contains(word)), "{sentence}");
        }
        let spaced = [written.as_slice(), b"\n"].concat();
        fs::write(&manifest, spaced).expect("a file");
        assert!(refusal(&dir).contains("manifest.json was changed"));
        fs::write(&manifest, written).expect("a file");
        Snapshot::open(&dir).expect("as it was written");
    }

    #[test]
    fn one_of_an_earlier_version_is_taken_when_its_cycle_was_frozen_with_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let dir = folder.path().join("snapshot");
        patients_only(&dir);
        let manifest = dir.join("manifest.json");
        let mut json: Value =
            serde_json::from_slice(&fs::read(&manifest).expect("the manifest")).expect("JSON");
        json["format"] = 1.into();
        json.as_object_mut().expect("an object").remove("manifest_sha256");
        let earlier = serde_json::to_vec_pretty(&json).expect("JSON");
        fs::write(&manifest, &earlier).expect("a file");
        assert!(refusal(&dir).contains("cannot prove itself"));
        let found = || Found::open(&dir).expect("whole");
        found().frozen_as(&files::sha256(&earlier)).expect("the frozen one");
        let other = found().frozen_as(&"ab".repeat(32)).expect_err("another").to_string();
        assert!(other.contains("is not the snapshot that cycle"), "{other}");
    }

    #[test]
    fn a_changed_file_is_refused_by_name() {
        let folder = tempfile::tempdir().expect("a folder");
        let dir = folder.path().join("snapshot");
        patients_only(&dir);
        let file = dir.join("patients.parquet");
        let mut bytes = fs::read(&file).expect("a file");
        bytes[100] ^= 1;
        fs::write(&file, bytes).expect("a file");
        let sentence = refusal(&dir);
        assert!(sentence.contains("patients.parquet was changed"), "{sentence}");
    }

    #[test]
    fn a_missing_file_is_refused_by_name() {
        let folder = tempfile::tempdir().expect("a folder");
        let dir = folder.path().join("snapshot");
        patients_only(&dir);
        fs::remove_file(dir.join("ecmo_runs.parquet")).expect("a file");
        let sentence = refusal(&dir);
        assert!(sentence.contains("ecmo_runs.parquet is missing"), "{sentence}");
    }

    #[test]
    fn a_folder_without_a_manifest_is_no_snapshot() {
        let folder = tempfile::tempdir().expect("a folder");
        assert!(refusal(folder.path()).contains("is not a snapshot"));
        assert!(refusal(&folder.path().join("nowhere")).contains("is not a snapshot"));
    }

    #[test]
    fn a_damaged_or_newer_manifest_says_so() {
        let folder = tempfile::tempdir().expect("a folder");
        let manifest = folder.path().join("manifest.json");
        fs::write(&manifest, "{").expect("a file");
        assert!(refusal(folder.path()).contains("is damaged"));
        fs::write(&manifest, r#"{"format": 3}"#).expect("a file");
        assert!(refusal(folder.path()).contains("newer version"));
        // Whatever else a later program wrote there.
        fs::write(&manifest, r#"{"format": 2, "dictionary_version": "9.0", "moods": {}}"#).expect("a file");
        let sentence = refusal(folder.path());
        assert!(
            sentence.contains("it is of version 9.0 of the data dictionary, and this program reads up to"),
            "{sentence}"
        );
    }
}
