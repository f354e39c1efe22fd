//! Passkeys in the pages: set up, asked for, lost; with an authenticator of software in place of a browser's.

use domain::actor::{Actor, MemberId};
use jiff::SignedDuration;
use reqwest::StatusCode;
use testkit::database::Backend;
use testkit::fixtures::PASSWORD;

use crate::authenticator::Authenticator;
use crate::site::{Browser, Page, Site};

const ORIGIN: &str = "https://audit.example.org";
const PASSKEYS: &str = "/account/passkeys";

/// What the button of a page asks a browser with.
fn asked_on(page: &Page) -> String {
    let document = scraper::Html::parse_document(&page.html);
    let found = scraper::Selector::parse("[data-passkey]").unwrap();
    let asked = document.select(&found).next().unwrap_or_else(|| panic!("no button:\n{}", page.main()));
    asked.attr("data-options").expect("options").to_owned()
}

/// Sets a passkey up in the browser: the page that came of it.
pub(crate) async fn set_up(browser: &Browser, key: &Authenticator) -> Page {
    let page = browser.get(PASSKEYS).await;
    let asked = browser.post(PASSKEYS, &page, &[("label", "my phone")]).await;
    assert_eq!(asked.status, StatusCode::OK, "{}", asked.html);
    let answer = key.make(&asked_on(&asked));
    browser.post("/account/passkeys/answer", &asked, &[("passkey", answer.as_str())]).await
}

/// Goes on after being asked for a fresh proof, which the password gives: the page that came of sending a form again.
pub(crate) async fn by_password(browser: &Browser, asked: Page, password: &str, to: &str) -> Page {
    if asked.value_of("kept.to").is_empty() {
        return asked;
    }
    let names = ["csrf", "next", "kept.to", "kept.page", "kept.fields", "kept.whose"];
    let mut form: Vec<(&str, String)> = names.map(|name| (name, asked.value_of(name))).into();
    form.push(("password", password.to_owned()));
    let back = browser.post_as_is("/account/confirm", &form).await;
    browser.post(to, &back, &[]).await
}

/// Signs in with the password; the page that asks for the passkey.
async fn half(site: &Site, login: &str) -> (Browser, Page) {
    let browser = site.visitor();
    let page = browser.get("/sign-in").await;
    let asked = browser.post("/sign-in", &page, &[("login", login), ("password", PASSWORD)]).await;
    asked.shows("Your password is right. Now your passkey or a code");
    (browser, asked)
}

#[tokio::test]
async fn after_the_password_a_passkey_is_asked_for_and_nothing_is_open_before_it() {
    let site = Site::start_under(ORIGIN).await;
    let mut key = Authenticator::new(1, ORIGIN);
    let codes = set_up(&site.clerk("STH").await, &key).await;
    codes.shows("Your passkey is set up");
    assert_eq!(codes.html.matches("class=\"app-code\"").count(), 10);

    let (robin, asked) = half(&site, "clerk-sth").await;
    for path in ["/centre", "/account", PASSKEYS] {
        assert_eq!(robin.get(path).await.status, StatusCode::SEE_OTHER, "{path} with half a sign-in");
    }
    let wrong = robin.post("/sign-in/second", &asked, &[("passkey", "{}")]).await;
    wrong.shows("The passkey was not taken");
    let answer = key.show(&asked_on(&asked));
    let old = robin.post("/sign-in/second", &wrong, &[("passkey", answer.as_str())]).await;
    old.shows("The passkey was not taken");
    let answer = key.show(&asked_on(&old));
    let fields = [("passkey", answer.as_str()), ("next", "/centre")];
    let signed_in = robin.post("/sign-in/second", &old, &fields).await;
    assert_eq!((signed_in.status, signed_in.location.as_str()), (StatusCode::SEE_OTHER, "/centre"));
    assert_eq!(robin.get("/centre").await.status, StatusCode::OK);
    robin.get(PASSKEYS).await.shows("last used 1 April 2026");

    let (again, asked) = half(&site, "clerk-sth").await;
    let replayed = again.post("/sign-in/second", &asked, &[("passkey", answer.as_str())]).await;
    replayed.shows("The passkey was not taken");
}

