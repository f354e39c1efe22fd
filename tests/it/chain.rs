//! The whole chain with the real binary: empty folder, sign-in, browser form, API, power cut, pack.

use reqwest::StatusCode;
use rstest::rstest;
use serde_json::{Value, json};
use testkit::command::{Ecmopt, Serving};
use testkit::database::{Backend, Database};

use crate::site::{Browser, Program};

const PASSWORD: &str = "correct horse battery staple";

fn admission() -> [(&'static str, Value); 3] {
    [
        (
            "patient",
            json!({
                "patient_ref": "7K2M9QX4J", "age_years": 45, "sex_phenotypic": "2", "ethnic_category": "A", "cfs": 2,
                "premorbid_mobility": "M0",
            }),
        ),
        (
            "icu_admission",
            json!({
                "admission_ref": "A00001", "patient_ref": "7K2M9QX4J", "icu_admitted_at": "2026-05-02T08:00",
                "source": "RETR_OFF", "referring_region": "ENG_LON", "imv_started_at": "2026-05-01T08:00",
                "at_risk_morbidity": true,
            }),
        ),
        (
            "ecmo_run",
            json!({
                "admission_ref": "A00001", "run_no": 1, "support_type": "PULM", "initial_mode": "VV",
                "cannulated_where": "CENTRE", "time_on": "2026-05-02T10:00", "time_on_precision": "MIN",
                "time_off": "2026-05-05T14:00", "dx_group": "VIRAL", "intent": "BTR", "airway_at_xs": "ETT",
                "airway_now": "ETT", "discontinuation": "RECOV", "alive_at_time_off": true,
                "segments": [{ "mode": "VV", "seg_start": "2026-05-02T10:00", "seg_stop": "2026-05-05T14:00", "flow_on": true }],
                "cannulae": [{ "site": "RFV", "direction": "DRAIN", "in_at": "2026-05-02T10:00" },
                             { "site": "RIJV", "direction": "RETURN", "in_at": "2026-05-02T10:00" }],
            }),
        ),
    ]
}

fn contact(reference: &str, start: &str) -> Value {
    json!({
        "contact_ref": reference, "admission_ref": "A00001", "run_no": 1, "start_at": start, "outcome": "TREATED",
        "kind": "ROUTINE", "domain": ["RESP"], "minutes": 30, "delivered_by": "PT", "location": "BED", "rass": -2,
        "airway": "ETT", "spo2_start": 94, "spo2_min": 91, "ecmo_flow_l_min": 4.2, "ecmo_sweep_l_min": 3.0,
        "ecmo_fdo2": 0.6, "interventions": [{ "code": "ASSESS" }, { "code": "SUC_ETT" }],
        "staff": [{ "role": "PT", "band": "6", "n": 1, "ecmo_competent": true }],
    })
}

/// The same contact as it is typed into the form.
const TYPED: &[(&str, &str)] = &[
    ("contact_ref", "C00002"),
    ("admission_ref", "A00001"),
    ("run_no", "1"),
    ("start_at.date", "4 May 2026"),
    ("start_at.time", "09:40"),
    ("outcome", "TREATED"),
    ("kind", "ROUTINE"),
    ("domain", "RESP"),
    ("minutes", "30"),
    ("delivered_by", "PT"),
    ("location", "BED"),
    ("rass", "-2"),
    ("airway", "ETT"),
    ("spo2_start", "94"),
    ("spo2_min", "91"),
    ("ecmo_flow_l_min", "4.2"),
    ("ecmo_sweep_l_min", "3"),
    ("ecmo_fdo2", "0.6"),
    ("interventions.0.code", "SUC_ETT"),
    ("staff.0.role", "PT"),
    ("staff.0.band", "6"),
    ("staff.0.n", "1"),
    ("staff.0.ecmo_competent", "true"),
    ("action", "save"),
];

/// A member and a token of theirs, made at the command line.
fn set_up(ecmopt: &Ecmopt) -> String {
    let member = [
        "member",
        "add",
        "--login",
        "lead",
        "--name",
        "Lead of St Thomas'",
        "--role",
        "centre-lead",
        "--centre",
        "STH",
    ];
    let said = ecmopt.run_with(&member, &format!("{PASSWORD}\n"));
    assert_eq!(said.code, 0, "{}", said.err);
    ecmopt.must(&["token", "create", "--member", "lead", "--label", "chain"]).trim().to_owned()
}

async fn through_the_api(program: &Program) {
    for (form, record) in admission() {
        let answer = program.create(form, &record).await;
        assert_eq!(answer.status(), StatusCode::CREATED, "{form}: {}", answer.text().await.unwrap());
    }
    let answer = program.create("physio_contact", &contact("C00001", "2026-05-03T10:15")).await;
    assert_eq!(answer.status(), StatusCode::CREATED, "{}", answer.text().await.unwrap());
}

async fn through_the_form(serving: &Serving) {
    let browser = Browser::at(&serving.url);
    let signed_in = browser.sign_in("lead", PASSWORD).await;
    assert_eq!(signed_in.status(), StatusCode::SEE_OTHER);
    let page = browser.get("/records/physio_contact/new").await;
    let saved = browser.post("/records/physio_contact/new", &page, TYPED).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.main());
}

