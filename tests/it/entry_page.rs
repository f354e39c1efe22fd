//! What an entry page offers beside its questions: suggestions, instruments, the network's questions.

use domain::actor::Role;
use domain::dictionary::Dictionary;
use reqwest::StatusCode;
use testkit::{
    database::Backend,
    fixtures::{contact, member, now, submission},
};

use crate::site::{Browser, Page, Site};

const NEW: &str = "/records/physio_contact/new";

async fn clerk_at_work() -> (Site, Browser) {
    let site = Site::start(Backend::Sqlite).await;
    site.on_ecmo("STH").await;
    let clerk = site.clerk("STH").await;
    (site, clerk)
}

/// A centre whose last contact was on 22 March at 09:10.
async fn after_a_contact() -> (Site, Browser) {
    let (site, clerk) = clerk_at_work().await;
    let actor = testkit::fixtures::clerk("STH");
    site.store.submit(&actor, now(), submission("physio_contact", &contact(1))).await.unwrap();
    (site, clerk)
}

mod suggestions {
    use super::*;

    #[tokio::test]
    async fn stand_beside_their_questions_and_answer_nothing() {
        let (_site, clerk) = after_a_contact().await;
        let page = clerk.get(&format!("{NEW}?admission_ref=A00001")).await;
        page.shows("Last contact, 22 March 2026 at 09:10: 4.2 litres a minute");
        page.shows("Use the values of the last contact");
        assert_eq!(page.value_of("ecmo_flow_l_min"), "");
        assert!(!page.html.contains("From the last contact: check"));
    }

    #[tokio::test]
    async fn are_typed_in_by_a_button_and_marked_until_they_are_changed() {
        let (_site, clerk) = after_a_contact().await;
        let page = clerk.get(&format!("{NEW}?admission_ref=A00001")).await;
        let typed = [("admission_ref", "A00001"), ("rass", "0"), ("action", "fill-in")];
        let filled = clerk.post(NEW, &page, &typed).await;
        assert_eq!(filled.status, StatusCode::OK);
        assert_eq!(filled.value_of("ecmo_flow_l_min"), "4.2");
        assert_eq!(filled.value_of("run_no"), "1");
        assert_eq!(filled.value_of("start_at.date"), "1 April 2026");
        assert_eq!(filled.value_of("staff.0.n"), "1");
        assert_eq!(filled.value_of("rass"), "0", "what was typed stays");
        assert_eq!(filled.value_of("minutes"), "", "what was done is not repeated");
        filled.shows("id=\"f-ecmo_flow_l_min-check\"");
        let next = [
            ("admission_ref", "A00001"),
            ("from_last", "ecmo_flow_l_min"),
            ("from_last", "ecmo_fdo2"),
            ("ecmo_flow_l_min", "3.9"),
            ("ecmo_fdo2", "0.6"),
            ("action", "add:staff"),
        ];
        let changed = clerk.post(NEW, &filled, &next).await;
        assert!(!changed.html.contains("id=\"f-ecmo_flow_l_min-check\""));
        changed.shows("id=\"f-ecmo_fdo2-check\"");
        assert!(clerk.get("/admissions/A00001").await.html.matches("C-").count() == 0, "nothing is saved");
    }

    #[tokio::test]
    async fn go_on_to_the_next_contact() {
        let (_site, clerk) = after_a_contact().await;
        let page = clerk.get(NEW).await;
        let typed = [
            ("contact_ref", "C-0002"),
            ("admission_ref", "A00001"),
            ("back", "/admissions/A00001"),
            ("start_at.date", "25 March 2026"),
            ("start_at.time", "0940"),
            ("outcome", "NOT_TREATED"),
            ("kind", "ROUTINE"),
            ("domain", "REHAB"),
            ("not_treated_reason", "PRONE_POSITION"),
            ("ecmo_fdo2", "0.6"),
            ("action", "next"),
        ];
        let saved = clerk.post(NEW, &page, &typed).await;
        assert!(saved.location.starts_with(&format!("{NEW}?saved=")), "{}", saved.location);
        assert!(saved.location.ends_with("&back=%2Fadmissions%2FA00001&admission_ref=A00001"));
        let next = clerk.get(&saved.location).await;
        next.shows("Physiotherapy contact saved. Enter the next one.");
        next.shows("The last contact was on 25 March 2026 at 09:40");
        assert_eq!(next.value_of("admission_ref"), "A00001");
        assert_ne!(next.value_of("contact_ref"), "C-0002");
    }
}

mod findings {
    use super::*;

