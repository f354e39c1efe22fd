//! How far a cycle is, from what is kept with the records: the same as when every record is judged, and as cheap with
//! many records as with few.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use domain::reference::CycleDates;
use rstest::rstest;
use store::{Options, Store};
use testkit::command::Ecmopt;
use testkit::database::{Backend, Database};
use testkit::fixtures::{
    audit_lead, centre_lead, clerk, contact, form, furnished, insist, now, on_ecmo, submission,
};

fn cycle() -> CycleDates {
    let dates = domain::reference::cycles(domain::reference::CYCLES).unwrap();
    dates.into_iter().find(|dates| dates.id == "2025H2").unwrap()
}

/// What is kept is what judging every record gives.
#[track_caller]
fn same(kept: &[store::Standing], judged: &[store::Standing]) {
    assert!(!judged.is_empty());
    assert_eq!(kept, judged);
}

async fn is_true(store: &Store) {
    let kept = store.kept_standing(&audit_lead(), now(), &cycle()).await.unwrap();
    same(&kept, &store.cycle_standing(&audit_lead(), now(), &cycle()).await.unwrap());
}

#[rstest]
#[tokio::test]
async fn is_judged_anew_by_a_program_with_other_rules(
    #[values(Backend::Sqlite, Backend::Postgres)] on: Backend,
) {
    let (db, store) = furnished(on).await;
    let (clerk, lead) = (clerk("STH"), audit_lead());
    store.open_cycle(&lead, now(), cycle()).await.unwrap();
    on_ecmo(&store, &clerk).await;
    is_true(&store).await;
    // As a program leaves it by whose rules nothing is complete.
    db.tamper("UPDATE work_count SET name = 'BLOCKED' WHERE name = 'COMPLETE'").await;
    let kept = store.kept_standing(&lead, now(), &cycle()).await.unwrap();
    assert_ne!(
        kept,
        store.cycle_standing(&lead, now(), &cycle()).await.unwrap(),
        "nothing was written since"
    );
    db.tamper("UPDATE setting SET value = 'of another program' WHERE name = 'judged_by'").await;
    is_true(&store).await;
    assert_eq!(store.verify(&mut |_| {}).await.unwrap().broken, None);
}

#[rstest]
#[tokio::test]
async fn is_what_judging_every_record_gives_after_each_kind_of_write(
    #[values(Backend::Sqlite, Backend::Postgres)] on: Backend,
) {
    let (_db, store) = furnished(on).await;
    let (clerk, lead) = (clerk("STH"), audit_lead());
    store.open_cycle(&lead, now(), cycle()).await.unwrap();
    on_ecmo(&store, &clerk).await;
    is_true(&store).await;
    let first = store.submit(&clerk, now(), submission("physio_contact", &contact(1))).await.unwrap();
    let mut lacking = contact(2);
    lacking.as_object_mut().unwrap().remove("rass");
    let second = store.submit(&clerk, now(), submission("physio_contact", &lacking)).await.unwrap();
    is_true(&store).await;
    // An edit that mends what is missing.
    let mut edit = submission("physio_contact", &contact(2));
    edit.id = Some(second.id);
    store.submit(&clerk, now(), edit).await.unwrap();
    is_true(&store).await;
    store.sign_off(&centre_lead("STH"), now(), "2025H2").await.unwrap();
    is_true(&store).await;
    let why = "entered twice".to_owned();
    store.withdraw(&clerk, now(), form("physio_contact"), first.id, first.revision, why).await.unwrap();
    is_true(&store).await;
    store.lock_cycle(&lead, now(), "2025H2", insist("2025H2")).await.unwrap();
    is_true(&store).await;
    assert_eq!(store.verify(&mut |_| {}).await.unwrap().broken, None);
}

#[tokio::test]
async fn of_an_imported_bundle_is_what_judging_gives() {
    let ecmopt = Ecmopt::new();
    ecmopt.must(&["import", example_data::path("dirty/base").to_str().unwrap()]);
    let url = format!("sqlite://{}", ecmopt.path("data/ecmopt.sqlite").display());
    ecmopt.must(&["cycle", "open", "2025H2"]);
    is_true(&Store::open(&url).await.unwrap()).await;
}

/// A store that counts its statements.
async fn counted(database: &Database) -> (Store, Arc<AtomicUsize>) {
    let statements = Arc::new(AtomicUsize::new(0));
    let options = Options { statements: Some(statements.clone()), ..Options::default() };
    (Store::open_with(&database.url, options).await.unwrap(), statements)
}

async fn contacts(store: &Store, numbers: std::ops::Range<u32>) {
    for number in numbers {
        store.submit(&clerk("STH"), now(), submission("physio_contact", &contact(number))).await.unwrap();
    }
}

#[rstest]
#[tokio::test]
async fn takes_as_many_statements_with_many_records_as_with_few(
    #[values(Backend::Sqlite, Backend::Postgres)] on: Backend,
) {
    let (database, _) = furnished(on).await;
    let (store, statements) = counted(&database).await;
    store.open_cycle(&audit_lead(), now(), cycle()).await.unwrap();
    on_ecmo(&store, &clerk("STH")).await;
    let pages = async || {
        store.kept_standing(&audit_lead(), now(), &cycle()).await.unwrap();
        let before = statements.load(Ordering::Relaxed);
        store.kept_standing(&audit_lead(), now(), &cycle()).await.unwrap();
        let standing = statements.load(Ordering::Relaxed) - before;
        store.counts_by_centre(&audit_lead(), now()).await.unwrap();
        (standing, statements.load(Ordering::Relaxed) - before - standing)
    };
    let few = pages().await;
    contacts(&store, 1..40).await;
    let many = pages().await;
    assert_eq!(few, many);
    // PostgreSQL is told first whose rows each question about rows is for.
    let told = usize::from(on == Backend::Postgres);
    assert_eq!(many.1, 3 + 2 * told, "by which rules, what is due, the counts");
    // By which rules, what is due, the event of the read (head, event, head), the records, the drafts; more is asked
    // for once.
    assert!(many.0 <= 9 + 3 * told, "{many:?}");
}
