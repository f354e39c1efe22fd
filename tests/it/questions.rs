//! Questions that the network adds for a cycle: data that never makes an answer meaningless.

use domain::actor::{Actor, Role};
use domain::cycle::Freeze;
use domain::reference;
use rstest::rstest;
use serde_json::{Value, json};
use store::{Store, SubmitError};
use testkit::database::Backend;
use testkit::fixtures::{clerk, contact, form, furnished, insist, member, now, on_ecmo, submission};

const SET: &str = r#"
cycle = "2025H2"

[[question]]
name = "q_device"
form = "physio_contact"
label = "Device used for cough"
type = "code"
codes = [{ code = "MIE", label = "Cough assist" }, { code = "IPPB", label = "Positive pressure" }]
"#;

fn system() -> Actor {
    Actor::system("questions put")
}

fn answered(code: &str) -> Value {
    let mut record = contact(0);
    record["q_device"] = json!(code);
    record
}

async fn put(store: &Store, text: &str) -> Result<String, String> {
    store.put_questions(&system(), now(), text.to_owned()).await.map_err(|error| error.to_string())
}

#[rstest]
#[tokio::test]
async fn are_asked_from_the_moment_they_are_put(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
    let (_db, store) = furnished(on).await;
    let sth = clerk("STH");
    on_ecmo(&store, &sth).await;
    let early = store.submit(&sth, now(), submission("physio_contact", &answered("MIE"))).await;
    assert!(matches!(early, Err(SubmitError::Refused(_))), "{early:?}");
    assert_eq!(put(&store, SET).await.unwrap(), "2025H2");
    store.submit(&sth, now(), submission("physio_contact", &answered("MIE"))).await.unwrap();
    let scope = store.scope(&sth, now(), "test").unwrap();
    let held = scope.record_by_key(form("physio_contact"), "C00000").await.unwrap();
    assert_eq!(held.raw.extra["q_device"], "MIE");
    assert_eq!(store.questions_text("2025H2").await.unwrap().as_deref(), Some(SET));
    assert_eq!(store.verify(&mut |_| {}).await.unwrap().broken, None);
}

#[rstest]
#[tokio::test]
async fn keep_every_version(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
    let (_db, store) = furnished(on).await;
    let reworded = SET.replace("used for cough", "used to help a cough");
    for text in [SET, SET, reworded.as_str()] {
        put(&store, text).await.unwrap();
    }
    let versions = store.question_versions().await.unwrap();
    let numbers: Vec<_> = versions.iter().map(|version| version.version).collect();
    assert_eq!((numbers, versions[0].text.as_str()), (vec![2, 1], reworded.as_str()));
    let now_asked = store.dictionary().await.unwrap();
    let set = now_asked.questions_of("2025H2").unwrap();
    assert_eq!(set.questions[0].field.label, "Device used to help a cough");
}

#[rstest]
#[tokio::test]
async fn that_were_answered_stay(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
    let (_db, store) = furnished(on).await;
    on_ecmo(&store, &clerk("STH")).await;
    put(&store, SET).await.unwrap();
    store.submit(&clerk("STH"), now(), submission("physio_contact", &answered("IPPB"))).await.unwrap();

    let gone = put(&store, "cycle = \"2025H2\"").await.unwrap_err();
    assert!(gone.starts_with("q_device: 1 record answers it already."), "{gone}");
    let without = SET.replace(", { code = \"IPPB\", label = \"Positive pressure\" }", "");
    let lost = put(&store, &without).await.unwrap_err();
    assert!(lost.contains("“IPPB”"), "{lost}");
    let other_type = SET.replace("\"code\"\ncodes", "\"number\"\n# codes");
    assert!(put(&store, &other_type).await.is_err());
    let declared =
        format!("{without}retired = [{{ code = \"IPPB\", into = \"MIE\", because = \"One device.\" }}]\n");
    put(&store, &declared).await.unwrap();

    // The answer that was given stays; nobody can give it again.
    let mut again = answered("IPPB");
    again["contact_ref"] = json!("C00001");
    again["start_at"] = json!("2026-03-23T09:10");
    let Err(SubmitError::Refused(findings)) =
        store.submit(&clerk("STH"), now(), submission("physio_contact", &again)).await
    else {
        panic!("a retired code was taken");
    };
    assert!(findings.iter().any(|finding| finding.message.ends_with("Use MIE instead.")), "{findings:?}");
}

