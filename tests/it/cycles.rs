//! Cycles go from open to reported, and what is stored of them means one state.

use domain::actor::{Actor, Role};
use domain::cycle::{CycleState, Extension, Freeze};
use domain::reference::CycleDates;
use rstest::rstest;
use store::Error;
use testkit::database::Backend;
use testkit::fixtures::{audit_lead, centre, clerk, furnished, member, now};

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
    let skipped = store.freeze_cycle(&lead, now(), "2025H2", freeze()).await.unwrap_err();
    assert_eq!(skipped.to_string(), "A cycle that is OPEN cannot become FROZEN.");
    store.lock_cycle(&lead, now(), "2025H2").await.unwrap();
    store.freeze_cycle(&lead, now(), "2025H2", freeze()).await.unwrap();
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
    store.lock_cycle(&lead, now(), "2025H2").await.unwrap();
    let late = store.cycle_grace(&lead, now(), "2025H2", until).await.unwrap_err();
    assert_eq!(late.to_string(), "A cycle that is LOCKING cannot become GRACE.");
    store.freeze_cycle(&lead, now(), "2025H2", freeze()).await.unwrap();
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
        store.lock_cycle(&lead, now(), "2025H2").await.unwrap();
        store.freeze_cycle(&lead, now(), "2025H2", freeze()).await.unwrap();
        let late = store.extend_cycle(&lead, now(), "2025H2", extension("2026-05-20")).await.unwrap_err();
        assert!(late.to_string().starts_with("Cycle 2025H2 is frozen"), "{late}");
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
