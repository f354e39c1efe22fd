//! Undoing an import: all of it or nothing, and the history keeps both.

use domain::actor::Actor;
use domain::bundle::Ready;
use domain::life::Life;
use domain::value::PatientRef;
use rstest::rstest;
use serde_json::json;
use store::{Import, ImportId, KeptAside, Store, UndoError, Undone};
use testkit::database::Backend;
use testkit::fixtures::{
    PATIENT, admission, centre, clerk, contact, form, furnished, now, on_ecmo, patient, pseudonym, run,
    submission,
};

use crate::import::{bundle, import_of, ready};

/// Why an import is undone here.
const REASON: &str = "the file was of another month";

fn later() -> jiff::Timestamp {
    now() + jiff::SignedDuration::from_mins(5)
}

async fn import(store: &Store, records: Vec<Ready>) -> ImportId {
    let import = Import {
        name: "march.xlsx".to_owned(),
        centre: Some(centre("STH")),
        set_aside: vec![KeptAside {
            row: crate::import::bad_row(),
            origin: String::new(),
            findings: Vec::new(),
        }],
        ..import_of(records)
    };
    store.import(&clerk("STH"), now(), import).await.unwrap().id.unwrap()
}

/// The contact C00000, and its minutes.
async fn minutes(store: &Store) -> String {
    let scope = store.scope(&clerk("STH"), later(), "test").unwrap();
    let form = form("physio_contact");
    scope.record_by_key(form, "C00000").await.unwrap().raw.get(form, "minutes").to_owned()
}

async fn is_sound(store: &Store) {
    assert_eq!(store.verify(&mut |_| {}).await.unwrap().broken, None);
}

#[rstest]
#[tokio::test]
async fn takes_out_what_it_made(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
    let (_db, store) = furnished(on).await;
    let id = import(&store, bundle(3)).await;
    let scope = store.scope(&clerk("STH"), later(), "test").unwrap();
    let contact = scope.record_by_key(form("physio_contact"), "C00000").await.unwrap();

    let undone = store.undo_import(&clerk("STH"), later(), id, REASON).await.unwrap();
    assert_eq!(undone, Undone { removed: 6, restored: 0 });
    assert!(scope.overview().await.unwrap().records().await.unwrap().iter().all(|(_, count)| *count == 0));
    assert!(scope.kept_aside(id).await.unwrap().is_empty());
    let steps = scope.life_events(contact.form, contact.id).await.unwrap();
    assert!(steps[0].reason.as_deref().unwrap().contains("march.xlsx undone"), "{steps:?}");
    let listed = scope.imports().await.unwrap();
    assert_eq!(listed[0].undone, Some((clerk("STH").name, later())));
    is_sound(&store).await;

    // Its keys are free again.
    import(&store, bundle(3)).await;
    is_sound(&store).await;
}

#[rstest]
#[tokio::test]
async fn puts_back_what_it_changed(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
    let (_db, store) = furnished(on).await;
    on_ecmo(&store, &clerk("STH")).await;
    store.submit(&clerk("STH"), now(), submission("physio_contact", &contact(0))).await.unwrap();
    let mut records = bundle(2);
    records[3].raw.set(form("physio_contact"), "minutes", "45");
    let id = import(&store, records).await;
    assert_eq!(minutes(&store).await, "45");

    let undone = store.undo_import(&clerk("STH"), later(), id, REASON).await.unwrap();
    assert_eq!(undone, Undone { removed: 1, restored: 1 });
    assert_eq!(minutes(&store).await, "30");
    let scope = store.scope(&clerk("STH"), later(), "test").unwrap();
    let contact = scope.record_by_key(form("physio_contact"), "C00000").await.unwrap();
    assert_eq!((contact.revision.0, contact.life), (3, Life::Submitted));
    let history = scope.history(contact.form, contact.id).await.unwrap();
    assert!(history[0].reason.as_deref().unwrap().contains("march.xlsx undone"));
    is_sound(&store).await;
}