#[rstest]
#[tokio::test]
async fn are_the_audit_leads_and_end_with_the_freeze(
    #[values(Backend::Sqlite, Backend::Postgres)] on: Backend,
) {
    let (_db, store) = furnished(on).await;
    let refused = store.put_questions(&clerk("STH"), now(), SET.to_owned()).await;
    assert!(matches!(refused, Err(store::Error::Forbidden)));
    let lead = member(&store, "audit", Role::AuditLead, None).await;
    store.put_questions(&lead, now(), SET.to_owned()).await.unwrap();

    let dates = reference::cycles(reference::CYCLES).unwrap().into_iter().find(|dates| dates.id == "2025H2");
    store.open_cycle(&lead, now(), dates.unwrap()).await.unwrap();
    store.lock_cycle(&lead, now(), "2025H2", insist("2025H2")).await.unwrap();
    let freeze = Freeze {
        at: now(),
        snapshot_hash: "ab".repeat(32),
        dictionary_version: "0.1".to_owned(),
        indicator_version: "0.1".to_owned(),
    };
    testkit::fixtures::freeze(&store, &lead, "2025H2", freeze).await.unwrap();
    let late = put(&store, &SET.replace("cough", "coughs")).await.unwrap_err();
    assert!(late.contains("2025H2 is frozen"), "{late}");
}

#[tokio::test]
async fn with_a_mistake_are_refused_where_it_stands() {
    let (_db, store) = furnished(Backend::Sqlite).await;
    let error = put(&store, &SET.replace("q_device", "device")).await.unwrap_err();
    assert!(error.starts_with("device: a name begins with q_"), "{error}");
}

mod under_a_name_of_another_cycle {
    use super::*;

    fn story(cycle: &str, more: &str) -> String {
        format!(
            "cycle = \"{cycle}\"\n[[question]]\nname = \"q_story\"\nform = \"physio_contact\"\n\
             label = \"What happened\"\n{more}\n"
        )
    }

    #[tokio::test]
    async fn let_no_answer_go_further_than_people_were_told() {
        let (_db, store) = furnished(Backend::Sqlite).await;
        put(&store, &story("2025H2", "type = \"text\"")).await.unwrap();
        let wider = "type = \"text\"\nleaves = \"network\"";
        let refused = put(&store, &story("2026H1", wider)).await.unwrap_err();
        assert!(
            refused.contains("people are told there that it goes to nobody: it never leaves"),
            "{refused}"
        );
        // In its own cycle it may change as long as nobody has answered.
        put(&store, &story("2025H2", wider)).await.unwrap();
        put(&store, &story("2025H2", "type = \"text\"")).await.unwrap();
        on_ecmo(&store, &clerk("STH")).await;
        let mut answered = contact(0);
        answered["q_story"] = json!("a long day");
        store.submit(&clerk("STH"), now(), submission("physio_contact", &answered)).await.unwrap();
        let refused = put(&store, &story("2025H2", wider)).await.unwrap_err();
        assert!(refused.contains("1 record answers it already, told that"), "{refused}");
    }

    #[tokio::test]
    async fn are_of_the_same_type() {
        let (_db, store) = furnished(Backend::Sqlite).await;
        put(&store, &story("2025H2", "type = \"text\"")).await.unwrap();
        let refused = put(&store, &story("2026H1", "type = \"number\"")).await.unwrap_err();
        assert!(refused.contains("2025H2 asks for an answer of another type under this name"), "{refused}");
    }
}
