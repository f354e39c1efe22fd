//! One record judged in its surroundings, as browser form and API hand it in.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on says so by panicking")]

use domain::check::Around;
use domain::check::judge::{Surroundings, Verdict, judge};
use domain::dictionary::Dictionary;
use domain::{FormSpec, Level, Raw, reference};
use jiff::tz::TimeZone;
use serde_json::{Value, json};

fn raw(form: &str, record: &Value) -> (&'static FormSpec, Raw) {
    let form = Dictionary::shipped().form(form).unwrap();
    let mut raw = Raw::from_json(form, record).unwrap();
    raw.set(form, "centre_code", "STH");
    (form, raw)
}

/// A patient on ECMO since the evening of 20 March 2026.
fn on_ecmo() -> Vec<(&'static FormSpec, Raw)> {
    vec![
        raw("patient", &json!({ "patient_ref": "7K2M9QX4J", "age_years": 45, "sex_phenotypic": "2" })),
        raw(
            "icu_admission",
            &json!({
                "admission_ref": "A00001", "patient_ref": "7K2M9QX4J", "icu_admitted_at": "2026-03-20T10:00", "source": "WARD",
            }),
        ),
        raw(
            "ecmo_run",
            &json!({
                "admission_ref": "A00001", "run_no": 1, "support_type": "PULM", "initial_mode": "VV",
                "cannulated_where": "CENTRE", "time_on": "2026-03-20T18:00", "time_on_precision": "MIN", "dx_group": "VIRAL",
                "intent": "BTR", "segments": [{ "mode": "VV", "seg_start": "2026-03-20T18:00", "flow_on": true }],
            }),
        ),
    ]
}

/// A treated contact without a fault, some answers changed.
fn contact(changes: &Value) -> Value {
    let mut contact = json!({
        "contact_ref": "C00001", "admission_ref": "A00001", "run_no": 1, "start_at": "2026-03-22T10:00",
        "outcome": "TREATED", "kind": "ROUTINE", "domain": ["RESP"], "minutes": 30, "delivered_by": "PT", "rass": -2,
        "airway": "ETT", "spo2_start": 94, "spo2_min": 92, "ecmo_flow_l_min": 4.2, "ecmo_sweep_l_min": 3.0,
        "ecmo_fdo2": 0.6, "interventions": [{ "code": "SUC_ETT" }],
        "staff": [{ "role": "PT", "band": "6", "n": 1, "ecmo_competent": true }],
    });
    for (name, value) in changes.as_object().unwrap() {
        contact[name] = value.clone();
    }
    contact
}

