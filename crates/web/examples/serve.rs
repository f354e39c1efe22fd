//! The pages and the API over a throw-away database with one made-up patient, to look at while changing them.
//!
//! `cargo run -p web --example serve [PORT]`, then sign in as `lead` or `audit` with the password printed.

use domain::dictionary::Dictionary;
use std::{error::Error, net::SocketAddr};

use domain::{
    Raw,
    actor::{Actor, Remit, Role},
    reference,
    value::CentreCode,
};
use jiff::{SignedDuration, Timestamp};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};
use store::{NewMember, NewToken, OsEntropy, Store, Submit};
use web::{Config, Limits, World};

const PASSWORD: &str = "correct horse battery";

type Done<T = ()> = Result<T, Box<dyn Error>>;

#[tokio::main]
async fn main() -> Done {
    tracing_subscriber::fmt().with_env_filter("warn,web=info").with_writer(std::io::stderr).init();
    let port = std::env::args().nth(1).map_or(Ok(8080), |port| port.parse())?;
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("ecmopt.db");
    let store = Store::open(&format!("sqlite://{}?mode=rwc", path.display())).await?;
    store.migrate(now()).await?;
    fill(&store).await?;
    let config = Config { secure_cookies: false, synthetic: true, ..Config::default() };
    let router = web::app(acts::Acts::of(store), config, World::new(now, OsEntropy));
    let address = SocketAddr::from(([127, 0, 0, 1], port));
    let stop = async {
        let _ = tokio::signal::ctrl_c().await;
    };
    web::serve(
        router,
        address.into(),
        Limits::default(),
        |at| eprintln!("http://{at}, password: {PASSWORD}"),
        stop,
    )
    .await?;
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "a program of its own asks the clock itself")]
fn now() -> Timestamp {
    Timestamp::now()
}

async fn fill(store: &Store) -> Done {
    let (operator, now) = (Actor::system("example"), now());
    let directory = reference::directory(reference::CENTRES, reference::DESIGNATIONS)?;
    let centre = directory.centres[0].code.clone();
    store.put_directory(&operator, now, directory).await?;
    for dates in reference::cycles(reference::CYCLES)? {
        store.open_cycle(&operator, now, dates).await?;
    }
    let lead = member(store, &operator, "lead", Role::CentreLead, Some(centre.clone())).await?;
    member(store, &operator, "audit", Role::AuditLead, None).await?;
    let (label, remit) = ("example".to_owned(), Remit::whole());
    let new = NewToken { member: lead.member, label, remit, expires_at: None };
    let (_, token) = store.token_create(&operator, now, new).await?;
    eprintln!("token: {}", token.expose_secret());
    for (form, json) in records(now) {
        submit(store, &lead, &centre, form, &json).await?;
    }
    Ok(())
}

async fn member(
    store: &Store,
    operator: &Actor,
    login: &str,
    role: Role,
    centre: Option<CentreCode>,
) -> Done<Actor> {
    let name = format!("Sam Okafor ({login})");
    let password = SecretString::from(PASSWORD);
    let new =
        NewMember { login: login.to_owned(), name: name.clone(), role, centre: centre.clone(), password };
    let member = store.add_member(operator, now(), new).await?;
    Ok(Actor { member, name, role, centre, through: None })
}

async fn submit(store: &Store, actor: &Actor, centre: &CentreCode, form: &'static str, json: &Value) -> Done {
    let form = Dictionary::shipped().form(form).ok_or("no such form")?;
    let raw = Raw::from_json(form, json).map_err(|findings| format!("{findings:?}"))?;
    let submit = Submit {
        form,
        centre: centre.clone(),
        raw,
        confirm: Vec::new(),
        idempotency_key: None,
        id: None,
        expected: None,
        reason: None,
        draft: None,
        mends: None,
    };
    store.submit(actor, now(), submit).await.map_err(|error| format!("{}: {error:?}", form.id))?;
    Ok(())
}

/// A patient whose run began six days ago.
fn records(now: Timestamp) -> Vec<(&'static str, Value)> {
    let at = |days: i64, time: &str| {
        let date = (now - SignedDuration::from_hours(24 * days)).strftime("%Y-%m-%d").to_string();
        format!("{date}T{time}")
    };
    let missing = |reason: &str| json!({ "missing": reason });
    let mut records = vec![
        (
            "patient",
            json!({
                "patient_ref": "7K2M9QX4J", "age_years": 44, "sex_phenotypic": "2", "cfs": 2,
                "ethnic_category": "99", "premorbid_mobility": "M0",
            }),
        ),
        (
            "icu_admission",
            json!({
                "admission_ref": "A00012", "patient_ref": "7K2M9QX4J", "icu_admitted_at": at(7, "09:30"),
                "source": "RETR_OFF", "imv_started_at": at(8, "03:10"), "at_risk_morbidity": true,
                "referring_region": missing("NK"),
            }),
        ),
        (
            "ecmo_run",
            json!({
                "admission_ref": "A00012", "run_no": 1, "support_type": "PULM", "initial_mode": "VV",
                "cannulated_where": "CENTRE", "time_on": at(6, "11:05"), "time_on_precision": "MIN",
                "dx_group": "VIRAL", "intent": "BTR", "airway_at_xs": "ETT",
                "segments": [{ "mode": "VV", "seg_start": at(6, "11:05"), "flow_on": true }],
                "cannulae": [
                    { "site": "RFV", "direction": "DRAIN", "size_fr": 25, "in_at": at(6, "11:00") },
                    { "site": "RIJV", "direction": "RETURN", "size_fr": 21, "in_at": at(6, "11:02") },
                ],
            }),
        ),
    ];
    for day in 1..6 {
        records.push(("physio_contact", contact(&format!("C-{day}"), &at(day, "10:15"))));
    }
    records
}

fn contact(reference: &str, start: &str) -> Value {
    json!({
        "contact_ref": reference, "admission_ref": "A00012", "run_no": 1, "start_at": start,
        "outcome": "TREATED", "kind": "ROUTINE", "domain": ["RESP"], "minutes": 35,
        "location": "BED", "rass": -2, "airway": "ETT", "spo2_start": 92, "spo2_min": 90,
        "ecmo_flow_l_min": 4.2, "ecmo_sweep_l_min": 5, "ecmo_fdo2": 1, "delivered_by": "PT",
        "interventions": [{ "code": "POS" }],
        "staff": [{ "role": "PT", "band": "7", "n": 1, "ecmo_competent": true }],
    })
}
