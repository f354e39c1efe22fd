//! Queries: the network asks about a field, the centre answers, the network closes.

use domain::life::Life;
use reqwest::StatusCode;
use testkit::database::Backend;
use testkit::fixtures::{PATIENT, clerk, contact, form, now, on_ecmo, submission};

use crate::site::{Browser, Page, Site};

/// A centre with a complete contact in an open cycle; the audit lead and the centre's lead at browsers.
struct Scene {
    site: Site,
    network: Browser,
    centre: Browser,
}

impl Scene {
    async fn set() -> Self {
        let site = Site::start(Backend::Sqlite).await;
        site.open_cycle().await;
        on_ecmo(&site.store, &clerk("STH")).await;
        site.store.submit(&clerk("STH"), now(), submission("physio_contact", &contact(1))).await.unwrap();
        let (network, centre) = (site.audit_lead().await, site.centre_lead("STH").await);
        Self { site, network, centre }
    }

    async fn ask_with(&self, changes: &[(&str, &str)]) -> Page {
        let page = self.network.get("/network/queries/new").await;
        let question = [
            ("centre", "STH"),
            ("key", "C00001"),
            ("field", "physio_contact:rass"),
            ("text", "Is -2 right?\nThe notes say awake."),
        ];
        let kept = question.iter().filter(|(name, _)| changes.iter().all(|(changed, _)| changed != name));
        let fields: Vec<_> = kept.chain(changes).copied().collect();
        self.network.post("/network/queries/new", &page, &fields).await
    }

    /// Asks about the contact's RASS; the query's id.
    async fn ask(&self) -> String {
        let asked = self.ask_with(&[]).await;
        assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.main());
        asked.location.rsplit('/').next().unwrap().to_owned()
    }

    async fn life(&self) -> Life {
        let scope = self.site.store.scope(&clerk("STH"), now(), "test").unwrap();
        scope.record_by_key(form("physio_contact"), "C00001").await.unwrap().life
    }
}

#[tokio::test]
async fn a_query_blocks_sign_off_until_it_is_closed() {
    let scene = Scene::set().await;
    let id = scene.ask().await;
    assert_eq!(scene.life().await, Life::Queried { open: 1 });
    scene.centre.get("/cycles/2025H2/worklist?show=queries").await.shows("Physiotherapy contact C00001");

    let inbox = scene.centre.get("/queries").await;
    inbox.shows(&format!("/queries/{id}"));
    let thread = scene.centre.get(&format!("/queries/{id}")).await;
    thread.shows("Is -2 right?<br>The notes say awake.");
    thread.shows("/edit#f-rass");
    let answered =
        scene.centre.post(&format!("/queries/{id}"), &thread, &[("text", "Checked: it is.")]).await;
    assert_eq!(answered.status, StatusCode::SEE_OTHER, "{}", answered.main());
    assert_eq!(scene.life().await, Life::Queried { open: 1 }, "an answer alone does not free it");

    let thread = scene.network.get(&format!("/network/queries/{id}")).await;
    thread.shows("Checked: it is.");
    let closed = scene.network.post(&format!("/network/queries/{id}/close"), &thread, &[]).await;
    assert_eq!(closed.status, StatusCode::SEE_OTHER, "{}", closed.main());
    assert_eq!(scene.life().await, Life::Submitted);
    scene.centre.get("/queries").await.shows("No query is open");
}

#[tokio::test]
async fn the_network_asks_again() {
    let scene = Scene::set().await;
    let id = scene.ask().await;
    let address = format!("/queries/{id}");
    let thread = scene.centre.get(&address).await;
    scene.centre.post(&address, &thread, &[("text", "Yes")]).await;
    let network = format!("/network/queries/{id}");
    let thread = scene.network.get(&network).await;
    thread.shows("Ask again");
    scene.network.post(&network, &thread, &[("text", "By whom?")]).await;
    scene.centre.get(&address).await.shows("By whom?");
    scene.centre.get("/centre").await.shows("Queries to answer (1)");
}

#[tokio::test]
async fn the_network_sees_no_content_of_a_record() {
    let scene = Scene::set().await;
    let id = scene.ask().await;
    for page in ["/network/queries".to_owned(), format!("/network/queries/{id}")] {
        let page = scene.network.get(&page).await;
        assert_eq!(page.status, StatusCode::OK);
        page.hides(PATIENT);
        page.hides("A00001");
        page.hides("/records/");
    }
}

#[tokio::test]
async fn what_is_written_is_text_and_nothing_else() {
    let scene = Scene::set().await;
    let asked = scene.ask_with(&[("text", "<script>alert(1)</script>")]).await;
    let id = asked.location.rsplit('/').next().unwrap().to_owned();
    let thread = scene.centre.get(&format!("/queries/{id}")).await;
    thread.hides("<script>alert(1)");
    thread.shows("&#60;script&#62;alert(1)");
}

mod is_refused {
    use super::*;

    #[tokio::test]
    async fn with_what_was_typed_kept() {
        let scene = Scene::set().await;
        let page = scene.ask_with(&[("centre", ""), ("key", "")]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        page.shows("Choose a centre");
        page.shows("Enter the key of the record");
        page.shows("The notes say awake.");
    }

    #[tokio::test]
    async fn about_a_record_that_is_not_there() {
        let scene = Scene::set().await;
        let page = scene.ask_with(&[("key", "C99999")]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        page.shows("STH has no Physiotherapy contact C99999. Check the key.");
    }

    #[tokio::test]
    async fn with_an_identifier_in_the_answer() {
        let scene = Scene::set().await;
        let address = format!("/queries/{}", scene.ask().await);
        let thread = scene.centre.get(&address).await;
        let page = scene.centre.post(&address, &thread, &[("text", "NHS number 943 476 5919")]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", page.main());
        assert_eq!(scene.centre.get(&address).await.html.matches("943 476 5919").count(), 0);
    }

    #[tokio::test]
    async fn when_it_is_another_centres() {
        let scene = Scene::set().await;
        let address = format!("/queries/{}", scene.ask().await);
        let other = scene.site.clerk("PAP").await;
        assert_eq!(other.get(&address).await.status, StatusCode::NOT_FOUND);
    }
}
