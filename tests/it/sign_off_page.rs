//! Signing off a cycle, and what can be done with a record afterwards.

use reqwest::StatusCode;
use store::Submitted;
use testkit::database::Backend;
use testkit::fixtures::{audit_lead, clerk, contact, insist, now, on_ecmo, submission};

use crate::site::{Browser, CYCLE, Page, Site};

const SIGN_OFF: &str = "/cycles/2025H2/sign-off";

struct Scene {
    site: Site,
    lead: Browser,
    contact: Submitted,
}

impl Scene {
    /// A centre with a complete contact in an open cycle, and its lead at a browser.
    async fn set() -> Self {
        let site = Site::start(Backend::Sqlite).await;
        site.open_cycle().await;
        on_ecmo(&site.store, &clerk("STH")).await;
        let entered = submission("physio_contact", &contact(1));
        let contact = site.store.submit(&clerk("STH"), now(), entered).await.unwrap();
        let lead = site.centre_lead("STH").await;
        Self { site, lead, contact }
    }

    async fn sign_off(&self) -> Page {
        let page = self.lead.get(SIGN_OFF).await;
        self.lead.post(SIGN_OFF, &page, &[("declared", "yes")]).await
    }

    async fn lock(&self) {
        self.site.store.lock_cycle(&audit_lead(), now(), CYCLE, insist(CYCLE)).await.unwrap();
    }

    /// A page about the contact.
    fn address(&self, step: &str) -> String {
        format!("/records/physio_contact/{}{step}", self.contact.id)
    }
}

#[tokio::test]
async fn needs_the_declaration() {
    let scene = Scene::set().await;
    let page = scene.lead.get(SIGN_OFF).await;
    let refused = scene.lead.post(SIGN_OFF, &page, &[]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.shows("Tick the declaration to sign off");
    scene.lead.get(&scene.address("")).await.hides("Signed off for 2025H2");
}

#[tokio::test]
async fn says_on_the_record_who_and_when() {
    let scene = Scene::set().await;
    let done = scene.sign_off().await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.main());
    scene.lead.get(&done.location).await.shows("signed off for 2025H2.");
    let record = scene.lead.get(&scene.address("")).await;
    record.shows("Signed off for 2025H2 by Member lead-sth on 1 April 2026 at 10:00.");
}

#[tokio::test]
async fn is_the_leads_alone() {
    let scene = Scene::set().await;
    let clerk = scene.site.clerk("STH").await;
    let page = clerk.get(SIGN_OFF).await;
    page.shows("The centre lead signs off.");
    page.hides("I have checked these records");
    // The token of another page of ours does not help.
    let home = clerk.get("/centre").await;
    let refused = clerk.post(SIGN_OFF, &home, &[("declared", "yes")]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn is_refused_in_words_once_the_cycle_is_locked() {
    let scene = Scene::set().await;
    let page = scene.lead.get(SIGN_OFF).await;
    scene.lock().await;
    let refused = scene.lead.post(SIGN_OFF, &page, &[("declared", "yes")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.main());
    refused.shows("There is a problem");
    refused.shows("The cycle is locked");
}

mod locked {
    use super::*;

    async fn locked() -> Scene {
        let scene = Scene::set().await;
        scene.sign_off().await;
        scene.lock().await;
        scene
    }

    #[tokio::test]
    async fn a_record_is_not_changed_until_it_is_unlocked_with_a_reason() {
        let scene = locked().await;
        let record = scene.lead.get(&scene.address("")).await;
        record.shows("Locked");
        record.hides("/edit\"");
        let unlock = scene.address("/unlock");
        let page = scene.lead.get(&unlock).await;
        page.shows("this record cannot be signed off for it again, and the pack counts it as not locked");
        let refused = scene.lead.post(&unlock, &page, &[("reason", " ")]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        refused.shows("Enter why this record is unlocked");
        let done = scene.lead.post(&unlock, &page, &[("reason", "wrong outcome entered")]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.main());
        scene.lead.get(&done.location).await.shows("/edit\"");
        scene.lead.get(&scene.address("/history")).await.shows("Reason: wrong outcome entered");
    }

    #[tokio::test]
    async fn a_record_of_a_centre_with_more_time_is_signed_off_again() {
        let scene = locked().await;
        let (until, reason) = ("2026-05-27".parse().unwrap(), "The ward moved.".to_owned());
        let extension = domain::cycle::Extension { centre: testkit::fixtures::centre("STH"), until, reason };
        scene.site.store.extend_cycle(&audit_lead(), now(), CYCLE, extension).await.unwrap();
        let page = scene.lead.get(&scene.address("/unlock")).await;
        page.shows("has to be signed off once more to be locked.");
        page.hides("cannot be signed off for it again");
    }

    #[tokio::test]
    async fn an_identifier_is_no_reason() {
        let scene = locked().await;
        let unlock = scene.address("/unlock");
        let page = scene.lead.get(&unlock).await;
        let refused = scene.lead.post(&unlock, &page, &[("reason", "NHS number 943 476 5919")]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.main());
        scene.lead.get(&scene.address("")).await.shows("Locked since");
    }

    #[tokio::test]
    async fn a_clerk_is_not_offered_the_key() {
        let scene = locked().await;
        let clerk = scene.site.clerk("STH").await;
        clerk.get(&scene.address("")).await.hides("/unlock");
        let unlock = scene.address("/unlock");
        let page = clerk.get("/centre").await;
        let refused = clerk.post(&unlock, &page, &[("reason", "wrong outcome entered")]).await;
        assert!(refused.status.is_client_error(), "{}", refused.status);
        scene.lead.get(&scene.address("")).await.shows("Locked since");
    }
}

mod withdrawn {
    use super::*;

    #[tokio::test]
    async fn a_record_is_kept_and_counted_nowhere() {
        let scene = Scene::set().await;
        let withdraw = scene.address("/withdraw");
        let page = scene.lead.get(&withdraw).await;
        page.shows("So far this record counts in the numbers of its cycle, signed off or not.");
        let fields = [("reason", "entered twice"), ("revision", "1")];
        let done = scene.lead.post(&withdraw, &page, &fields).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.main());
        scene.lead.get(&done.location).await.shows("Reason: entered twice");
        scene.lead.get("/records/physio_contact").await.hides("C00001");
        scene.lead.get(&scene.address("/history")).await.shows("Withdrawn");
    }

    #[tokio::test]
    async fn not_while_other_records_belong_to_it() {
        let scene = Scene::set().await;
        let form = testkit::fixtures::form("icu_admission");
        let scope = scene.site.store.scope(&clerk("STH"), now(), "test").unwrap();
        let admission = scope.record_by_key(form, "A00001").await.unwrap();
        let withdraw = format!("/records/icu_admission/{}/withdraw", admission.id);
        // The page names them and asks nothing.
        let page = scene.lead.get(&withdraw).await;
        page.shows("Physiotherapy contact C00001");
        page.hides("Why is this record withdrawn?");
        let page = scene.lead.get("/centre").await;
        let refused = scene.lead.post(&withdraw, &page, &[("reason", "twice"), ("revision", "1")]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.main());
        refused.shows("twice");
    }
}
