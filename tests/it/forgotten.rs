//! A forgotten password, with a link by e-mail: asked for in the browser without JavaScript, taken from the message.

use domain::actor::{Actor, Post, Role};
use jiff::SignedDuration;
use reqwest::StatusCode;
use secrecy::ExposeSecret;
use store::{Account, Invite, Store};
use testkit::command::Ecmopt;
use testkit::database::Backend;
use testkit::fixtures::{PASSWORD, centre, member};
use testkit::mailbox::{Mailbox, outbox};
use testkit::visitor::{Visitor, value_of};
use web::{Config, Federation};

use crate::site::{Browser, Page, Site};

const PAGE: &str = "/sign-in/forgotten";
const PUBLIC: &str = "https://audit.example.org";
const ROBIN: &str = "robin@example.org";
const CHOSEN: &str = "velvet anchor picnic thunder";
const ON_ITS_WAY: &str = "a link is on its way to it. It works once, for an hour.";

/// The service with a mail server, and Robin, who has forgotten the password.
async fn site(mailbox: &Mailbox) -> (Site, Actor) {
    site_with(Config { outbox: Some(mailbox.outbox()), ..Config::default() }).await
}

async fn site_with(config: Config) -> (Site, Actor) {
    let public_url = Some(PUBLIC.parse().unwrap());
    let site = Site::start_as(Backend::Sqlite, Config { public_url, ..config }).await;
    let robin = member(&site.store, ROBIN, Role::DataEntry, Some("STH")).await;
    (site, robin)
}

/// Asks for a link; the page that is answered.
async fn ask(site: &Site, login: &str) -> Page {
    let visitor = site.visitor();
    let page = visitor.get(PAGE).await;
    visitor.post(PAGE, &page, &[("login", login)]).await
}

/// Where the link of a message leads.
fn link_in(text: &str) -> String {
    let (_, rest) = text.split_once(PUBLIC).expect("a link");
    rest.lines().next().unwrap().to_owned()
}

/// Opens a link and chooses a password; the browser, and the answer.
async fn choose(site: &Site, link: &str) -> (Browser, Page) {
    let robin = site.visitor();
    let page = robin.get(link).await;
    page.shows("Choose a new password");
    let secret = page.value_of("link");
    let fields = [("link", secret.as_str()), ("new_password", CHOSEN), ("again_password", CHOSEN)];
    let chosen = robin.post("/join", &page, &fields).await;
    (robin, chosen)
}

/// Who has made links, as the trail tells it.
async fn made_by(site: &Site) -> Vec<String> {
    site.strings("SELECT actor FROM audit_event WHERE action = 'invitation.make'").await
}

#[tokio::test]
async fn comes_by_e_mail_and_becomes_a_password() {
    let mut mailbox = Mailbox::start().await;
    let (site, _) = site(&mailbox).await;
    let before = site.signed_in(ROBIN).await;
    let sign_in = site.visitor().get("/sign-in").await;
    assert_eq!(sign_in.link_to("Forgotten your password?"), PAGE);
    let asked = ask(&site, " Robin@Example.org ").await;
    assert_eq!(asked.status, StatusCode::OK);
    asked.shows(ON_ITS_WAY);

    let letter = mailbox.next().await;
    assert_eq!(letter.to, [ROBIN]);
    assert!(
        letter.headers.contains("Subject: A new password for ECMO Physiotherapy Audit"),
        "{}",
        letter.headers
    );
    for part in
        ["for the user name robin@example.org at", "until 1 April 2026 at 11:00.", "If it was not you"]
    {
        assert!(letter.text.contains(part), "{part} is not in {}", letter.text);
    }
    let link = link_in(&letter.text);
    let (robin, chosen) = choose(&site, &link).await;
    assert_eq!(chosen.location, "/centre", "{}", chosen.html);
    assert_eq!(robin.get("/centre").await.status, StatusCode::OK);
    assert_eq!(before.get("/centre").await.status, StatusCode::SEE_OTHER, "signed out everywhere else");
    assert_eq!(site.visitor().sign_in(ROBIN, PASSWORD).await.status(), StatusCode::OK, "not let in");
    assert_eq!(site.visitor().sign_in(ROBIN, CHOSEN).await.status(), StatusCode::SEE_OTHER);
    site.visitor().get(&link).await.shows("used already");
    assert_eq!(made_by(&site).await, ["service: password by e-mail"]);
    assert_eq!(site.store.verify(&mut |_| ()).await.unwrap().broken, None);
}

