//! Pages as a person without JavaScript meets them. Long because one walk through each page stands beside the
//! next, and all share the contact typed below.

use domain::dictionary::Dictionary;
use jiff::SignedDuration;
use reqwest::StatusCode;
use testkit::database::Backend;
use testkit::fixtures::{PASSWORD, PATIENT};

use crate::site::{Browser, Page, Site};

/// A contact as it is typed, with the slips that people make.
const CONTACT: &[(&str, &str)] = &[
    ("contact_ref", "c-0001"),
    ("admission_ref", "A00001"),
    ("run_no", "1"),
    ("start_at.date", "25 March 2026"),
    ("start_at.time", "0940"),
    ("outcome", "TREATED"),
    ("kind", "ROUTINE"),
    ("domain", "RESP"),
    ("minutes", "30 min"),
    ("delivered_by", "PT"),
    ("location", "BED"),
    ("rass", "-2"),
    ("airway", "ETT"),
    ("spo2_start", "94%"),
    ("spo2_min", "nr"),
    ("ecmo_flow_l_min", "4.2 L/min"),
    ("ecmo_sweep_l_min", "3"),
    ("ecmo_fdo2", "0.6"),
    ("interventions.0.code", "ASSESS"),
    ("interventions.1.code", "SUC_ETT"),
    ("interventions.2.code", ""),
    ("staff.0.role", "PT"),
    ("staff.0.band", "6"),
    ("staff.0.n", "1"),
    ("staff.0.ecmo_competent", "true"),
    ("action", "save"),
];

const NEW_CONTACT: &str = "/records/physio_contact/new";

/// The contact with some answers changed.
fn contact_with<'a>(changes: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let kept = CONTACT.iter().filter(|(name, _)| changes.iter().all(|(changed, _)| changed != name));
    kept.chain(changes).copied().collect()
}

/// A clerk of a centre with one patient on ECMO.
async fn clerk_at_work(on: Backend) -> (Site, Browser) {
    let site = Site::start(on).await;
    site.on_ecmo("STH").await;
    let clerk = site.clerk("STH").await;
    (site, clerk)
}

/// Enters the contact; its address.
async fn enter(clerk: &Browser) -> String {
    let page = clerk.get(NEW_CONTACT).await;
    let saved = clerk.post(NEW_CONTACT, &page, CONTACT).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.main());
    saved.location.trim_end_matches("?saved=new").to_owned()
}

mod sign_in {
    use super::*;

    #[tokio::test]
    async fn an_unknown_user_reads_the_same_as_a_wrong_password() {
        let site = Site::start(Backend::Sqlite).await;
        site.clerk("STH").await;
        let visitor = site.visitor();
        let unknown = visitor.sign_in("nobody", PASSWORD).await;
        let wrong = visitor.sign_in("clerk-sth", "not the password").await;
        assert_eq!((unknown.status(), wrong.status()), (StatusCode::OK, StatusCode::OK));
        let (unknown, wrong) = (unknown.text().await.unwrap(), wrong.text().await.unwrap());
        assert!(unknown.contains("The user name or the password is not right"));
        assert!(wrong.contains("The user name or the password is not right"));
        assert!(!wrong.contains("not the password"), "a password is never shown again");
    }

    #[tokio::test]
    async fn leads_back_to_the_page_asked_for() {
        let (site, _) = clerk_at_work(Backend::Sqlite).await;
        let visitor = site.visitor();
        let asked = visitor.get("/admissions/A00001").await;
        assert_eq!(asked.location, "/sign-in?next=%2Fadmissions%2FA00001");
        let page = visitor.get(&asked.location).await;
        let next = page.value_of("next");
        let login = [("login", "clerk-sth"), ("password", PASSWORD), ("next", next.as_str())];
        let back = visitor.post("/sign-in", &page, &login).await;
        assert_eq!(back.location, "/admissions/A00001");
        assert_eq!(visitor.get("/admissions/A00001").await.status, StatusCode::OK);
    }

