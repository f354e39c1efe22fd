//! The example network and its faults, judged as a bundle.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on says so by panicking")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use domain::bundle::{Against, Bundle, BundleError, BundleFinding, Checked};
use domain::centre::Directory;
use domain::finding::Level;
use domain::questions::Questions;
use domain::reference;
use domain::value::CentreCode;
use serde_json::Value;

fn shared() -> PathBuf {
    let folder = std::env::var_os("ECMOPT_SHARED")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"), PathBuf::from);
    assert!(folder.is_dir(), "{} is missing: the example data stand beside the project", folder.display());
    folder.join("data")
}

type Files = BTreeMap<String, Vec<u8>>;

fn read(folder: &Path) -> Files {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let files = entries.map(|entry| entry.unwrap().path()).filter(|path| path.is_file());
    files
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read(&path).unwrap()))
        .collect()
}

fn directory(overlay: Option<&Path>) -> Directory {
    let table = |name: &str, shipped: &str| {
        overlay
            .map(|folder| folder.join(name))
            .filter(|path| path.is_file())
            .map_or_else(|| shipped.to_owned(), |path| std::fs::read_to_string(path).unwrap())
    };
    reference::directory(
        &table("centres.csv", reference::CENTRES),
        &table("centre_designations.csv", reference::DESIGNATIONS),
    )
    .unwrap()
}

fn check(files: &Files, directory: &Directory, centre: Option<&str>) -> Result<Checked, BundleError> {
    let bundle = Bundle::open(files, &Questions::none())?;
    let centre = centre.map(|code| CentreCode::parse(code).unwrap());
    let now = bundle.meta.now();
    Ok(bundle.check(
        Against {
            directory,
            as_centre: centre.as_ref(),
            now,
            questions: &Questions::none(),
            held: Vec::new(),
        },
        &mut |_, _| {},
    ))
}

mod network {
    use super::*;

    #[test]
    fn has_no_error_and_every_row_is_accounted_for() {
        let checked = check(&read(&shared().join("network")), &directory(None), None).unwrap();
        let errors: Vec<_> =
            checked.findings.iter().filter(|finding| finding.level == Level::E).take(10).collect();
        assert!(errors.is_empty(), "{errors:#?}");
        assert!(!checked.refused && checked.set_aside.is_empty());
        for (file, count) in &checked.files {
            assert_eq!(count.accepted + count.not_held, count.rows, "{file}");
        }
        let contacts = checked.files.iter().find(|(file, _)| *file == "physio_contacts").unwrap();
        assert_eq!((contacts.1.rows, contacts.1.accepted), (20_348, 20_348));
    }
}

mod dirty {
    use super::*;

    /// Files of the forms held here. Faults of other forms wait for those forms.
    const HELD: [&str; 11] = [
        "patients",
        "icu_admissions",
        "ecmo_runs",
        "ecmo_mode_segments",
        "cannulae",
        "physio_contacts",
        "contact_interventions",
        "contact_staff",
        "discharges",
        "ecmo_activity_returns",
        "reference/centre_designations",
    ];
    /// Assessments are held for two instruments, and their files are judged as files whatever the instrument.
    const ASSESSMENTS: [&str; 2] = ["assessments", "assessment_items"];
    /// Cases that need a form or an instrument that is not held yet, each with the reason.
    const WAITING: [(&str, &str); 12] = [
        ("V-AE-6", "counts adverse events (F13)"),
        ("V-ASM-1", "a CPAx item"),
        ("V-ASM-2", "a CPAx score"),
        ("V-ASM-3", "a CPAx score"),
        ("V-ASM-4", "a CPAx score"),
        ("V-ASM-5", "an MRC sum score"),
        ("V-ASM-6", "a CPAx total"),
        ("incomplete_without_reason", "a CPAx item"),
        ("item_unknown", "an item of a CPAx"),
        ("id_name_in_code", "the version of an unheld instrument"),
        ("V-FU-2", "a follow-up (F16)"),
        ("V-FU-3", "a follow-up (F16)"),
    ];

    type Place = (String, usize, String, String, String);

    fn place(finding: &BundleFinding) -> Place {
        (
            finding.file.clone(),
            finding.row,
            finding.column.clone(),
            finding.rule.clone(),
            finding.level.to_string(),
        )
    }

    fn place_of(json: &Value) -> Place {
        let text = |key: &str| json[key].as_str().unwrap_or_default().to_owned();
        (
            text("file"),
            usize::try_from(json["row"].as_u64().unwrap()).unwrap(),
            text("column"),
            text("rule"),
            text("level"),
        )
    }

    fn counted(checked: &Checked) -> BTreeMap<Place, i64> {
        let mut counts = BTreeMap::new();
        for finding in &checked.findings {
            *counts.entry(place(finding)).or_insert(0) += 1;
        }
        counts
    }

    fn held(file: &str) -> bool {
        HELD.contains(&file) || ASSESSMENTS.contains(&file)
    }

    /// Formats are rules of every file.
    fn concerns(case: &Value) -> bool {
        let file = case["file"].as_str().unwrap();
        case["kind"] == "format" && case["case"] != "fmt_quoted_newline_then_fault" || held(file)
    }

    fn files_of(case: &Value, base: &Files) -> (Files, Option<PathBuf>) {
        let mut files = base.clone();
        let folder = shared().join("dirty/cases").join(case["case"].as_str().unwrap());
        if folder.is_dir() {
            files.extend(read(&folder));
        }
        for name in case["remove"].as_array().into_iter().flatten() {
            files.remove(name.as_str().unwrap());
        }
        if let Some(recipe) = case.get("recipe") {
            enlarge(&mut files, recipe);
        }
        let reference = folder.join("reference");
        (files, reference.is_dir().then_some(reference))
    }

