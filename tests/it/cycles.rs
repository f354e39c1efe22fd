//! Cycles go from open to reported, and what is stored of them means one state.

use domain::actor::{Actor, Role};
use domain::cycle::{CycleState, Extension, Freeze};
use domain::life::Life;
use domain::reference::CycleDates;
use rstest::rstest;
use store::{Error, Freezing};
use testkit::database::Backend;
use testkit::fixtures::{
    audit_lead, centre, centre_lead, clerk, form, furnished, insist, member, now, on_ecmo,
};

fn dates() -> CycleDates {
    CycleDates {
        id: "2025H2".to_owned(),
        start: "2025-10-01".parse().unwrap(),
        end: "2026-03-31".parse().unwrap(),
        lock_deadline: "2026-05-12".parse().unwrap(),
    }
}

fn freeze() -> Freeze {
    Freeze {
        at: now(),
        snapshot_hash: "ab".repeat(32),
        dictionary_version: "0.1".to_owned(),
        indicator_version: "0.1".to_owned(),
    }
}

#[rstest]
#[tokio::test]
async fn go_from_open_to_reported(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
    let (_db, store) = furnished(on).await;
    let lead = member(&store, "lead@example.org", Role::AuditLead, None).await;
    store.open_cycle(&lead, now(), dates()).await.unwrap();
    let skipped = testkit::fixtures::freeze(&store, &lead, "2025H2", freeze()).await.unwrap_err();
    assert_eq!(skipped.to_string(), "A cycle that is OPEN cannot become FROZEN.");
    store.lock_cycle(&lead, now(), "2025H2", insist("2025H2")).await.unwrap();
    testkit::fixtures::freeze(&store, &lead, "2025H2", freeze()).await.unwrap();
    store.report_cycle(&lead, now(), "2025H2").await.unwrap();
    let cycle = store.cycle("2025H2").await.unwrap().unwrap();
    assert_eq!(cycle.dates, dates());
    assert_eq!(cycle.state, CycleState::Reported { freeze: freeze(), at: now() });
    assert_eq!(store.cycles().await.unwrap(), [cycle]);
}

#[rstest]
#[tokio::test]
async fn give_every_centre_some_days_more(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
    let (_db, store) = furnished(on).await;
    let lead = audit_lead();
    store.open_cycle(&lead, now(), dates()).await.unwrap();
    let early = store.cycle_grace(&lead, now(), "2025H2", "2026-05-01".parse().unwrap()).await.unwrap_err();
    assert_eq!(early.to_string(), "Grace ends after the deadline, 2026-05-12. Choose a later date.");
    let until = "2026-05-19".parse().unwrap();
    store.cycle_grace(&lead, now(), "2025H2", until).await.unwrap();
    assert_eq!(store.cycle("2025H2").await.unwrap().unwrap().state, CycleState::Grace { until });
    store.lock_cycle(&lead, now(), "2025H2", insist("2025H2")).await.unwrap();
    let late = store.cycle_grace(&lead, now(), "2025H2", until).await.unwrap_err();
    assert_eq!(late.to_string(), "A cycle that is LOCKING cannot become GRACE.");
    testkit::fixtures::freeze(&store, &lead, "2025H2", freeze()).await.unwrap();
    assert_eq!(store.cycle("2025H2").await.unwrap().unwrap().state, CycleState::Frozen(freeze()));
}

mod extensions {
    use super::*;

    fn extension(until: &str) -> Extension {
        Extension {
            centre: centre("STH"),
            until: until.parse().unwrap(),
            reason: "The ward moved.".to_owned(),
        }
    }

    #[rstest]
    #[tokio::test]
    async fn stand_as_they_were_last_granted(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
        let (_db, store) = furnished(on).await;
        let lead = audit_lead();
        store.open_cycle(&lead, now(), dates()).await.unwrap();
        store.extend_cycle(&lead, now(), "2025H2", extension("2026-05-20")).await.unwrap();
        store.extend_cycle(&lead, now(), "2025H2", extension("2026-05-27")).await.unwrap();
        assert_eq!(store.extensions("2025H2").await.unwrap(), [extension("2026-05-27")]);
    }

    #[rstest]
    #[tokio::test]
    async fn are_refused_with_a_sentence(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
        let (_db, store) = furnished(on).await;
        let lead = audit_lead();
        store.open_cycle(&lead, now(), dates()).await.unwrap();
        let unknown = Extension { centre: centre("XXX"), ..extension("2026-05-20") };
        let blank = Extension { reason: "  ".to_owned(), ..extension("2026-05-20") };
        for (wrong, sentence) in [
            (extension("2026-05-12"), "An extension ends after the deadline, 2026-05-12."),
            (unknown, "There is no centre XXX."),
            (blank, "The reason is empty."),
        ] {
            let refused = store.extend_cycle(&lead, now(), "2025H2", wrong).await.unwrap_err().to_string();
            assert!(refused.starts_with(sentence), "{refused}");
        }
        let clerk = store.extend_cycle(&clerk("STH"), now(), "2025H2", extension("2026-05-20")).await;
        assert!(matches!(clerk, Err(Error::Forbidden)));
        store.lock_cycle(&lead, now(), "2025H2", insist("2025H2")).await.unwrap();
        testkit::fixtures::freeze(&store, &lead, "2025H2", freeze()).await.unwrap();
        let late = store.extend_cycle(&lead, now(), "2025H2", extension("2026-05-20")).await.unwrap_err();
        assert!(late.to_string().starts_with("Cycle 2025H2 is frozen"), "{late}");
    }
}