    #[tokio::test]
    async fn never_leads_to_another_site() {
        let site = Site::start(Backend::Sqlite).await;
        site.clerk("STH").await;
        let visitor = site.visitor();
        let page = visitor.get("/sign-in?next=//example.org").await;
        let login = [("login", "clerk-sth"), ("password", PASSWORD), ("next", "https://example.org")];
        assert_eq!(visitor.post("/sign-in", &page, &login).await.location, "/");
    }

    #[tokio::test]
    async fn makes_a_new_token_that_scripts_cannot_read() {
        let site = Site::start(Backend::Sqlite).await;
        site.clerk("STH").await;
        let visitor = site.visitor();
        let visit = visitor.client().get(format!("{}/sign-in", site.url)).send().await.unwrap();
        let before = visit.headers()["set-cookie"].to_str().unwrap().to_owned();
        let signed_in = visitor.sign_in("clerk-sth", PASSWORD).await;
        let after = signed_in.headers()["set-cookie"].to_str().unwrap();
        assert_ne!(before, after);
        assert!(after.ends_with("; Path=/; HttpOnly; SameSite=Lax"), "{after}");
    }

    /// The session of a browser, as somebody who has copied its cookie has it.
    fn copied(site: &Site, browser: &Browser) -> Browser {
        Browser::with_session(&site.url, &browser.session())
    }

    #[tokio::test]
    async fn ends_the_session_that_the_browser_had_before() {
        let site = Site::start(Backend::Sqlite).await;
        site.clerk("STH").await;
        site.clerk("PAP").await;
        let browser = site.visitor();
        browser.sign_in("clerk-sth", PASSWORD).await;
        let before = copied(&site, &browser);
        assert_eq!(before.get("/centre").await.status, StatusCode::OK);
        // Somebody else at the same computer.
        browser.sign_in("clerk-pap", PASSWORD).await;
        assert_eq!(before.get("/centre").await.location, "/sign-in?next=%2Fcentre");
        assert_eq!(browser.get("/centre").await.status, StatusCode::OK);
    }

    #[tokio::test]
    async fn takes_a_password_exactly_as_it_is_and_for_as_long_as_nobody_changes_it() {
        let site = Site::start(Backend::Sqlite).await;
        site.clerk("STH").await;
        for typed in [
            PASSWORD.to_uppercase(),
            format!("{PASSWORD} "),
            format!(" {PASSWORD}"),
            PASSWORD.replace(' ', "  "),
        ] {
            assert_eq!(
                site.visitor().sign_in("clerk-sth", &typed).await.status(),
                StatusCode::OK,
                "{typed:?}"
            );
        }
        site.pass(SignedDuration::from_hours(24 * 365 * 20));
        let later = site.visitor();
        assert_eq!(later.sign_in("clerk-sth", PASSWORD).await.headers()["location"], "/");
        assert_eq!(later.get("/centre").await.status, StatusCode::OK, "nobody is asked for another one");
    }

    #[tokio::test]
    async fn ends_after_half_an_hour_without_a_request() {
        let (site, clerk) = clerk_at_work(Backend::Sqlite).await;
        for _ in 0..3 {
            site.pass(SignedDuration::from_mins(29));
            assert_eq!(clerk.get("/centre").await.status, StatusCode::OK);
        }
        site.pass(SignedDuration::from_mins(31));
        assert_eq!(clerk.get("/centre").await.location, "/sign-in?next=%2Fcentre");
    }

    #[tokio::test]
    async fn ends_after_twelve_hours_in_any_case() {
        let (site, clerk) = clerk_at_work(Backend::Sqlite).await;
        for _ in 0..24 {
            assert_eq!(clerk.get("/centre").await.status, StatusCode::OK);
            site.pass(SignedDuration::from_mins(30));
        }
        assert_eq!(clerk.get("/centre").await.status, StatusCode::SEE_OTHER);
    }

