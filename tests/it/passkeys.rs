//! Passkeys past the browser: what is taken, once, and what is refused. The authenticator is one of software.

use domain::actor::{Actor, Role};
use jiff::{SignedDuration, Timestamp};
use rstest::rstest;
use secrecy::{ExposeSecret, SecretString};
use store::{RelyingParty, SealKey, SessionState, SignInError, Store};
use testkit::database::{Backend, Database};
use testkit::fixtures::{furnished, member, new_session, now};

use crate::authenticator::Authenticator;

const ORIGIN: &str = "https://audit.example.org";

pub(crate) fn party() -> RelyingParty {
    RelyingParty::of(ORIGIN, "the audit").expect("an address with a name")
}

/// An authenticator in a browser that shows our pages.
pub(crate) fn authenticator(number: u8) -> Authenticator {
    Authenticator::new(number, ORIGIN)
}

/// Somebody with a session of their own, and its token.
pub(crate) async fn at_a_session(store: &Store, actor: &Actor) -> (Actor, SecretString) {
    let day = SignedDuration::from_hours(8);
    let token = store.session_create(actor, now(), new_session(day)).await.unwrap();
    let found = store.session_find(token.expose_secret(), now(), day).await.unwrap();
    let SessionState::Live(session) = found else { panic!("{found:?}") };
    (session.actor, token)
}

/// Sets a passkey up; the recovery codes that came with it.
pub(crate) async fn set_up(
    store: &Store,
    actor: &Actor,
    token: &SecretString,
    key: &Authenticator,
) -> Vec<SecretString> {
    let asked = store.begin_passkey(actor, now(), &party(), "my phone").await.unwrap();
    store.confirm_passkey(actor, now(), &party(), token.expose_secret(), &key.make(&asked)).await.unwrap()
}

/// A member with a passkey, at a session.
struct Robin {
    db: Database,
    store: Store,
    actor: Actor,
    token: SecretString,
    key: Authenticator,
}

impl Robin {
    async fn on(backend: Backend) -> Self {
        let (db, store) = furnished(backend).await;
        let store = store.sealing_with(SealKey::new([7; 32]));
        let robin = member(&store, "robin", Role::DataEntry, Some("STH")).await;
        let (actor, token) = at_a_session(&store, &robin).await;
        let key = authenticator(1);
        let codes = set_up(&store, &actor, &token, &key).await;
        assert_eq!(codes.len(), 10);
        Self { db, store, actor, token, key }
    }

    async fn ask(&self, at: Timestamp) -> String {
        self.store.ask_for_passkey(&self.actor, at, &party()).await.unwrap().expect("they have one")
    }

    async fn answer(&self, answer: &str, at: Timestamp) -> Result<(), SignInError> {
        self.store.try_passkey(&self.actor, at, &party(), answer).await
    }

    async fn events(&self, action: &str) -> usize {
        let sql = format!("SELECT subject FROM audit_event WHERE action = '{action}'");
        self.db.strings(&sql).await.len()
    }

    async fn is_whole(&self) {
        assert_eq!(self.store.verify(&mut |_| ()).await.unwrap().broken, None);
    }
}

#[track_caller]
fn is_wrong(result: &Result<(), SignInError>) {
    assert!(matches!(result, Err(SignInError::Wrong)), "{result:?}");
}

#[rstest]
#[tokio::test]
async fn one_is_set_up_shown_and_taken_away(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
    let mut robin = Robin::on(on).await;
    let later = now() + SignedDuration::from_mins(1);
    let asked = robin.ask(later).await;
    let answer = robin.key.show(&asked);
    robin.answer(&answer, later).await.expect("it is theirs");
    let held = robin.store.passkeys(robin.actor.member).await.unwrap();
    assert_eq!((held.len(), held[0].label.as_str(), held[0].last_used_at), (1, "my phone", Some(later)));
    robin.is_whole().await;

    robin.store.remove_passkey(&robin.actor, later, held[0].id).await.unwrap();
    let factors = robin.store.factors(robin.actor.member).await.unwrap();
    assert_eq!(factors, store::Factors::default(), "the recovery codes go with the last factor");
    assert!(robin.store.ask_for_passkey(&robin.actor, later, &party()).await.unwrap().is_none());
    assert_eq!((robin.events("passkey.add").await, robin.events("passkey.remove").await), (1, 1));
    robin.is_whole().await;
}