#[rstest]
#[tokio::test]
async fn puts_a_record_back_to_its_patient(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
    let (_db, store) = furnished(on).await;
    let clerk = clerk("STH");
    on_ecmo(&store, &clerk).await;
    let (mut other, mut theirs, mut run) = (patient(), admission(), run());
    other["patient_ref"] = json!(pseudonym(2));
    theirs["patient_ref"] = json!(pseudonym(2));
    for record in [&mut theirs, &mut run] {
        record["admission_ref"] = json!("A00002");
    }
    for (form, record) in [("patient", &other), ("icu_admission", &theirs), ("ecmo_run", &run)] {
        store.submit(&clerk, now(), submission(form, record)).await.unwrap();
    }
    store.submit(&clerk, now(), submission("physio_contact", &contact(0))).await.unwrap();
    let mut moved = contact(0);
    moved["admission_ref"] = json!("A00002");
    let moved = Ready { patient: Some(pseudonym(2)), ..ready("physio_contact", &moved) };
    let id = import(&store, vec![moved]).await;
    is_sound(&store).await;
    store.undo_import(&clerk, later(), id, REASON).await.unwrap();
    is_sound(&store).await;
    let scope = store.scope(&clerk, later(), "test").unwrap();
    let file = scope.patient_file(&PatientRef::parse(PATIENT).unwrap()).await.unwrap();
    assert!(
        file.iter().any(|record| record.natural_key == "C00000"),
        "it is missing from its patient's file"
    );
}

#[rstest]
#[tokio::test]
async fn is_refused_after_an_edit(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
    let (_db, store) = furnished(on).await;
    let id = import(&store, bundle(3)).await;
    let scope = store.scope(&clerk("STH"), now(), "test").unwrap();
    let held = scope.record_by_key(form("physio_contact"), "C00000").await.unwrap();
    let mut longer = contact(0);
    longer["minutes"] = json!(31);
    let mut edit = submission("physio_contact", &longer);
    edit.id = Some(held.id);
    store.submit(&clerk("STH"), later(), edit).await.unwrap();

    let head = store.audit_head().await.unwrap();
    let refused = store.undo_import(&clerk("STH"), later(), id, REASON).await.unwrap_err();
    assert!(matches!(&refused, UndoError::Edited(names) if names.len() == 1), "{refused:?}");
    assert!(refused.to_string().contains("C00000"), "{refused}");
    assert_eq!(store.audit_head().await.unwrap(), head);
    assert_eq!(minutes(&store).await, "31");
}

#[rstest]
#[tokio::test]
async fn is_refused_while_other_records_stand_on_it(
    #[values(Backend::Sqlite, Backend::Postgres)] on: Backend,
) {
    let (_db, store) = furnished(on).await;
    let id = import(&store, bundle(0)).await;
    store.submit(&clerk("STH"), later(), submission("physio_contact", &contact(7))).await.unwrap();
    let refused = store.undo_import(&clerk("STH"), later(), id, REASON).await.unwrap_err();
    assert!(refused.to_string().contains("C00007"), "{refused}");
}

/// The contact was judged against the run as the import had left it.
#[rstest]
#[tokio::test]
async fn is_refused_when_a_later_record_was_judged_by_what_it_changed(
    #[values(Backend::Sqlite, Backend::Postgres)] on: Backend,
) {
    let (_db, store) = furnished(on).await;
    on_ecmo(&store, &clerk("STH")).await;
    let mut run = ready("ecmo_run", &testkit::fixtures::run());
    run.raw.set(form("ecmo_run"), "airway_now", "TRACH");
    let id = import(&store, vec![run]).await;
    store.submit(&clerk("STH"), later(), submission("physio_contact", &contact(7))).await.unwrap();
    let refused = store.undo_import(&clerk("STH"), later(), id, REASON).await.unwrap_err();
    assert!(refused.to_string().contains("C00007"), "{refused}");
}

#[rstest]
#[tokio::test]
async fn is_done_once_and_by_its_own_centre(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
    let (_db, store) = furnished(on).await;
    let id = import(&store, bundle(1)).await;
    let stranger = store.undo_import(&clerk("PAP"), later(), id, REASON).await;
    assert!(matches!(stranger, Err(UndoError::NotFound)));
    store.undo_import(&Actor::system("import undo"), later(), id, REASON).await.unwrap();
    let again = store.undo_import(&clerk("STH"), later(), id, REASON).await;
    assert!(matches!(again, Err(UndoError::Already)));
}
