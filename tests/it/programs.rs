//! Programs and their tokens: made by a lead, kept to what they are for, seen at work, ended.

use domain::actor::{Actor, Remit, Role};
use jiff::SignedDuration;
use reqwest::{Method, StatusCode};
use rstest::rstest;
use serde_json::Value;
use store::{Error, NewToken, Source, TokenState};
use testkit::database::Backend;
use testkit::fixtures::{PASSWORD, contact, furnished, member, now, themselves, token_for};

use crate::site::{Page, Program, Site};

const CONTACTS: &str = "/api/v1/records/physio_contact";

fn here() -> Source {
    Source::of([192, 0, 2, 7].into())
}

/// What a program does for a member, when it is kept to some of it.
fn kept_to(member: &Actor, sends: bool, reads: bool, forms: &[&str]) -> NewToken {
    let forms = forms.iter().map(|form| (*form).to_owned()).collect();
    NewToken { remit: Remit::of(sends, reads, forms).unwrap(), ..token_for(member, "import") }
}

/// One that a lead makes for themselves.
fn own(lead: &Actor) -> NewToken {
    let end = now() + SignedDuration::from_hours(24);
    NewToken { expires_at: Some(end), ..token_for(lead, "own") }
}

async fn program(site: &Site, new: NewToken) -> Program {
    let (_, secret) = site.store.token_create(&Actor::system("test"), now(), new).await.unwrap();
    Program::at(&site.url, secrecy::ExposeSecret::expose_secret(&secret))
}

/// The kind of problem that an answer names.
async fn refused(answer: reqwest::Response) -> (StatusCode, String) {
    let status = answer.status();
    let problem: Value = answer.json().await.unwrap();
    let kind = problem["type"].as_str().unwrap().rsplit(['/', ':', '#']).next().unwrap().to_owned();
    (status, kind)
}

mod a_token {
    use super::*;

    #[tokio::test]
    async fn that_sends_does_not_read() {
        let site = Site::start(Backend::Sqlite).await;
        let records = site.on_ecmo("STH").await;
        let lead = member(&site.store, "lead", Role::CentreLead, Some("STH")).await;
        let sender = program(&site, kept_to(&lead, true, false, &[])).await;
        let sent = sender.create("physio_contact", &contact(1)).await;
        assert_eq!(sent.status(), StatusCode::CREATED);
        let address = sent.headers()["location"].to_str().unwrap().to_owned();
        let run = format!("/api/v1/records/ecmo_run/{}", records[2].id);
        for path in [CONTACTS, &address, &run] {
            let answer = sender.request(Method::GET, path).send().await.unwrap();
            assert_eq!(refused(answer).await, (StatusCode::FORBIDDEN, "beyond-token".to_owned()), "{path}");
        }
        let scope = site.store.scope(&lead, now(), "test").unwrap();
        assert_eq!(
            scope.records(testkit::fixtures::form("physio_contact"), None, 10).await.unwrap().len(),
            1
        );
    }

    #[tokio::test]
    async fn that_reads_does_not_send() {
        let site = Site::start(Backend::Sqlite).await;
        site.on_ecmo("STH").await;
        let lead = member(&site.store, "lead", Role::CentreLead, Some("STH")).await;
        let reader = program(&site, kept_to(&lead, false, true, &[])).await;
        let sent = reader.create("physio_contact", &contact(1)).await;
        assert_eq!(refused(sent).await, (StatusCode::FORBIDDEN, "beyond-token".to_owned()));
        let listed = reader.request(Method::GET, "/api/v1/records/patient").send().await.unwrap();
        let listed: Value = listed.json().await.unwrap();
        assert_eq!(listed["items"].as_array().unwrap().len(), 1);
    }