#[rstest]
#[tokio::test]
async fn an_answer_is_taken_once_also_by_two_at_the_same_moment(
    #[values(Backend::Sqlite, Backend::Postgres)] on: Backend,
) {
    let mut robin = Robin::on(on).await;
    let asked = robin.ask(now()).await;
    let answer = robin.key.show(&asked);
    let other = robin.db.store().await.sealing_with(SealKey::new([7; 32]));
    let party = party();
    let (one, two) =
        tokio::join!(robin.answer(&answer, now()), other.try_passkey(&robin.actor, now(), &party, &answer));
    assert_eq!(usize::from(one.is_ok()) + usize::from(two.is_ok()), 1, "{one:?} {two:?}");
    is_wrong(&robin.answer(&answer, now()).await);
    assert!(robin.events("sign_in.refuse").await >= 1, "the trail tells of it");
}

#[tokio::test]
async fn an_answer_that_was_tampered_with_is_refused() {
    let mut robin = Robin::on(Backend::Sqlite).await;
    let asked = robin.ask(now()).await;
    let mut answer: serde_json::Value = serde_json::from_str(&robin.key.show(&asked)).unwrap();
    let data = answer["response"]["authenticatorData"].as_str().unwrap().to_owned();
    // The last letter but one is of the counter.
    let (head, tail) = data.split_at(data.len() - 2);
    let other = if tail.starts_with('A') { "B" } else { "A" };
    answer["response"]["authenticatorData"] = format!("{head}{other}{}", &tail[1..]).into();
    is_wrong(&robin.answer(&answer.to_string(), now()).await);

    let liars: [fn(&mut Authenticator); 2] =
        [|key| key.origin = "https://audit.example.com".to_owned(), |key| key.verifies = false];
    for lie in liars {
        let asked = robin.ask(now()).await;
        let mut key = robin.key.clone();
        lie(&mut key);
        is_wrong(&robin.answer(&key.show(&asked), now()).await);
    }
}

#[tokio::test]
async fn a_question_is_answered_within_five_minutes() {
    let mut robin = Robin::on(Backend::Sqlite).await;
    let asked = robin.ask(now()).await;
    let answer = robin.key.show(&asked);
    let just = now() + SignedDuration::from_mins(5) - SignedDuration::from_secs(1);
    robin.answer(&answer, just).await.expect("just in time");
    let asked = robin.ask(just).await;
    let answer = robin.key.show(&asked);
    is_wrong(&robin.answer(&answer, just + SignedDuration::from_mins(5)).await);
}

#[tokio::test]
async fn a_question_is_that_of_one_session() {
    let mut robin = Robin::on(Backend::Sqlite).await;
    let (elsewhere, _) = at_a_session(&robin.store, &robin.actor).await;
    let asked = robin.ask(now()).await;
    let answer = robin.key.show(&asked);
    is_wrong(&robin.store.try_passkey(&elsewhere, now(), &party(), &answer).await);
    robin.store.ask_for_passkey(&elsewhere, now(), &party()).await.unwrap();
    is_wrong(&robin.store.try_passkey(&elsewhere, now(), &party(), &answer).await);
    robin.answer(&answer, now()).await.expect("where it was asked, it is answered");
    let program = Actor { through: None, ..robin.actor.clone() };
    let refused = robin.store.ask_for_passkey(&program, now(), &party()).await.unwrap_err().to_string();
    assert!(refused.contains("Sign out and in again"), "{refused}");
}

#[tokio::test]
async fn a_passkey_is_that_of_one_member() {
    let robin = Robin::on(Backend::Sqlite).await;
    let sam = member(&robin.store, "sam", Role::DataEntry, Some("STH")).await;
    let (sam, token) = at_a_session(&robin.store, &sam).await;
    let mut theirs = authenticator(2);
    set_up(&robin.store, &sam, &token, &theirs).await;
    let asked = robin.ask(now()).await;
    is_wrong(&robin.answer(&theirs.show(&asked), now()).await);

    let asked = robin.store.begin_passkey(&sam, now(), &party(), "not mine").await.unwrap();
    let made = robin.key.make(&asked);
    let refused = robin.store.confirm_passkey(&sam, now(), &party(), token.expose_secret(), &made).await;
    assert!(refused.unwrap_err().to_string().contains("in use already"));
}

