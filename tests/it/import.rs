//! Importing records: all or nothing, once, and nothing lost.

use domain::Raw;
use domain::actor::Actor;
use domain::bundle::{Ready, SetAside};
use rstest::rstest;
use serde_json::{Value, json};
use store::{Import, Imported, KeptAside, Store};
use testkit::database::Backend;
use testkit::fixtures::{
    PATIENT, admission, audit_lead, centre, centre_lead, clerk, contact, form, furnished, insist, now,
    on_ecmo, patient, run, submission,
};

pub(crate) fn ready(id: &str, record: &Value) -> Ready {
    let mut raw = Raw::from_json(form(id), record).unwrap();
    raw.set(form(id), "centre_code", "STH");
    let zone = jiff::tz::TimeZone::get("Europe/London").unwrap();
    Ready {
        form: form(id),
        centre: centre("STH"),
        patient: Some(PATIENT.to_owned()),
        occurred: domain::spec::occurred(form(id), &raw, &zone),
        findings: Vec::new(),
        rows: Vec::new(),
        raw,
    }
}

pub(crate) fn bundle(contacts: u32) -> Vec<Ready> {
    let frame = [("patient", patient()), ("icu_admission", admission()), ("ecmo_run", run())];
    let frame = frame.iter().map(|(id, record)| ready(id, record));
    let contacts = (0..contacts)
        .map(|number| Ready { rows: rows_of_contact(number), ..ready("physio_contact", &contact(number)) });
    frame.chain(contacts).collect()
}

/// Where a contact stands in the files: its own row, two interventions, one line of staff.
fn rows_of_contact(number: u32) -> Vec<(&'static str, usize)> {
    let number = number as usize;
    let form = form("physio_contact");
    let [interventions, staff] = ["interventions", "staff"].map(|name| form.child(name).unwrap().spec.file);
    vec![
        (form.file, number + 1),
        (interventions, 2 * number + 1),
        (interventions, 2 * number + 2),
        (staff, number + 1),
    ]
}

/// An import of records, of no named centre, that keeps nothing aside.
pub(crate) fn import_of(records: Vec<Ready>) -> Import {
    Import {
        name: "bundle".to_owned(),
        centre: None,
        upload: None,
        bundle_hash: "5f".repeat(32),
        extract_at: extract_at(),
        records,
        set_aside: Vec::new(),
        progress: Box::new(|_| {}),
    }
}

async fn import(store: &Store, records: Vec<Ready>, set_aside: Vec<SetAside>) -> Imported {
    let set_aside = set_aside
        .into_iter()
        .map(|row| KeptAside { row, origin: String::new(), findings: Vec::new() })
        .collect();
    let import = Import { set_aside, ..import_of(records) };
    store.import(&Actor::system("import"), now(), import).await.unwrap()
}

pub(crate) fn extract_at() -> jiff::Timestamp {
    "2026-03-31T23:00:00Z".parse().unwrap()
}

pub(crate) fn bad_row() -> SetAside {
    SetAside {
        file: "physio_contacts".to_owned(),
        row: 17,
        cells: [("centre_code", "STH"), ("contact_ref", "C00005"), ("minutes", "1O")]
            .map(|(column, cell)| (column.to_owned(), cell.to_owned()))
            .into(),
        rules: vec!["X-NUMBER".to_owned()],
    }
}

#[rstest]
#[tokio::test]
async fn stores_what_is_good_and_keeps_the_rest_aside(
    #[values(Backend::Sqlite, Backend::Postgres)] on: Backend,
) {
    let (_db, store) = furnished(on).await;
    let done = import(&store, bundle(5), vec![bad_row()]).await;
    assert_eq!((done.created, done.updated, done.unchanged, done.set_aside), (8, 0, 0, 1));
    let aside = store.set_aside(&Actor::system("test"), done.id.unwrap()).await.unwrap();
    assert_eq!(aside, [bad_row()]);
    let scope = store.scope(&clerk("STH"), now(), "test").unwrap();
    let held = scope.admission("A00001").await.unwrap();
    assert_eq!(held.records.len(), 6);
    assert_eq!(held.admission.patient.unwrap().as_str(), PATIENT);
    let verified = store.verify(&mut |_| {}).await.unwrap();
    assert_eq!((verified.broken, verified.revisions), (None, 8));
}

