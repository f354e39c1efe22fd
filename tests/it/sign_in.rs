//! Signing in under attack: nobody is shut out, nobody guesses quickly, and every process says the same.

use domain::actor::Role;
use jiff::SignedDuration;
use reqwest::StatusCode;
use rstest::rstest;
use secrecy::SecretString;
use store::{SignInError, Source, Store};
use testkit::database::Backend;
use testkit::fixtures::{PASSWORD, furnished, member, now};

use crate::site::Site;

const LOGIN: &str = "clerk-sth";

fn source(last: u8) -> Source {
    Source::of([192, 0, 2, last].into())
}

async fn guess(store: &Store, login: &str, from: u8, after: SignedDuration) -> Result<(), SignInError> {
    let wrong = SecretString::from("not the password");
    store.sign_in(login, wrong, &source(from), now() + after).await.map(drop)
}

async fn right(store: &Store, from: u8, after: SignedDuration) -> Result<(), SignInError> {
    let right = SecretString::from(PASSWORD);
    store.sign_in("robin", right, &source(from), now() + after).await.map(drop)
}

fn seconds(seconds: i64) -> SignedDuration {
    SignedDuration::from_secs(seconds)
}

#[rstest]
#[tokio::test]
async fn ten_wrong_passwords_shut_nobody_out(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
    let (db, store) = furnished(on).await;
    member(&store, "robin", Role::DataEntry, Some("STH")).await;
    // Another process over the same database.
    let other = db.store().await;
    for turn in 0..10 {
        let store = if turn % 2 == 0 { &store } else { &other };
        let answer = guess(store, "robin", 1, seconds(0)).await;
        assert!(matches!(answer, Err(SignInError::Wrong)) == (turn < 5), "{turn}: {answer:?}");
    }
    right(&other, 2, seconds(0)).await.expect("another source is let in at once");
    let Err(SignInError::TooSoon { seconds: wait }) = right(&other, 1, seconds(0)).await else {
        panic!("the right password waits like a wrong one");
    };
    assert_eq!(wait, 1);
    right(&store, 1, seconds(1)).await.expect("it is taken after the delay");
    assert!(
        matches!(guess(&store, "robin", 1, seconds(1)).await, Err(SignInError::Wrong)),
        "what was is forgiven"
    );
}

#[tokio::test]
async fn delays_grow_and_an_attempt_within_one_does_not_lengthen_it() {
    let (_db, store) = furnished(Backend::Sqlite).await;
    member(&store, "robin", Role::DataEntry, Some("STH")).await;
    let mut at = 0;
    for wait in [0, 0, 0, 0, 1, 2, 4, 8, 16, 30, 30] {
        assert!(matches!(guess(&store, "robin", 1, seconds(at)).await, Err(SignInError::Wrong)), "at {at}");
        for _ in 0..3 {
            if wait > 0 {
                let soon = guess(&store, "robin", 1, seconds(at)).await;
                let Err(SignInError::TooSoon { seconds }) = soon else { panic!("{soon:?} at {at}") };
                assert_eq!(i64::from(seconds), wait);
            }
        }
        at += wait;
    }
    assert!(matches!(guess(&store, "robin", 1, seconds(at + 3600)).await, Err(SignInError::Wrong)));
    right(&store, 1, seconds(at + 3600)).await.expect("after an hour the failures are forgotten");
}

#[tokio::test]
async fn a_source_that_tries_many_names_is_counted_as_a_whole() {
    let (db, store) = furnished(Backend::Sqlite).await;
    member(&store, "robin", Role::DataEntry, Some("STH")).await;
    let mut delayed = 0;
    for name in 0..60 {
        let answer = guess(&store, &format!("nobody-{name}"), 1, seconds(0)).await;
        delayed += usize::from(matches!(answer, Err(SignInError::TooSoon { .. })));
    }
    assert!(delayed > 20, "{delayed}");
    right(&store, 2, seconds(0)).await.expect("other sources are not touched");
    let rows = db.strings("SELECT CAST(COUNT(*) AS TEXT) FROM sign_in_attempt").await;
    assert!(rows[0].parse::<usize>().unwrap() < 40, "{rows:?}");
}