#[tokio::test]
async fn whoever_needs_a_second_factor_has_one_with_a_passkey() {
    let site = Site::start_as_localhost(web::Demand::Leads).await;
    let lead = site.centre_lead("STH").await;
    assert_eq!(lead.get("/centre").await.location, "/account/second-factor");
    set_up(&lead, &Authenticator::new(1, &site.url)).await.shows("Your passkey is set up");
    assert_eq!(lead.get("/centre").await.status, StatusCode::OK, "at once, without signing in again");
    let page = lead.get(PASSKEYS).await;
    let which = page.value_of("which");
    let removed = lead.post("/account/passkeys/remove", &page, &[("which", which.as_str())]).await;
    assert_eq!(removed.location, "/account/passkeys?done=removed");
    assert_eq!(lead.get("/centre").await.location, "/account/second-factor", "that was the last one");
}

#[tokio::test]
async fn a_passkey_proves_who_somebody_is_before_an_act_of_consequence() {
    let site = Site::start_under(ORIGIN).await;
    let lead = site.centre_lead("STH").await;
    let mut key = Authenticator::new(1, ORIGIN);
    set_up(&lead, &key).await;
    site.pass(SignedDuration::from_mins(16));
    let page = lead.get("/people/invite").await;
    let robin = [("name", "Robin"), ("login", "robin"), ("becomes", "DATA_ENTRY"), ("until", "")];
    let asked = lead.post("/people/invite", &page, &robin).await;
    asked.shows("Use a passkey, or type your password");
    let names = ["csrf", "next", "kept.to", "kept.page", "kept.fields", "kept.whose"];
    let with = |page: &Page, answer: String| {
        let mut form: Vec<(&str, String)> = names.map(|name| (name, page.value_of(name))).into();
        form.push(("passkey", answer));
        form
    };
    let wrong = lead.post_as_is("/account/confirm", &with(&asked, "{}".to_owned())).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    wrong.shows("The passkey was not taken");
    let back = lead.post_as_is("/account/confirm", &with(&wrong, key.show(&asked_on(&wrong)))).await;
    assert_eq!((back.status, back.value_of("login").as_str()), (StatusCode::OK, "robin"), "{}", back.html);
    let made = lead.post("/people/invite", &back, &robin).await;
    made.shows("works once");
}

#[tokio::test]
async fn a_change_of_passkeys_asks_for_a_fresh_proof() {
    let site = Site::start_under(ORIGIN).await;
    let robin = site.clerk("STH").await;
    set_up(&robin, &Authenticator::new(1, ORIGIN)).await;
    site.pass(SignedDuration::from_mins(16));
    let page = robin.get(PASSKEYS).await;
    let which = page.value_of("which");
    for (to, field) in
        [(PASSKEYS, ("label", "second")), ("/account/passkeys/remove", ("which", which.as_str()))]
    {
        robin.post(to, &page, &[field]).await.shows("Confirm that it is you");
    }
    robin.get(PASSKEYS).await.shows("<strong>my phone</strong>");
}

#[tokio::test]
async fn setting_one_up_signs_out_whoever_has_not_shown_it() {
    let site = Site::start_under(ORIGIN).await;
    let desk = site.clerk("STH").await;
    let ward = site.signed_in("clerk-sth").await;
    set_up(&desk, &Authenticator::new(1, ORIGIN)).await;
    assert_eq!(ward.get("/account").await.status, StatusCode::SEE_OTHER, "they had the password alone");
    let second = set_up(&desk, &Authenticator::new(2, ORIGIN)).await;
    assert_eq!(second.location, "/account/passkeys?done=made", "the codes are there already");
    desk.get("/account/second-factor").await.shows("You have 2 passkeys");
}

#[tokio::test]
async fn a_recovery_code_gets_in_whoever_has_lost_their_passkey() {
    let site = Site::start_under(ORIGIN).await;
    let codes = set_up(&site.clerk("STH").await, &Authenticator::new(1, ORIGIN)).await;
    let document = scraper::Html::parse_document(&codes.html);
    let item = scraper::Selector::parse("li.app-code").unwrap();
    let code: String = document.select(&item).next().expect("a code").text().collect();
    let (robin, asked) = half(&site, "clerk-sth").await;
    asked.shows("One of your recovery codes.");
    let signed_in = robin.post("/sign-in/second", &asked, &[("digits", code.as_str())]).await;
    assert_eq!(signed_in.status, StatusCode::SEE_OTHER, "{}", signed_in.html);
}