    #[tokio::test]
    async fn of_one_form_sees_and_changes_no_other() {
        let site = Site::start(Backend::Sqlite).await;
        let records = site.on_ecmo("STH").await;
        let lead = member(&site.store, "lead", Role::CentreLead, Some("STH")).await;
        let contacts = program(&site, kept_to(&lead, true, true, &["physio_contact"])).await;
        assert_eq!(contacts.create("physio_contact", &contact(1)).await.status(), StatusCode::CREATED);
        let one = format!("/api/v1/records/patient/{}", records[0].id);
        for (method, path) in [
            (Method::GET, "/api/v1/records/patient"),
            (Method::POST, "/api/v1/records/patient"),
            (Method::GET, &one),
            (Method::PUT, &one),
        ] {
            let request = contacts.request(method.clone(), path).header("If-Match", "\"1\"");
            let answer = request.json(&serde_json::json!({})).send().await.unwrap();
            assert_eq!(
                refused(answer).await,
                (StatusCode::FORBIDDEN, "beyond-token".to_owned()),
                "{method} {path}"
            );
        }
    }

    /// The door asks first; should it ever forget, the store says no by itself.
    #[rstest]
    #[tokio::test]
    async fn is_kept_to_its_forms_by_the_store_as_well(
        #[values(Backend::Sqlite, Backend::Postgres)] on: Backend,
    ) {
        let (_db, store) = furnished(on).await;
        testkit::fixtures::on_ecmo(&store, &testkit::fixtures::clerk("STH")).await;
        let lead = member(&store, "lead", Role::CentreLead, Some("STH")).await;
        let by_token = |new: NewToken| async {
            let (_, secret) = store.token_create(&Actor::system("test"), now(), new).await.unwrap();
            let found = store.token_find(secrecy::ExposeSecret::expose_secret(&secret), now()).await;
            found.unwrap().unwrap()
        };
        let contacts = by_token(kept_to(&lead, true, true, &["physio_contact"])).await;
        let scope = store.scope(&contacts, now(), "test").unwrap();
        let patients = || scope.records(testkit::fixtures::form("patient"), None, 10);
        assert!(patients().await.unwrap().is_empty() && scope.everything().await.unwrap().is_empty());
        let patient = testkit::fixtures::submission("patient", &testkit::fixtures::patient());
        let refused = store.submit(&contacts, now(), patient).await;
        assert!(matches!(refused, Err(store::SubmitError::Store(Error::Forbidden))), "{refused:?}");
        let sender = by_token(kept_to(&lead, true, false, &[])).await;
        assert!(store.scope(&sender, now(), "test").unwrap().everything().await.unwrap().is_empty());
        let whole = store.scope(&lead, now(), "test").unwrap();
        assert_eq!(whole.everything().await.unwrap().len(), 3, "and their holder sees what is there");
    }

    #[rstest]
    #[tokio::test]
    async fn says_when_and_from_where_it_was_used_once_a_minute(
        #[values(Backend::Sqlite, Backend::Postgres)] on: Backend,
    ) {
        let (_db, store) = furnished(on).await;
        let lead = member(&store, "lead", Role::CentreLead, Some("STH")).await;
        let (_, secret) =
            store.token_create(&Actor::system("test"), now(), token_for(&lead, "import")).await.unwrap();
        let secret = secrecy::ExposeSecret::expose_secret(&secret);
        let listed = |at| {
            let (store, lead) = (&store, &lead);
            async move { store.tokens(lead, at).await.unwrap().pop().unwrap() }
        };
        assert_eq!((listed(now()).await.used_at, listed(now()).await.used_from), (None, None));
        let [first, soon, later] = [0, 30, 61].map(|seconds| now() + SignedDuration::from_secs(seconds));
        for (at, noted) in [(first, first), (soon, first), (later, later)] {
            assert_eq!(
                store.token_use(secret, at, &here()).await.unwrap().map(themselves),
                Some(lead.clone())
            );
            let token = listed(at).await;
            assert_eq!((token.used_at, token.used_from.as_deref()), (Some(noted), Some("192.0.2.7")));
        }
        store.verify(&mut |_| ()).await.expect("what moves is not vouched for");
    }