fn verdict(form: &str, record: &Value, records: Vec<(&'static FormSpec, Raw)>) -> Verdict {
    let directory = reference::directory(reference::CENTRES, reference::DESIGNATIONS).unwrap();
    let zone = TimeZone::get("Europe/London").unwrap();
    let dictionary = domain::dictionary::Dictionary::shipped();
    let around = Around {
        now: "2026-03-25T12:00:00Z".parse().unwrap(),
        directory: &directory,
        exported: false,
        dictionary,
    };
    let (form, raw) = raw(form, record);
    judge(form, &raw, &Surroundings { records, ..Surroundings::default() }, &zone, &around)
}

/// Rule, level and field of every finding.
fn found(form: &str, record: &Value, records: Vec<(&'static FormSpec, Raw)>) -> Vec<(String, Level, String)> {
    let findings = verdict(form, record, records).findings.into_iter();
    findings.map(|finding| (finding.rule, finding.level, finding.column)).collect()
}

fn one(rule: &str, level: Level, field: &str) -> Vec<(String, Level, String)> {
    vec![(rule.to_owned(), level, field.to_owned())]
}

mod submit {
    use super::*;

    #[test]
    fn accepts_a_contact_without_a_fault() {
        assert_eq!(found("physio_contact", &contact(&json!({})), on_ecmo()), []);
    }

    #[test]
    fn rejects_a_contact_before_admission() {
        let early = contact(&json!({ "start_at": "2026-03-20T09:59" }));
        assert!(
            found("physio_contact", &early, on_ecmo()).contains(&one("V-CON-1", Level::E, "start_at")[0])
        );
    }

    #[test]
    fn rejects_a_contact_in_the_future() {
        let late = contact(&json!({ "start_at": "2026-03-25T12:01" }));
        assert_eq!(found("physio_contact", &late, on_ecmo()), one("V-CON-1", Level::E, "start_at"));
    }

    #[test]
    fn rejects_a_contact_of_an_admission_that_is_not_there() {
        let orphan = contact(&json!({ "admission_ref": "A00002", "run_no": null }));
        assert!(
            found("physio_contact", &orphan, on_ecmo())
                .contains(&one("K-PARENT", Level::E, "admission_ref")[0])
        );
    }

    #[test]
    fn rejects_a_contact_that_names_no_admission() {
        let nowhere = contact(&json!({ "admission_ref": null, "run_no": null }));
        assert!(
            found("physio_contact", &nowhere, on_ecmo())
                .contains(&one("X-REQ", Level::E, "admission_ref")[0])
        );
    }

    #[test]
    fn says_every_fault_at_once() {
        let wrong = contact(&json!({ "minutes": 400, "airway": "TUBE", "spo2_start": "9O" }));
        let rules: Vec<_> =
            found("physio_contact", &wrong, on_ecmo()).into_iter().map(|(rule, ..)| rule).collect();
        assert_eq!(rules, ["X-CODE", "X-NUMBER", "X-RANGE", "V-CON-10"]);
    }

    #[test]
    fn holds_what_sign_off_needs_and_lets_it_be_saved() {
        let bare = contact(&json!({ "rass": null }));
        assert_eq!(found("physio_contact", &bare, on_ecmo()), one("L-REQ", Level::S, "rass"));
    }

    #[test]
    fn takes_a_reason_for_a_value() {
        let reason = contact(&json!({ "rass": { "missing": "UTA" } }));
        assert_eq!(found("physio_contact", &reason, on_ecmo()), []);
    }

    #[test]
    fn asks_what_is_unlikely() {
        let fast = contact(&json!({ "ecmo_flow_l_min": 7.9 }));
        assert_eq!(found("physio_contact", &fast, on_ecmo()), one("X-SOFT", Level::W, "ecmo_flow_l_min"));
    }
}

mod consequences {
    use super::*;

    #[test]
    fn a_discharge_that_makes_a_contact_wrong_is_refused_and_says_which() {
        let mut records = on_ecmo();
        records.push(raw("physio_contact", &contact(&json!({}))));
        let discharge = json!({
            "admission_ref": "A00001", "icu_discharged_at": "2026-03-21T10:00", "icu_outcome": "DIED",
            "death_at": "2026-03-21T10:00", "left_centre_at": "2026-03-21T10:00", "centre_outcome": "DIED",
        });
        let verdict = verdict("discharge", &discharge, records);
        assert!(verdict.is_refused());
        let told = verdict.findings.iter().find(|finding| finding.rule == "V-CON-1").unwrap();
        assert!(told.message.contains("C00001"), "{}", told.message);
    }

    #[test]
    fn a_second_run_while_the_first_is_open_is_refused() {
        let second = json!({
            "admission_ref": "A00001", "run_no": 2, "support_type": "PULM", "initial_mode": "VV", "cannulated_where": "CENTRE",
            "time_on": "2026-03-24T18:00", "time_on_precision": "MIN", "dx_group": "VIRAL", "intent": "BTR",
            "segments": [{ "mode": "VV", "seg_start": "2026-03-24T18:00", "flow_on": true }],
        });
        assert!(found("ecmo_run", &second, on_ecmo()).contains(&one("V-RUN-2", Level::E, "time_on")[0]));
    }
}
