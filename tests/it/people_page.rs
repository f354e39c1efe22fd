//! People in the browser, without JavaScript: from the invitation to the end, and one's own account.

use domain::actor::Role;
use jiff::SignedDuration;
use reqwest::StatusCode;
use testkit::database::Backend;
use testkit::fixtures::{PASSWORD, member};

use crate::site::{Browser, Page, Site};

const CHOSEN: &str = "velvet anchor picnic thunder";

const ROBIN: [(&str, &str); 4] =
    [("name", "Robin Dyke"), ("login", "robin@example.org"), ("becomes", "DATA_ENTRY"), ("until", "")];

const PASSWORDS: [(&str, &str); 2] = [("new_password", CHOSEN), ("again_password", CHOSEN)];

/// Sends the form of a page to where it goes.
async fn send(browser: &Browser, path: &str, fields: &[(&str, &str)]) -> Page {
    let page = browser.get(path).await;
    assert_eq!(page.status, StatusCode::OK, "{path}");
    browser.post(path, &page, fields).await
}

/// The address of the link that a page shows once.
fn link_on(page: &Page) -> String {
    let start = page.html.find("/join/").expect("a link");
    page.html[start..].chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '/').collect()
}

/// Accepts an invitation as somebody who is not a member yet.
async fn join(site: &Site, link: &str) -> Browser {
    let robin = site.visitor();
    let page = robin.get(link).await;
    assert_eq!(page.status, StatusCode::OK);
    let secret = page.value_of("link");
    let mut fields = vec![("link", secret.as_str())];
    fields.extend(PASSWORDS);
    let joined = robin.post("/join", &page, &fields).await;
    assert_eq!(
        (joined.status, joined.location.as_str()),
        (StatusCode::SEE_OTHER, "/centre"),
        "{}",
        joined.html
    );
    robin
}

#[tokio::test]
async fn a_lead_invites_somebody_who_joins_enters_and_leaves() {
    let site = Site::start(Backend::Sqlite).await;
    let lead = site.centre_lead("STH").await;
    let shown = send(&lead, "/people/invite", &ROBIN).await;
    assert_eq!(shown.status, StatusCode::OK);
    assert!(shown.html.contains("works once"), "{}", shown.html);
    let link = link_on(&shown);
    assert!(lead.get("/people").await.html.contains("invited until"));

    let robin = join(&site, &link).await;
    assert_eq!(robin.get("/records").await.status, StatusCode::OK);
    let again = site.visitor().get(&link).await;
    assert!(again.html.contains("used already"), "{}", again.html);

    let people = lead.get("/people").await;
    let own = people.link_to("Robin Dyke");
    let person = lead.get(&own).await;
    let end = person.link_to("End: Data entry at");
    let ended = send(&lead, &end, &[]).await;
    assert_eq!(ended.status, StatusCode::SEE_OTHER, "{}", ended.html);
    assert!(lead.get(&ended.location).await.html.contains("nobody is signed in as it any more"));
    let out = robin.get("/records").await;
    assert_eq!((out.status, out.location.as_str()), (StatusCode::SEE_OTHER, "/sign-in?next=%2Frecords"));
    let refused = site.visitor().sign_in("robin@example.org", CHOSEN).await.text().await.unwrap();
    assert!(refused.contains("Your membership is over"), "{refused}");
}