    #[tokio::test]
    async fn carry_their_key_where_they_are_shown() {
        let (_site, clerk) = clerk_at_work().await;
        let page = clerk.get(NEW).await;
        let typed = [
            ("contact_ref", "C-0001"),
            ("admission_ref", "A00001"),
            ("start_at.date", "25 March 2026"),
            ("start_at.time", "0940"),
            ("outcome", "ASSESSED_ONLY"),
            ("kind", "ROUTINE"),
            ("minutes", "500"),
            ("delivered_by", "PT"),
            ("action", "save"),
        ];
        let refused = clerk.post(NEW, &page, &typed).await;
        refused.shows("<span class=\"nhsuk-error-message\" data-finding=\"X-RANGE@minutes\">");
        assert!(!refused.html.contains("<li data-finding=\"X-RANGE"), "once for each finding");
    }
}

mod instruments {
    use super::*;

    const NEW: &str = "/records/assessment/new";

    #[tokio::test]
    async fn are_chosen_first() {
        let (_site, clerk) = clerk_at_work().await;
        let page = clerk.get(&format!("{NEW}?admission_ref=A00001")).await;
        page.shows("Chelsea Critical Care Physical Assessment");
        page.shows("/records/assessment/new?admission_ref=A00001&#38;instrument=CPAX");
    }

    #[tokio::test]
    async fn show_their_items_and_licence_and_no_box_for_the_total() {
        let (_site, clerk) = clerk_at_work().await;
        let page = clerk.get(&format!("{NEW}?instrument=CPAX&admission_ref=A00001")).await;
        page.shows("CC BY-SA 4.0");
        page.shows("3: Weak, partly clears");
        assert_eq!(page.value_of("items.9.item"), "grip");
        assert!(!page.html.contains("name=\"total\""));
    }

    /// Items of a CPAx with one value each, but for the last.
    fn items(value: &'static str) -> Vec<(String, String)> {
        let codes = domain::instruments::instrument("CPAX").unwrap().items.iter().map(|item| item.code);
        let rows = codes.enumerate().flat_map(|(row, code)| {
            let value = if row == 9 { "" } else { value };
            [(format!("items.{row}.item"), code.to_owned()), (format!("items.{row}.value"), value.to_owned())]
        });
        rows.collect()
    }

    async fn post(clerk: &Browser, page: &Page, more: &[(&str, &str)]) -> Page {
        let items = items("3");
        let mut fields: Vec<(&str, &str)> =
            items.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        fields.extend([
            ("instrument", "CPAX"),
            ("assessment_ref", "A-0001"),
            ("admission_ref", "A00001"),
            ("version", "1"),
            ("language", "en"),
            ("taken_at.date", "25 March 2026"),
            ("taken_at.time", "0940"),
            ("by_role", "PT"),
            ("timepoint", "AWAKENING"),
        ]);
        fields.extend(more);
        clerk.post(NEW, page, &fields).await
    }

    #[tokio::test]
    async fn are_totalled_without_a_script() {
        let (_site, clerk) = clerk_at_work().await;
        let page = clerk.get(&format!("{NEW}?instrument=CPAX&admission_ref=A00001")).await;
        let open = post(&clerk, &page, &[("action", "show")]).await;
        open.shows("Incomplete: 9 of 10 items have a score");
        let whole = post(&clerk, &page, &[("items.9.value", ""), ("action", "show")]).await;
        whole.shows("Incomplete");
    }

    #[tokio::test]
    async fn ask_why_an_item_is_missing() {
        let (_site, clerk) = clerk_at_work().await;
        let page = clerk.get(&format!("{NEW}?instrument=CPAX&admission_ref=A00001")).await;
        let refused = post(&clerk, &page, &[("action", "save")]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        refused.shows("href=\"#f-incomplete_reason\"");
        let saved = post(&clerk, &page, &[("incomplete_reason", "UTA"), ("action", "save")]).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.main());
    }
}

mod questions_of_the_network {
    use super::*;

    const SET: &str = r#"
        cycle = "2025H2"
        [[question]]
        name = "q_device"
        form = "physio_contact"
        label = "Device used for cough"
        type = "code"
        codes = [{ code = "MIE", label = "In-exsufflator" }, { code = "NONE", label = "None" }]
        need = "save"
        missing = true
        when = { field = "domain", is = ["RESP"] }
    "#;

    async fn asked() -> (Site, Browser) {
        let (site, clerk) = clerk_at_work().await;
        let lead = member(&site.store, "lead", Role::AuditLead, None).await;
        site.store.put_questions(&lead, now(), SET.to_owned()).await.unwrap();
        (site, clerk)
    }

