//! Members: signing in, sessions and tokens.

use domain::actor::{Actor, Remit, Role, Through};
use jiff::SignedDuration;
use rstest::rstest;
use secrecy::{ExposeSecret, SecretString};
use store::{Error, NewMember, SessionState, SignInError, Source};
use testkit::command::Ecmopt;
use testkit::database::Backend;
use testkit::fixtures::{PASSWORD, furnished, member, new_session, now, themselves, token_for};

fn here() -> Source {
    Source::of([127, 0, 0, 1].into())
}

mod sign_in {
    use super::*;

    #[rstest]
    #[tokio::test]
    async fn needs_the_right_password(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
        let (_db, store) = furnished(on).await;
        let robin = member(&store, "robin@example.org", Role::CentreLead, Some("STH")).await;
        let right = SecretString::from(PASSWORD);
        let found = store.sign_in("Robin@Example.org ", right.clone(), &here(), now()).await.unwrap();
        assert_eq!(found, robin);
        let wrong = SecretString::from("correct horse battery stable");
        assert!(matches!(
            store.sign_in("robin@example.org", wrong, &here(), now()).await,
            Err(SignInError::Wrong)
        ));
        assert!(matches!(
            store.sign_in("nobody@example.org", right.clone(), &here(), now()).await,
            Err(SignInError::Wrong)
        ));
        store.retire_member(&Actor::system("test"), now(), robin.member).await.unwrap();
        assert!(matches!(
            store.sign_in("robin@example.org", right, &here(), now()).await,
            Err(SignInError::Wrong)
        ));
    }
}

#[tokio::test]
async fn nobody_is_a_member_of_a_new_installation() {
    let ecmopt = Ecmopt::new();
    let serving = ecmopt.serve();
    let db = sea_orm::Database::connect(ecmopt.sqlite()).await.unwrap();
    for table in ["member", "membership", "api_token", "session", "invitation"] {
        let sql = format!("SELECT COUNT(*) FROM {table}");
        let statement = sea_orm::Statement::from_string(sea_orm::DbBackend::Sqlite, sql);
        let row = sea_orm::ConnectionTrait::query_one_raw(&db, statement).await.unwrap().unwrap();
        assert_eq!(row.try_get_by_index::<i64>(0).unwrap(), 0, "{table}");
    }
    drop(serving);
}

mod session {
    use super::*;

    #[rstest]
    #[tokio::test]
    async fn lasts_until_it_expires_or_ends(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
        let (_db, store) = furnished(on).await;
        let robin = member(&store, "robin@example.org", Role::DataEntry, Some("STH")).await;
        let hour = SignedDuration::from_hours(1);
        let token = store.session_create(&robin, now(), new_session(hour)).await.unwrap();
        let token = token.expose_secret();
        let found = store.session_find(token, now(), hour).await.unwrap().live().unwrap();
        assert!(matches!(found.actor.through, Some(Through::Session(_))));
        assert_eq!(themselves(found.actor), robin);
        assert_eq!(found.expires_at, now() + hour);
        let ended = store.session_find(token, now() + hour, hour).await.unwrap();
        assert!(matches!(ended, SessionState::Ended(ended) if themselves(ended.actor.clone()) == robin));
        store.session_delete(&robin, now(), token).await.unwrap();
        assert_eq!(store.session_find(token, now(), hour).await.unwrap(), SessionState::Unknown);
    }
}

mod token {
    use super::*;

    #[rstest]
    #[tokio::test]
    async fn acts_for_its_member_until_revoked(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
        let (_db, store) = furnished(on).await;
        let system = Actor::system("test");
        let robin = member(&store, "robin@example.org", Role::DataEntry, Some("STH")).await;
        let (id, secret) =
            store.token_create(&system, now(), token_for(&robin, "ward tablet")).await.unwrap();
        let secret = secret.expose_secret();
        let found = store.token_find(secret, now()).await.unwrap().unwrap();
        assert_eq!(found.through, Some(Through::Token(id.uuid(), Remit::whole().into())));
        assert_eq!(themselves(found), robin);
        assert_eq!(store.token_find("ecmopt_00", now()).await.unwrap(), None);
        store.token_revoke(&system, now(), id).await.unwrap();
        assert_eq!(store.token_find(secret, now()).await.unwrap(), None);
        let refused = store.token_create(&robin, now(), token_for(&robin, "mine")).await;
        assert!(matches!(refused, Err(Error::Forbidden)));
    }
}

mod add {
    use super::*;

    #[rstest]
    #[tokio::test]
    async fn says_what_is_wrong(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
        let (_db, store) = furnished(on).await;
        member(&store, "robin@example.org", Role::DataEntry, Some("STH")).await;
        let new = |login: &str, role, centre: Option<&str>, password: &str| NewMember {
            login: login.to_owned(),
            name: "Robin".to_owned(),
            role,
            centre: centre.map(testkit::fixtures::centre),
            password: SecretString::from(password),
        };
        let cases = [
            (new("robin@example.org", Role::AuditLead, None, PASSWORD), "already"),
            (new("a@example.org", Role::DataEntry, None, PASSWORD), "needs a centre"),
            (new("a@example.org", Role::AuditLead, Some("STH"), PASSWORD), "must not have"),
            (new("a@example.org", Role::DataEntry, Some("XXX"), PASSWORD), "not in the directory"),
            (new("a@example.org", Role::AuditLead, None, "short"), "at least 12"),
        ];
        for (new, says) in cases {
            let error = store.add_member(&Actor::system("test"), now(), new).await.unwrap_err();
            assert!(error.to_string().contains(says), "{error}");
        }
    }
}