    #[tokio::test]
    async fn ends_with_signing_out_on_the_server_too() {
        let (site, _) = clerk_at_work(Backend::Sqlite).await;
        let clerk = site.visitor();
        clerk.sign_in("clerk-sth", PASSWORD).await;
        // A browser forgets its cookie when it is told to; whoever has copied it does not.
        let copied = copied(&site, &clerk);
        let home = copied.get("/centre").await;
        assert_eq!(home.status, StatusCode::OK);
        let form = [("csrf", home.value_of("csrf"))];
        let out = clerk.client().post(format!("{}/sign-out", site.url)).form(&form).send().await.unwrap();
        assert_eq!(out.headers()["location"], "/sign-in");
        assert_eq!(out.headers()["clear-site-data"], "\"cache\", \"storage\"");
        assert_eq!(copied.get("/centre").await.location, "/sign-in?next=%2Fcentre");
    }
}

mod a_form_that_is_not_ours {
    use super::*;

    #[tokio::test]
    async fn is_refused_without_a_token() {
        let (_site, clerk) = clerk_at_work(Backend::Sqlite).await;
        let answer = clerk.post_as_is(NEW_CONTACT, &[("contact_ref", "C1".to_owned())]).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
        answer.shows("This page is out of date");
    }

    #[tokio::test]
    async fn is_refused_with_the_token_of_another_session() {
        let (site, clerk) = clerk_at_work(Backend::Sqlite).await;
        let page = site.clerk("PAP").await.get(NEW_CONTACT).await;
        let answer = clerk.post(NEW_CONTACT, &page, CONTACT).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
    }

    #[tokio::test]
    async fn is_refused_when_another_site_sent_it() {
        let (site, clerk) = clerk_at_work(Backend::Sqlite).await;
        let page = clerk.get(NEW_CONTACT).await;
        let answer = clerk
            .client()
            .post(format!("{}{NEW_CONTACT}", site.url))
            .header("sec-fetch-site", "cross-site")
            .form(&[("csrf", page.value_of("csrf"))])
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), StatusCode::FORBIDDEN);
    }

    #[tokio::test]
    async fn is_refused_with_its_token_in_the_address() {
        let (_site, clerk) = clerk_at_work(Backend::Sqlite).await;
        let token = clerk.get(NEW_CONTACT).await.value_of("csrf");
        let answer = clerk.post_as_is(&format!("{NEW_CONTACT}?csrf={token}"), &[]).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
    }

    #[tokio::test]
    async fn gets_no_export_either() {
        let (site, clerk) = clerk_at_work(Backend::Sqlite).await;
        let ask = async |headers: &[(&'static str, &str)]| {
            let mut request = clerk.client().get(format!("{}/exports/bundle.zip", site.url));
            for (name, value) in headers {
                request = request.header(*name, *value);
            }
            request.send().await.unwrap().status()
        };
        for foreign in [
            &[("sec-fetch-site", "cross-site")][..],
            &[("sec-fetch-site", "same-site")],
            &[("origin", "https://evil.example")],
        ] {
            assert_eq!(ask(foreign).await, StatusCode::FORBIDDEN, "{foreign:?}");
        }
        let exports =
            "SELECT action FROM audit_event WHERE action = 'record.read' AND detail LIKE '%exports%'";
        assert!(site.strings(exports).await.is_empty(), "nothing was read");
        for ours in [&[("sec-fetch-site", "same-origin")][..], &[("sec-fetch-site", "none")], &[]] {
            assert_eq!(ask(ours).await, StatusCode::OK, "{ours:?}");
        }
        assert_eq!(site.strings(exports).await.len(), 3, "which reads, and says so");
    }

    #[tokio::test]
    async fn is_refused_when_it_is_too_large() {
        let (_site, clerk) = clerk_at_work(Backend::Sqlite).await;
        let page = clerk.get(NEW_CONTACT).await;
        let note = "x".repeat(300 * 1024);
        let answer = clerk.post(NEW_CONTACT, &page, &[("note", &note)]).await;
        assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
        answer.shows("up to 256 KB");
    }
}