    fn typed<'a>(more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
        let mut fields = vec![
            ("contact_ref", "C-0001"),
            ("admission_ref", "A00001"),
            ("start_at.date", "25 March 2026"),
            ("start_at.time", "0940"),
            ("outcome", "NOT_TREATED"),
            ("kind", "ROUTINE"),
            ("domain", "RESP"),
            ("not_treated_reason", "PRONE_POSITION"),
            ("ecmo_fdo2", "0.6"),
            ("action", "save"),
        ];
        fields.extend(more);
        fields
    }

    #[tokio::test]
    async fn are_asked_on_the_page_and_judged_there() {
        let (_site, clerk) = asked().await;
        let page = clerk.get(&format!("{NEW}?start_at=2026-03-25")).await;
        page.shows("Questions of this cycle");
        page.shows("data-when=\"domain=RESP\"");
        let refused = clerk.post(NEW, &page, &typed(&[])).await;
        refused.shows("href=\"#f-q_device\"");
        let saved = clerk.post(NEW, &page, &typed(&[("q_device", "MIE")])).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.main());
        clerk.get(&saved.location).await.shows("In-exsufflator");
    }

    #[tokio::test]
    async fn keep_their_answers_through_a_change() {
        let (_site, clerk) = asked().await;
        let page = clerk.get(NEW).await;
        let saved = clerk.post(NEW, &page, &typed(&[("q_device", "MIE")])).await;
        let record = saved.location.trim_end_matches("?saved=new").to_owned();
        let edit = format!("{record}/edit");
        let page = clerk.get(&edit).await;
        page.shows("value=\"MIE\" checked");
        let change = typed(&[("q_device", "NK"), ("revision", "1"), ("reason", "Asked again")]);
        let changed = clerk.post(&edit, &page, &change).await;
        assert_eq!(changed.status, StatusCode::SEE_OTHER, "{}", changed.main());
        let history = clerk.get(&format!("{record}/history")).await;
        history.shows("Device used for cough");
        history.shows("In-exsufflator");
        history.shows("Not known");
    }

    #[tokio::test]
    async fn of_another_cycle_stay_on_the_page_until_they_are_taken_out() {
        let (_site, clerk) = asked().await;
        let page = clerk.get(NEW).await;
        let other: Vec<_> = typed(&[("q_device", "MIE")])
            .into_iter()
            .map(
                |(name, value)| if name == "start_at.date" { (name, "25 March 2024") } else { (name, value) },
            )
            .collect();
        let refused = clerk.post(NEW, &page, &other).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        refused.shows("is not asked q_device in the cycle of this record");
        refused.shows("value=\"MIE\" checked");
    }

    #[tokio::test]
    async fn are_merged_like_any_answer() {
        let (_site, clerk) = asked().await;
        let page = clerk.get(NEW).await;
        let saved = clerk.post(NEW, &page, &typed(&[("q_device", "MIE")])).await;
        let record = saved.location.trim_end_matches("?saved=new").to_owned();
        let edit = format!("{record}/edit");
        let page = clerk.get(&edit).await;
        let first = typed(&[("q_device", "NONE"), ("revision", "1"), ("reason", "First")]);
        clerk.post(&edit, &page, &first).await;
        let second = typed(&[("q_device", "NK"), ("rr", "20"), ("revision", "1"), ("reason", "Second")]);
        let conflict = clerk.post(&edit, &page, &second).await;
        assert_eq!(conflict.status, StatusCode::CONFLICT);
        conflict.shows("Member clerk-sth changed it at 10:00.");
        conflict.shows("Saved: None");
        conflict.shows("Yours: Not known");
        conflict.shows("Only you have changed it.");
    }

    #[tokio::test]
    async fn are_in_the_description_of_the_api() {
        let (_site, clerk) = asked().await;
        let text = clerk.get("/api/openapi.json").await.html;
        let json: serde_json::Value = serde_json::from_str(&text).unwrap();
        let schema = &json["components"]["schemas"]["physio_contact"]["properties"]["q_device"];
        assert_eq!(schema["title"], "Device used for cough");
    }
}

#[tokio::test]
async fn every_form_has_a_page_for_a_new_record() {
    let (_site, clerk) = clerk_at_work().await;
    for form in Dictionary::shipped().forms() {
        let list = clerk.get(&format!("/records/{}", form.id)).await;
        list.shows(&format!("/records/{}/new", form.id));
        let page = clerk.get(&format!("/records/{}/new?instrument=CPAX", form.id)).await;
        assert_eq!(page.status, StatusCode::OK, "{}", form.id);
        page.shows("data-entry");
    }
}
