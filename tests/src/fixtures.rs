//! Records, members and centres for tests. All of it is made up.

use domain::actor::{Actor, MemberId, Remit, Role};
use domain::centre::Directory;
use domain::cycle::{Freeze, Insistence};
use domain::dictionary::Dictionary;
use domain::project::{Investigator, Proposal, ResearchBasis};
use domain::value::CentreCode;
use domain::{FormSpec, Raw, reference};
use jiff::{SignedDuration, Timestamp};
use secrecy::SecretString;
use serde_json::{Value, json};
use store::{Ask, Freezing, NewMember, NewSession, NewToken, Proof, Source, Store, Submit, Submitted, Way};

use crate::database::{Backend, Database};

/// Versions of the dictionary that no bundle can be read by, and what is said of each.
pub const UNREAD_VERSIONS: [(&str, &str); 3] = [
    (
        "9.0",
        "it is of version 9.0 of the data dictionary, and this program reads up to 0.2. Update the program",
    ),
    ("0.0", "it is of version 0.0 of the data dictionary, which never was. The versions are 0.1, 0.2."),
    ("soon", "“soon” is no version of the data dictionary. A version is written like 0.1."),
];

/// The password of every member here.
pub const PASSWORD: &str = "correct horse battery staple";

/// The pseudonym of the patient here.
pub const PATIENT: &str = "7K2M9QX4J";

/// When the tests take place.
pub fn now() -> Timestamp {
    "2026-04-01T09:00:00Z".parse().expect("an instant")
}

/// A centre by its code.
pub fn centre(code: &str) -> CentreCode {
    CentreCode::parse(code).expect("a centre's code")
}

/// A form by its id.
pub fn form(id: &str) -> &'static FormSpec {
    Dictionary::shipped().form(id).expect("a form")
}

/// The directory as shipped.
pub fn directory() -> Directory {
    reference::directory(reference::CENTRES, reference::DESIGNATIONS).expect("the directory reads")
}

/// A migrated database with the directory in it.
pub async fn furnished(backend: Backend) -> (Database, Store) {
    let database = Database::migrated(backend).await;
    let store = database.store().await;
    store.put_directory(&Actor::system("test"), now(), directory()).await.expect("the directory");
    (database, store)
}

/// Who acts, by whatever they came.
pub fn themselves(actor: Actor) -> Actor {
    Actor { through: None, ..actor }
}

/// What the network asks a centre about the frailty of [`PATIENT`].
pub fn question(code: &str, text: &str) -> Ask {
    Ask {
        centre: centre(code),
        form: form("patient"),
        key: PATIENT.to_owned(),
        child: None,
        column: "cfs".to_owned(),
        text: text.to_owned(),
    }
}

/// A new member who can sign in with [`PASSWORD`].
pub async fn member(store: &Store, login: &str, role: Role, centre: Option<&str>) -> Actor {
    let new = NewMember {
        login: login.to_owned(),
        name: format!("Member {login}"),
        role,
        centre: centre.map(self::centre),
        password: SecretString::from(PASSWORD),
    };
    let id = store.add_member(&Actor::system("test"), now(), new).await.expect("a member");
    actor(id, login, role, centre)
}

/// A session that lasts so long, begun with a password.
pub fn new_session(lasts: SignedDuration) -> NewSession {
    let source = Source::of([127, 0, 0, 1].into());
    NewSession {
        lasts,
        proof: Proof::One,
        proven_at: now(),
        source,
        agent: "a test".to_owned(),
        way: Way::Password,
    }
}

/// A token that lets a program do for a member whatever programs can.
pub fn token_for(member: &Actor, label: &str) -> NewToken {
    NewToken { member: member.member, label: label.to_owned(), remit: Remit::whole(), expires_at: None }
}

fn actor(member: MemberId, login: &str, role: Role, centre: Option<&str>) -> Actor {
    Actor { member, name: format!("Member {login}"), role, centre: centre.map(self::centre), through: None }
}

/// Somebody who enters records for a centre, without an account: enough for the store, quick to make.
pub fn clerk(code: &str) -> Actor {
    let id = sea_orm::prelude::Uuid::from_u128(code.bytes().fold(7, |id, byte| id * 256 + u128::from(byte)));
    actor(MemberId::new(id), code, Role::DataEntry, Some(code))
}

/// The lead of a centre, without an account.
pub fn centre_lead(code: &str) -> Actor {
    let id = sea_orm::prelude::Uuid::from_u128(code.bytes().fold(8, |id, byte| id * 256 + u128::from(byte)));
    actor(MemberId::new(id), &format!("lead of {code}"), Role::CentreLead, Some(code))
}

/// The network's audit lead, without an account.
pub fn audit_lead() -> Actor {
    actor(MemberId::new(sea_orm::prelude::Uuid::from_u128(9)), "audit lead", Role::AuditLead, None)
}

/// What somebody gives who wants a step of a cycle before its day.
pub fn insist(cycle: &str) -> Option<Insistence> {
    Some(Insistence { reason: "The tests do not wait.".to_owned(), cycle: cycle.to_owned() })
}

