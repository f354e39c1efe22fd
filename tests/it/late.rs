//! A form that is sent after its session has ended: after signing in again it is there as it was typed, and
//! nothing was saved by itself. Every form of the service, without JavaScript.

use std::collections::BTreeSet;

use domain::actor::Role;
use jiff::SignedDuration;
use reqwest::{Method, StatusCode};
use rstest::rstest;
use testkit::database::Backend;
use testkit::fixtures::{PASSWORD, contact, form, member, now, question, submission};

use crate::site::{Browser, Page, Site};

/// How a session came to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    /// Half an hour without a request.
    Idle,
    /// Twelve hours after sign-in.
    Absolute,
    /// In another window it was signed out, and the cookie is gone.
    NoCookie,
    /// The cookie is of a session that nobody knows any more.
    Unknown,
}

/// A form, what is typed into it, and how the page shows it.
struct Form {
    route: &'static str,
    who: &'static str,
    page: String,
    to: String,
    typed: Vec<(&'static str, &'static str)>,
    /// What else is to be read on the page.
    shows: &'static str,
}

/// Forms into which nothing can be typed, or whose words are not brought back.
const ELSEWHERE: &[(&str, &str)] = &[
    ("/sign-in", "the way back itself"),
    ("/sign-out", "nothing to bring back"),
    ("/account/password", "a password is never kept"),
    ("/account/confirm", "a password is never kept"),
    ("/account/act-as", "a button"),
    ("/account/second-factor/app", "a button"),
    ("/account/second-factor/app/code", "a code is never kept"),
    ("/account/second-factor/codes", "a button"),
    ("/account/second-factor/remove", "a button"),
    ("/account/passkeys", "a text, filled like the answer to a query"),
    ("/account/passkeys/answer", "sent by the page’s script, with what works once"),
    ("/account/passkeys/remove", "a button"),
    ("/sign-in/second", "the way back itself, with what was typed: see `second_factor`"),
    ("/sign-in/forgotten", "a user name, and nobody is signed in there: see `forgotten`"),
    ("/sign-in/provider", "the way back itself, in another tab: see `provider`"),
    ("/sign-in/again", "what was typed, shown again: see `provider`"),
    ("/account/confirm/provider", "a button, beside what was typed: see `provider`"),
    ("/account/provider/connect", "a button"),
    ("/account/provider/disconnect", "a button"),
    ("/join/provider", "a button, and nobody is signed in there"),
    ("/account/sessions", "a button"),
    ("/join", "a password is never kept, and nobody is signed in there"),
    ("/people/invite", "a text and a select, filled like those tried here; see `people_page`"),
    ("/people/invitations/{id}", "a button"),
    ("/centre/permission", "texts and a select, filled like those tried here; see `permission`"),
    ("/people/programs/new", "a text, ticks and a select, filled like those tried here; see `programs`"),
    ("/people/programs/{id}/end", "a button"),
    ("/break-glass", "a select and a text, filled like those tried here"),
    ("/people/glass/{id}/seen", "a button"),
    ("/people/review", "ticks, filled like the one tried here"),
    ("/people/posts/{id}/change", "a select, filled like those tried here"),
    ("/people/posts/{id}/end", "a button"),
    ("/people/{id}/posts", "selects, filled like those tried here"),
    ("/people/{id}/password", "a button"),
    ("/people/{id}/sign-out", "a button"),
    ("/people/{id}/retire", "a button"),
    ("/cases/open", "a select, filled like those tried here"),
    ("/cases/{id}/centre", "a text, filled like the answer to a query"),
    ("/cases/{id}/network", "a text, filled like the answer to a query"),
    ("/projects/new", "texts and a select, filled like those tried here"),
    ("/projects/{id}/edit", "texts and a select, filled like those tried here"),
    ("/projects/{id}/{step}", "a reason, filled like the one for withdrawing"),
    ("/network/projects/{id}/{step}", "a date and a text, filled like those of a cycle; see `projects_page`"),
    ("/drafts", "sent by the page's script, which says that nothing is kept"),
    ("/drafts/{id}/throw-away", "a button"),
    ("/network/queries/{id}/close", "a button"),
    ("/imports", "files are chosen again: see below"),
    ("/imports/uploads/{id}", "selects, filled like those tried here"),
    ("/imports/uploads/{id}/accept", "a tick, filled like the one tried here"),
    ("/imports/uploads/{id}/throw-away", "a button"),
    ("/imports/{id}/undo", "a reason, filled like the one for withdrawing"),
    ("/imports/{id}/rows/{file}/{row}", "the entry page, tried here for a new record and a change"),
    ("/indicators/corrections", "a reason, filled like the one for withdrawing"),
    ("/packs/new", "selects, filled like those tried here"),
    ("/packs/{id}/again", "a button"),
    ("/packs/{id}/publish", "a button"),
    ("/packs/{id}/withdraw", "a reason, filled like the one for withdrawing a record"),
    ("/releases/new", "selects, filled like those tried here"),
    ("/releases/{id}/again", "a button"),
    ("/releases/{id}/sign", "a button"),
    ("/releases/{id}/withdraw", "a reason, filled like the one for withdrawing a record"),
    ("/records/{form}/{id}/unlock", "a reason, filled like the one for withdrawing"),
];