mod a_new_record {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[tokio::test]
    async fn is_saved_as_typed_and_shown(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
        let (_site, clerk) = clerk_at_work(on).await;
        let record = clerk.get(&format!("{}?saved=new", enter(&clerk).await)).await;
        record.shows("Physiotherapy contact saved. Nothing is missing.");
        record.shows("25 March 2026 at 09:40");
        record.shows("30 minutes");
        record.shows("Not recorded");
        clerk.get("/admissions/A00001").await.shows("C-0001");
    }

    #[tokio::test]
    async fn brings_its_admission_along_and_gets_a_reference() {
        let (_site, clerk) = clerk_at_work(Backend::Sqlite).await;
        let page = clerk.get("/records/physio_contact/new?admission_ref=A00001&run_no=1").await;
        assert_eq!(page.value_of("admission_ref"), "A00001");
        assert!(page.value_of("contact_ref").starts_with("C-"));
        let patient = clerk.get("/records/patient/new").await;
        assert!(domain::value::PatientRef::parse(&patient.value_of("patient_ref")).is_some());
    }

    #[tokio::test]
    async fn shows_every_finding_at_its_field_and_keeps_what_was_typed() {
        let (_site, clerk) = clerk_at_work(Backend::Sqlite).await;
        let page = clerk.get(NEW_CONTACT).await;
        let wrong = contact_with(&[
            ("minutes", "400"),
            ("spo2_start", "94,5"),
            ("start_at.date", "32 March"),
            ("staff.0.n", "many"),
        ]);
        let answer = clerk.post(NEW_CONTACT, &page, &wrong).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        answer.shows("<title>Error: New physiotherapy contact");
        for field in ["f-minutes", "f-spo2_start", "f-start_at", "f-staff-0-n"] {
            answer.shows(&format!("<a href=\"#{field}\">"));
            answer.shows(&format!("id=\"{field}\""));
            answer.shows(&format!("id=\"{field}-error\""));
        }
        assert_eq!(answer.value_of("minutes"), "400");
        assert_eq!(answer.value_of("spo2_start"), "94,5");
        assert_eq!(answer.value_of("start_at.date"), "32 March");
        assert_eq!(answer.value_of("staff.0.n"), "many");
    }

    #[tokio::test]
    async fn asks_about_an_unlikely_value_and_takes_a_click() {
        let (_site, clerk) = clerk_at_work(Backend::Sqlite).await;
        let page = clerk.get(NEW_CONTACT).await;
        let unlikely = contact_with(&[("peep_cmh2o", "20")]);
        let asked = clerk.post(NEW_CONTACT, &page, &unlikely).await;
        assert_eq!(asked.status, StatusCode::UNPROCESSABLE_ENTITY);
        asked.shows("Please check and confirm");
        asked.shows("Yes, it is correct");
        let key = asked.value_of("confirm");
        assert_eq!(key, "X-SOFT@peep_cmh2o");
        let confirmed = contact_with(&[("peep_cmh2o", "20"), ("confirm", &key)]);
        let saved = clerk.post(NEW_CONTACT, &asked, &confirmed).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER);
    }

    #[tokio::test]
    async fn gets_another_row_without_being_saved() {
        let (_site, clerk) = clerk_at_work(Backend::Sqlite).await;
        let page = clerk.get(NEW_CONTACT).await;
        let add = contact_with(&[("action", "add:staff")]);
        let more = clerk.post(NEW_CONTACT, &page, &add).await;
        assert_eq!(more.status, StatusCode::OK);
        more.shows("name=\"staff.1.role\"");
        assert_eq!(more.value_of("minutes"), "30 min");
        let fewer = contact_with(&[("action", "remove:interventions:0")]);
        let fewer = clerk.post(NEW_CONTACT, &page, &fewer).await;
        fewer.shows("<option value=\"SUC_ETT\" selected>");
        assert!(!fewer.html.contains("<option value=\"ASSESS\" selected>"));
    }

    #[tokio::test]
    async fn is_saved_once_when_the_button_is_pressed_twice() {
        let (site, clerk) = clerk_at_work(Backend::Sqlite).await;
        let page = clerk.get(NEW_CONTACT).await;
        let first = clerk.post(NEW_CONTACT, &page, CONTACT).await;
        let second = clerk.post(NEW_CONTACT, &page, CONTACT).await;
        assert_eq!((first.status, first.location), (second.status, second.location));
        drop(site);
    }

    #[tokio::test]
    async fn is_refused_with_a_key_that_is_taken() {
        let (site, clerk) = clerk_at_work(Backend::Sqlite).await;
        enter(&clerk).await;
        site.pass(SignedDuration::from_secs(1));
        let page = clerk.get(NEW_CONTACT).await;
        let again = clerk.post(NEW_CONTACT, &page, CONTACT).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
        again.shows("<a href=\"#f-contact_ref\">");
    }
}