#[rstest]
#[tokio::test]
async fn of_the_same_bundle_changes_nothing_the_second_time(
    #[values(Backend::Sqlite, Backend::Postgres)] on: Backend,
) {
    let (_db, store) = furnished(on).await;
    import(&store, bundle(5), vec![bad_row()]).await;
    let head = store.audit_head().await.unwrap();
    let again = import(&store, bundle(5), vec![bad_row()]).await;
    assert_eq!(again.id, None);
    assert_eq!((again.created, again.updated, again.unchanged), (0, 0, 8));
    assert_eq!(store.audit_head().await.unwrap(), head);
}

#[rstest]
#[tokio::test]
async fn changes_only_what_is_different(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
    let (_db, store) = furnished(on).await;
    import(&store, bundle(5), Vec::new()).await;
    let mut records = bundle(6);
    records[3].raw.set(form("physio_contact"), "minutes", "45");
    let done = import(&store, records, Vec::new()).await;
    assert_eq!((done.created, done.updated, done.unchanged), (1, 1, 7));
    assert_eq!(store.verify(&mut |_| {}).await.unwrap().broken, None);
}

#[rstest]
#[tokio::test]
async fn meets_what_was_entered_in_the_browser(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
    let (_db, store) = furnished(on).await;
    let clerk = clerk("STH");
    on_ecmo(&store, &clerk).await;
    let done = import(&store, bundle(1), Vec::new()).await;
    assert_eq!((done.created, done.updated, done.unchanged), (1, 0, 3));
    let mut longer = contact(0);
    longer["minutes"] = json!(31);
    let mut edit = submission("physio_contact", &longer);
    let scope = store.scope(&clerk, now(), "test").unwrap();
    let held = scope.record_by_key(form("physio_contact"), "C00000").await.unwrap();
    edit.id = Some(held.id);
    store.submit(&clerk, now(), edit).await.unwrap();
    assert_eq!(store.verify(&mut |_| {}).await.unwrap().broken, None);
}

#[rstest]
#[tokio::test]
async fn that_was_changed_afterwards_is_found(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
    let (db, store) = furnished(on).await;
    import(&store, bundle(2), Vec::new()).await;
    db.tamper(match on {
        Backend::Sqlite => "DROP TRIGGER record_revision_no_update",
        Backend::Postgres => "DROP TRIGGER record_revision_no_change ON record_revision",
    })
    .await;
    db.tamper("UPDATE record_revision SET findings = '[ ]' WHERE revision = 1").await;
    let broken = store.verify(&mut |_| {}).await.unwrap().broken.unwrap().to_string();
    assert!(broken.starts_with("Event 2 vouches for import"), "{broken}");
}

#[rstest]
#[tokio::test]
async fn leaves_rows_missing_until_they_are_corrected(
    #[values(Backend::Sqlite, Backend::Postgres)] on: Backend,
) {
    let (_db, store) = furnished(on).await;
    let system = Actor::system("test");
    import(&store, bundle(5), vec![bad_row()]).await;
    let missing = store.set_aside_by_file(&system).await.unwrap();
    assert_eq!(missing.into_iter().collect::<Vec<_>>(), [("physio_contacts".to_owned(), 1)]);
    assert_eq!(store.as_of().await.unwrap(), Some(extract_at()));
    let later = now() + jiff::SignedDuration::from_secs(1);
    store.submit(&clerk("STH"), later, submission("physio_contact", &contact(5))).await.unwrap();
    assert!(store.set_aside_by_file(&system).await.unwrap().is_empty());
    assert_eq!(store.as_of().await.unwrap(), None);
}

mod over_records_that_were_signed_off {
    use super::*;