    /// Puts a cell too large to ship into its place.
    fn enlarge(files: &mut Files, recipe: &Value) {
        let name = format!("{}.csv", recipe["file"].as_str().unwrap());
        let mut reader = csv::Reader::from_reader(files[&name].as_slice());
        let header = reader.headers().unwrap().clone();
        let column = header.iter().position(|name| name == recipe["column"]).unwrap();
        let row = usize::try_from(recipe["row"].as_u64().unwrap()).unwrap();
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(&header).unwrap();
        for (index, record) in reader.records().enumerate() {
            let mut cells: Vec<String> = record.unwrap().iter().map(str::to_owned).collect();
            if index + 1 == row {
                cells[column] = recipe["repeat"]
                    .as_str()
                    .unwrap()
                    .repeat(usize::try_from(recipe["count"].as_u64().unwrap()).unwrap());
            }
            writer.write_record(&cells).unwrap();
        }
        files.insert(name, writer.into_inner().unwrap());
    }

    /// What the case adds to the base, compared with what it must add.
    fn judge(case: &Value, base: &Files, base_counts: &BTreeMap<Place, i64>) -> Result<(), String> {
        let (files, reference) = files_of(case, base);
        let checked = check(&files, &directory(reference.as_deref()), Some("BRI"))
            .map_err(|error| error.to_string())?;
        let mut change = counted(&checked);
        for (place, count) in base_counts {
            *change.entry(place.clone()).or_insert(0) -= count;
        }
        let mut added: Vec<Place> =
            change.iter().filter(|(_, count)| **count > 0).map(|(place, _)| place.clone()).collect();
        let lost: Vec<&Place> =
            change.iter().filter(|(_, count)| **count < 0).map(|(place, _)| place).collect();
        if case["level"] != "OK" {
            let expected = place_of(case);
            let at = added
                .iter()
                .position(|place| *place == expected)
                .ok_or_else(|| format!("{expected:?} not found; added {added:?}"))?;
            added.remove(at);
        } else if let Some(error) = added.iter().find(|place| place.4 == "E") {
            return Err(format!("must be accepted, but {error:?}"));
        }
        let also: Vec<Place> = case["also"]
            .as_array()
            .unwrap()
            .iter()
            .map(place_of)
            .filter(|place| HELD.contains(&place.0.as_str()))
            .collect();
        if let Some(missing) = also.iter().find(|place| !added.contains(place)) {
            return Err(format!("must also report {missing:?}; added {added:?}"));
        }
        let listed = case["also"].as_array().unwrap().len();
        let total = usize::try_from(case["n_also"].as_u64().unwrap()).unwrap();
        let complete = listed == total;
        let allowed = if complete { also.len() } else { total };
        if added.len() > allowed || (also.len() == listed && added.len() != allowed) {
            let extra: Vec<_> = added.iter().filter(|place| !also.contains(place)).take(8).collect();
            return Err(format!("{} findings besides, {allowed} expected: {extra:?}", added.len()));
        }
        let may_lose = case["no_longer"].as_u64().unwrap_or(0);
        if lost.len() as u64 > may_lose {
            return Err(format!("lost {lost:?}, {may_lose} expected"));
        }
        Ok(())
    }

    #[test]
    fn the_base_has_no_error() {
        let checked = check(&read(&shared().join("dirty/base")), &directory(None), Some("BRI")).unwrap();
        assert_eq!(checked.count(Level::E), 0, "{:#?}", checked.findings);
    }

    #[test]
    fn every_fault_of_a_held_form_is_found_where_it_is_and_no_other() {
        let faults: Value =
            serde_json::from_slice(&std::fs::read(shared().join("dirty/faults.json")).unwrap()).unwrap();
        let base = read(&shared().join("dirty/base"));
        let base_counts = counted(&check(&base, &directory(None), Some("BRI")).unwrap());
        let (mut judged, mut wrong) = (0, Vec::new());
        for case in faults["cases"].as_array().unwrap().iter().filter(|case| concerns(case)) {
            let name = case["case"].as_str().unwrap();
            if WAITING.iter().any(|(waiting, _)| *waiting == name) {
                continue;
            }
            judged += 1;
            if let Err(problem) = judge(case, &base, &base_counts) {
                wrong.push(format!("{name}: {problem}"));
            }
        }
        assert!(wrong.is_empty(), "{} of {judged} cases:\n{}", wrong.len(), wrong.join("\n"));
        assert!(judged >= 150, "only {judged} cases were judged");
    }

    #[test]
    fn many_faults_at_once_are_all_found() {
        let faults: Value =
            serde_json::from_slice(&std::fs::read(shared().join("dirty/faults.json")).unwrap()).unwrap();
        let found =
            counted(&check(&read(&shared().join("dirty/all")), &directory(None), Some("BRI")).unwrap());
        let expected = faults["all"]["faults"].as_array().unwrap().iter();
        let waiting = |fault: &&Value| WAITING.iter().all(|(waiting, _)| fault["case"] != *waiting);
        let expected: Vec<Place> =
            expected.filter(waiting).map(place_of).filter(|place| HELD.contains(&place.0.as_str())).collect();
        let missing: Vec<_> = expected.iter().filter(|place| !found.contains_key(*place)).collect();
        assert!(missing.is_empty(), "{} of {}: {missing:#?}", missing.len(), expected.len());
    }
}
