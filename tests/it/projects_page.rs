//! Research projects as researchers write them, as two of the network decide about them, and as everybody reads them.

use domain::actor::{Post, Role};
use jiff::SignedDuration;
use reqwest::StatusCode;
use rstest::rstest;
use testkit::database::Backend;
use testkit::fixtures::{member, now};

use crate::site::{Browser, Page, Site};

const TITLE: &str = "Standing early on ECMO";

/// What a researcher types.
const RIGHT: [(&str, &str); 9] = [
    ("title", TITLE),
    ("question", "Do patients who stand in their first week stay for fewer days?"),
    ("summary", "Some patients are helped to stand.\nWe ask whether they go home sooner."),
    ("investigators", "Robin Dyke, University of Leeds\n\nKim Lee, King’s College, London\n"),
    ("basis", "ANONYMOUS"),
    ("reference", "UREC 26/017"),
    ("funding", "none"),
    ("first_day", "1 April 2026"),
    ("last_day", "31/3/2027"),
];

/// The same with some answers changed.
fn with<'a>(changes: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let kept = RIGHT.iter().filter(|(name, _)| changes.iter().all(|(changed, _)| changed != name));
    kept.chain(changes).copied().collect()
}

/// A site with a researcher and two who decide, signed in.
async fn at_hand(on: Backend) -> (Site, Browser, Browser, Browser) {
    let site = Site::start(on).await;
    for (login, role) in
        [("researcher", Role::Researcher), ("audit", Role::AuditLead), ("safety", Role::SafetyLead)]
    {
        member(&site.store, login, role, None).await;
    }
    let (researcher, audit) = (site.signed_in("researcher").await, site.signed_in("audit").await);
    let safety = site.signed_in("safety").await;
    (site, researcher, audit, safety)
}

/// Sends the form of a page; what comes of it.
async fn send(who: &Browser, address: &str, fields: &[(&str, &str)]) -> Page {
    let page = who.get(address).await;
    assert_eq!(page.status, StatusCode::OK, "{address}: {}", page.main());
    let answer = who.post(address, &page, fields).await;
    if answer.status == StatusCode::SEE_OTHER { who.get(&answer.location).await } else { answer }
}

/// Registers a project; the id in its address.
async fn registered(researcher: &Browser) -> String {
    let page = researcher.get("/projects/new").await;
    let answer = researcher.post("/projects/new", &page, &RIGHT).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.main());
    answer.location.trim_start_matches("/projects/").trim_end_matches("?done=registered").to_owned()
}

/// The same, submitted.
async fn submitted(researcher: &Browser) -> String {
    let id = registered(researcher).await;
    send(researcher, &format!("/projects/{id}/submit"), &[]).await.shows("Waits for two approvals");
    id
}

