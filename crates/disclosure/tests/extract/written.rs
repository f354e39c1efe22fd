//! Extracts on the disk with their reports, for `tests/extract/check.py` to recompute what is claimed.

use std::path::Path;

use disclosure::cube::Count;
use disclosure::extract::{Extract, Given, Profile, Report};

use crate::people::{r1, r2, table};

pub(crate) fn csv(extract: &Extract) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(extract.header()).unwrap();
    extract.rows().for_each(|row| writer.write_record(row).unwrap());
    String::from_utf8(writer.into_inner().unwrap()).unwrap()
}

pub(crate) fn report(extract: &Extract) -> Report {
    extract.report(Given {
        epoch: 1,
        people: Count::Shown(1800),
        dropped: Count::Low,
        recipient: "a named project".to_owned(),
        purpose: "a test".to_owned(),
        expires: "with the test".to_owned(),
        ig_reference: "IG-0".to_owned(),
    })
}

/// Writes the folders `extract-R1` and `extract-R2` beside the test programs: `python3 tests/extract/check.py FOLDER`.
#[test]
fn an_extract_and_its_report_say_the_same() {
    for recipe in [r1(Profile::Project), r2()] {
        let extract = Extract::of(&table(500, 1800), &recipe, || 3 << 60).unwrap();
        let (text, report) = (csv(&extract), report(&extract));
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("extract-{}", recipe.id));
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("extract.csv"), &text).unwrap();
        std::fs::write(folder.join("report.json"), serde_json::to_string_pretty(&report).unwrap()).unwrap();
        assert_eq!(text.lines().count(), report.rows + 1);
        assert!(report.k >= recipe.profile.k() && report.k_when_hidden_fits_all >= report.k);
        assert_eq!(
            report.class_sizes.iter().map(|(size, classes)| size * classes).sum::<usize>(),
            report.rows
        );
        assert_eq!(report.uniques_after, 0);
        assert!(report.uniques_before > 100);
        assert!(report.sensitive.iter().all(|field| field.l >= 2));
        assert!(report.risk.share_above_0_2 < 1e-12 && report.risk.maximum <= 0.2);
        println!(
            "{} k {} or {}, {:?}, {:?}",
            recipe.id, report.k, report.k_when_hidden_fits_all, report.risk, report.sensitive
        );
    }
}

#[test]
fn the_number_of_people_in_scope_and_left_out_is_told_only_as_protected() {
    let extract = Extract::of(&table(500, 1800), &r2(), || 3 << 60).unwrap();
    let report = serde_json::to_value(report(&extract)).unwrap();
    assert_eq!(report["people"], 1800);
    assert!(report["dropped"].is_null());
    assert_eq!(report["profile"], "X-WIDE");
    assert_eq!(report["fields"][0]["role"], "quasi-identifier");
}