#[tokio::test]
async fn a_lost_passkey_is_forgotten_with_the_password_by_whoever_keeps_the_person() {
    let site = Site::start_under(ORIGIN).await;
    let lead = site.centre_lead("STH").await;
    set_up(&site.clerk("STH").await, &Authenticator::new(1, ORIGIN)).await;
    let ask = format!("{}/password", lead.get("/people").await.link_to("Member clerk-sth"));
    let page = lead.get(&ask).await;
    let made = lead.post(&ask, &page, &[("clears", "yes")]).await;
    let start = made.html.find("/join/").expect("a link");
    let link: String =
        made.html[start..].chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '/').collect();
    let robin = site.visitor();
    let page = robin.get(&link).await;
    let (secret, chosen) = (page.value_of("link"), "velvet anchor picnic thunder");
    let fields = [("link", secret.as_str()), ("new_password", chosen), ("again_password", chosen)];
    let joined = robin.post("/join", &page, &fields).await;
    assert_eq!(joined.location, "/centre", "{}", joined.html);
    robin.get(PASSKEYS).await.hides("name=\"which\"");
}

#[tokio::test]
async fn whoever_is_retired_meanwhile_does_not_get_in() {
    let site = Site::start_under(ORIGIN).await;
    let robin = site.clerk("STH").await;
    let mut key = Authenticator::new(1, ORIGIN);
    set_up(&robin, &key).await;
    let (late, asked) = half(&site, "clerk-sth").await;
    let answer = key.show(&asked_on(&asked));
    let lead = site.centre_lead("STH").await;
    let person = lead.get("/people").await.link_to("Member clerk-sth");
    let id = MemberId::parse(person.trim_start_matches("/people/")).expect("their id");
    site.store.retire_member(&Actor::system("test"), site.time(), id).await.unwrap();
    let refused = late.post("/sign-in/second", &asked, &[("passkey", answer.as_str())]).await;
    assert_eq!((refused.status, refused.location.as_str()), (StatusCode::SEE_OTHER, "/sign-in"));
    assert_eq!(robin.get(PASSKEYS).await.status, StatusCode::SEE_OTHER, "and is signed out elsewhere");
}

#[tokio::test]
async fn why_there_are_none_is_said() {
    let site = Site::start(Backend::Sqlite).await;
    let robin = site.clerk("STH").await;
    let page = robin.get(PASSKEYS).await;
    page.shows("has not said under which address it is reached (public_url)");
    page.hides("name=\"label\"");
    let tried = robin.post(PASSKEYS, &page, &[("label", "x")]).await;
    assert_eq!(tried.status, StatusCode::UNPROCESSABLE_ENTITY);
    let by_number = Site::start_under("https://192.0.2.7").await;
    let page = by_number.clerk("STH").await.get(PASSKEYS).await;
    page.shows("an address with a name and HTTPS, and this service is reached under https://192.0.2.7");
}

#[tokio::test]
async fn a_passkey_needs_a_name_and_an_answer() {
    let site = Site::start_under(ORIGIN).await;
    let robin = site.clerk("STH").await;
    let page = robin.get(PASSKEYS).await;
    let nameless = robin.post(PASSKEYS, &page, &[("label", " ")]).await;
    assert_eq!(nameless.status, StatusCode::UNPROCESSABLE_ENTITY);
    nameless.shows("Give the passkey a name");
    let asked = robin.post(PASSKEYS, &page, &[("label", "my phone")]).await;
    asked.shows("A passkey needs JavaScript and a browser that knows passkeys");
    let unanswered = robin.post("/account/passkeys/answer", &asked, &[]).await;
    assert_eq!(unanswered.status, StatusCode::UNPROCESSABLE_ENTITY);
    unanswered.shows("The passkey was not set up");
}
