//! The example network and its faults, judged as a bundle.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on says so by panicking")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use domain::bundle::{Against, Bundle, BundleError, BundleFinding, Checked};
use domain::centre::Directory;
use domain::dictionary::Dictionary;
use domain::finding::Level;
use domain::reference;
use domain::value::CentreCode;
use serde_json::Value;

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
    let bundle = Bundle::open(files, Dictionary::shipped())?;
    let centre = centre.map(|code| CentreCode::parse(code).unwrap());
    let now = bundle.meta.now();
    Ok(bundle.check(Against { directory, as_centre: centre.as_ref(), now, held: Vec::new() }, &mut |_, _| {}))
}

mod network {
    use super::*;

    #[test]
    fn has_no_error_and_every_row_is_accepted() {
        let checked = check(&read(&example_data::path("network")), &directory(None), None).unwrap();
        let errors: Vec<_> =
            checked.findings.iter().filter(|finding| finding.level == Level::E).take(10).collect();
        assert!(errors.is_empty(), "{errors:#?}");
        assert!(!checked.refused && checked.set_aside.is_empty());
        for (file, count) in &checked.files {
            assert_eq!((count.accepted, count.set_aside), (count.rows, 0), "{file}");
            assert!(count.rows > 0, "{file}");
        }
    }
}

mod transfer_link {
    use super::*;

    /// The small bundle with one transfer link on its first runs.
    fn linked(runs: usize) -> Files {
        let mut files = read(&example_data::path("dirty/base"));
        let mut reader = csv::Reader::from_reader(files["ecmo_runs.csv"].as_slice());
        let header = reader.headers().unwrap().clone();
        let column = header.iter().position(|name| name == "transfer_link").unwrap();
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(&header).unwrap();
        for (row, record) in reader.records().enumerate() {
            let mut cells: Vec<String> = record.unwrap().iter().map(str::to_owned).collect();
            if row < runs {
                "7K2M9QX4J0".clone_into(&mut cells[column]);
            }
            writer.write_record(&cells).unwrap();
        }
        let table = writer.into_inner().unwrap();
        files.insert("ecmo_runs.csv".to_owned(), table);
        files
    }

    fn asked_about(runs: usize) -> Vec<usize> {
        let checked = check(&linked(runs), &directory(None), Some("BRI")).unwrap();
        checked.findings.iter().filter(|found| found.rule == "V-TRF-1").map(|found| found.row).collect()
    }

    #[test]
    fn stands_on_two_runs() {
        assert!(asked_about(2).is_empty());
    }

    #[test]
    fn is_asked_about_on_three() {
        assert_eq!(asked_about(3), [1, 2, 3]);
    }
}

mod dirty {
    use super::*;

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

    fn faults() -> Value {
        example_data::json("dirty/faults.json")
    }

    fn files_of(case: &Value, base: &Files) -> (Files, Option<PathBuf>) {
        let mut files = base.clone();
        let folder = example_data::path("dirty/cases").join(case["case"].as_str().unwrap());
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
        let also: Vec<Place> = case["also"].as_array().unwrap().iter().map(place_of).collect();
        if let Some(missing) = also.iter().find(|place| !added.contains(place)) {
            return Err(format!("must also report {missing:?}; added {added:?}"));
        }
        // The first twelve are listed, all are counted.
        let total = usize::try_from(case["n_also"].as_u64().unwrap()).unwrap();
        if added.len() != total {
            let extra: Vec<_> = added.iter().filter(|place| !also.contains(place)).take(8).collect();
            return Err(format!("{} findings besides, {total} expected: {extra:?}", added.len()));
        }
        let may_lose = case["no_longer"].as_u64().unwrap_or(0);
        if lost.len() as u64 != may_lose {
            return Err(format!("lost {lost:?}, {may_lose} expected"));
        }
        Ok(())
    }

    #[test]
    fn the_base_has_the_findings_it_says_and_no_other() {
        let checked = check(&read(&example_data::path("dirty/base")), &directory(None), Some("BRI")).unwrap();
        let base = &faults()["base_findings"];
        for level in [Level::E, Level::S, Level::W] {
            assert_eq!(
                Some(checked.count(level) as u64),
                base[level.as_str()].as_u64(),
                "{:#?}",
                checked.findings
            );
        }
    }

    #[test]
    fn every_fault_is_found_where_it_is_and_no_other() {
        let faults = faults();
        let base = read(&example_data::path("dirty/base"));
        let base_counts = counted(&check(&base, &directory(None), Some("BRI")).unwrap());
        let cases = faults["cases"].as_array().unwrap();
        let wrong: Vec<String> = cases
            .iter()
            .filter_map(|case| judge(case, &base, &base_counts).err().map(|problem| (case, problem)))
            .map(|(case, problem)| format!("{}: {problem}", case["case"]))
            .collect();
        assert!(wrong.is_empty(), "{} of {} cases:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
        assert!(!cases.is_empty());
    }

    #[test]
    fn many_faults_at_once_are_all_found() {
        let faults = &faults()["all"];
        let checked = check(&read(&example_data::path("dirty/all")), &directory(None), Some("BRI")).unwrap();
        let found = counted(&checked);
        let expected: Vec<Place> = faults["faults"].as_array().unwrap().iter().map(place_of).collect();
        let missing: Vec<_> = expected.iter().filter(|place| !found.contains_key(*place)).collect();
        assert!(missing.is_empty(), "{} of {}: {missing:#?}", missing.len(), expected.len());
        for (level, key) in [(Level::E, "n_errors"), (Level::S, "n_stops"), (Level::W, "n_warnings")] {
            assert_eq!(Some(checked.count(level) as u64), faults[key].as_u64(), "{key}");
        }
    }
}
