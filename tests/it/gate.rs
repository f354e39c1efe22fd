//! The gate of text at every door: a character that cannot be kept is the text's fault, never the database's.

use reqwest::StatusCode;
use rstest::rstest;
use serde_json::{Value, json};
use store::{Ask, Error, NewUpload, SaveDraft, SubmitError};
use testkit::database::Backend;
use testkit::fixtures::{
    audit_lead, centre, clerk, contact, form, furnished, member, now, on_ecmo, submission,
};

use crate::site::Site;

fn with(number: u32, name: &str, value: &str) -> Value {
    let mut record = contact(number);
    record[name] = json!(value);
    record
}

#[track_caller]
fn names_it<T: std::fmt::Debug>(answer: Result<T, Error>) {
    let Err(Error::Invalid(sentence)) = answer else { panic!("{answer:?}") };
    assert!(sentence.contains("(U+0000) after “sat”"), "{sentence}");
}

mod a_nul {
    use super::*;

    #[rstest]
    #[tokio::test]
    async fn in_a_field_is_told_at_the_field(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
        let (_db, store) = furnished(on).await;
        on_ecmo(&store, &clerk("STH")).await;
        let refused = store
            .submit(&clerk("STH"), now(), submission("physio_contact", &with(1, "note", "sat\0out")))
            .await;
        let Err(SubmitError::Refused(findings)) = refused else { panic!("{refused:?}") };
        assert_eq!(findings.iter().map(domain::Finding::key).collect::<Vec<_>>(), ["X-CHAR@note"]);
        assert_eq!(
            findings[0].message,
            "Note holds a character that cannot be seen or kept (U+0000) after “sat”. Delete it, or type the text again."
        );
    }

    #[rstest]
    #[tokio::test]
    async fn in_any_other_text_is_told_too(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
        let (_db, store) = furnished(on).await;
        let sth = clerk("STH");
        on_ecmo(&store, &sth).await;
        let first = store.submit(&sth, now(), submission("physio_contact", &contact(1))).await.unwrap();

        let mut change = submission("physio_contact", &with(1, "note", "longer"));
        (change.id, change.expected) = (Some(first.id), Some(first.revision));
        change.reason = Some("sat\0out".to_owned());
        let refused = store.submit(&sth, now(), change).await;
        let Err(SubmitError::Refused(findings)) = refused else { panic!("{refused:?}") };
        assert_eq!(findings[0].column, "reason");

        let mut again = submission("physio_contact", &contact(2));
        again.idempotency_key = Some("sat\0out".to_owned());
        let refused = store.submit(&sth, now(), again).await;
        let Err(SubmitError::Store(refused)) = refused else { panic!("{refused:?}") };
        names_it::<()>(Err(refused));

        let ask = Ask {
            centre: centre("STH"),
            form: form("physio_contact"),
            key: "C00001".to_owned(),
            child: None,
            column: "minutes".to_owned(),
            text: "sat\0out".to_owned(),
        };
        names_it(store.ask(&audit_lead(), now(), ask).await);
        let upload = NewUpload { name: "sat\0.csv".to_owned(), files: vec![("a".to_owned(), vec![1])] };
        names_it(store.stage_upload(&sth, now(), upload).await);
        let operator = domain::actor::Actor::system("test");
        let set = "cycle = \"2025H2\"\n[[question]]\nname = \"q_a\"\nform = \"physio_contact\"\nlabel = \"sat\\u0000out\"\ntype = \"yes-no\"\n";
        names_it(store.put_questions(&operator, now(), set.to_owned()).await);
        let member = member(&store, "lead", domain::actor::Role::CentreLead, Some("STH")).await;
        names_it(
            store.token_create(&operator, now(), testkit::fixtures::token_for(&member, "sat\0out")).await,
        );
    }

    #[rstest]
    #[tokio::test]
    async fn in_a_draft_is_seen_and_harms_nothing(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
        let (_db, store) = furnished(on).await;
        let draft = SaveDraft {
            id: None,
            form: form("physio_contact"),
            record: None,
            expected: None,
            fields: vec![("note".to_owned(), "sat\0out".to_owned())],
        };
        let saved = store.save_draft(&clerk("STH"), now(), draft).await.unwrap();
        assert_eq!(saved.fields, [("note".to_owned(), "sat\u{fffd}out".to_owned())]);
    }

    #[rstest]
    #[tokio::test]
    async fn from_a_browser_comes_back_where_it_stands(
        #[values(Backend::Sqlite, Backend::Postgres)] on: Backend,
    ) {
        let site = Site::start(on).await;
        site.on_ecmo("STH").await;
        let clerk = site.clerk("STH").await;
        let page = clerk.get("/records/physio_contact/new").await;
        let typed = [("contact_ref", "C-0001"), ("minutes", "30"), ("note", "sat\0out"), ("action", "save")];
        let page = clerk.post("/records/physio_contact/new", &page, &typed).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        page.shows("Note holds a character that was lost on the way and cannot be kept (�) after “sat”");
        assert_eq!(page.value_of("minutes"), "30");
    }
}

mod blanks {
    use super::*;

    #[tokio::test]
    async fn are_kept_as_spaces_and_numbers_do_not_hide_behind_them() {
        let (_db, store) = furnished(Backend::Sqlite).await;
        let sth = clerk("STH");
        on_ecmo(&store, &sth).await;
        let record = with(1, "note", "sat\u{a0}out\r\nfor\u{200b} 10 min ");
        store.submit(&sth, now(), submission("physio_contact", &record)).await.unwrap();
        let scope = store.scope(&sth, now(), "test").unwrap();
        let held = scope.record_by_key(form("physio_contact"), "C00001").await.unwrap();
        assert_eq!(held.raw.get(form("physio_contact"), "note"), "sat out\nfor 10 min ");
        let hidden = with(2, "note", "943\u{200b}476\u{200d}5919");
        let refused = store.submit(&sth, now(), submission("physio_contact", &hidden)).await;
        let Err(SubmitError::Refused(findings)) = refused else { panic!("{refused:?}") };
        assert_eq!(findings[0].key(), "V-PAT-1@note");
    }
}

mod json {
    use reqwest::Method;

    use super::*;

    #[tokio::test]
    async fn in_which_a_key_stands_twice_is_refused_by_its_name() {
        let site = Site::start(Backend::Sqlite).await;
        site.on_ecmo("STH").await;
        let program = site.program("STH").await;
        let body = contact(1).to_string().replace("\"minutes\":30", "\"minutes\":10,\"minutes\":30");
        assert!(body.contains("\"minutes\":10"), "{body}");
        let request = program.request(Method::POST, "/api/v1/records/physio_contact");
        let answer = request.header("content-type", "application/json").body(body).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::BAD_REQUEST);
        let problem: Value = answer.json().await.unwrap();
        let detail = problem["detail"].as_str().unwrap();
        assert!(detail.contains("“minutes” stands in it twice. Send it once"), "{detail}");
    }
}
