//! From an invitation to the end of a membership with a passkey, in a real browser with a virtual authenticator.

use jiff::SignedDuration;
use reqwest::StatusCode;
use testkit::axe;
use testkit::chromium::Chromium;
use testkit::fixtures::PASSWORD;

use crate::site::{Browser, Site};

const CHOSEN: &str = "velvet anchor picnic thunder";
const SEND: &str = "main form button[type=submit]:not([hidden])";
const USE: &str = "[data-passkey] button";

/// Invites a lead; the link.
async fn invite(lead: &Browser) -> String {
    let page = lead.get("/people/invite").await;
    let robin =
        [("name", "Robin Dyke"), ("login", "robin@example.org"), ("becomes", "CENTRE_LEAD"), ("until", "")];
    let made = lead.post("/people/invite", &page, &robin).await;
    assert_eq!(made.status, StatusCode::OK, "{}", made.html);
    let start = made.html.find("/join/").expect("a link");
    made.html[start..].chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '/').collect()
}

async fn keeps_the_bar(browser: &Chromium) {
    for width in [1280, 390] {
        browser.width(width).await;
        assert_eq!(axe::violations(browser).await, [""; 0], "at {width}");
    }
    browser.width(320).await;
    let overflow: i64 = browser.ask("return document.documentElement.scrollWidth - window.innerWidth").await;
    assert!(overflow <= 0, "{overflow} px too wide at 320");
    browser.width(1280).await;
}

/// Asks for the password; ends at the second step.
async fn half(browser: &Chromium, url: &str) {
    browser.open(&format!("{url}/sign-in")).await;
    browser.type_in("#login", "robin@example.org").await;
    browser.type_in("#password", CHOSEN).await;
    browser.click(SEND).await;
    browser.find("#f-digits").await;
}

#[tokio::test]
async fn a_member_joins_sets_a_passkey_up_signs_in_with_it_proves_who_they_are_and_leaves() {
    let site = Site::start_as_localhost(web::Demand::Leads).await;
    let lead = {
        // Whoever invites has a second factor, too.
        let lead = site.centre_lead("STH").await;
        crate::passkeys_page::set_up(&lead, &crate::authenticator::Authenticator::new(9, &site.url)).await;
        lead
    };
    let (url, link) = (&site.url, invite(&lead).await);
    let browser = Chromium::start().await;
    browser.with_authenticator().await;

    // Joins, and sees nothing but the account.
    browser.open(&format!("{url}{link}")).await;
    browser.type_in("[name=new_password]", CHOSEN).await;
    browser.type_in("[name=again_password]", CHOSEN).await;
    browser.click(SEND).await;
    browser.find("main a[href='/account/passkeys']").await;
    assert!(browser.text("main").await.contains("Your role needs one"));

    // Sets a passkey up.
    browser.open(&format!("{url}/account/passkeys")).await;
    keeps_the_bar(&browser).await;
    browser.type_in("#f-label", "my phone").await;
    browser.click(SEND).await;
    browser.find(USE).await;
    keeps_the_bar(&browser).await;
    browser.click(USE).await;
    browser.find("li.app-code").await;
    keeps_the_bar(&browser).await;
    browser.open(&format!("{url}/account/passkeys")).await;
    assert_eq!(browser.text("main li strong").await, "my phone");
    keeps_the_bar(&browser).await;

    // Signs out, and in with the password and the passkey.
    browser.click(".nhsuk-header__account-button").await;
    browser.find("#login").await;
    half(&browser, url).await;
    assert!(!browser.text("main").await.contains("A passkey needs JavaScript"), "it can be used here");
    keeps_the_bar(&browser).await;
    browser.click(USE).await;
    browser.find(".nhsuk-header__account-link").await;
    browser.open(&format!("{url}/people")).await;

    // A while later, an act of consequence asks once more, and nothing that was typed is lost.
    site.pass(SignedDuration::from_mins(16));
    browser.open(&format!("{url}/people/invite")).await;
    browser.type_in("[name=name]", "Sam Reed").await;
    browser.type_in("[name=login]", "sam@example.org").await;
    browser.choose("becomes", "DATA_ENTRY").await;
    browser.click(SEND).await;
    browser.find(USE).await;
    keeps_the_bar(&browser).await;
    browser.click(USE).await;
    browser.find("[name=becomes]").await;
    assert_eq!(browser.value("[name=login]").await, "sam@example.org");
    browser.click(SEND).await;
    assert!(browser.text("main").await.contains("works once"));

    // Their membership is ended, and they are out.
    let person = lead.get(&lead.get("/people").await.link_to("Robin Dyke")).await;
    let end = person.link_to("End: ");
    let page = lead.get(&end).await;
    let asked = lead.post(&end, &page, &[]).await;
    let ended = crate::passkeys_page::by_password(&lead, asked, PASSWORD, &end).await;
    assert_eq!(ended.status, StatusCode::SEE_OTHER, "{}", ended.html);
    browser.open(&format!("{url}/people")).await;
    browser.find("#login").await;
    // Signing out clears what the browser keeps, and says so; an act without a fresh proof is answered with 401.
    let meant = |told: &String| told.contains("Clear-Site-Data") || told.contains("/people/invite - Failed");
    let complaints = browser.complaints().await.into_iter().filter(|told| !meant(told));
    assert_eq!(complaints.collect::<Vec<_>>(), [""; 0]);
    browser.quit().await;
}

#[tokio::test]
async fn without_javascript_the_page_says_so_and_codes_remain() {
    let site = Site::start_as_localhost(web::Demand::Nobody).await;
    let desk = site.clerk("STH").await;
    crate::passkeys_page::set_up(&desk, &crate::authenticator::Authenticator::new(1, &site.url)).await;
    let browser = Chromium::start().await;
    browser.without_javascript().await;
    browser.open(&format!("{}/sign-in", site.url)).await;
    browser.type_in("#login", "clerk-sth").await;
    browser.type_in("#password", PASSWORD).await;
    browser.click(SEND).await;
    browser.find("#f-digits").await;
    let main = browser.text("main").await;
    assert!(
        main.contains("A passkey needs JavaScript") && main.contains("One of your recovery codes"),
        "{main}"
    );
    assert!(!browser.find(USE).await.is_displayed().await.unwrap());
    browser.quit().await;
}

#[tokio::test]
async fn a_browser_without_the_passkey_says_what_to_do() {
    let site = Site::start_as_localhost(web::Demand::Nobody).await;
    let desk = site.clerk("STH").await;
    crate::passkeys_page::set_up(&desk, &crate::authenticator::Authenticator::new(1, &site.url)).await;
    let browser = Chromium::start().await;
    browser.with_authenticator().await;
    browser.open(&format!("{}/sign-in", site.url)).await;
    browser.type_in("#login", "clerk-sth").await;
    browser.type_in("#password", PASSWORD).await;
    browser.click(SEND).await;
    browser.click(USE).await;
    browser.find("[data-passkey] [role=alert]:not([hidden])").await;
    assert!(browser.text("main").await.contains("No passkey was used"));
    browser.quit().await;
}
