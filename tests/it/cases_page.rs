//! Cases as the audit lead and a centre's lead read and write them.

use domain::actor::Role;
use domain::case::{CaseLevel, CaseStep, Outlying};
use jiff::SignedDuration;
use reqwest::StatusCode;
use rstest::rstest;
use testkit::chromium::Chromium;
use testkit::database::Backend;
use testkit::fixtures::{PASSWORD, audit_lead, centre_lead, member, now};

use crate::cases::alarm;
use crate::packs::frozen;
use crate::site::{Browser, CYCLE, Page, Site};

/// A frozen cycle with a case of St Thomas'; the site, its audit lead, and the case's address.
async fn opened(on: Backend, found: Outlying) -> (Site, Browser, String) {
    let (site, network) = frozen(on).await;
    let hash =
        site.store.cycle(CYCLE).await.unwrap().unwrap().state.freeze_facts().unwrap().snapshot_hash.clone();
    site.store.open_cases(&audit_lead(), now(), CYCLE, &hash, vec![found]).await.unwrap();
    let id = site.store.cases(&audit_lead()).await.unwrap()[0].id;
    (site, network, format!("/cases/{id}"))
}

/// Sends a step by the form of the page; the page that comes of it.
async fn send(who: &Browser, case: &str, side: &str, fields: &[(&str, &str)]) -> Page {
    let page = who.get(case).await;
    let answer = who.post(&format!("{case}/{side}"), &page, fields).await;
    if answer.status == StatusCode::SEE_OTHER { who.get(&answer.location).await } else { answer }
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn a_case_is_responded_to_decided_and_closed(
    #[values(Backend::Sqlite, Backend::Postgres)] on: Backend,
) {
    let (site, network, case) = opened(on, alarm(CYCLE, "STH", "P04")).await;
    let lead = site.centre_lead("STH").await;
    for who in [&lead, &network] {
        let list = who.get("/cases").await;
        for told in ["ECMO days with any physiotherapy (P04)", "Alarm, worse", "Response due by 31 May 2026"]
        {
            list.shows(told);
        }
        who.get(&case).await.shows("50.0% (30 of 60 ECMO days)");
    }
    network.get(&case).await.hides("Send the decision");
    let response = [("step", "RESPOND"), ("response", "Two weeks without staff.\nA post is filled in June.")];
    let responded = send(&lead, &case, "centre", &response).await;
    for told in
        ["To be decided", "Two weeks without staff.", "Member lead-sth, for STH", "What was done since"]
    {
        responded.shows(told);
    }
    responded.hides("Send the response");
    let undecided =
        send(&network, &case, "network", &[("step", "DECIDE"), ("reason", "The post is filled.")]).await;
    assert_eq!(undecided.status, StatusCode::UNPROCESSABLE_ENTITY);
    undecided.shows("Choose a decision");
    undecided.shows("The post is filled.");
    let decision = [("step", "DECIDE"), ("decision", "ACTION_NEEDED"), ("reason", "The post is filled.")];
    send(&network, &case, "network", &decision).await.shows("Action needed");
    let note = [("step", "NOTE_OF_CENTRE"), ("added", "The post was filled.")];
    send(&lead, &case, "centre", &note).await.shows("The post was filled.");
    let closing = [("step", "CLOSE"), ("closing", "Back to 74% in the next months.")];
    let closed = send(&network, &case, "network", &closing).await;
    closed.shows("Closed");
    closed.hides("<textarea");
    network.get("/cases").await.shows("No case is open.");
    network.get("/cases?show=all").await.shows("(P04)");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_of_another_centre_and_nobody_who_enters_data_learns_of_it() {
    let (site, _, case) = opened(Backend::Sqlite, alarm(CYCLE, "STH", "P04")).await;
    let (other, clerk) = (site.centre_lead("PAP").await, site.clerk("STH").await);
    other.get("/cases").await.shows("No case is open.");
    assert_eq!(other.get(&case).await.status, StatusCode::NOT_FOUND);
    let page = other.get("/cases").await;
    let home = other.get("/centre").await;
    home.hides("(P04)");
    let form = other.get("/account/password").await;
    let sent =
        other.post(&format!("{case}/centre"), &form, &[("step", "RESPOND"), ("response", "Ours.")]).await;
    assert_eq!(sent.status, StatusCode::NOT_FOUND);
    for address in ["/cases", &*case, "/cases/open"] {
        assert_eq!(clerk.get(address).await.status, StatusCode::FORBIDDEN, "{address}");
    }
    clerk.get("/centre").await.hides("Cases to respond to");
    assert_eq!(page.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lead_finds_on_the_first_page_what_waits_for_a_response() {
    let (site, _, case) = opened(Backend::Sqlite, alarm(CYCLE, "STH", "P04")).await;
    let home = site.centre_lead("STH").await.get("/centre").await;
    home.shows("Cases to respond to (1)");
    home.shows(&case);
    site.pass(SignedDuration::from_hours(24 * 61));
    let late = site.signed_in("lead-sth").await;
    late.get("/centre").await.shows("Response overdue since 31 May 2026");
    site.signed_in("audit").await.get(&case).await.shows("Send the decision");
    send(&late, &case, "centre", &[("step", "RESPOND"), ("response", "Late, and here.")]).await;
    late.get("/centre").await.shows("No case waits for your response.");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_response_is_told_of_the_first_and_its_words_are_not_lost() {
    let (site, _, case) = opened(Backend::Sqlite, alarm(CYCLE, "STH", "P04")).await;
    let lead = site.centre_lead("STH").await;
    let page = lead.get(&case).await;
    let id = store::CaseId::parse(case.rsplit('/').next().unwrap()).unwrap();
    let (writer, words) = (centre_lead("STH"), "Staff were ill.");
    site.store.take_case(&writer, now(), id, CaseStep::Respond, words).await.unwrap();
    let fields = [("step", "RESPOND"), ("response", "The ward had moved.")];
    let second = lead.post(&format!("{case}/centre"), &page, &fields).await;
    assert_eq!(second.status, StatusCode::UNPROCESSABLE_ENTITY);
    for told in
        ["somebody may have been faster", "Staff were ill.", "The ward had moved.", "Add to the response"]
    {
        second.shows(told);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_identifies_a_person_is_refused_and_stays_in_its_box() {
    let (site, _, case) = opened(Backend::Sqlite, alarm(CYCLE, "STH", "P04")).await;
    let lead = site.centre_lead("STH").await;
    let refused = send(&lead, &case, "centre", &[("step", "RESPOND"), ("response", "born 12/03/1970")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.shows("identifies a person");
    refused.shows("born 12/03/1970");
    let none = send(&lead, &case, "centre", &[("step", "SHRUG"), ("response", "What?")]).await;
    assert_eq!(none.status, StatusCode::BAD_REQUEST);
    let foreign = send(&lead, &case, "centre", &[("step", "CLOSE"), ("closing", "Done.")]).await;
    assert_eq!(foreign.status, StatusCode::BAD_REQUEST, "a step of the network is none of the centre's");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_that_the_members_pack_holds_back_is_shown_to_its_centre_alone() {
    let found = Outlying { is_shown: false, level: CaseLevel::Alert, ..alarm(CYCLE, "STH", "P07") };
    let (site, network, case) = opened(Backend::Sqlite, found).await;
    let told = network.get(&case).await;
    told.shows("held back");
    told.hides("50.0%");
    let own = site.centre_lead("STH").await.get(&case).await;
    own.shows("50.0% (30 of 60 ECMO days)");
    own.shows("Nothing is due; a response is welcome");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_cases_of_a_cycle_are_opened_by_their_page() {
    let (_site, network) = frozen(Backend::Sqlite).await;
    let page = network.get("/cases/open").await;
    page.shows(CYCLE);
    let opened = network.post("/cases/open", &page, &[("cycle", CYCLE)]).await;
    assert_eq!(opened.location, "/cases?opened=0", "nobody was on ECMO: {}", opened.main());
    network.get(&opened.location).await.shows("Every case of the cycle was open already, or none was found.");
    network.post("/cases/open", &page, &[("cycle", "")]).await.shows("Choose a frozen cycle");
    network.post("/cases/open", &page, &[("cycle", "1999H1")]).await.shows("There is no cycle 1999H1.");
    let site = Site::start(Backend::Sqlite).await;
    site.audit_lead().await.get("/cases/open").await.shows("No cycle is frozen yet.");
}

/// On a telephone, without a script.
#[tokio::test(flavor = "multi_thread")]
async fn a_lead_responds_on_a_telephone() {
    let (site, _, case) = opened(Backend::Sqlite, alarm(CYCLE, "STH", "P04")).await;
    member(&site.store, "lead", Role::CentreLead, Some("STH")).await;
    let browser = Chromium::start().await;
    browser.without_javascript().await;
    browser.width(390).await;
    browser.sign_in(&site.url, "lead", PASSWORD).await;
    browser.open(&format!("{}/centre", site.url)).await;
    browser.click("#cases + ul a").await;
    assert!(browser.text("h1").await.contains("ECMO days with any physiotherapy"));
    browser.type_in("[name=response]", "The records are right. Two weeks were without staff.").await;
    browser.click("main form button").await;
    assert!(browser.text("main").await.contains("To be decided"));
    assert!(browser.text(".app-thread").await.contains("Two weeks were without staff."));
    browser.open(&format!("{}{case}", site.url)).await;
    browser.quit().await;
}