async fn approve(who: &Browser, id: &str, until: &str) -> Page {
    let fields = [("until", until), ("conditions", "Publish with the network.")];
    send(who, &format!("/network/projects/{id}/approve"), &fields).await
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn a_project_is_registered_approved_by_two_and_read_by_everybody(
    #[values(Backend::Sqlite, Backend::Postgres)] on: Backend,
) {
    let (site, researcher, audit, safety) = at_hand(on).await;
    let everybody = async || site.visitor().get("/research").await;
    everybody().await.shows("No project has been approved yet.");
    researcher.get("/projects").await.shows("You have registered no project yet.");
    let id = registered(&researcher).await;
    let draft = researcher.get(&format!("/projects/{id}")).await;
    for told in ["Draft", "Nobody but you sees it", "Kim Lee, King’s College, London", "31 March 2027"] {
        draft.shows(told);
    }
    audit.get("/network/projects").await.shows("No project has been submitted yet.");
    let changed =
        send(&researcher, &format!("/projects/{id}/edit"), &with(&[("funding", "A charity")])).await;
    changed.shows("The project is changed.");
    changed.shows("A charity");
    send(&researcher, &format!("/projects/{id}/submit"), &[]).await.shows("The project is submitted");
    let list = audit.get("/network/projects").await;
    for told in [TITLE, "Member researcher", "You", "Waits for two approvals"] {
        list.shows(told);
    }
    let once = approve(&audit, &id, "31 December 2026").await;
    once.shows("Another person’s is needed as well");
    once.shows("You have approved it.");
    once.hides("Approve it");
    audit.get("/network/projects").await.shows("Others");
    everybody().await.shows("No project has been approved yet.");
    safety.get(&format!("/network/projects/{id}/approve")).await.shows("Member audit has approved it until");
    approve(&safety, &id, "31 October 2026").await.shows("yours was the second approval");
    let own = researcher.get(&format!("/projects/{id}")).await;
    for told in
        ["Approved until 31 October 2026", "Member audit", "Member safety", "Publish with the network."]
    {
        own.shows(told);
    }
    let public = everybody().await;
    for told in [
        TITLE,
        "Running",
        "helped to stand",
        "University of Leeds; King’s College, London",
        "31 October 2026",
    ] {
        public.shows(told);
    }
    for hidden in ["Robin", "Member ", "Publish with", "UREC"] {
        public.hides(hidden);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_missing_or_wrong_is_said_at_its_place_and_stays() {
    let (_site, researcher, ..) = at_hand(Backend::Sqlite).await;
    let empty: Vec<_> = RIGHT.iter().map(|(name, _)| (*name, "")).collect();
    let none = send(&researcher, "/projects/new", &empty).await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    for told in [
        "Enter the title of the project",
        "Enter the question that the project answers",
        "in plain words",
        "Enter who works in the project",
        "Choose the legal basis",
        "Enter the number or name of what the project rests on",
        "Enter who pays for the project",
        "first day, like 1 May 2026",
        "last day, like 30 April 2027",
    ] {
        none.shows(told);
    }
    for (name, wrong, told) in [
        ("question", " ", "Enter the question that the project answers"),
        ("question", "born 12/03/1970", "identifies a person"),
        ("investigators", "Robin Dyke", "Write the institution behind a comma"),
        ("investigators", "Robin\u{202e} Dyke, Leeds", "holds a character that was lost"),
        ("first_day", "soon", "first day, like 1 May 2026"),
        ("last_day", "31 March 2026", "The last day is before the first"),
        ("last_day", "1 April 2046", "No project lasts longer than 10 years"),
        ("basis", "NONE", "Choose the legal basis"),
    ] {
        let page = send(&researcher, "/projects/new", &with(&[(name, wrong)])).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}: {wrong}");
        page.shows(told);
        page.shows(&format!("href=\"#f-{name}\""));
        assert_eq!(page.value_of("title"), TITLE, "what was right stays");
    }
    let past = with(&[("first_day", "1 March 2025"), ("last_day", "1 March 2026")]);
    send(&researcher, "/projects/new", &past).await.shows("The last day has passed");
    researcher.get("/projects").await.shows("You have registered no project yet.");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_approval_is_another_persons_and_of_a_day_that_can_be() {
    let (_site, researcher, audit, safety) = at_hand(Backend::Sqlite).await;
    let id = submitted(&researcher).await;
    for (until, told) in [
        ("", "Enter the last day of the approval"),
        ("soon", "Enter the last day of the approval"),
        ("31 March 2026", "The project begins on 1 April 2026"),
        ("1 April 2027", "The project ends on 31 March 2027"),
    ] {
        let refused = approve(&audit, &id, until).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{until}");
        refused.shows(told);
        refused.shows("Publish with the network.");
    }
    approve(&audit, &id, "31 December 2026").await.shows("Waits for one more approval");
    let twice = approve(&audit, &id, "31 December 2026").await;
    assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY);
    twice.shows("The second approval is another person’s");
    let silent = send(&safety, &format!("/network/projects/{id}/refuse"), &[("reason", " ")]).await;
    assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
    silent.shows("Enter why");
    let refused =
        send(&safety, &format!("/network/projects/{id}/refuse"), &[("reason", "Too few patients.")]).await;
    refused.shows("The project is refused.");
    let own = researcher.get(&format!("/projects/{id}")).await;
    own.shows("Too few patients.");
    for offered in ["Change it", "Submit it", "Close it"] {
        own.hides(offered);
    }
    let late = approve(&safety, &id, "31 December 2026").await;
    late.shows("A project that was refused cannot be approved");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_decides_about_their_own() {
    let (site, researcher, ..) = at_hand(Backend::Sqlite).await;
    let id = submitted(&researcher).await;
    let system = domain::actor::Actor::system("test");
    let members = site.store.members(&system).await.unwrap();
    let applicant = members.iter().find(|member| member.login == "researcher").unwrap();
    let post = Post::of(Role::AuditLead, None).unwrap();
    site.store.give_post(&system, now(), applicant.id, post, None).await.unwrap();
    let account = researcher.get("/account").await;
    let members = site.store.members(&system).await.unwrap();
    let applicant = members.iter().find(|member| member.login == "researcher").unwrap();
    let lead = applicant.memberships.iter().find(|held| held.post.role == Role::AuditLead).unwrap();
    let acting = researcher.post("/account/act-as", &account, &[("membership", &lead.id.to_string())]).await;
    assert_eq!(acting.status, StatusCode::SEE_OTHER, "{}", acting.main());
    let page = researcher.get(&format!("/network/projects/{id}")).await;
    page.shows("You have applied for this project yourself");
    for offered in ["Approve it", "Refuse it", "Stop it"] {
        page.hides(offered);
    }
    let refused = approve(&researcher, &id, "31 December 2026").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.shows("You have applied for this project");
    site.visitor().get("/research").await.shows("No project has been approved yet.");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_approval_is_over_when_its_day_has_passed_or_somebody_stops_it() {
    let (site, researcher, audit, safety) = at_hand(Backend::Sqlite).await;
    let (runs, stopped) = (submitted(&researcher).await, submitted(&researcher).await);
    for id in [&runs, &stopped] {
        approve(&audit, id, "30 April 2026").await;
        approve(&safety, id, "30 April 2026").await.shows("Approved until 30 April 2026");
    }
    let stop = [("reason", "The numbers were shared.")];
    send(&audit, &format!("/network/projects/{stopped}/withdraw"), &stop)
        .await
        .shows("Stopped by the network");
    researcher.get(&format!("/projects/{stopped}")).await.shows("The numbers were shared.");
    let public = site.visitor().get("/research").await;
    for told in ["Running", "30 April 2026", "Ended on", "1 April 2026"] {
        public.shows(told);
    }
    public.hides("shared");
    site.pass(SignedDuration::from_hours(24 * 30));
    let (researcher, audit) = (site.signed_in("researcher").await, site.signed_in("audit").await);
    let own = researcher.get(&format!("/projects/{runs}")).await;
    own.shows("Ended on 30 April 2026");
    own.hides("Close it");
    let late = send(&audit, &format!("/network/projects/{runs}/withdraw"), &stop).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    late.shows("It has been over since 30 April 2026");
    site.visitor().get("/research").await.hides("Running");
}

#[tokio::test(flavor = "multi_thread")]
async fn deciding_asks_for_a_fresh_proof_and_keeps_what_was_typed() {
    let (site, researcher, audit, _) = at_hand(Backend::Sqlite).await;
    let id = submitted(&researcher).await;
    let address = format!("/network/projects/{id}/approve");
    let page = audit.get(&address).await;
    site.pass(SignedDuration::from_mins(16));
    let typed = [("until", "31 December 2026"), ("conditions", "Publish with the network.")];
    let asked = audit.post(&address, &page, &typed).await;
    assert_eq!(asked.status, StatusCode::UNAUTHORIZED, "{}", asked.main());
    asked.shows("type=\"password\"");
    researcher.get(&format!("/projects/{id}")).await.shows("Waits for two approvals");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_else_sees_a_draft_or_takes_a_step_that_is_not_theirs() {
    let (site, researcher, audit, _) = at_hand(Backend::Sqlite).await;
    let id = registered(&researcher).await;
    member(&site.store, "stranger", Role::Researcher, None).await;
    member(&site.store, "coordinator", Role::Coordinator, None).await;
    let (stranger, coordinator) = (site.signed_in("stranger").await, site.signed_in("coordinator").await);
    for address in
        [format!("/projects/{id}"), format!("/projects/{id}/edit"), format!("/projects/{id}/close")]
    {
        assert_eq!(stranger.get(&address).await.status, StatusCode::NOT_FOUND, "{address}");
    }
    assert_eq!(audit.get(&format!("/network/projects/{id}")).await.status, StatusCode::NOT_FOUND);
    send(&researcher, &format!("/projects/{id}/submit"), &[]).await;
    let seen = coordinator.get(&format!("/network/projects/{id}")).await;
    seen.shows(TITLE);
    for offered in ["Approve it", "Refuse it", "/approve"] {
        seen.hides(offered);
    }
    let refused = coordinator.get(&format!("/network/projects/{id}/approve")).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    for (who, address) in [
        (&researcher, format!("/projects/{id}/approve")),
        (&audit, format!("/network/projects/{id}/submit")),
        (&researcher, "/projects/none".to_owned()),
    ] {
        assert_eq!(who.get(&address).await.status, StatusCode::NOT_FOUND, "{address}");
    }
    let edit = researcher.get(&format!("/projects/{id}/edit")).await;
    assert_eq!(edit.location, format!("/projects/{id}"), "it has been submitted");
    let closed =
        send(&researcher, &format!("/projects/{id}/close"), &[("reason", "The grant fell through.")]).await;
    closed.shows("Closed by its applicant");
}