#[rstest]
#[tokio::test]
async fn are_locked_and_frozen_before_their_day_only_when_somebody_insists(
    #[values(Backend::Sqlite, Backend::Postgres)] on: Backend,
) {
    let (_db, store) = furnished(on).await;
    let lead = audit_lead();
    store.open_cycle(&lead, now(), dates()).await.unwrap();
    let early = store.lock_cycle(&lead, now(), "2025H2", None).await.unwrap_err().to_string();
    assert!(early.starts_with("Centres sign off cycle 2025H2 until 2026-05-12."), "{early}");
    let other = store.lock_cycle(&lead, now(), "2025H2", insist("2026H1")).await.unwrap_err().to_string();
    assert!(other.contains("is not the name of this cycle"), "{other}");
    store.lock_cycle(&lead, now(), "2025H2", insist("2025H2")).await.unwrap();
    assert!(store.begin_freeze(&lead, now(), "2025H2", None).await.is_err());
    let after = "2026-05-13T09:00:00Z".parse().unwrap();
    assert!(matches!(store.begin_freeze(&lead, after, "2025H2", None).await.unwrap(), Freezing::Begun(_)));
}

#[rstest]
#[tokio::test]
async fn give_back_what_they_locked_when_the_lock_is_lifted(
    #[values(Backend::Sqlite, Backend::Postgres)] on: Backend,
) {
    let (_db, store) = furnished(on).await;
    let lead = audit_lead();
    store.open_cycle(&lead, now(), dates()).await.unwrap();
    let stored = on_ecmo(&store, &clerk("STH")).await;
    store.sign_off(&centre_lead("STH"), now(), "2025H2").await.unwrap();
    store.lock_cycle(&lead, now(), "2025H2", insist("2025H2")).await.unwrap();
    let blank = store.lift_lock(&lead, now(), "2025H2", " ").await.unwrap_err();
    assert!(blank.to_string().starts_with("The reason is empty."), "{blank}");
    store.lift_lock(&lead, now(), "2025H2", "Locked by mistake").await.unwrap();
    assert_eq!(store.cycle("2025H2").await.unwrap().unwrap().state, CycleState::Open);
    let scope = store.scope(&clerk("STH"), now(), "test").unwrap();
    let record = scope.record(form("icu_admission"), stored[1].id).await.unwrap();
    assert!(matches!(record.life, Life::SignedOff(_)), "{:?}", record.life);
    assert_eq!(store.verify(&mut |_| ()).await.unwrap().broken, None);
    store.lock_cycle(&lead, now(), "2025H2", insist("2025H2")).await.unwrap();
    testkit::fixtures::freeze(&store, &lead, "2025H2", freeze()).await.unwrap();
    let late = store.lift_lock(&lead, now(), "2025H2", "Locked by mistake").await.unwrap_err();
    assert_eq!(late.to_string(), "A cycle that is FROZEN cannot become OPEN.");
    assert_eq!(store.verify(&mut |_| ()).await.unwrap().broken, None);
}

mod claims {
    use super::*;

    async fn locked(on: Backend) -> (testkit::database::Database, store::Store) {
        let (db, store) = furnished(on).await;
        store.open_cycle(&audit_lead(), now(), dates()).await.unwrap();
        store.lock_cycle(&audit_lead(), now(), "2025H2", insist("2025H2")).await.unwrap();
        (db, store)
    }

    async fn claim(store: &store::Store) -> store::Result<Freezing> {
        store.begin_freeze(&audit_lead(), now(), "2025H2", insist("2025H2")).await
    }

    #[rstest]
    #[tokio::test]
    async fn are_refused_while_another_lives_and_taken_over_when_it_is_gone(
        #[values(Backend::Sqlite, Backend::Postgres)] on: Backend,
    ) {
        let (db, one) = locked(on).await;
        let other = db.store().await;
        let held = claim(&one).await.unwrap();
        let refused = claim(&other).await.unwrap_err().to_string();
        assert!(refused.starts_with("Cycle 2025H2 is being frozen by Member audit lead"), "{refused}");
        drop(held);
        assert!(matches!(claim(&other).await.unwrap(), Freezing::Begun(_)));
    }

    #[rstest]
    #[tokio::test]
    async fn end_with_a_step_of_the_cycle(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
        let (_db, store) = locked(on).await;
        let Freezing::Begun(held) = claim(&store).await.unwrap() else { panic!("not frozen") };
        store.lift_lock(&audit_lead(), now(), "2025H2", "Locked by mistake").await.unwrap();
        store.lock_cycle(&audit_lead(), now(), "2025H2", insist("2025H2")).await.unwrap();
        let late = store.freeze_cycle(&audit_lead(), now(), &held, freeze()).await.unwrap_err().to_string();
        assert!(late.contains("was changed while its snapshot was written"), "{late}");
    }

    #[rstest]
    #[tokio::test]
    async fn of_an_unknown_cycle_are_refused(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
        let (_db, store) = furnished(on).await;
        assert_eq!(claim(&store).await.unwrap_err().to_string(), "There is no cycle 2025H2.");
    }
}

#[rstest]
#[tokio::test]
async fn are_run_by_the_audit_lead(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
    let (_db, store) = furnished(on).await;
    let refused = store.open_cycle(&clerk("STH"), now(), dates()).await;
    assert!(matches!(refused, Err(Error::Forbidden)));
}

#[rstest]
#[tokio::test]
async fn that_mean_nothing_name_their_row(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
    let (db, store) = furnished(on).await;
    store.open_cycle(&Actor::system("test"), now(), dates()).await.unwrap();
    db.tamper("UPDATE cycle SET state = 'FROZEN'").await;
    let error = store.cycle("2025H2").await.unwrap_err();
    assert_eq!(error.detail().unwrap(), "cycle.state of row 2025H2: its columns do not fit its state");
    assert!(!error.to_string().contains("2025H2"), "a person reads no internals: {error}");
}