/// Asserts that every box holds what was typed into it.
fn holds(page: &Page, form: &Form) {
    let controls = page.controls();
    let plain = |text: &str| text.replace("\r\n", "\n");
    for (name, value) in &form.typed {
        // The conflict page holds the record that was typed in a form of its own.
        let is_box = !matches!(*name, "action" | "mine");
        let held = |(known, held): &(String, String)| known == name && plain(held) == plain(value);
        assert!(!is_box || controls.iter().any(held), "{}: {name}={value} in {controls:?}", form.to);
    }
}

/// Every form with something to type, on a site with a patient, a contact and a query.
#[expect(clippy::too_many_lines, reason = "one list")]
async fn forms(site: &Site) -> Vec<Form> {
    site.open_cycle().await;
    site.on_ecmo("STH").await;
    let clerk = testkit::fixtures::clerk("STH");
    let saved = site.store.submit(&clerk, now(), submission("physio_contact", &contact(1))).await.unwrap();
    let lead = member(&site.store, "asking", Role::AuditLead, None).await;
    let ask = question("STH", "Is this from before the illness?");
    let query = site.store.ask(&lead, now(), ask).await.unwrap().to_string();
    let of = |who, route, page: &str, to: &str, typed: &[(&'static str, &'static str)]| Form {
        route,
        who,
        page: page.to_owned(),
        to: to.to_owned(),
        typed: typed.to_vec(),
        shows: "",
    };
    let contact = format!("/records/physio_contact/{}", saved.id);
    let (edit, withdraw, conflict) =
        (format!("{contact}/edit"), format!("{contact}/withdraw"), format!("{contact}/conflict"));
    let (new, day) = ("/records/physio_contact/new", "/admissions/A00001/days/2026-03-25");
    let (asked, answered) = (format!("/network/queries/{query}"), format!("/queries/{query}"));
    vec![
        of(
            "clerk-sth",
            "/records/{form}/new",
            "/records/physio_contact/new?admission_ref=A00001",
            new,
            &[
                ("admission_ref", "A00001"),
                ("minutes", "half & hour"),
                ("domain", "RESP"),
                ("interventions.3.code", "SUC_ETT"),
            ],
        ),
        of(
            "clerk-sth",
            "/records/{form}/{id}/edit",
            &edit,
            &edit,
            &[("revision", "1"), ("minutes", "41"), ("reason", "The chart says so")],
        ),
        Form {
            shows: "Yours: 47 minutes",
            ..of(
                "clerk-sth",
                "/records/{form}/{id}/conflict",
                &edit,
                &conflict,
                &[
                    ("revision", "1"),
                    ("reason", "The chart says so"),
                    ("mine", "{\"contact_ref\":\"C00001\",\"minutes\":\"47\"}"),
                    ("pick.minutes", "mine"),
                ],
            )
        },
        of(
            "clerk-sth",
            "/records/{form}/{id}/withdraw",
            &withdraw,
            &withdraw,
            &[("revision", "1"), ("reason", "Entered twice")],
        ),
        of(
            "clerk-sth",
            "/admissions/{reference}/days/{date}",
            day,
            day,
            &[
                ("rows.0.contact_ref", "C-9"),
                ("rows.0.start_at", "0945"),
                ("rows.7.contact_ref", "C-10"),
                ("rows.7.start_at", "1015"),
            ],
        ),
        of("clerk-sth", "/queries/{id}", &answered, &answered, &[("text", "Yes, it is\r\nfrom before")]),
        of(
            "lead-sth",
            "/cycles/{id}/sign-off",
            "/cycles/2025H2/sign-off",
            "/cycles/2025H2/sign-off",
            &[("declared", "yes")],
        ),
        of("audit", "/network/queries/{id}", &asked, &asked, &[("text", "And is it complete?")]),
        of(
            "audit",
            "/network/queries/new",
            "/network/queries/new?centre=STH&form=patient",
            "/network/queries/new",
            &[
                ("centre", "STH"),
                ("field", "patient:cfs"),
                ("key", "7K2M9QX4J"),
                ("text", "Is the scale right?"),
            ],
        ),
        of(
            "audit",
            "/network/cycles/new",
            "/network/cycles/new",
            "/network/cycles/new",
            &[("id", "2031H1"), ("start", "1 April 2031")],
        ),
        of(
            "audit",
            "/network/cycles/{id}/{step}",
            "/network/cycles/2025H2/extend",
            "/network/cycles/2025H2/extend",
            &[("centre", "STH"), ("until", "20 May 2026"), ("reason", "Flooded ward")],
        ),
        of(
            "audit",
            "/questions/{cycle}",
            "/questions/2025H2",
            "/questions/2025H2",
            &[("text", "cycle = \"2025H2\"\n# so far"), ("action", "save")],
        ),
    ]
}