    #[rstest]
    #[tokio::test]
    async fn is_made_by_a_lead_for_themselves_alone(
        #[values(Backend::Sqlite, Backend::Postgres)] on: Backend,
    ) {
        let (_db, store) = furnished(on).await;
        let lead = member(&store, "lead", Role::CentreLead, Some("STH")).await;
        let clerk = member(&store, "clerk", Role::DataEntry, Some("STH")).await;
        let administrator = member(&store, "administrator", Role::Administrator, None).await;
        store.token_create(&lead, now(), own(&lead)).await.unwrap();
        for far in [None, Some(now() + store::TOKEN_LASTS_AT_MOST + SignedDuration::from_secs(1))] {
            let refused = store.token_create(&lead, now(), NewToken { expires_at: far, ..own(&lead) }).await;
            assert!(matches!(refused, Err(Error::Invalid(_))), "{far:?}");
        }
        for (by, whose) in [(&lead, &clerk), (&clerk, &clerk), (&administrator, &administrator)] {
            let refused = store.token_create(by, now(), token_for(whose, "other")).await;
            assert!(matches!(refused, Err(Error::Forbidden)), "{} for {}", by.name, whose.name);
        }
    }

    #[rstest]
    #[tokio::test]
    async fn is_seen_and_ended_by_those_who_keep_its_holder(
        #[values(Backend::Sqlite, Backend::Postgres)] on: Backend,
    ) {
        let (_db, store) = furnished(on).await;
        let lead = member(&store, "lead", Role::CentreLead, Some("STH")).await;
        let other = member(&store, "other", Role::CentreLead, Some("PAP")).await;
        let administrator = member(&store, "administrator", Role::Administrator, None).await;
        let (id, secret) = store.token_create(&lead, now(), own(&lead)).await.unwrap();
        assert!(store.tokens(&other, now()).await.unwrap().is_empty());
        assert!(matches!(store.token_revoke(&other, now(), id).await, Err(Error::NotFound)));
        let seen = store.tokens(&administrator, now()).await.unwrap();
        assert_eq!((seen.len(), seen[0].id, seen[0].state), (1, id, TokenState::Valid));
        store.token_revoke(&administrator, now(), id).await.unwrap();
        let secret = secrecy::ExposeSecret::expose_secret(&secret);
        assert_eq!(store.token_find(secret, now()).await.unwrap(), None);
        assert_eq!(store.tokens(&lead, now()).await.unwrap()[0].state, TokenState::Ended(now()));
    }

    #[tokio::test]
    async fn that_is_over_or_whose_holder_has_left_says_so() {
        let (_db, store) = furnished(Backend::Sqlite).await;
        let system = Actor::system("test");
        let day = SignedDuration::from_hours(24);
        let leaver = member(&store, "leaver", Role::DataEntry, Some("STH")).await;
        let lead = member(&store, "lead", Role::CentreLead, Some("STH")).await;
        let until = NewToken { expires_at: Some(now() + day), ..token_for(&lead, "for a day") };
        store.token_create(&system, now(), until).await.unwrap();
        store.token_create(&system, now(), token_for(&leaver, "of a leaver")).await.unwrap();
        store.retire_member(&system, now(), leaver.member).await.unwrap();
        let tokens = store.tokens(&lead, now() + day).await.unwrap();
        let state = |label: &str| tokens.iter().find(|token| token.label == label).unwrap().state;
        assert_eq!([state("of a leaver"), state("for a day")], [TokenState::Ended(now()), TokenState::Over]);
    }
}

mod in_the_browser {
    use super::*;

    /// The secret that a page shows once.
    fn secret_on(page: &Page) -> String {
        let start = page.html.find("ecmopt_").expect("a token");
        page.html[start..].chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect()
    }

    const NEW: &str = "/people/programs/new";