#[rstest]
#[tokio::test]
async fn failures_leave_a_trail_that_nobody_can_fill_a_disk_with(
    #[values(Backend::Sqlite, Backend::Postgres)] on: Backend,
) {
    let (db, store) = furnished(on).await;
    let robin = member(&store, "robin", Role::DataEntry, Some("STH")).await;
    for turn in 0..40 {
        drop(guess(&store, "robin", 1, seconds(turn * 31)).await);
    }
    drop(guess(&store, "my secret typed here", 3, seconds(0)).await);
    let events =
        db.strings("SELECT subject FROM audit_event WHERE action = 'sign_in.refuse' ORDER BY seq").await;
    let of_robin = events.iter().filter(|subject| **subject == robin.member.to_string()).count();
    assert_eq!(of_robin, 6, "1, 2, 4, 8, 16 and 32 failures");
    assert_eq!(events.last().map(String::as_str), Some("unknown"));
    let details =
        db.strings("SELECT detail FROM audit_event WHERE action = 'sign_in.refuse' ORDER BY seq").await;
    assert_eq!(details[5], r#"{"failures":32,"from":"192.0.2.1","centre":"STH"}"#);
    let trail = db.strings("SELECT action || actor || subject || detail FROM audit_event").await.join("\n");
    assert!(!trail.contains("secret") && !trail.contains("not the password"));
}

#[tokio::test]
async fn a_hundred_at_once_are_tried_in_turn_or_told_to_wait() {
    let site = Site::start(Backend::Sqlite).await;
    site.clerk("STH").await;
    let tries = (0..100).map(|number| {
        let visitor = site.visitor();
        tokio::spawn(async move {
            visitor.sign_in(&format!("nobody-{number}"), "not the password").await.status()
        })
    });
    let mut answers = Vec::new();
    for answer in tries.collect::<Vec<_>>() {
        answers.push(answer.await.unwrap());
    }
    let known = [StatusCode::OK, StatusCode::TOO_MANY_REQUESTS, StatusCode::SERVICE_UNAVAILABLE];
    assert!(answers.iter().all(|status| known.contains(status)), "{answers:?}");
    let good = site.visitor().sign_in(LOGIN, PASSWORD).await;
    // Whoever comes from the same place may have to wait for as long as they are told, not longer.
    if good.status() != StatusCode::SEE_OTHER {
        let wait: i64 = good.headers()["retry-after"].to_str().unwrap().parse().unwrap();
        assert!(wait <= 30, "{wait}");
        site.pass(seconds(wait));
        assert_eq!(site.visitor().sign_in(LOGIN, PASSWORD).await.status(), StatusCode::SEE_OTHER);
    }
}

#[tokio::test]
async fn the_page_says_how_long_to_wait_and_goes_by_the_proxy_that_is_trusted() {
    let site = Site::start(Backend::Sqlite).await;
    site.clerk("STH").await;
    let guesser = site.visitor();
    for _ in 0..5 {
        guesser.sign_in_from("198.51.100.7", LOGIN, "not the password").await;
    }
    let refused = guesser.sign_in_from("198.51.100.7", LOGIN, PASSWORD).await;
    assert_eq!(
        (refused.status(), refused.headers()["retry-after"].to_str().unwrap()),
        (StatusCode::TOO_MANY_REQUESTS, "1")
    );
    let page = refused.text().await.unwrap();
    assert!(
        page.contains("Too many wrong passwords for this user name from here. Wait 1 second, then try again")
    );
    let own = site.visitor().sign_in_from("198.51.100.8", LOGIN, PASSWORD).await;
    assert_eq!(own.status(), StatusCode::SEE_OTHER);
    site.pass(seconds(1));
    let after = guesser.sign_in_from("198.51.100.7", LOGIN, PASSWORD).await;
    assert_eq!(after.status(), StatusCode::SEE_OTHER);
}

mod an_idle_session {
    use super::*;

    #[rstest]
    #[tokio::test]
    async fn does_not_revive_after_a_restart_and_ends_in_every_process(
        #[values(Backend::Sqlite, Backend::Postgres)] on: Backend,
    ) {
        let (db, store) = furnished(on).await;
        member(&store, LOGIN, Role::DataEntry, Some("STH")).await;
        let one = Site::over(store, now()).await;
        let clerk = one.signed_in(LOGIN).await;
        // Another process sees the session used there, and keeps it alive for both.
        let two = Site::over(db.store().await, now() + SignedDuration::from_mins(29)).await;
        assert_eq!(clerk.at_another(&two.url).get("/centre").await.status, StatusCode::OK);
        one.pass(SignedDuration::from_mins(58));
        assert_eq!(clerk.get("/centre").await.status, StatusCode::OK);
        // And after half an hour without a request a new process does not take it for a fresh one.
        let later = now() + SignedDuration::from_mins(58 + 31);
        let restarted = Site::over(db.store().await, later).await;
        assert_eq!(clerk.at_another(&restarted.url).get("/centre").await.status, StatusCode::SEE_OTHER);
    }
}
