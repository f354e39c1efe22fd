//! Cases as they are kept: opened once, responded to by the own centre alone, decided, closed, and never changed.

use domain::actor::Actor;
use domain::case::{CaseLevel, CaseState, CaseStep, Decision, Direction, Outlying};
use domain::cycle::Freeze;
use domain::reference::CycleDates;
use jiff::{SignedDuration, Timestamp};
use rstest::rstest;
use store::{CaseId, Error, KeptCase, SignCorrections, Store};
use testkit::database::{Backend, Database};
use testkit::fixtures::{self, audit_lead, centre, centre_lead, clerk, furnished, insist, now};

const CYCLE: &str = "2025H1";
const DECIDE: CaseStep = CaseStep::Decide(Decision::ActionNeeded);

/// The hash of the snapshot that the cycle is frozen with.
pub(crate) fn snapshot() -> String {
    "ab".repeat(32)
}

/// A number of a centre below its alarm limit.
pub(crate) fn alarm(cycle: &str, code: &str, indicator: &str) -> Outlying {
    Outlying {
        cycle: cycle.to_owned(),
        centre: centre(code),
        indicator: indicator.to_owned(),
        version: "1".to_owned(),
        name: "ECMO days with any physiotherapy".to_owned(),
        level: CaseLevel::Alarm,
        direction: Direction::Worse,
        counted: (30, 60),
        network: (740, 1000),
        limits: [0.55, 0.62, 0.84, 0.9],
        words: "50.0% (30 of 60 ECMO days), below the lower 99.8% limit of 55.0%. The network: 74.0%."
            .to_owned(),
        is_shown: true,
    }
}

/// A store whose cycle is frozen.
async fn frozen(on: Backend) -> (Database, Store) {
    let (db, store) = furnished(on).await;
    let date = |text: &str| text.parse().unwrap();
    let dates = CycleDates {
        id: CYCLE.to_owned(),
        start: date("2025-04-01"),
        end: date("2025-09-30"),
        lock_deadline: date("2025-11-12"),
    };
    let lead = audit_lead();
    store.open_cycle(&lead, now(), dates).await.unwrap();
    store.lock_cycle(&lead, now(), CYCLE, insist(CYCLE)).await.unwrap();
    let freeze = Freeze {
        at: now(),
        snapshot_hash: snapshot(),
        dictionary_version: "0.1".to_owned(),
        indicator_version: "0.1".to_owned(),
    };
    fixtures::freeze(&store, &lead, CYCLE, freeze).await.unwrap();
    (db, store)
}

async fn open(store: &Store, found: Vec<Outlying>) -> usize {
    store.open_cases(&audit_lead(), now(), CYCLE, &snapshot(), found).await.unwrap()
}

/// The same with one case of St Thomas'.
async fn opened(on: Backend) -> (Database, Store, CaseId) {
    let (db, store) = frozen(on).await;
    assert_eq!(open(&store, vec![alarm(CYCLE, "STH", "P04")]).await, 1);
    let id = store.cases(&audit_lead()).await.unwrap()[0].id;
    (db, store, id)
}

async fn take(store: &Store, actor: &Actor, id: CaseId, step: CaseStep) -> Result<(), Error> {
    store.take_case(actor, now(), id, step, "The records were checked and are right.").await
}

fn later(days: i64) -> Timestamp {
    now() + SignedDuration::from_hours(24 * days)
}

async fn verified(store: &Store) {
    assert_eq!(store.verify(&mut |_| {}).await.unwrap().broken, None);
}

