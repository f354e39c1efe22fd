//! sqlmap upon whatever takes text: addresses and their parameters, forms, JSON.

use std::path::Path;
use std::process::Command;

use jiff::SignedDuration;
use secrecy::ExposeSecret;

use crate::example::{Example, OnItsWay, Who, actor};
use crate::fixtures::new_session;
use crate::python::tool;

/// What sqlmap says of a place into which nothing can be put.
const NOTHING: &str = "do not appear to be injectable";
/// And of one into which something can.
const SOMETHING: &str = "identified the following injection point";

/// What lets the attacker in: an attack from outside is refused before anything is read.
pub struct Doors {
    lead: String,
    audit: String,
    token: String,
}

impl Doors {
    /// Of somebody at a centre, of somebody of the network, and of a program.
    pub async fn of(example: &Example) -> Self {
        let store = example.store().await;
        let session = async |who| {
            let (member, now) = (actor(&store, who).await, now());
            let new = store::NewSession { proven_at: now, ..new_session(SignedDuration::from_hours(12)) };
            let secret = store.session_create(&member, now, new).await.expect("a session");
            format!("ecmopt={}", secret.expose_secret())
        };
        Self {
            lead: session(Who::Lead).await,
            audit: session(Who::Audit).await,
            token: format!("Authorization: Bearer {}", example.token()),
        }
    }

    /// The cookies, and whose they are.
    pub fn cookies(&self) -> [(&'static str, &str); 2] {
        [("a centre’s lead", &self.lead), ("the audit lead", &self.audit)]
    }
}

/// Something that takes text. A star marks the place in an address or a body; without one, every parameter is tried.
pub struct Target {
    /// What it is called.
    pub name: String,
    args: Vec<String>,
}

impl Target {
    /// An address without anybody’s session.
    pub fn get(url: &str) -> Self {
        Self { name: url.to_owned(), args: vec!["-u".to_owned(), url.to_owned()] }
    }

    fn with(mut self, args: &[&str]) -> Self {
        self.args.extend(args.iter().map(|arg| (*arg).to_owned()));
        self
    }
}

#[expect(clippy::disallowed_methods, reason = "the service, to whose clock it belongs, is another process")]
fn now() -> jiff::Timestamp {
    jiff::Timestamp::now()
}

/// Everything that is tried.
pub fn targets(example: &Example, way: &OnItsWay, doors: &Doors) -> Vec<Target> {
    let at = |path: &str| Target { name: path.to_owned(), ..Target::get(&example.url(path)) };
    let lead = |path: &str| at(path).with(&["--cookie", &doors.lead]);
    let audit = |path: &str| at(path).with(&["--cookie", &doors.audit]);
    let program = |path: &str| at(path).with(&["--header", &doors.token]);
    let form = |target: Target, page: &str, data: &str| {
        target.with(&["--data", data, "--csrf-token", "csrf", "--csrf-url", &example.url(page)])
    };
    let json = ["--method", "POST", "--header", "Content-Type: application/json"];
    vec![
        form(at("/sign-in"), "/sign-in", "csrf=x&login=lead&password=x&next="),
        lead("/trail?what=records&person=x&about=x&through=token&from=2026-01-01&to=2026-12-31&before=5"),
        lead("/records/physio_contact?page=1&after=x"),
        lead(&format!("/records/physio_contact/{}*", way.asked)),
        lead("/admissions/A00001*"),
        lead("/records*/physio_contact"),
        lead("/worklist?form=patient&show=all&page=1"),
        lead("/indicators/P04?period=2026H1&stratum=dx:VIRAL"),
        lead("/cases?show=all"),
        lead("/people?show=all"),
        form(lead("/people/invite"), "/people/invite", "csrf=x&name=Robin&login=robin2&becomes=DATA_ENTRY&until="),
        form(
            lead("/people/programs/new"),
            "/people/programs/new",
            "csrf=x&label=feed&does=SEND&forms=patient&days=30",
        ),
        form(
            lead("/centre/permission"),
            "/centre/permission",
            "csrf=x&approval=R1&last_day=31 July 2027&ground=CONSENT&guardian=Robin&opt_out=",
        ),
        audit("/network/findings/records?cycle=2026H1&centre=STH&form=patient&level=W&rule=X-SOFT&field=cfs"),
        audit("/network/queries/new?centre=STH&key=C00001&field=minutes&rule=V-CON-9"),
        program("/api/v1/records/physio_contact?centre=STH&after=x&limit=10"),
        program(&format!("/api/v1/records/physio_contact/{}*", way.asked)),
        program("/api/v1/records/patient").with(&json).with(&[
            "--data",
            r#"{"patient_ref":"7K2M9QX4J","age_years":45,"sex_phenotypic":"2","ethnic_category":"A","confirm":["x"]}"#,
        ]),
    ]
}

/// Whether sqlmap finds a way to put SQL into a target; what it said lies with the reports.
pub fn is_injectable(target: &Target, reports: &Path) -> bool {
    let output = Command::new(tool("attack", "sqlmap"))
        .args(&target.args)
        .args(["--batch", "--flush-session", "--level", "2", "--risk", "2", "--technique", "BEU"])
        .args(["--dbms", "sqlite", "--disable-coloring", "--ignore-code", "*"])
        .args(["--output-dir", reports.join("sqlmap").to_str().expect("a path")])
        .output()
        .expect("sqlmap runs");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let name: String = target.name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
    std::fs::write(reports.join(format!("sqlmap{name}.txt")), &said).expect("a report");
    assert!(
        said.contains(NOTHING) || said.contains(SOMETHING),
        "sqlmap could not try {}:\n{said}",
        target.name
    );
    said.contains(SOMETHING)
}