mod a_change {
    use super::*;

    #[tokio::test]
    async fn needs_a_reason_and_is_told_in_the_history() {
        let (_site, clerk) = clerk_at_work(Backend::Sqlite).await;
        let record = enter(&clerk).await;
        let edit = format!("{record}/edit");
        let page = clerk.get(&edit).await;
        assert_eq!(page.value_of("start_at.date"), "25 March 2026");
        let without = contact_with(&[("minutes", "45"), ("revision", "1")]);
        let refused = clerk.post(&edit, &page, &without).await;
        refused.shows("<a href=\"#f-reason\">Enter why this record is changed</a>");
        let with = contact_with(&[("minutes", "45"), ("revision", "1"), ("reason", "Misread the chart")]);
        assert_eq!(clerk.post(&edit, &refused, &with).await.status, StatusCode::SEE_OTHER);
        let history = clerk.get(&format!("{record}/history")).await;
        for words in ["Revision 2", "Member clerk-sth", "Misread the chart", "30 minutes", "45 minutes"] {
            history.shows(words);
        }
    }

    #[tokio::test]
    async fn of_what_somebody_else_has_changed_shows_both() {
        let (_site, clerk) = clerk_at_work(Backend::Sqlite).await;
        let record = enter(&clerk).await;
        let edit = format!("{record}/edit");
        let page = clerk.get(&edit).await;
        let first = contact_with(&[("minutes", "45"), ("revision", "1"), ("reason", "First")]);
        clerk.post(&edit, &page, &first).await;
        let second =
            contact_with(&[("minutes", "50"), ("rr", "22"), ("revision", "1"), ("reason", "Second")]);
        let conflict = clerk.post(&edit, &page, &second).await;
        assert_eq!(conflict.status, StatusCode::CONFLICT);
        conflict.shows("Saved: 45 minutes");
        conflict.shows("Yours: 50 minutes");
        let mine = conflict.value_of("mine");
        let choices = [
            ("mine", mine.as_str()),
            ("revision", "2"),
            ("reason", "Second"),
            ("pick.minutes", "theirs"),
            ("pick.rr", "mine"),
        ];
        let saved = clerk.post(&format!("{record}/conflict"), &conflict, &choices).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.main());
        let page = clerk.get(&record).await;
        page.shows("45 minutes");
        page.shows("22 breaths a minute");
        page.shows("Revision 3");
    }
}

mod lists {
    use super::*;

    #[tokio::test]
    async fn go_on_where_the_page_ends() {
        let (site, clerk) = clerk_at_work(Backend::Sqlite).await;
        let actor = testkit::fixtures::clerk("STH");
        for number in 0..60 {
            let contact = testkit::fixtures::contact(number);
            let submit = testkit::fixtures::submission("physio_contact", &contact);
            let at = testkit::fixtures::now() + SignedDuration::from_millis(number.into());
            site.store.submit(&actor, at, submit).await.unwrap();
        }
        let first = clerk.get("/records/physio_contact").await;
        first.shows("C00049");
        assert!(!first.html.contains("C00050"));
        let next = first.html.split("href=\"/records/physio_contact?after=").nth(1).unwrap();
        let next = next.split('"').next().unwrap();
        let second = clerk.get(&format!("/records/physio_contact?after={next}")).await;
        second.shows("C00059");
        assert!(!second.html.contains("C00049"));
    }
}

