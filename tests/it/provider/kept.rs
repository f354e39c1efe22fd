//! What is kept of accounts and of trips, past the browser and on both databases.

use domain::actor::{Actor, Role};
use jiff::SignedDuration;
use rstest::rstest;
use store::{Account, Errand, Source, Store};
use testkit::database::Backend;
use testkit::fixtures::{furnished, member, now};

fn account(subject: &str) -> Account {
    Account { issuer: "https://login.example.org".to_owned(), subject: subject.to_owned() }
}

fn source(last: u8) -> Source {
    Source::of([192, 0, 2, last].into())
}

async fn whose(store: &Store, subject: &str) -> Option<String> {
    store.member_at(&account(subject)).await.unwrap().map(|member| member.login)
}

#[rstest]
#[tokio::test]
async fn a_trip_ends_once_also_for_two_processes(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
    let (db, store) = furnished(on).await;
    let other = db.store().await;
    store.begin_trip(now(), "a state", &source(1), &Errand::SignIn, "/account").await.unwrap();
    let (one, two) = tokio::join!(store.end_trip(now(), "a state"), other.end_trip(now(), "a state"));
    let ended: Vec<_> = [one.unwrap(), two.unwrap()].into_iter().flatten().collect();
    assert_eq!(ended.len(), 1);
    assert_eq!((&ended[0].errand, ended[0].next.as_str()), (&Errand::SignIn, "/account"));
    assert!(store.end_trip(now(), "another state").await.unwrap().is_none());
    assert!(db.strings("SELECT errand FROM provider_trip").await.is_empty());
}

#[tokio::test]
async fn a_copy_of_the_database_holds_nothing_to_finish_a_trip_with() {
    let (db, store) = furnished(Backend::Sqlite).await;
    let trip = provider::Trip::of("the secret of a browser");
    store.begin_trip(now(), trip.state(), &source(1), &Errand::SignIn, "/").await.unwrap();
    let kept = db.strings("SELECT hex(state_hash) || errand || next || source FROM provider_trip").await;
    assert_eq!(kept.len(), 1);
    assert!(!kept[0].to_lowercase().contains(trip.state()));
}

#[tokio::test]
async fn nobody_fills_the_table_and_what_was_not_finished_goes() {
    let (_db, store) = furnished(Backend::Sqlite).await;
    let begin = async |number: usize, from: u8, at| {
        store.begin_trip(at, &format!("{from} {number}"), &source(from), &Errand::SignIn, "/").await
    };
    for number in 0..64 {
        begin(number, 1, now()).await.unwrap();
    }
    assert!(matches!(begin(64, 1, now()).await, Err(store::Error::Crowded)));
    begin(0, 2, now()).await.expect("another source has room");
    let later = now() + SignedDuration::from_mins(11);
    begin(65, 1, later).await.expect("they are forgotten after ten minutes");
}

#[rstest]
#[tokio::test]
async fn an_account_is_one_members_until_they_have_left(
    #[values(Backend::Sqlite, Backend::Postgres)] on: Backend,
) {
    let (_db, store) = furnished(on).await;
    let robin = member(&store, "robin", Role::DataEntry, Some("STH")).await;
    let other = member(&store, "other", Role::DataEntry, Some("STH")).await;
    store.connect(&robin, now(), account("u-1")).await.unwrap();
    let told = store.connect(&other, now(), account("u-1")).await.unwrap_err().to_string();
    assert!(told.contains("connected to somebody else here"), "{told}");
    store.retire_member(&Actor::system("test"), now(), robin.member).await.unwrap();
    assert_eq!(whose(&store, "u-1").await.as_deref(), Some("robin"), "who has left is known, and refused");
    store.connect(&other, now(), account("u-1")).await.expect("they have come back under another login");
    assert_eq!(whose(&store, "u-1").await.as_deref(), Some("other"));
    assert_eq!(store.verify(&mut |_| ()).await.unwrap().broken, None);
}

#[tokio::test]
async fn an_account_of_a_provider_that_is_not_set_any_more_gives_way() {
    let (_db, store) = furnished(Backend::Sqlite).await;
    let robin = member(&store, "robin", Role::DataEntry, Some("STH")).await;
    let before = Account { issuer: "https://before.example.org".to_owned(), ..account("u-1") };
    store.connect(&robin, now(), before.clone()).await.unwrap();
    assert!(store.ways_in(robin.member, "https://login.example.org").await.unwrap().connected_at.is_none());
    store.connect(&robin, now(), account("u-2")).await.unwrap();
    assert!(store.member_at(&before).await.unwrap().is_none());
    assert!(store.ways_in(robin.member, "https://login.example.org").await.unwrap().connected_at.is_some());
}