#[tokio::test]
async fn what_is_missing_is_said_and_what_was_typed_stays() {
    let site = Site::start(Backend::Sqlite).await;
    let lead = site.centre_lead("STH").await;
    let page = send(&lead, "/people/invite", &[("name", ""), ("login", "robin"), ("until", "soon")]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    for sentence in ["Enter their name", "Choose what they will be", "Enter the last day, like 31 July 2027"]
    {
        assert!(page.html.contains(sentence), "{sentence}");
    }
    assert_eq!(page.value_of("login"), "robin");
    let offered = lead.get("/people/invite").await.html;
    assert!(!offered.contains("ADMINISTRATOR") && !offered.contains("name=\"centre\""));
}

#[tokio::test]
async fn nobody_sees_or_ends_people_of_another_centre() {
    let site = Site::start(Backend::Sqlite).await;
    let clerk = member(&site.store, "clerk", Role::DataEntry, Some("PAP")).await;
    let (lead, theirs) = (site.centre_lead("STH").await, site.centre_lead("PAP").await);
    let own = format!("/people/{}", clerk.member);
    assert!(!lead.get("/people?show=all").await.html.contains("Member clerk"));
    for path in [own.clone(), format!("{own}/password"), format!("{own}/posts"), format!("{own}/retire")] {
        assert_eq!(lead.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    let end = theirs.get(&own).await.link_to("End: Data entry at");
    assert_eq!(lead.get(&end).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_member_of_two_centres_says_which_one_they_act_for() {
    let site = Site::start(Backend::Sqlite).await;
    let records = site.on_ecmo("STH").await;
    let robin = site.clerk("STH").await;
    let there = site.centre_lead("PAP").await;
    let invite = [("name", "Robin"), ("login", "clerk-sth"), ("becomes", "CENTRE_LEAD"), ("until", "")];
    let link = link_on(&send(&there, "/people/invite", &invite).await);
    let stranger = site.visitor().get(&link).await;
    assert!(stranger.html.contains("You have an account already"), "{}", stranger.html);
    let page = robin.get(&link).await;
    let accepted = robin.post("/join", &page, &[("link", page.value_of("link").as_str())]).await;
    assert_eq!(accepted.location, "/account", "{}", accepted.html);

    let account = robin.get("/account").await;
    assert!(account.html.contains("Act as centre lead at PAP"), "{}", account.html);
    let typed_at_sth = robin.get("/records/patient/new").await;
    let acts = robin
        .post("/account/act-as", &account, &[("membership", account.value_of("membership").as_str())])
        .await;
    assert_eq!(acts.location, "/centre", "{}", acts.html);
    assert!(robin.get("/account").await.html.contains("centre lead at"));
    let record = format!("/records/patient/{}", records[0].id);
    assert_eq!(
        robin.get(&record).await.status,
        StatusCode::NOT_FOUND,
        "records of the other centre are out of sight"
    );
    let late = robin.post("/records/patient/new", &typed_at_sth, &[("patient_ref", "x")]).await;
    assert_eq!(late.status, StatusCode::FORBIDDEN, "what was typed for one centre is not sent to another");
}

#[tokio::test]
async fn sessions_are_listed_and_ended_from_another_one() {
    let site = Site::start(Backend::Sqlite).await;
    let desk = site.clerk("STH").await;
    let ward = site.signed_in("clerk-sth").await;
    let account = desk.get("/account").await;
    assert!(account.html.contains("(here)") && account.html.contains("Sign out there"), "{}", account.html);
    let ended = desk.post("/account/sessions", &account, &[("session", "others")]).await;
    assert_eq!(ended.location, "/account?done=others");
    assert_eq!(ward.get("/centre").await.status, StatusCode::SEE_OTHER);
    assert_eq!(desk.get("/centre").await.status, StatusCode::OK);
}

#[tokio::test]
async fn other_sessions_are_ended_by_whoever_has_proved_lately_who_they_are() {
    let site = Site::start(Backend::Sqlite).await;
    let desk = site.clerk("STH").await;
    let ward = site.signed_in("clerk-sth").await;
    site.pass(SignedDuration::from_mins(16));
    let account = desk.get("/account").await;
    let asked = desk.post("/account/sessions", &account, &[("session", "others")]).await;
    assert_eq!(asked.status, StatusCode::UNAUTHORIZED);
    asked.shows("Confirm that it is you");
    assert_eq!(ward.get("/centre").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_lead_signs_somebody_out_wherever_they_are() {
    let site = Site::start(Backend::Sqlite).await;
    let (lead, clerk) = (site.centre_lead("STH").await, site.clerk("STH").await);
    let (ward, stranger) = (site.signed_in("clerk-sth").await, site.centre_lead("PAP").await);
    let id = site.strings("SELECT lower(hex(id)) FROM member WHERE login = 'clerk-sth'").await.remove(0);
    let id = store::RecordId::parse(&id).unwrap();
    let address = format!("/people/{id}/sign-out");
    assert_eq!(stranger.get(&address).await.status, StatusCode::NOT_FOUND);
    let page = stranger.get("/people").await;
    assert_eq!(stranger.post(&address, &page, &[]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(clerk.get("/centre").await.status, StatusCode::OK);
    let asked = lead.get(&address).await;
    let done = lead.post(&address, &asked, &[]).await;
    lead.get(&done.location).await.shows("They are signed out everywhere.");
    for browser in [&clerk, &ward] {
        assert_eq!(browser.get("/centre").await.status, StatusCode::SEE_OTHER);
    }
    assert_eq!(lead.get("/people").await.status, StatusCode::OK);
    let events = "SELECT subject FROM audit_event WHERE action = 'session.end'";
    assert_eq!(site.strings(events).await, [id.to_string()], "the trail says who was signed out");
    assert_eq!(site.visitor().sign_in("clerk-sth", PASSWORD).await.status(), StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn whoever_is_retired_has_no_session_and_no_token_left() {
    let site = Site::start(Backend::Sqlite).await;
    let program = site.program("STH").await;
    let person = site.signed_in("program-sth").await;
    let read = async || {
        program.request(reqwest::Method::GET, "/api/v1/records/patient").send().await.unwrap().status()
    };
    assert_eq!((read().await, person.get("/centre").await.status), (StatusCode::OK, StatusCode::OK));
    let system = domain::actor::Actor::system("test");
    let members = site.store.members(&system).await.unwrap();
    let member = members.iter().find(|member| member.login == "program-sth").unwrap();
    site.store.retire_member(&system, site.time(), member.id).await.unwrap();
    assert_eq!(person.get("/centre").await.status, StatusCode::SEE_OTHER);
    // Other processes hear of it within two seconds.
    site.pass(SignedDuration::from_secs(3));
    assert_eq!(read().await, StatusCode::UNAUTHORIZED);
    assert_eq!(site.visitor().sign_in("program-sth", PASSWORD).await.status(), StatusCode::OK, "not let in");
    assert!(site.strings("SELECT source FROM session").await.is_empty());
}

mod a_proof {
    use super::*;

    #[tokio::test]
    async fn is_asked_for_before_an_invitation_and_gives_back_what_was_typed() {
        let site = Site::start(Backend::Sqlite).await;
        let lead = site.centre_lead("STH").await;
        let page = lead.get("/people/invite").await;
        site.pass(SignedDuration::from_mins(16));
        let asked = lead.post("/people/invite", &page, &ROBIN).await;
        assert_eq!(asked.status, StatusCode::UNAUTHORIZED);
        assert!(asked.html.contains("Confirm that it is you"), "{}", asked.html);
        assert!(
            site.store
                .invitations(&testkit::fixtures::centre_lead("STH"), testkit::fixtures::now())
                .await
                .unwrap()
                .is_empty()
        );

        let hidden = ["kept.to", "kept.page", "kept.fields", "kept.whose", "next"];
        let boxes: Vec<(&str, String)> = hidden.iter().map(|name| (*name, asked.value_of(name))).collect();
        let with = |password: &'static str| {
            let mut fields: Vec<(&str, &str)> =
                boxes.iter().map(|(name, value)| (*name, value.as_str())).collect();
            fields.push(("password", password));
            fields
        };
        let wrong = lead.post("/account/confirm", &asked, &with("not the password")).await;
        assert!(wrong.html.contains("The password is not right"), "{}", wrong.html);
        assert_eq!(
            wrong.value_of("kept.fields"),
            asked.value_of("kept.fields"),
            "nothing is lost by a typing error"
        );
        let before = lead.session();
        let back = lead.post("/account/confirm", &wrong, &with(PASSWORD)).await;
        assert_eq!(back.status, StatusCode::OK);
        let copied = Browser::with_session(&site.url, &before);
        assert_eq!(copied.get("/centre").await.status, StatusCode::SEE_OTHER, "its token is another now");
        assert!(back.html.contains("press the button once more"), "{}", back.html);
        assert_eq!(back.value_of("login"), "robin@example.org");
        let made = lead.post("/people/invite", &back, &ROBIN).await;
        assert!(made.html.contains("/join/"), "{}", made.html);
    }

    #[tokio::test]
    async fn keeps_forms_that_are_open_in_other_windows() {
        let site = Site::start(Backend::Sqlite).await;
        let lead = site.centre_lead("STH").await;
        let open = lead.get("/records/patient/new").await;
        site.pass(SignedDuration::from_mins(16));
        let confirm = lead.get("/account/confirm?next=/exports").await;
        let proven =
            lead.post("/account/confirm", &confirm, &[("password", PASSWORD), ("next", "/exports")]).await;
        assert_eq!(proven.location, "/exports", "{}", proven.html);
        let sent = lead.post("/records/patient/new", &open, &[]).await;
        assert_ne!(sent.status, StatusCode::FORBIDDEN, "the form is still one of this session");
    }

    #[tokio::test]
    async fn of_one_session_is_none_of_another() {
        let site = Site::start(Backend::Sqlite).await;
        let desk = site.centre_lead("STH").await;
        site.pass(SignedDuration::from_mins(16));
        let ward = site.signed_in("lead-sth").await;
        assert_eq!(ward.get("/exports/bundle.zip").await.status, StatusCode::OK);
        assert_eq!(desk.get("/exports/bundle.zip").await.status, StatusCode::UNAUTHORIZED);
    }
}

#[tokio::test]
async fn a_year_later_a_lead_says_who_is_still_right() {
    let site = Site::start(Backend::Sqlite).await;
    member(&site.store, "clerk", Role::DataEntry, Some("STH")).await;
    member(&site.store, "lead", Role::CentreLead, Some("STH")).await;
    site.pass(SignedDuration::from_hours(366 * 24));
    let lead = site.signed_in("lead").await;
    assert!(lead.get("/people").await.html.contains("Look at 2 memberships again"));
    let page = lead.get("/people/review").await;
    let none = lead.post("/people/review", &page, &[]).await;
    assert!(none.html.contains("Tick at least one"), "{}", none.html);
    let ids = page.values_of("right");
    let fields: Vec<(&str, &str)> = ids.iter().map(|id| ("right", id.as_str())).collect();
    let said = lead.post("/people/review", &page, &fields).await;
    assert_eq!(said.location, "/people?done=reviewed", "{}", said.html);
    assert!(!lead.get("/people").await.html.contains("Look at"));
}