#[tokio::test]
async fn works_for_an_hour() {
    let mut mailbox = Mailbox::start().await;
    let (site, _) = site(&mailbox).await;
    ask(&site, ROBIN).await;
    let link = link_in(&mailbox.next().await.text);
    site.pass(SignedDuration::from_mins(59));
    site.visitor().get(&link).await.shows("Choose a new password");
    site.pass(SignedDuration::from_mins(1));
    site.visitor().get(&link).await.shows("This link is too old");
}

#[tokio::test]
async fn is_told_alike_to_everybody_and_sent_to_those_alone_who_can_use_it() {
    let mut mailbox = Mailbox::start().await;
    let (site, _) = site(&mailbox).await;
    let system = Actor::system("test");
    member(&site.store, "clerk", Role::DataEntry, Some("STH")).await;
    let gone = member(&site.store, "gone@example.org", Role::DataEntry, Some("STH")).await;
    site.store.retire_member(&system, site.time(), gone.member).await.unwrap();
    let known = ask(&site, ROBIN).await;
    mailbox.next().await;
    for login in ["nobody@example.org", "clerk", "gone@example.org"] {
        let page = ask(&site, login).await;
        assert_eq!((page.status, page.stable_main()), (known.status, known.stable_main()), "{login}");
    }
    mailbox.stays_empty().await;
    assert_eq!(made_by(&site).await.len(), 1);
}

#[tokio::test]
async fn is_not_sent_to_somebody_who_signs_in_at_a_provider_alone() {
    let mut mailbox = Mailbox::start().await;
    let (site, _) = site(&mailbox).await;
    let post = Post::of(Role::DataEntry, Some(centre("STH"))).unwrap();
    let invite = Invite { login: "sam@example.org".to_owned(), name: "Sam".to_owned(), post, ends_at: None };
    let (_, link) = site.store.invite(&Actor::system("test"), site.time(), invite).await.unwrap();
    let account = Account { issuer: "https://login.example.org".to_owned(), subject: "u-sam".to_owned() };
    let link = Store::link_hash(link.expose_secret());
    site.store.accept_at(site.time(), link, account).await.unwrap();
    ask(&site, "sam@example.org").await.shows(ON_ITS_WAY);
    mailbox.stays_empty().await;
}

#[tokio::test]
async fn is_sent_once_in_a_quarter_of_an_hour_and_the_newest_alone_works() {
    let mut mailbox = Mailbox::start().await;
    let (site, _) = site(&mailbox).await;
    ask(&site, ROBIN).await;
    let first = link_in(&mailbox.next().await.text);
    site.pass(SignedDuration::from_mins(14));
    ask(&site, ROBIN).await.shows(ON_ITS_WAY);
    mailbox.stays_empty().await;
    site.visitor().get(&first).await.shows("Choose a new password");
    site.pass(SignedDuration::from_mins(1));
    ask(&site, ROBIN).await;
    let second = link_in(&mailbox.next().await.text);
    site.visitor().get(&first).await.shows("This link was taken back");
    site.visitor().get(&second).await.shows("Choose a new password");
}

#[tokio::test]
async fn takes_no_link_away_that_forgets_the_second_factor_too() {
    let mut mailbox = Mailbox::start().await;
    let (site, robin) = site(&mailbox).await;
    let lead = member(&site.store, "lead", Role::CentreLead, Some("STH")).await;
    let made = site.store.invite_to_password(&lead, site.time(), robin.member, true).await;
    let (_, link) = made.unwrap();
    site.pass(SignedDuration::from_mins(16));
    ask(&site, ROBIN).await.shows(ON_ITS_WAY);
    mailbox.stays_empty().await;
    site.visitor().get(&format!("/join/{}", link.expose_secret())).await.shows("Choose a new password");
}