mod problems {
    use super::*;

    #[tokio::test]
    async fn have_a_way_on_and_the_number_of_the_request() {
        let (_site, clerk) = clerk_at_work(Backend::Sqlite).await;
        for path in ["/nowhere", "/records/nothing", "/records/patient/x", "/admissions/A99999"] {
            let page = clerk.get(path).await;
            assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}");
            page.shows("Go to the start page");
            page.shows("Number of this request");
        }
    }

    #[tokio::test]
    async fn the_wrong_method_is_named() {
        let site = Site::start(Backend::Sqlite).await;
        let answer = site.visitor().client().put(format!("{}/help", site.url)).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::METHOD_NOT_ALLOWED);
        assert_eq!(answer.headers()["allow"], "GET,HEAD");
    }
}

mod what_is_sent_beside_a_form {
    use super::*;

    const KEPT: &str = "SELECT payload || '|' || state || '|' || centre || '|' || revision FROM record WHERE form = 'physio_contact'";

    #[tokio::test]
    async fn counts_once_whoever_sends_it_twice_or_in_the_address() {
        let (site, clerk) = clerk_at_work(Backend::Sqlite).await;
        let page = clerk.get(NEW_CONTACT).await;
        let twice: Vec<_> = CONTACT.iter().copied().chain([("minutes", "99"), ("rass", "4")]).collect();
        let saved = clerk.post(&format!("{NEW_CONTACT}?minutes=98&rass=3"), &page, &twice).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.main());
        let kept = site.strings(KEPT).await.remove(0);
        assert!(kept.contains("\"minutes\":30") && kept.contains("\"rass\":-2"), "the first counts: {kept}");
    }

    #[tokio::test]
    async fn and_is_the_systems_to_set_is_nothing() {
        let (site, clerk) = clerk_at_work(Backend::Sqlite).await;
        let page = clerk.get(NEW_CONTACT).await;
        let id = "01900000-0000-7000-8000-000000000000";
        let more = [
            ("id", id),
            ("record", id),
            ("centre", "PAP"),
            ("centre_code", "PAP"),
            ("state", "LOCKED"),
            ("life", "LOCKED"),
            ("revision", "7"),
            ("actor", "somebody else"),
            ("role", "ADMINISTRATOR"),
            ("created_at", "2020-01-01T00:00:00Z"),
        ];
        let saved = clerk.post(NEW_CONTACT, &page, &contact_with(&more)).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.main());
        assert!(!saved.location.contains(id), "{}", saved.location);
        let plain = site.strings(KEPT).await.remove(0);
        for (_, value) in more.iter().filter(|(name, _)| *name != "revision") {
            assert!(!plain.contains(value), "{value} is in {plain}");
        }
        assert!(plain.ends_with("|STH|1"), "{plain}");
    }
}

#[tokio::test]
async fn every_answer_carries_the_security_headers() {
    let site = Site::start(Backend::Sqlite).await;
    for path in ["/sign-in", "/nowhere", "/healthz", "/api/v1/records/patient", "/assets/app.css"] {
        let answer = site.visitor().client().get(format!("{}{path}", site.url)).send().await.unwrap();
        let headers = answer.headers();
        let csp = headers["content-security-policy"].to_str().unwrap();
        assert!(csp.starts_with("default-src 'none'") && !csp.contains("unsafe"), "{path}");
        assert_eq!(headers["x-content-type-options"], "nosniff", "{path}");
        assert_eq!(headers["referrer-policy"], "same-origin", "{path}");
        assert_eq!(headers["cross-origin-opener-policy"], "same-origin", "{path}");
        assert!(headers.contains_key("cache-control") && headers.contains_key("x-request-id"));
    }
}

