//! The worked examples of time, pseudonyms and the identifier guard that come with the data dictionary.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on says so by panicking")]

use domain::identifier::{self, Scan};
use domain::time::{WallTime, add_months, opportunity_days};
use domain::value::{Date, check_character};
use jiff::tz::TimeZone;
use serde_json::{Value, json};

fn cases(function: &str) -> Vec<Value> {
    let all = example_data::json("expected/statistics.json");
    let cases: Vec<_> = all["cases"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|case| case["function"] == function)
        .cloned()
        .collect();
    assert!(!cases.is_empty(), "no example of {function}");
    cases
}

fn text<'a>(json: &'a Value, key: &str) -> &'a str {
    json[key].as_str().unwrap()
}

fn wall(local: &str, fold: &Value, zone: &TimeZone) -> Result<WallTime, domain::value::Fault> {
    WallTime::of(local.parse().unwrap(), fold.as_u64() == Some(1), zone)
}

#[test]
fn local_to_utc() {
    for case in cases("local_to_utc") {
        let input = &case["input"];
        let zone = TimeZone::get(text(input, "tz")).unwrap();
        match wall(text(input, "local"), &input["fold"], &zone) {
            Ok(time) => {
                let utc = time.instant().strftime("%Y-%m-%dT%H:%MZ").to_string();
                assert_eq!(json!(utc), case["result"]["utc"], "{case}");
            }
            Err(_) => assert_eq!(case["result"]["error"], "nonexistent", "{case}"),
        }
    }
}

#[test]
fn opportunity_days_and_elapsed_hours() {
    for case in cases("opportunity_days") {
        let input = &case["input"];
        let zone = TimeZone::get(text(input, "tz")).unwrap();
        let start = wall(text(input, "xs"), &input["xs_fold"], &zone).unwrap();
        let end = wall(text(input, "xe"), &input["xe_fold"], &zone).unwrap();
        let days: Vec<String> =
            opportunity_days(start.local(), end.local()).map(|date| date.to_string()).collect();
        assert_eq!(json!(days), case["result"]["days"], "{case}");
        #[expect(clippy::cast_precision_loss, reason = "minutes of a run")]
        let hours = end.minutes_since(&start) as f64 / 60.0;
        assert_eq!(json!(format!("{hours:.2}")), case["result"]["elapsed_h"], "{case}");
    }
}

#[test]
fn months_added_to_a_date() {
    for case in cases("add_months") {
        let date: Date = text(&case["input"], "date").parse().unwrap();
        let months = i32::try_from(case["input"]["months"].as_i64().unwrap()).unwrap();
        assert_eq!(json!(add_months(date, months).unwrap().to_string()), case["result"], "{case}");
    }
}

#[test]
fn nhs_numbers() {
    for case in cases("nhs_number_valid") {
        assert_eq!(json!(identifier::is_nhs_number(text(&case["input"], "text"))), case["result"], "{case}");
    }
}

#[test]
fn check_characters_of_pseudonyms() {
    for case in cases("pseudonym_check_character") {
        let found = check_character(text(&case["input"], "body")).unwrap();
        assert_eq!(json!(found.to_string()), case["result"], "{case}");
    }
}

#[test]
fn the_identifier_guard() {
    for case in cases("identifier_guard") {
        let scan = match text(&case["input"], "field") {
            "note" | "narrative" => Scan::Narrative,
            "version" | "language" => Scan::Code,
            _ => Scan::Plain,
        };
        assert_eq!(
            json!(!identifier::find(text(&case["input"], "text"), scan).is_empty()),
            case["result"],
            "{case}"
        );
    }
}
