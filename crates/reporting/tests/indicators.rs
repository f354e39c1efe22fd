//! Every indicator of the example network, for every centre, the network, both periods and all quarters.

mod support;

use std::collections::BTreeMap;

use reporting::indicators::{Definition, Period, compute};
use reporting::snapshot::Snapshot;
use serde_json::Value;

type Key = (String, String, String, String);

#[test]
fn equal_the_expected_ones() {
    let dir = tempfile::tempdir().expect("a folder");
    let dir = dir.path().join("snapshot");
    support::network::snapshot(&dir);
    let snapshot = Snapshot::open(&dir).expect("the snapshot");

    let expected = support::shared_json("expected/indicators.json");
    let periods = expected["periods"].as_array().expect("a list");
    let periods: Vec<Period> =
        periods.iter().map(|text| text.as_str().expect("text").parse().expect("a period")).collect();
    let values = compute(&snapshot, &periods).expect("the indicators");
    let found = keyed(serde_json::to_value(values).expect("JSON").as_array().expect("a list"));

    let shipped: Vec<String> =
        Definition::shipped().expect("definitions").into_iter().map(|d| d.id).collect();
    let mut wanted = keyed(expected["records"].as_array().expect("a list"));
    wanted.retain(|key, _| shipped.contains(&key.0));

    assert_eq!(wanted.len(), 9 * 11 * 10, "nine indicators, eleven places, ten periods");
    assert!(found.keys().eq(wanted.keys()), "the same records");
    let wrong: Vec<String> = wanted
        .iter()
        .filter(|(key, wanted)| !agree(&found[*key], wanted))
        .map(|(key, wanted)| format!("found  {}\nwanted {wanted}", found[key]))
        .collect();
    assert!(
        wrong.is_empty(),
        "{} differ, the first:\n{}",
        wrong.len(),
        wrong[..wrong.len().min(12)].join("\n")
    );
}

fn keyed(records: &[Value]) -> BTreeMap<Key, Value> {
    let text = |record: &Value, name: &str| record[name].as_str().expect("text").to_owned();
    let key = |record: &Value| {
        (text(record, "indicator"), text(record, "from"), text(record, "to"), text(record, "centre"))
    };
    records.iter().map(|record| (key(record), record.clone())).collect()
}

/// Equal but for fractions, which may differ by a relative 1e-9.
fn agree(found: &Value, wanted: &Value) -> bool {
    match (found, wanted) {
        (Value::Number(a), Value::Number(b)) if a.is_u64() && b.is_u64() => a == b,
        (Value::Number(a), Value::Number(b)) => {
            let (a, b) = (a.as_f64().expect("a number"), b.as_f64().expect("a number"));
            (a - b).abs() <= 1e-9 * a.abs().max(b.abs())
        }
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| agree(a, b)),
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(key, a)| b.get(key).is_some_and(|b| agree(a, b)))
        }
        _ => found == wanted,
    }
}
