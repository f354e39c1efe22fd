//! Drafts as a person meets them: kept by a button or by the page's script, gone on with on any device.

use domain::actor::Role;
use reqwest::StatusCode;
use rstest::rstest;
use serde_json::Value;
use testkit::{
    database::Backend,
    fixtures::{PASSWORD, contact, member, submission},
};

use crate::site::{Browser, Page, Site};

const NEW: &str = "/records/physio_contact/new";

/// Half a contact.
const TYPED: &[(&str, &str)] = &[
    ("draft.form", "physio_contact"),
    ("contact_ref", "C-0001"),
    ("admission_ref", "A00001"),
    ("start_at.date", "25 March 2026"),
    ("minutes", "about half an hour"),
    ("domain", "RESP"),
    ("domain", "REHAB"),
    ("interventions.0.code", "SUC_ETT"),
    ("confirm", "X-SOFT@minutes"),
];

fn typed_and<'a>(more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    TYPED.iter().copied().chain(more.iter().copied()).collect()
}

async fn clerk_at_work(on: Backend) -> (Site, Browser) {
    let site = Site::start(on).await;
    site.on_ecmo("STH").await;
    let clerk = site.clerk("STH").await;
    (site, clerk)
}

/// Keeps half a contact by the button; the address of the draft.
async fn keep(clerk: &Browser) -> String {
    let page = clerk.get(NEW).await;
    let kept = clerk.post(NEW, &page, &typed_and(&[("action", "draft")])).await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.main());
    kept.location
}

/// What the page's script sends.
async fn autosave(clerk: &Browser, page: &Page, fields: &[(&str, &str)]) -> (StatusCode, Value) {
    let answer = clerk.post("/drafts", page, fields).await;
    (answer.status, serde_json::from_str(&answer.html).unwrap_or_default())
}

mod the_button {
    use super::*;

    #[rstest]
    #[tokio::test]
    async fn keeps_whatever_was_typed(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
        let (site, clerk) = clerk_at_work(on).await;
        let address = keep(&clerk).await;
        assert!(address.starts_with("/records/physio_contact/new?draft="));
        // Another device of the centre.
        member(&site.store, "colleague", Role::DataEntry, Some("STH")).await;
        let colleague = site.visitor();
        colleague.sign_in("colleague", PASSWORD).await;
        let page = colleague.get(&address).await;
        assert_eq!(page.value_of("minutes"), "about half an hour");
        assert_eq!(page.value_of("start_at.date"), "25 March 2026");
        page.shows("value=\"RESP\" checked");
        page.shows("value=\"REHAB\" checked");
        page.shows("<option value=\"SUC_ETT\" selected>");
        page.shows("Draft saved at 10:00 by Member clerk-sth");
    }

    #[tokio::test]
    async fn keeps_a_second_time_what_was_typed_since() {
        let (_site, clerk) = clerk_at_work(Backend::Sqlite).await;
        let page = clerk.get(&keep(&clerk).await).await;
        let (id, version) = (page.value_of("draft.id"), page.value_of("draft.version"));
        let more = [
            ("draft.id", id.as_str()),
            ("draft.version", version.as_str()),
            ("note", "On the way."),
            ("action", "draft"),
        ];
        let kept = clerk.post(NEW, &page, &typed_and(&more)).await;
        assert!(kept.location.ends_with(&id));
        clerk.get(&kept.location).await.shows("On the way.");
    }

    #[tokio::test]
    async fn keeps_a_change_on_the_revision_it_was_begun_on() {
        let (site, clerk) = clerk_at_work(Backend::Sqlite).await;
        let actor = testkit::fixtures::clerk("STH");
        let submit = submission("physio_contact", &contact(1));
        let saved = site.store.submit(&actor, testkit::fixtures::now(), submit).await.unwrap();
        let edit = format!("/records/physio_contact/{}/edit", saved.id);
        let page = clerk.get(&edit).await;
        let typed = [
            ("draft.form", "physio_contact"),
            ("revision", "1"),
            ("reason", "Chart"),
            ("minutes", "40"),
            ("action", "draft"),
        ];
        let kept = clerk.post(&edit, &page, &typed).await;
        assert!(kept.location.starts_with(&format!("{edit}?draft=")), "{}", kept.location);
        let page = clerk.get(&kept.location).await;
        assert_eq!((page.value_of("minutes"), page.value_of("reason")), ("40".into(), "Chart".into()));
        assert_eq!(page.value_of("revision"), "1");
    }
}

mod the_script {
    use super::*;

