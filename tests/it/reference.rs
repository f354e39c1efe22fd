//! The reference tables: they live in the database, and a process that has read them sees what another puts.

use domain::actor::Actor;
use domain::cycle::Extension;
use domain::reference::{self, Calendar};
use jiff::SignedDuration;
use rstest::rstest;
use store::Error;
use testkit::database::Backend;
use testkit::fixtures::{audit_lead, centre, centre_lead, furnished, now};

mod calendar {
    use super::*;

    #[rstest]
    #[tokio::test]
    async fn that_was_put_is_the_one_in_force(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
        let (_db, store) = furnished(on).await;
        let shipped = Calendar::shipped().unwrap();
        assert_eq!(store.kept_calendar().await.unwrap(), None);
        assert_eq!(store.calendar().await.unwrap(), shipped);
        let mut other = shipped.clone();
        other.holidays.pop();
        other.holidays.iter_mut().for_each(|day| day.calendar_version = "next".to_owned());
        for calendar in [shipped, other] {
            store.put_calendar(&Actor::system("test"), now(), calendar.clone()).await.unwrap();
            assert_eq!(store.kept_calendar().await.unwrap(), Some(calendar));
        }
        assert!(store.verify(&mut |_| {}).await.unwrap().broken.is_none());
    }

    #[tokio::test]
    async fn is_put_by_the_operator_alone() {
        let (_db, store) = furnished(Backend::Sqlite).await;
        for actor in [centre_lead("STH"), audit_lead()] {
            let refused = store.put_calendar(&actor, now(), Calendar::default()).await;
            assert!(matches!(refused, Err(Error::Forbidden)), "{}", actor.role);
        }
    }
}

mod directory {
    use super::*;

    /// Whether a process knows a centre, when it is asked to give it more time.
    async fn knows(store: &store::Store, code: &str, minutes: i64) -> bool {
        let until = "2026-06-30".parse().unwrap();
        let extension = Extension { centre: centre(code), until, reason: "floods".to_owned() };
        let now = now() + SignedDuration::from_mins(minutes);
        match store.extend_cycle(&audit_lead(), now, "2025H2", extension).await {
            Ok(()) => true,
            Err(Error::Invalid(sentence)) => {
                assert!(sentence.contains(code), "{sentence}");
                false
            }
            Err(error) => panic!("{error}"),
        }
    }

    #[tokio::test]
    async fn of_another_process_is_seen_within_a_minute() {
        let (db, here) = furnished(Backend::Sqlite).await;
        let elsewhere = db.store().await;
        let mut directory = reference::directory(reference::CENTRES, reference::DESIGNATIONS).unwrap();
        let dates = Calendar::shipped().unwrap().cycle("2025H2").cloned().unwrap();
        here.open_cycle(&audit_lead(), now(), dates).await.unwrap();
        assert!(!knows(&here, "ZZZ", 0).await);
        let mut added = directory.centres[0].clone();
        added.code = centre("ZZZ");
        directory.centres.push(added);
        elsewhere.put_directory(&Actor::system("test"), now(), directory).await.unwrap();
        assert!(knows(&here, "ZZZ", 1).await);
    }
}