/// Signs in on the page that a late form got as its answer, with everything that it held.
async fn sign_in(browser: &Browser, late: &Page, login: &str) -> Page {
    let held = late.controls().into_iter().filter(|(name, _)| !matches!(name.as_str(), "login" | "password"));
    let held: Vec<_> = held.collect();
    let mut form: Vec<(&str, String)> =
        held.iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
    form.extend([("login", login.to_owned()), ("password", PASSWORD.to_owned())]);
    browser.post_as_is("/sign-in", &form).await
}

/// Sends a form as a browser does whose session has ended meanwhile; the browser, and the answer.
async fn send_late(site: &Site, end: End, form: &Form) -> (Browser, Page) {
    let browser = site.signed_in(form.who).await;
    let page = browser.get(&form.page).await;
    assert_eq!(page.status, StatusCode::OK, "{}", form.page);
    let browser = match end {
        End::Idle => {
            site.pass(SignedDuration::from_mins(31));
            browser
        }
        End::Absolute => {
            site.pass(SignedDuration::from_hours(13));
            browser
        }
        End::NoCookie => site.visitor(),
        End::Unknown => Browser::with_session(&site.url, "0123456789abcdef"),
    };
    let fields: Vec<_> = std::iter::once(("csrf", page.value_of("csrf")))
        .chain(form.typed.iter().map(|(name, value)| (*name, (*value).to_owned())))
        .collect();
    let referer = format!("{}{}", site.url, form.page);
    let late = browser.post_from(&form.to, &referer, &fields).await;
    (browser, late)
}

async fn writes(site: &Site) -> Vec<String> {
    let sql = "SELECT action FROM audit_event WHERE action NOT LIKE 'session.%' AND action NOT LIKE 'sign_in.%' AND action NOT LIKE '%read%' \
               AND action NOT LIKE 'record.list%' AND action NOT IN ('member.add', 'cycle.judge_anew') ORDER BY seq";
    site.strings(sql).await
}

#[rstest]
#[tokio::test]
async fn comes_back_as_it_was_typed(
    #[values(End::Idle, End::Absolute, End::NoCookie, End::Unknown)] end: End,
) {
    let site = Site::start(Backend::Sqlite).await;
    let forms = forms(&site).await;
    for (login, role) in [("clerk-sth", Role::DataEntry), ("lead-sth", Role::CentreLead)] {
        member(&site.store, login, role, Some("STH")).await;
    }
    member(&site.store, "audit", Role::AuditLead, None).await;
    let before = writes(&site).await;
    for form in forms {
        let (browser, late) = send_late(&site, end, &form).await;
        assert_eq!(late.status, StatusCode::UNAUTHORIZED, "{}", form.to);
        late.shows("What you typed is kept on this page");
        let wrong = browser.post("/sign-in", &late, &[("login", form.who), ("password", "not it")]).await;
        wrong.shows("The user name or the password is not right");
        let back = sign_in(&browser, &late, form.who).await;
        assert!(back.status == StatusCode::OK, "{end:?} {}: {} {}", form.to, back.status, back.location);
        back.shows("What you typed stands below. Nothing of it has been saved yet.");
        back.shows(&format!("action=\"{}\"", form.to));
        holds(&back, &form);
        back.shows(form.shows);
        assert_eq!(writes(&site).await, before, "{}", form.to);
        assert_eq!(browser.get(&form.page).await.status, StatusCode::OK, "the session is a new one");
    }
}