#[rstest]
#[tokio::test]
async fn a_counter_that_goes_back_is_refused_and_told(
    #[values(Backend::Sqlite, Backend::Postgres)] on: Backend,
) {
    let mut robin = Robin::on(on).await;
    let mut copy = robin.key.clone();
    for _ in 0..3 {
        let asked = robin.ask(now()).await;
        let answer = robin.key.show(&asked);
        robin.answer(&answer, now()).await.expect("it counts on");
    }
    let asked = robin.ask(now()).await;
    is_wrong(&robin.answer(&copy.show(&asked), now()).await);
    copy.counter = 2;
    let asked = robin.ask(now()).await;
    is_wrong(&robin.answer(&copy.show(&asked), now()).await);
    assert_eq!(robin.events("passkey.suspect").await, 2);
    let asked = robin.ask(now()).await;
    let answer = robin.key.show(&asked);
    robin.answer(&answer, now()).await.expect("the passkey itself is taken as before");
    robin.is_whole().await;
}

#[tokio::test]
async fn one_that_does_not_count_is_taken_each_time() {
    let robin = Robin::on(Backend::Sqlite).await;
    for _ in 0..3 {
        let asked = robin.ask(now()).await;
        let answer = robin.key.show_uncounted(&asked);
        robin.answer(&answer, now()).await.expect("phones that share their passkeys do not count");
    }
}

#[tokio::test]
async fn a_passkey_that_was_taken_away_meanwhile_is_nothing() {
    let mut robin = Robin::on(Backend::Sqlite).await;
    let asked = robin.ask(now()).await;
    let held = robin.store.passkeys(robin.actor.member).await.unwrap();
    robin.store.remove_passkey(&robin.actor, now(), held[0].id).await.unwrap();
    let answer = robin.key.show(&asked);
    is_wrong(&robin.answer(&answer, now()).await);
    let sam = member(&robin.store, "sam", Role::DataEntry, Some("STH")).await;
    let not_theirs = robin.store.remove_passkey(&sam, now(), held[0].id).await;
    assert!(matches!(not_theirs, Err(store::Error::NotFound)), "{not_theirs:?}");
}

#[tokio::test]
async fn a_question_that_was_changed_in_the_database_opens_nowhere() {
    let mut robin = Robin::on(Backend::Sqlite).await;
    let asked = robin.ask(now()).await;
    let answer = robin.key.show(&asked);
    let (elsewhere, _) = at_a_session(&robin.store, &robin.actor).await;
    robin.store.ask_for_passkey(&elsewhere, now(), &party()).await.unwrap();
    robin
        .db
        .tamper("UPDATE passkey_challenge SET sealed = (SELECT max(sealed) FROM passkey_challenge)")
        .await;
    let (one, two) = (
        robin.answer(&answer, now()).await,
        robin.store.try_passkey(&elsewhere, now(), &party(), &answer).await,
    );
    let is_unusable = |result: &Result<(), SignInError>| {
        matches!(result, Err(SignInError::Store(store::Error::Unusable { .. })))
    };
    assert!(is_unusable(&one) || is_unusable(&two), "{one:?} {two:?}");
    assert!(one.is_err() || two.is_err(), "what was asked of one session is not answered in another");
}

#[tokio::test]
async fn whoever_tries_answers_waits_longer_each_time() {
    let mut robin = Robin::on(Backend::Sqlite).await;
    for _ in 0..5 {
        is_wrong(&robin.answer("{}", now()).await);
    }
    let asked = robin.ask(now()).await;
    let answer = robin.key.show(&asked);
    let soon = robin.answer(&answer, now()).await;
    assert!(matches!(soon, Err(SignInError::TooSoon { seconds: 1 })), "{soon:?}");
}

#[tokio::test]
async fn what_was_not_begun_or_is_too_old_is_not_set_up() {
    let robin = Robin::on(Backend::Sqlite).await;
    let second = authenticator(2);
    let confirm = async |answer: &str, at: Timestamp| {
        let made = robin
            .store
            .confirm_passkey(&robin.actor, at, &party(), robin.token.expose_secret(), answer)
            .await;
        made.map(|codes| codes.len()).map_err(|error| error.to_string())
    };
    let asked = robin.store.begin_passkey(&robin.actor, now(), &party(), "second").await.unwrap();
    let made = second.make(&asked);
    let late = confirm(&made, now() + SignedDuration::from_mins(5)).await.unwrap_err();
    assert!(late.contains("came too late"), "{late}");
    assert!(confirm(&made, now()).await.is_err(), "it was taken out");
    // What asks for a passkey that is there makes none.
    robin.ask(now()).await;
    assert!(confirm(&made, now()).await.is_err());
    let asked = robin.store.begin_passkey(&robin.actor, now(), &party(), "second").await.unwrap();
    assert_eq!(confirm(&second.make(&asked), now()).await, Ok(0), "the recovery codes are there already");
    assert_eq!(robin.store.passkeys(robin.actor.member).await.unwrap().len(), 2);
}