#[tokio::test]
async fn assets_are_compressed_and_kept() {
    let site = Site::start(Backend::Sqlite).await;
    let page = site.visitor().get("/sign-in").await;
    let address = page.html.split("href=\"").find(|part| part.starts_with("/assets/app.css")).unwrap();
    let address = address.split('"').next().unwrap();
    let request = site.visitor().client().get(format!("{}{address}", site.url));
    let answer = request.header("accept-encoding", "br").send().await.unwrap();
    assert_eq!(answer.headers()["content-encoding"], "br");
    assert_eq!(answer.headers()["cache-control"], "public, max-age=31536000, immutable");
    assert!(answer.bytes().await.unwrap().len() < 27 * 1024);
}

/// Every page in the states that people meet, as HTML to look at in a review.
mod snapshots {
    use super::*;

    #[track_caller]
    fn is_well_formed(name: &str, page: &Page) {
        let html = &page.html;
        assert_eq!(html.matches("<h1").count(), 1, "{name}: one h1");
        for never in
            ["style=\"", "placeholder=", "type=\"number\"", "target=\"_blank\"", "\" required", " onclick"]
        {
            assert!(!html.contains(never), "{name} holds {never}");
        }
        let mut ids: Vec<_> =
            html.split(" id=\"").skip(1).filter_map(|part| part.split('"').next()).collect();
        let all = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), all, "{name}: an id stands twice");
        for target in html.split(" for=\"").skip(1).filter_map(|part| part.split('"').next()) {
            assert!(ids.binary_search(&target).is_ok(), "{name}: a label for {target}");
        }
        for described in html.split("aria-describedby=\"").skip(1).filter_map(|part| part.split('"').next()) {
            for id in described.split(' ') {
                assert!(ids.binary_search(&id).is_ok(), "{name}: described by {id}");
            }
        }
    }

    fn keep(name: &str, page: &Page) {
        is_well_formed(name, page);
        insta::assert_snapshot!(name, page.stable_main());
    }

    #[tokio::test]
    async fn of_pages_for_everybody() {
        let site = Site::start(Backend::Sqlite).await;
        let visitor = site.visitor();
        keep("sign-in", &visitor.get("/sign-in").await);
        keep("help", &visitor.get("/help").await);
        let page = visitor.get("/sign-in").await;
        let refused = visitor.post("/sign-in", &page, &[("login", "nobody"), ("password", "x")]).await;
        keep("sign-in-refused", &refused);
    }

    #[tokio::test]
    async fn of_a_centre_without_records() {
        let site = Site::start(Backend::Sqlite).await;
        let clerk = site.clerk("STH").await;
        keep("home-empty", &clerk.get("/centre").await);
        keep("admissions-empty", &clerk.get("/admissions").await);
    }

    #[tokio::test]
    async fn of_a_centre_at_work() {
        let (_site, clerk) = clerk_at_work(Backend::Sqlite).await;
        enter(&clerk).await;
        keep("home", &clerk.get("/centre").await);
        keep("admissions", &clerk.get("/admissions").await);
        keep("admission", &clerk.get("/admissions/A00001").await);
    }

    #[tokio::test]
    async fn of_the_network() {
        let site = Site::start(Backend::Sqlite).await;
        keep("network", &site.audit_lead().await.get("/network").await);
    }

    #[tokio::test]
    async fn of_every_form_while_it_is_empty() {
        let (_site, clerk) = clerk_at_work(Backend::Sqlite).await;
        for form in Dictionary::shipped().forms() {
            // Its own reference is made up anew each time; a given one stands still.
            let given = format!("?{}={}&patient_ref={PATIENT}", form.key[0], "X00001");
            let page = clerk.get(&format!("/records/{}/new{given}", form.id)).await;
            keep(&format!("form-{}", form.id), &page);
        }
    }

    #[tokio::test]
    async fn of_a_contact_with_errors_and_questions() {
        let (_site, clerk) = clerk_at_work(Backend::Sqlite).await;
        let page = clerk.get(NEW_CONTACT).await;
        let wrong = contact_with(&[("minutes", "400"), ("peep_cmh2o", "20"), ("interventions.0.code", "")]);
        keep("contact-errors", &clerk.post(NEW_CONTACT, &page, &wrong).await);
    }
}