#[tokio::test]
async fn can_be_sent_from_the_page_that_came_back() {
    let site = Site::start(Backend::Sqlite).await;
    let forms = forms(&site).await;
    member(&site.store, "clerk-sth", Role::DataEntry, Some("STH")).await;
    let form = forms.iter().find(|form| form.route == "/queries/{id}").unwrap();
    let (browser, late) = send_late(&site, End::Absolute, form).await;
    let back = sign_in(&browser, &late, form.who).await;
    let controls = back.controls();
    let fields: Vec<_> = controls.iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
    let sent = browser.post_as_is(&form.to, &fields).await;
    assert_eq!(sent.location, form.to, "{}", sent.main());
    browser.get(&form.to).await.shows("from before");
}

#[tokio::test]
async fn is_not_shown_to_another_centre_nor_to_the_network() {
    let site = Site::start(Backend::Sqlite).await;
    let forms = forms(&site).await;
    member(&site.store, "clerk-sth", Role::DataEntry, Some("STH")).await;
    member(&site.store, "clerk-pap", Role::DataEntry, Some("PAP")).await;
    member(&site.store, "audit", Role::AuditLead, None).await;
    for stranger in ["clerk-pap", "audit"] {
        let (browser, late) = send_late(&site, End::Idle, &forms[0]).await;
        let back = sign_in(&browser, &late, stranger).await;
        assert_eq!(back.status, StatusCode::OK);
        back.shows("was not typed on a page of your centre");
        back.hides("half &");
    }
    let (browser, late) = send_late(&site, End::Unknown, &forms[1]).await;
    let back = sign_in(&browser, &late, "clerk-pap").await;
    back.shows("was not typed on a page of your centre");
    back.hides("The chart says so");
}

#[tokio::test]
async fn is_a_list_to_copy_from_when_its_page_is_gone() {
    let site = Site::start(Backend::Sqlite).await;
    let forms = forms(&site).await;
    member(&site.store, "clerk-sth", Role::DataEntry, Some("STH")).await;
    let (browser, late) = send_late(&site, End::Idle, &forms[1]).await;
    let id = forms[1].to.split('/').nth(3).unwrap();
    let withdrawn = store::RecordId::parse(id).unwrap();
    let clerk = testkit::fixtures::clerk("STH");
    let contact = form("physio_contact");
    site.store
        .withdraw(&clerk, now(), contact, withdrawn, store::Revision(1), "twice".to_owned())
        .await
        .unwrap();
    let back = sign_in(&browser, &late, "clerk-sth").await;
    assert_eq!(back.status, StatusCode::OK);
    back.shows("The chart says so");
}

#[tokio::test]
async fn is_not_kept_when_another_site_sent_it() {
    let site = Site::start(Backend::Sqlite).await;
    let answer = site
        .visitor()
        .post_from("/records/patient/new", "https://evil.example/", &[("cfs", "9".to_owned())])
        .await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    answer.hides("kept.fields");
}

#[tokio::test]
async fn files_are_to_be_chosen_again() {
    let site = Site::start(Backend::Sqlite).await;
    let clerk = site.clerk("STH").await;
    let page = clerk.get("/imports").await;
    site.pass(SignedDuration::from_mins(31));
    let late = clerk.send_files("/imports", &page, &[("patients.csv", b"a,b")]).await;
    assert_eq!(late.status, StatusCode::UNAUTHORIZED);
    late.shows("Sign in, then choose them again");
    assert_eq!(sign_in(&clerk, &late, "clerk-sth").await.location, "/imports");
}

#[tokio::test]
async fn every_route_that_takes_a_form_is_tried_here_or_named_with_a_reason() {
    let site = Site::start(Backend::Sqlite).await;
    let tried = forms(&site).await.into_iter().map(|form| form.route);
    let known: BTreeSet<_> = tried.chain(ELSEWHERE.iter().map(|(route, _)| *route)).collect();
    let routes = web::routes().into_iter().filter(|route| route.method == Method::POST);
    let posted: BTreeSet<_> =
        routes.map(|route| route.path).filter(|path| !path.starts_with("/api/")).collect();
    assert_eq!(known, posted);
}