    /// Five contacts, signed off and, if so, locked; then the same bundle with a longer first contact.
    async fn changed(store: &Store, lock: bool) -> Imported {
        let lead = audit_lead();
        let cycle = domain::reference::CycleDates {
            id: "2025H2".to_owned(),
            start: "2025-10-01".parse().unwrap(),
            end: "2026-03-31".parse().unwrap(),
            lock_deadline: "2026-05-12".parse().unwrap(),
        };
        store.open_cycle(&lead, now(), cycle).await.unwrap();
        import(store, bundle(5), Vec::new()).await;
        assert!(store.sign_off(&centre_lead("STH"), now(), "2025H2").await.unwrap().signed >= 5);
        if lock {
            store.lock_cycle(&lead, now(), "2025H2", insist("2025H2")).await.unwrap();
        }
        let mut records = bundle(5);
        records[3].raw.set(form("physio_contact"), "minutes", "45");
        import(store, records, Vec::new()).await
    }

    #[rstest]
    #[tokio::test]
    async fn keeps_aside_what_would_change_a_locked_one(
        #[values(Backend::Sqlite, Backend::Postgres)] on: Backend,
    ) {
        let (_db, store) = furnished(on).await;
        let done = changed(&store, true).await;
        assert_eq!((done.created, done.updated, done.unchanged), (0, 0, 7));
        assert_eq!((done.locked, done.set_aside), (4, 4), "the record and the rows of its groups");
        let aside = store.set_aside(&Actor::system("test"), done.id.unwrap()).await.unwrap();
        assert!(aside.iter().all(|row| row.rules == ["K-LOCKED"]));
        let own = aside.iter().find(|row| row.file == "physio_contacts").unwrap();
        assert_eq!(
            (own.row, own.cells["centre_code"].as_str(), own.cells["minutes"].as_str()),
            (1, "STH", "45")
        );
        let children = aside.iter().filter(|row| row.file != "physio_contacts");
        assert!(children.clone().all(|row| row.cells["contact_ref"] == "C00000"));
        assert_eq!(children.count(), 3);
        assert_eq!(store.verify(&mut |_| {}).await.unwrap().broken, None);
    }

    #[rstest]
    #[tokio::test]
    async fn lets_a_sign_off_lapse(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
        let (_db, store) = furnished(on).await;
        let done = changed(&store, false).await;
        assert_eq!((done.updated, done.locked), (1, 0));
        let scope = store.scope(&clerk("STH"), now(), "test").unwrap();
        let contact = scope.record_by_key(form("physio_contact"), "C00000").await.unwrap();
        assert_eq!(contact.life, domain::life::Life::Submitted);
        assert_eq!(store.verify(&mut |_| {}).await.unwrap().broken, None);
    }
}

mod mended {
    use super::*;
    use store::Mended;

    #[rstest]
    #[tokio::test]
    async fn rows_are_gone_with_the_record_and_only_those_of_its_centre(
        #[values(Backend::Sqlite, Backend::Postgres)] on: Backend,
    ) {
        let (_db, store) = furnished(on).await;
        let mut elsewhere = bad_row();
        elsewhere.row = 18;
        elsewhere.cells.insert("centre_code".to_owned(), "PAP".to_owned());
        let done = import(&store, bundle(5), vec![bad_row(), elsewhere.clone()]).await;
        let mut submit = submission("physio_contact", &contact(5));
        let rows = [17, 18].map(|row| ("physio_contacts".to_owned(), row)).to_vec();
        submit.mends = Some(Mended { import: done.id.unwrap(), rows });
        store.submit(&clerk("STH"), now(), submit).await.unwrap();
        let aside = store.set_aside(&Actor::system("test"), done.id.unwrap()).await.unwrap();
        assert_eq!(aside, [elsewhere]);
    }
}

#[rstest]
#[tokio::test]
async fn is_not_for_everyone(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
    let (_db, store) = furnished(on).await;
    let refused = store.import(&clerk("PAP"), now(), import_of(bundle(0))).await;
    assert!(matches!(refused, Err(store::Error::Forbidden)));
}