/// Claims a locked cycle and freezes it, as if its snapshot had been written.
pub async fn freeze(store: &Store, actor: &Actor, cycle: &str, freeze: Freeze) -> store::Result<()> {
    match store.begin_freeze(actor, now(), cycle, insist(cycle)).await? {
        Freezing::Begun(claim) => store.freeze_cycle(actor, now(), &claim, freeze).await.map(drop),
        Freezing::Done(_) => panic!("{cycle} is frozen already"),
    }
}

/// A record to hand in for St Thomas', with the warnings confirmed that its values give.
pub fn submission(id: &str, record: &Value) -> Submit {
    submission_of("STH", id, record)
}

/// A record to hand in for a centre.
pub fn submission_of(code: &str, id: &str, record: &Value) -> Submit {
    Submit {
        form: form(id),
        centre: centre(code),
        raw: Raw::from_json(form(id), record).expect("fields of the form"),
        confirm: ["X-SOFT", "V-CON-10", "V-RUN-10"].map(str::to_owned).to_vec(),
        idempotency_key: None,
        id: None,
        expected: None,
        reason: None,
        draft: None,
        mends: None,
    }
}

/// A valid pseudonym for each number.
pub fn pseudonym(number: usize) -> String {
    let body = format!("{:08}", number + 10_000_000);
    let check = domain::value::check_character(&body).expect("digits are of the alphabet");
    format!("{body}{check}")
}

/// A patient.
pub fn patient() -> Value {
    json!({
        "patient_ref": PATIENT, "age_years": 45, "sex_phenotypic": "2", "ethnic_category": "A", "cfs": 2,
        "premorbid_mobility": "M0"
    })
}

/// An admission of the patient.
pub fn admission() -> Value {
    json!({
        "admission_ref": "A00001", "patient_ref": PATIENT, "icu_admitted_at": "2026-03-20T10:00",
        "source": "RETR_OFF", "referring_region": "ENG_LON", "imv_started_at": "2026-03-19T08:00",
        "at_risk_morbidity": true
    })
}

/// A run of the admission, still open.
pub fn run() -> Value {
    json!({
        "admission_ref": "A00001", "run_no": 1, "support_type": "PULM", "initial_mode": "VV",
        "cannulated_where": "CENTRE", "time_on": "2026-03-20T14:00", "time_on_precision": "MIN",
        "dx_group": "VIRAL", "intent": "BTR", "airway_at_xs": "ETT", "airway_now": "ETT",
        "segments": [{"mode": "VV", "seg_start": "2026-03-20T14:00", "flow_on": true}],
        "cannulae": [{"site": "RFV", "direction": "DRAIN", "in_at": "2026-03-20T14:00"},
                     {"site": "RIJV", "direction": "RETURN", "in_at": "2026-03-20T14:00"}]
    })
}

/// A contact on the run. Contacts with different numbers lie on different hours.
pub fn contact(number: u32) -> Value {
    let (day, hour) = (22 + number / 10 % 8, 8 + number % 10);
    json!({
        "contact_ref": format!("C{number:05}"), "admission_ref": "A00001", "run_no": 1,
        "start_at": format!("2026-03-{day:02}T{hour:02}:10"), "outcome": "TREATED", "kind": "ROUTINE",
        "domain": ["RESP"], "minutes": 30, "delivered_by": "PT", "location": "BED", "rass": -2, "airway": "ETT",
        "spo2_start": 94, "spo2_min": 91, "ecmo_flow_l_min": 4.2, "ecmo_sweep_l_min": 3.0, "ecmo_fdo2": 0.6,
        "interventions": [{"code": "ASSESS"}, {"code": "SUC_ETT"}],
        "staff": [{"role": "PT", "band": "6", "n": 1, "ecmo_competent": true}]
    })
}

/// Puts the patient, the admission and the run of St Thomas' in place.
pub async fn on_ecmo(store: &Store, actor: &Actor) -> Vec<Submitted> {
    let code = actor.centre.as_ref().expect("a centre").to_string();
    let mut stored = Vec::new();
    for (id, record) in [("patient", patient()), ("icu_admission", admission()), ("ecmo_run", run())] {
        let submit = submission_of(&code, id, &record);
        stored
            .push(store.submit(actor, now(), submit).await.unwrap_or_else(|error| panic!("{id}: {error:?}")));
    }
    stored
}

/// A research project of a year from a day on.
pub fn proposal(first_day: jiff::civil::Date) -> Proposal {
    let people = ["Robin Dyke, University of Leeds", "Kim Lee, King’s College, London"];
    Proposal {
        title: "Standing early on ECMO".to_owned(),
        question: "Do patients who stand in their first week stay for fewer days?".to_owned(),
        summary: "Some patients are helped to stand while a machine does the work of their lungs.\nWe ask whether they go \
                  home sooner."
            .to_owned(),
        people: people.map(|line| Investigator::parse(line).expect("a name and an institution")).into(),
        basis: ResearchBasis::Anonymous,
        reference: "UREC 26/017".to_owned(),
        funding: "A charity of the hospital".to_owned(),
        first_day,
        last_day: first_day.saturating_add(jiff::Span::new().days(364)),
    }
}