    #[tokio::test]
    async fn keeps_and_keeps_again() {
        let (_site, clerk) = clerk_at_work(Backend::Sqlite).await;
        let page = clerk.get(NEW).await;
        let (status, first) = autosave(&clerk, &page, TYPED).await;
        assert_eq!((status, &first["status"]), (StatusCode::OK, &Value::from("Draft saved at 10:00")));
        let version = first["version"].to_string();
        let id = first["id"].as_str().unwrap();
        let again = typed_and(&[("draft.id", id), ("draft.version", &version), ("note", "Second thought.")]);
        let (status, second) = autosave(&clerk, &page, &again).await;
        assert_eq!((status, &second["id"]), (StatusCode::OK, &first["id"]));
        clerk.get(&format!("{NEW}?draft={id}")).await.shows("Second thought.");
    }

    #[tokio::test]
    async fn is_told_who_saved_it_elsewhere() {
        let (_site, clerk) = clerk_at_work(Backend::Sqlite).await;
        let page = clerk.get(NEW).await;
        let (_, first) = autosave(&clerk, &page, TYPED).await;
        let (id, version) = (first["id"].as_str().unwrap(), first["version"].to_string());
        let base = [("draft.id", id), ("draft.version", version.as_str())];
        let one = typed_and(&[base[0], base[1], ("note", "From the ward.")]);
        autosave(&clerk, &page, &one).await;
        let other = typed_and(&[base[0], base[1], ("note", "From the office.")]);
        let (status, refused) = autosave(&clerk, &page, &other).await;
        assert_eq!(status, StatusCode::CONFLICT);
        assert!(
            refused["message"].as_str().unwrap().starts_with("Member clerk-sth saved this draft at 10:00")
        );
        assert_eq!(refused["href"], format!("{NEW}?draft={id}"));
        // By the button nothing is lost either: the page is shown again, and saving it makes a second draft.
        let shown = clerk.post(NEW, &page, &[&other[..], &[("action", "draft")]].concat()).await;
        assert_eq!(shown.status, StatusCode::UNPROCESSABLE_ENTITY);
        shown.shows("From the office.");
        shown.shows("saved this draft at 10:00, on another page or device");
        assert_eq!(shown.value_of("draft.id"), "");
    }

    #[tokio::test]
    async fn is_refused_without_the_token_of_the_page() {
        let (_site, clerk) = clerk_at_work(Backend::Sqlite).await;
        let answer = clerk.post_as_is("/drafts", &[("draft.form", "physio_contact".to_owned())]).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
    }
}

mod handing_in {
    use super::*;

    const WHOLE: &[(&str, &str)] = &[
        ("contact_ref", "C-0001"),
        ("admission_ref", "A00001"),
        ("start_at.date", "25 March 2026"),
        ("start_at.time", "0940"),
        ("outcome", "NOT_TREATED"),
        ("kind", "ROUTINE"),
        ("domain", "REHAB"),
        ("not_treated_reason", "PRONE_POSITION"),
        ("ecmo_fdo2", "0.6"),
        ("action", "save"),
    ];

    #[tokio::test]
    async fn ends_the_draft_with_the_record() {
        let (_site, clerk) = clerk_at_work(Backend::Sqlite).await;
        let address = keep(&clerk).await;
        let page = clerk.get(&address).await;
        let (id, version) = (page.value_of("draft.id"), page.value_of("draft.version"));
        let fields = [WHOLE, &[("draft.id", id.as_str()), ("draft.version", version.as_str())]].concat();
        let saved = clerk.post(NEW, &page, &fields).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.main());
        assert_eq!(clerk.get(&address).await.status, StatusCode::NOT_FOUND);
        clerk.get("/drafts").await.shows("There is no draft.");
    }

    #[tokio::test]
    async fn of_what_is_refused_keeps_it_in_the_draft() {
        let (_site, clerk) = clerk_at_work(Backend::Sqlite).await;
        let address = keep(&clerk).await;
        let page = clerk.get(&address).await;
        let (id, version) = (page.value_of("draft.id"), page.value_of("draft.version"));
        let typed = [
            ("draft.id", id.as_str()),
            ("draft.version", version.as_str()),
            ("minutes", "500"),
            ("action", "save"),
        ];
        let refused = clerk.post(NEW, &page, &typed).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.location);
        assert_eq!(refused.value_of("minutes"), "500");
        assert_eq!(clerk.get(&address).await.value_of("minutes"), "500");
    }

    #[tokio::test]
    async fn does_not_end_a_draft_that_was_saved_elsewhere() {
        let (_site, clerk) = clerk_at_work(Backend::Sqlite).await;
        let address = keep(&clerk).await;
        let page = clerk.get(&address).await;
        let (id, version) = (page.value_of("draft.id"), page.value_of("draft.version"));
        let base = [("draft.id", id.as_str()), ("draft.version", version.as_str())];
        autosave(&clerk, &page, &typed_and(&[base[0], base[1], ("note", "From the ward.")])).await;
        let shown = clerk.post(NEW, &page, &[WHOLE, &base].concat()).await;
        assert_eq!(shown.status, StatusCode::UNPROCESSABLE_ENTITY);
        clerk.get(&address).await.shows("From the ward.");
        let saved = clerk.post(NEW, &shown, WHOLE).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER);
        assert_eq!(clerk.get(&address).await.status, StatusCode::OK);
    }
}