    #[tokio::test]
    async fn a_lead_makes_a_token_sees_it_at_work_and_ends_it() {
        let site = Site::start(Backend::Sqlite).await;
        site.on_ecmo("STH").await;
        let lead = site.centre_lead("STH").await;
        let page = lead.get(NEW).await;
        let answers =
            [("label", "ICU system"), ("does", "SEND"), ("forms", "physio_contact"), ("days", "30")];
        let made = lead.post(NEW, &page, &answers).await;
        assert_eq!(made.status, StatusCode::OK, "{}", made.html);
        let program = Program::at(&site.url, &secret_on(&made));
        assert_eq!(program.create("physio_contact", &contact(1)).await.status(), StatusCode::CREATED);

        let list = lead.get("/people/programs").await;
        assert!(!list.html.contains(program.token()), "shown once");
        for words in ["ICU system", "Send records: ", "works until 1 ", "from 127.0.0.1"] {
            assert!(list.html.contains(words), "{words}: {}", list.html);
        }
        let did = lead.get(&list.link_to("What it did: ICU system")).await;
        assert!(did.html.contains("Entered a record"), "{}", did.html);

        let end = list.link_to("End: ICU system");
        let ended = lead.post(&end, &lead.get(&end).await, &[]).await;
        assert_eq!(ended.location, "/people/programs?done=ended", "{}", ended.html);
        site.pass(SignedDuration::from_secs(6));
        let late = program.create("physio_contact", &contact(2)).await;
        assert_eq!(refused(late).await, (StatusCode::UNAUTHORIZED, "token-needed".to_owned()));
        assert!(lead.get("/people/programs?show=all").await.html.contains("ended on"));
        assert!(lead.get(&end).await.html.contains("no longer works"));
    }

    #[tokio::test]
    async fn what_is_missing_is_said_and_what_was_ticked_stays() {
        let site = Site::start(Backend::Sqlite).await;
        let lead = site.centre_lead("STH").await;
        let page = lead.get(NEW).await;
        let again = lead.post(NEW, &page, &[("label", " "), ("forms", "patient"), ("days", "9999")]).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
        for words in
            ["Enter what the token is for", "Choose what the program does", "Choose how long it may work"]
        {
            assert!(again.html.contains(words), "{words}: {}", again.html);
        }
        assert!(again.html.contains("value=\"patient\" checked"), "{}", again.html);
        assert!(site.store.tokens(&Actor::system("test"), now()).await.unwrap().is_empty());
    }

    #[tokio::test]
    async fn whoever_ends_a_post_is_told_which_programs_stop() {
        let site = Site::start(Backend::Sqlite).await;
        let (lead, clerk) = (site.centre_lead("STH").await, "robin");
        let robin = member(&site.store, clerk, Role::DataEntry, Some("STH")).await;
        site.store
            .token_create(&Actor::system("test"), now(), token_for(&robin, "Night feed"))
            .await
            .unwrap();
        let person = lead.get(&format!("/people/{}", robin.member)).await;
        let page = lead.get(&person.link_to("End: Data entry at")).await;
        assert!(page.html.contains("Programs that stop: “Night feed”"), "{}", page.html);
    }

    #[tokio::test]
    async fn whoever_makes_one_proves_lately_who_they_are() {
        let site = Site::start(Backend::Sqlite).await;
        let lead = site.centre_lead("STH").await;
        let page = lead.get(NEW).await;
        site.pass(SignedDuration::from_mins(16));
        let answers = [("label", "ICU system"), ("does", "SEND"), ("days", "30")];
        let asked = lead.post(NEW, &page, &answers).await;
        assert_eq!(asked.status, StatusCode::UNAUTHORIZED);
        asked.shows("Confirm that it is you");
        assert!(asked.value_of("kept.fields").contains("label=ICU+system"), "{}", asked.html);
        assert!(site.store.tokens(&Actor::system("test"), now()).await.unwrap().is_empty());
    }

    #[tokio::test]
    async fn tokens_are_not_for_those_who_keep_nobody() {
        let site = Site::start(Backend::Sqlite).await;
        let clerk = site.clerk("STH").await;
        for path in ["/people/programs", NEW] {
            assert_eq!(clerk.get(path).await.status, StatusCode::FORBIDDEN, "{path}");
        }
        member(&site.store, "administrator", Role::Administrator, None).await;
        let administrator = site.visitor();
        administrator.sign_in("administrator", PASSWORD).await;
        let list = administrator.get("/people/programs").await;
        assert_eq!(list.status, StatusCode::OK);
        assert!(!list.html.contains("Make a token"), "{}", list.html);
        assert_eq!(administrator.get(NEW).await.status, StatusCode::FORBIDDEN);
    }
}