#[tokio::test]
async fn leaves_the_second_factor_as_it_is() {
    let mut mailbox = Mailbox::start().await;
    let (site, _) = site(&mailbox).await;
    crate::second_factor::set_up(&site, &site.signed_in(ROBIN).await).await;
    ask(&site, ROBIN).await;
    let link = link_in(&mailbox.next().await.text);
    let (robin, chosen) = choose(&site, &link).await;
    assert_eq!(chosen.location, "/sign-in", "they sign in, with the code: {}", chosen.html);
    let page = robin.get("/sign-in").await;
    let asked = robin.post("/sign-in", &page, &[("login", ROBIN), ("password", CHOSEN)]).await;
    asked.shows("Your password is right. Now the code");
    assert_eq!(robin.get("/centre").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn leads_to_the_address_that_is_set_whatever_a_request_says() {
    let mut mailbox = Mailbox::start().await;
    let (site, _) = site(&mailbox).await;
    let visitor = site.visitor();
    let form = [("csrf", visitor.get(PAGE).await.value_of("csrf")), ("login", ROBIN.to_owned())];
    let request = visitor.client().post(format!("{}{PAGE}", site.url)).header("host", "evil.example");
    let answer = request.header("x-forwarded-host", "evil.example").form(&form).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    let letter = mailbox.next().await;
    assert!(!letter.text.contains("evil"), "{}", letter.text);
    assert!(link_in(&letter.text).starts_with("/join/"));
}

#[tokio::test]
async fn is_asked_for_by_name() {
    let mailbox = Mailbox::start().await;
    let (site, _) = site(&mailbox).await;
    let empty = ask(&site, "  ").await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    empty.shows("Enter your user name");
    empty.shows("autocomplete=\"username\"");
    let forged = site.visitor().post_as_is(PAGE, &[("login", ROBIN.to_owned())]).await;
    assert_eq!(forged.status, StatusCode::FORBIDDEN, "a form that is not ours");
}

#[tokio::test]
async fn is_delayed_for_a_source_that_asks_again_and_again() {
    let mailbox = Mailbox::start().await;
    let (site, _) = site(&mailbox).await;
    for number in 0..5 {
        ask(&site, &format!("nobody-{number}@example.org")).await.shows(ON_ITS_WAY);
    }
    let refused = ask(&site, ROBIN).await;
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    refused.shows("A new password was asked for too often from here. Wait 1 second");
    let signed_in = site.visitor().sign_in(ROBIN, PASSWORD).await;
    assert_eq!(signed_in.status(), StatusCode::SEE_OTHER, "nobody is kept from signing in");
    site.pass(SignedDuration::from_secs(2));
    ask(&site, ROBIN).await.shows(ON_ITS_WAY);
}

mod where_none_is_mailed {
    use super::*;

    async fn says_so(site: &Site) {
        site.visitor().get("/sign-in").await.hides(PAGE);
        let visitor = site.visitor();
        let page = visitor.get(PAGE).await;
        assert_eq!(page.status, StatusCode::OK);
        page.shows("No links are mailed from here. Ask the lead of your centre");
        page.hides("name=\"login\"");
        let marked = visitor.get("/sign-in").await;
        let sent = visitor.post(PAGE, &marked, &[("login", ROBIN)]).await;
        sent.shows("No links are mailed from here");
        assert!(made_by(site).await.is_empty());
    }

    #[tokio::test]
    async fn the_page_says_whom_to_ask() {
        let (site, _) = site_with(Config::default()).await;
        site.visitor().get("/sign-in").await.shows("ask the lead of your centre");
        says_so(&site).await;
    }

    #[tokio::test]
    async fn because_no_passwords_are_taken_the_page_says_so_as_well() {
        let mut mailbox = Mailbox::start().await;
        let provider = testkit::provider::Provider::start().await;
        let federation = Federation { local: false, ..crate::provider::federation(&provider) };
        let config =
            Config { outbox: Some(mailbox.outbox()), federation: Some(federation), ..Config::default() };
        says_so(&site_with(config).await.0).await;
        mailbox.stays_empty().await;
    }
}

/// A server at which nobody listens.
fn nowhere() -> String {
    let gone = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap();
    format!("smtp://{gone}")
}

#[tokio::test]
async fn a_server_that_is_down_is_nothing_to_whoever_asks() {
    let mailbox = Mailbox::start().await;
    let known = ask(&site(&mailbox).await.0, ROBIN).await;
    let (site, _) = site_with(Config { outbox: Some(outbox(&nowhere())), ..Config::default() }).await;
    let page = ask(&site, ROBIN).await;
    assert_eq!((page.status, page.stable_main()), (known.status, known.stable_main()));
}

#[tokio::test]
async fn the_log_says_what_came_of_it_and_names_nobody() {
    let ecmopt = Ecmopt::new();
    let add =
        ["member", "add", "--login", ROBIN, "--name", "Robin", "--role", "data-entry", "--centre", "STH"];
    assert_eq!(ecmopt.run_with(&add, &format!("{PASSWORD}\n")).code, 0);
    let server = nowhere();
    let set =
        ["--smtp-url", &server, "--mail-from", "audit@example.org", "--public-url", "http://localhost:1"];
    let serving = ecmopt.serve_with(&set);
    let nobody = Visitor::nobody(&serving.url).unwrap();
    for login in ["somebody else", ROBIN] {
        let csrf = value_of(&nobody.get(PAGE).await.unwrap(), "csrf");
        nobody.post(PAGE, &[("csrf", &*csrf), ("login", login)]).await.unwrap();
    }
    serving.log_with("no link for a new password was mailed");
    let log = serving.log_with("a link for a new password could not be mailed").join("\n");
    assert!(log.contains("the mail server cannot be used"), "{log}");
    for secret in ["robin", "somebody else", "/join/"] {
        assert!(!log.contains(secret), "{secret} is in the log: {log}");
    }
}