/// How many contacts were entered, by the pack's account of records.
fn contacts_entered(pack: &std::path::Path) -> String {
    let text = std::fs::read_to_string(pack.join("csv/records.csv")).unwrap();
    let (_, rest) =
        text.split_once("Physiotherapy contact,").unwrap_or_else(|| panic!("no contacts in:\n{text}"));
    rest.split(',').next().unwrap_or_default().to_owned()
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn a_contact_from_the_form_and_one_from_the_api_are_in_the_next_pack(
    #[values(Backend::Sqlite, Backend::Postgres)] on: Backend,
) {
    let database = Database::empty(on).await;
    let ecmopt = Ecmopt::on(&database.url);
    let token = set_up(&ecmopt);
    let serving = ecmopt.serve();
    through_the_api(&Program::at(&serving.url, &token)).await;
    through_the_form(&serving).await;
    // What was acknowledged survives a power cut.
    serving.kill();
    ecmopt.must(&["verify"]);
    ecmopt.must(&["snapshot", "--out", "snapshot", "--cycle", "2026H1"]);
    ecmopt.must(&["pack", "snapshot", "--definition", "biannual", "--out", "pack"]);
    assert_eq!(contacts_entered(&ecmopt.path("pack")), "2");
    let indicators: Value =
        serde_json::from_str(&ecmopt.must(&["indicators", "snapshot", "--format", "json"])).unwrap();
    let p04 = indicators["records"]
        .as_array()
        .unwrap()
        .iter()
        .find(|value| value["indicator"] == "P04" && value["centre"] == "STH")
        .unwrap();
    // Opportunity days: 3, 4 and 5 May; treated on two.
    assert_eq!((&p04["k"], &p04["n"]), (&json!(2), &json!(3)));
    assert!(ecmopt.must(&["pack", "verify", "pack", "--snapshot", "snapshot"]).contains("byte for byte"));
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn nothing_acknowledged_is_lost_in_a_power_cut(
    #[values(Backend::Sqlite, Backend::Postgres)] on: Backend,
) {
    let database = Database::empty(on).await;
    let ecmopt = Ecmopt::on(&database.url);
    let token = set_up(&ecmopt);
    let mut acknowledged = Vec::new();
    for round in 0..4_u32 {
        let serving = ecmopt.serve();
        let program = Program::at(&serving.url, &token);
        if round == 0 {
            through_the_api(&program).await;
        }
        acknowledged.extend(submit_until_it_dies(&program, serving, round).await);
    }
    let serving = ecmopt.serve();
    let program = Program::at(&serving.url, &token);
    for path in &acknowledged {
        let answer = program.request(reqwest::Method::GET, path).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK, "{path} was acknowledged and is gone");
    }
    assert!(acknowledged.len() >= 4, "only {} were acknowledged", acknowledged.len());
    serving.kill();
    ecmopt.must(&["verify"]);
}

/// Submits contacts from several clients at once and cuts the power in the middle of it; what was
/// acknowledged.
async fn submit_until_it_dies(program: &Program, serving: Serving, round: u32) -> Vec<String> {
    let (tell, mut told) = tokio::sync::mpsc::unbounded_channel();
    let clients: Vec<_> = (0..4_u32)
        .map(|client| {
            let (program, tell) = (program.clone(), tell.clone());
            tokio::spawn(async move {
                for number in 0..500_u32 {
                    let reference = format!("K{round}-{client}-{number}");
                    let record = contact(&reference, "2026-05-03T12:00");
                    let Some(location) = program.try_create(&record).await else { return };
                    _ = tell.send(location);
                }
            })
        })
        .collect();
    drop(tell);
    let mut acknowledged = Vec::new();
    // Cut in the middle of the work, at a point that differs from round to round.
    while acknowledged.len() < (5 + 7 * round) as usize {
        match told.recv().await {
            Some(location) => acknowledged.push(location),
            None => break,
        }
    }
    serving.kill();
    for client in clients {
        _ = client.await;
    }
    while let Some(location) = told.recv().await {
        acknowledged.push(location);
    }
    acknowledged
}
