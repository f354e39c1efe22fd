//! Columns in any order, left out, and twice.

use proptest::prelude::*;

use crate::door::{csv, sent, stay};

/// The contacts with their columns as `places` say, as CSV.
fn contacts(places: &[usize], rename: impl Fn(usize, &str) -> String) -> String {
    let rows = &stay()["physio_contacts"];
    let mut out = csv::Writer::from_writer(Vec::new());
    out.write_record(places.iter().enumerate().map(|(at, place)| rename(at, &rows[0][*place]))).unwrap();
    for row in &rows[1..] {
        out.write_record(places.iter().map(|place| &row[*place])).unwrap();
    }
    String::from_utf8(out.into_inner().unwrap()).unwrap()
}

fn with_contacts(text: &str) -> Vec<(String, Vec<u8>)> {
    csv(|stem, own| if stem == "physio_contacts" { text.to_owned() } else { own })
}

fn width() -> usize {
    stay()["physio_contacts"][0].len()
}

#[test]
fn a_column_that_stands_twice_under_its_name_is_what_the_bundle_calls_it() {
    let places: Vec<usize> = (0..width()).chain([crate::door::column("hr_max")]).collect();
    let sent = sent(&with_contacts(&contacts(&places, |_, name| name.to_owned()))).unwrap();
    let found = sent.checked.findings.iter().find(|found| found.rule == "F-HEADER-DUP");
    assert_eq!(found.map(|found| found.column.as_str()), Some("hr_max"));
    assert!(sent.checked.refused);
}

#[test]
fn a_column_that_stands_twice_in_a_list_is_named() {
    let kept = [
        "contact_ref",
        "admission_ref",
        "run_no",
        "start_at",
        "outcome",
        "kind",
        "domain",
        "hr_max",
        "hr_max",
    ];
    let places: Vec<usize> = kept.iter().map(|name| crate::door::column(name)).collect();
    let told = sent(&with_contacts(&contacts(&places, |_, name| name.to_owned()))).unwrap_err();
    assert!(told.contains("“physio_contacts” has the column “hr_max” twice"), "{told}");
}

#[test]
fn two_columns_of_one_meaning_are_both_named() {
    let places: Vec<usize> = (0..width()).chain([crate::door::column("hr_max")]).collect();
    let last = places.len() - 1;
    let text = contacts(&places, |at, name| if at == last { "HR max".to_owned() } else { name.to_owned() });
    let told = sent(&with_contacts(&text)).unwrap_err();
    assert!(told.contains("“hr_max” and “HR max” both stand for hr_max"), "{told}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// The order of columns means nothing; a column that stands twice is named, never lost.
    #[test]
    fn any_order_and_any_doubling_of_columns_keeps_every_record_or_names_the_column(
        order in Just((0..width()).collect::<Vec<_>>()).prop_shuffle(),
        again in prop::option::of(0..width()),
        at in 0..60_usize,
        spelling in 0..3_usize,
    ) {
        let whole = sent(&csv(|_, text| text)).unwrap().records();
        let mut places = order;
        let at = at.min(places.len());
        if let Some(again) = again {
            places.insert(at, again);
        }
        let name = |place: usize, name: &str| match spelling {
            _ if again.is_none() || place != at => name.to_owned(),
            0 => name.to_owned(),
            1 => name.to_uppercase(),
            _ => name.replace('_', " "),
        };
        let doubled = again.map(|again| stay()["physio_contacts"][0][again].clone());
        match (sent(&with_contacts(&contacts(&places, name))), doubled) {
            (Ok(sent), None) => prop_assert_eq!(sent.records(), whole),
            (Ok(sent), Some(column)) => {
                let is_named = |found: &domain::bundle::BundleFinding| found.rule == "F-HEADER-DUP" && found.column == column;
                prop_assert!(sent.checked.refused && sent.checked.findings.iter().any(is_named), "{column}");
            }
            (Err(told), Some(column)) => prop_assert!(told.contains(&column), "{column}: {told}"),
            (Err(told), None) => prop_assert!(false, "{told}"),
        }
    }
}