mod the_list {
    use super::*;

    #[tokio::test]
    async fn names_them_and_throws_away_after_asking() {
        let (_site, clerk) = clerk_at_work(Backend::Sqlite).await;
        let address = keep(&clerk).await;
        let list = clerk.get("/drafts").await;
        list.shows("Resume new physiotherapy contact");
        list.shows("A00001");
        list.shows("at 10:00, Member clerk-sth");
        let id = address.split('=').nth(1).unwrap();
        let ask = clerk.get(&format!("/drafts/{id}/throw-away")).await;
        ask.shows("Throw this draft away?");
        assert_eq!(clerk.get(&address).await.status, StatusCode::OK, "asking throws nothing away");
        let gone = clerk.post(&format!("/drafts/{id}/throw-away"), &ask, &[]).await;
        assert_eq!(gone.location, "/drafts?gone=1");
        clerk.get("/drafts?gone=1").await.shows("The draft was thrown away.");
        assert_eq!(clerk.get(&address).await.status, StatusCode::NOT_FOUND);
    }

    #[tokio::test]
    async fn is_of_one_centre() {
        let (site, clerk) = clerk_at_work(Backend::Sqlite).await;
        let address = keep(&clerk).await;
        let id = address.split('=').nth(1).unwrap();
        let other = site.clerk("PAP").await;
        other.get("/drafts").await.shows("There is no draft.");
        for path in [address.clone(), format!("/drafts/{id}/throw-away")] {
            assert_eq!(other.get(&path).await.status, StatusCode::NOT_FOUND);
        }
    }
}

/// What the guard refuses in a record, a draft does not hold either: it is read by the whole centre.
mod of_what_identifies_a_person {
    use super::*;

    const STORY: (&str, &str) = ("note", "spoke to 943 476 5919 about home");

    #[rstest]
    #[tokio::test]
    async fn the_button_keeps_all_but_that(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
        let (site, clerk) = clerk_at_work(on).await;
        let page = clerk.get(NEW).await;
        let kept = clerk.post(NEW, &page, &typed_and(&[STORY, ("action", "draft")])).await;
        assert_eq!(kept.status, StatusCode::UNPROCESSABLE_ENTITY);
        kept.shows("“Note” is not kept in the draft: it seems to hold something that identifies a person");
        // Nothing that was typed is lost: it stands on the page still.
        kept.shows("spoke to 943 476 5919 about home");
        assert_eq!(kept.value_of("minutes"), "about half an hour");

        let colleague = site.centre_lead("STH").await;
        let place = format!("{NEW}?draft={}", kept.value_of("draft.id"));
        let resumed = colleague.get(&place).await;
        assert_eq!(resumed.status, StatusCode::OK);
        resumed.hides("943 476 5919");
        resumed.shows("without “Note”, which seems to identify a person");
        assert_eq!(resumed.value_of("minutes"), "about half an hour");
    }

    #[rstest]
    #[tokio::test]
    async fn the_script_keeps_all_but_that(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
        let (_site, clerk) = clerk_at_work(on).await;
        let page = clerk.get(NEW).await;
        let (status, answer) = autosave(&clerk, &page, &typed_and(&[STORY])).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        let said = answer["status"].as_str().unwrap();
        assert!(said.ends_with(", without “Note”, which seems to identify a person"), "{said}");
        let resumed = clerk.get(&format!("{NEW}?draft={}", answer["id"].as_str().unwrap())).await;
        resumed.hides("943 476 5919");
        // Once it is taken out, the draft is whole.
        let (id, version) = (answer["id"].as_str().unwrap(), answer["version"].to_string());
        let again = [("note", "spoke about home"), ("draft.id", id), ("draft.version", &version)];
        let (_, answer) = autosave(&clerk, &page, &typed_and(&again)).await;
        assert!(!answer["status"].as_str().unwrap().contains("without"), "{answer}");
    }

    #[tokio::test]
    async fn is_not_read_out_of_a_draft_of_old_either() {
        let (site, clerk) = clerk_at_work(Backend::Sqlite).await;
        let place = keep(&clerk).await;
        let id = place.rsplit('=').next().unwrap();
        let database = sea_orm::Database::connect(site.database_url()).await.unwrap();
        let old = r#"[["minutes","30"],["note","spoke to 943 476 5919 about home"]]"#;
        let sql = format!("UPDATE draft SET fields = '{old}'");
        sea_orm::ConnectionTrait::execute_unprepared(&database, &sql).await.unwrap();
        let page = clerk.get(&format!("{NEW}?draft={id}")).await;
        assert_eq!(page.value_of("minutes"), "30");
        page.hides("943 476 5919");
    }
}
