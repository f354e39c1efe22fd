//! Every statistical case of the shared example data, to an absolute 1e-9.

#![expect(clippy::expect_used, reason = "a test may fail loudly")]

mod support;

use reporting::statistics as stat;
use serde_json::{Value, json};

/// The functions of the example data that belong to other crates: the clock, dates and identifiers.
const ELSEWHERE: [&str; 6] = [
    "local_to_utc",
    "opportunity_days",
    "add_months",
    "identifier_guard",
    "nhs_number_valid",
    "pseudonym_check_character",
];

#[test]
fn every_case_agrees() {
    let data = example_data::json("expected/statistics.json");
    assert_eq!(data["z95"], json!(stat::Z95));
    let mut checked = 0;
    for case in data["cases"].as_array().expect("a list of cases") {
        let function = case["function"].as_str().expect("a name");
        if ELSEWHERE.contains(&function) {
            continue;
        }
        let found = run(function, &case["input"]);
        assert!(agree(&found, &case["result"]), "{}\n found {found}\nwanted {}", case["id"], case["result"]);
        checked += 1;
    }
    assert!(checked >= 80, "only {checked} cases were checked");
}

fn run(function: &str, input: &Value) -> Value {
    let n = || int(&input["n"]);
    match function {
        "wilson95" => json!(stat::wilson95(int(&input["k"]), n())),
        "clopper_pearson95" => json!(stat::clopper_pearson95(int(&input["k"]), n())),
        "garwood95_per_1000" => json!(stat::garwood95_per_1000(int(&input["events"]), n())),
        "byar95" => json!(stat::byar95(int(&input["events"]))),
        "funnel_exact" => floats(&input["q"])
            .iter()
            .map(|&q| json!(stat::funnel_exact(float(&input["p0"]), n(), q)))
            .collect(),
        "funnel_arcsine" => floats(&input["z"])
            .iter()
            .map(|&z| json!(stat::funnel_arcsine(float(&input["p0"]), n(), z)))
            .collect(),
        "funnel_overdispersed" => floats(&input["z"])
            .iter()
            .map(|&z| json!(stat::funnel_overdispersed(float(&input["p0"]), float(&input["tau2"]), n(), z)))
            .collect(),
        "overdispersion" => json!(stat::overdispersion(&pairs(input))),
        "p_prime" => json!(stat::p_prime(&pairs(input))),
        "g_chart" => json!(stat::g_chart(&ints(&input["gaps"]))),
        "xmr" => json!(stat::xmr(&floats(&input["y"]))),
        "run_chart" => json!(stat::run_chart(&floats(&input["y"]))),
        "assurance" => json!(stat::assurance(
            float(&input["target"]),
            float(&input["lower"]),
            float(&input["upper"]),
            input["higher_is_better"] == true,
        )),
        "quantile7" => {
            let values = floats(&input["values"]);
            floats(&input["p"]).iter().map(|&p| json!(stat::quantile7(&values, p))).collect()
        }
        "round_half_away" => json!(stat::round_half_away(
            input["numerator"].as_i64().expect("an integer"),
            input["denominator"].as_i64().expect("an integer"),
            int(&input["decimals"]),
        )),
        "aalen_johansen" => {
            json!(stat::aalen_johansen(&observations(input), &input["cause"], &floats(&input["at"])))
        }
        other => panic!("no function {other} here; is it new in the example data?"),
    }
}

fn observations(input: &Value) -> Vec<stat::Observation<Value>> {
    let causes = input["causes"].as_array().expect("a list");
    let cause = |cause: &Value| (!cause.is_null()).then(|| cause.clone());
    floats(&input["times"])
        .into_iter()
        .zip(causes)
        .map(|(time, c)| stat::Observation { time, cause: cause(c) })
        .collect()
}

fn pairs(input: &Value) -> Vec<(u32, u32)> {
    ints(&input["k"]).into_iter().zip(ints(&input["n"])).collect()
}

fn ints(list: &Value) -> Vec<u32> {
    list.as_array().expect("a list").iter().map(int).collect()
}

fn int(number: &Value) -> u32 {
    number.as_u64().and_then(|n| u32::try_from(n).ok()).expect("a count")
}

fn floats(list: &Value) -> Vec<f64> {
    list.as_array().expect("a list").iter().map(float).collect()
}

fn float(number: &Value) -> f64 {
    number.as_f64().expect("a number")
}

/// Equal but for numbers, which may differ by 1e-9.
fn agree(found: &Value, wanted: &Value) -> bool {
    match (found, wanted) {
        (Value::Number(_), Value::Number(_)) => (float(found) - float(wanted)).abs() <= 1e-9,
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| agree(a, b)),
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(key, a)| b.get(key).is_some_and(|b| agree(a, b)))
        }
        _ => found == wanted,
    }
}