#[rstest]
#[tokio::test]
async fn a_case_goes_from_the_signal_to_what_came_of_it(
    #[values(Backend::Sqlite, Backend::Postgres)] on: Backend,
) {
    let (db, store, id) = opened(on).await;
    let (lead, network) = (centre_lead("STH"), audit_lead());
    let case = async || store.case(&lead, id).await.unwrap().case;
    let told = case().await;
    assert_eq!((told.state(), told.due), (CaseState::Notified, Some(later(60))));
    assert_eq!(told.found, alarm(CYCLE, "STH", "P04"), "as it was found");
    assert!(!told.is_overdue(later(60)) && told.is_overdue(later(61)));
    for (actor, step, state) in [
        (&lead, CaseStep::Respond, CaseState::Responded),
        (&network, CaseStep::NoteOfNetwork, CaseState::Responded),
        (&network, DECIDE, CaseState::Decided),
        (&lead, CaseStep::NoteOfCentre, CaseState::Decided),
        (&network, CaseStep::Close, CaseState::Closed),
    ] {
        take(&store, actor, id, step).await.unwrap();
        assert_eq!(case().await.state(), state);
    }
    let closed = case().await;
    assert_eq!(closed.response().unwrap().by, lead.name);
    assert_eq!(closed.decision().unwrap().0, Decision::ActionNeeded);
    let said = take(&store, &lead, id, CaseStep::NoteOfCentre).await.unwrap_err().to_string();
    assert!(said.starts_with("A case that is closed cannot be added to."), "{said}");
    let trail = db.strings("SELECT action FROM audit_event WHERE action LIKE 'case.%' ORDER BY seq").await;
    assert_eq!(trail, ["case.open", "case.respond", "case.note", "case.decide", "case.note", "case.close"]);
    verified(&store).await;
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn opening_twice_opens_nothing_twice(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
    let (db, store) = frozen(on).await;
    let other = db.store().await;
    let found = || vec![alarm(CYCLE, "STH", "P04"), alarm(CYCLE, "PAP", "P04"), alarm(CYCLE, "STH", "P05")];
    let (one, another) = tokio::join!(open(&store, found()), open(&other, found()));
    assert_eq!(one + another, 3, "two at once");
    assert_eq!(open(&store, found()).await, 0);
    let mut more = found();
    more.push(alarm(CYCLE, "PAP", "P05"));
    assert_eq!(open(&store, more).await, 1, "what is new is opened");
    assert_eq!(store.cases(&audit_lead()).await.unwrap().len(), 4);
    verified(&store).await;
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn of_two_responses_at_once_one_wins_and_the_other_is_told(
    #[values(Backend::Sqlite, Backend::Postgres)] on: Backend,
) {
    let (db, store, id) = opened(on).await;
    let (other, lead) = (db.store().await, centre_lead("STH"));
    let (one, another) =
        tokio::join!(take(&store, &lead, id, CaseStep::Respond), take(&other, &lead, id, CaseStep::Respond));
    let refused = match (one, another) {
        (Ok(()), Err(refused)) | (Err(refused), Ok(())) => refused.to_string(),
        both => panic!("{both:?}"),
    };
    assert!(refused.contains("has its response") && refused.contains("faster"), "{refused}");
    assert_eq!(store.case(&lead, id).await.unwrap().case.entries().len(), 1);
    verified(&store).await;
}

#[rstest]
#[tokio::test]
async fn nobody_writes_or_reads_who_may_not(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
    let (_db, store, id) = opened(on).await;
    let (lead, other, network) = (centre_lead("STH"), centre_lead("PAP"), audit_lead());
    assert!(matches!(store.cases(&clerk("STH")).await, Err(Error::Forbidden)));
    assert!(matches!(store.case(&clerk("STH"), id).await, Err(Error::Forbidden)));
    assert!(store.cases(&other).await.unwrap().is_empty());
    assert!(matches!(store.case(&other, id).await, Err(Error::NotFound)), "as if it did not exist");
    for step in [CaseStep::Respond, CaseStep::NoteOfCentre, DECIDE] {
        assert!(matches!(take(&store, &other, id, step).await, Err(Error::NotFound)), "{step:?}");
        assert!(matches!(take(&store, &clerk("STH"), id, step).await, Err(Error::Forbidden)), "{step:?}");
    }
    assert!(matches!(take(&store, &network, id, CaseStep::Respond).await, Err(Error::Forbidden)));
    for step in [DECIDE, CaseStep::Close, CaseStep::NoteOfNetwork] {
        assert!(matches!(take(&store, &lead, id, step).await, Err(Error::Forbidden)), "{step:?}");
    }
    let open = store.open_cases(&lead, now(), CYCLE, &snapshot(), Vec::new()).await;
    assert!(matches!(open, Err(Error::Forbidden)));
    assert!(store.case(&lead, id).await.unwrap().case.entries().is_empty());
}

#[tokio::test]
async fn a_step_out_of_its_order_is_refused_in_words() {
    let (_db, store, id) = opened(Backend::Sqlite).await;
    let (lead, network) = (centre_lead("STH"), audit_lead());
    let refused = async |actor, step| take(&store, actor, id, step).await.unwrap_err().to_string();
    let early = refused(&network, DECIDE).await;
    assert_eq!(
        early,
        "The centre has until 2026-05-31 to respond. Decide once it has responded, or when that day has passed."
    );
    assert!(
        refused(&network, CaseStep::Close)
            .await
            .starts_with("A case that waits for the centre cannot be closed.")
    );
    assert!(refused(&lead, CaseStep::NoteOfCentre).await.starts_with("The centre has not responded yet."));
    store.take_case(&network, later(61), id, DECIDE, "No response came in 60 days.").await.unwrap();
}

#[tokio::test]
async fn what_identifies_a_person_is_refused() {
    let (_db, store, id) = opened(Backend::Sqlite).await;
    for (text, told) in [
        ("Mr Smith was born 12/03/1970", "identifies a person"),
        ("see 943 476 5919", "identifies a person"),
        ("  ", "is empty"),
        ("a\0b", "U+0000"),
    ] {
        let step = store.take_case(&centre_lead("STH"), now(), id, CaseStep::Respond, text).await;
        let said = step.unwrap_err().to_string();
        assert!(said.starts_with("The response") && said.contains(told), "{said}");
    }
    assert!(store.case(&audit_lead(), id).await.unwrap().case.entries().is_empty());
}

#[tokio::test]
async fn cases_are_opened_of_what_a_freeze_has_fixed() {
    let (_db, store) = frozen(Backend::Sqlite).await;
    let found = || vec![alarm(CYCLE, "STH", "P04")];
    let other = store.open_cases(&audit_lead(), now(), CYCLE, &"cd".repeat(32), found()).await;
    assert!(other.unwrap_err().to_string().contains("not frozen with this snapshot"));
    let unknown = store.open_cases(&audit_lead(), now(), "1999H1", &snapshot(), found()).await;
    assert!(unknown.unwrap_err().to_string().contains("There is no cycle 1999H1."));
    assert!(store.cases(&audit_lead()).await.unwrap().is_empty());
}

#[tokio::test]
async fn what_is_due_is_listed_first_and_what_is_closed_last() {
    let (_db, store) = frozen(Backend::Sqlite).await;
    let alert = Outlying { level: CaseLevel::Alert, ..alarm(CYCLE, "STH", "P01") };
    let closed = Outlying { level: CaseLevel::Alert, ..alarm(CYCLE, "STH", "P02") };
    open(&store, vec![closed, alert, alarm(CYCLE, "STH", "P04")]).await;
    let listed = async || store.cases(&centre_lead("STH")).await.unwrap();
    let name = |kept: &KeptCase| kept.case.found.indicator.clone();
    let last = listed().await.into_iter().find(|kept| name(kept) == "P02").unwrap().id;
    for step in [DECIDE, CaseStep::Close] {
        take(&store, &audit_lead(), last, step).await.unwrap();
    }
    let order: Vec<String> = listed().await.iter().map(name).collect();
    assert_eq!(order, ["P04", "P01", "P02"]);
}

mod corrections {
    use super::*;

    fn sign(cycle: &str, hash: &str) -> SignCorrections {
        SignCorrections {
            cycle: cycle.to_owned(),
            snapshot: snapshot(),
            moved: "[]".to_owned(),
            hash: hash.to_owned(),
            why: "Two contacts were entered late.".to_owned(),
        }
    }

    #[rstest]
    #[tokio::test]
    async fn are_signed_off_once_by_the_audit_lead(
        #[values(Backend::Sqlite, Backend::Postgres)] on: Backend,
    ) {
        let (db, store) = frozen(on).await;
        let lead = audit_lead();
        assert_eq!(store.signed_corrections(&lead, &snapshot()).await.unwrap(), None);
        for _ in 0..2 {
            store.sign_corrections(&lead, now(), sign(CYCLE, "aa")).await.unwrap();
        }
        store.sign_corrections(&lead, later(1), sign(CYCLE, "bb")).await.unwrap();
        let last = store.signed_corrections(&lead, &snapshot()).await.unwrap().unwrap();
        assert_eq!((last.what, last.signed.by, last.signed.at), (sign(CYCLE, "bb"), lead.name, later(1)));
        let signed = "SELECT hash FROM correction_sign_off ORDER BY hash";
        assert_eq!(db.strings(signed).await, ["aa", "bb"], "the same is signed once");
        verified(&store).await;
    }

    #[tokio::test]
    async fn are_signed_off_by_nobody_else_and_of_nothing_else() {
        let (_db, store) = frozen(Backend::Sqlite).await;
        let by_a_centre = store.sign_corrections(&centre_lead("STH"), now(), sign(CYCLE, "aa")).await;
        assert!(matches!(by_a_centre, Err(Error::Forbidden)));
        let read = store.signed_corrections(&centre_lead("STH"), &snapshot()).await;
        assert!(matches!(read, Err(Error::Forbidden)));
        let other = SignCorrections { snapshot: "cd".repeat(32), ..sign(CYCLE, "aa") };
        let other = store.sign_corrections(&audit_lead(), now(), other).await.unwrap_err().to_string();
        assert!(other.contains("not frozen with this snapshot"), "{other}");
        let named = SignCorrections { why: "seen on 12/03/2026".to_owned(), ..sign(CYCLE, "aa") };
        let named = store.sign_corrections(&audit_lead(), now(), named).await.unwrap_err().to_string();
        assert!(named.contains("identifies a person"), "{named}");
    }
}
