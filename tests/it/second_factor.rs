//! The second factor: set up, asked for, lost; in the browser without JavaScript, and past it.

use domain::actor::{Actor, Role};
use jiff::{SignedDuration, Timestamp};
use reqwest::StatusCode;
use rstest::rstest;
use secrecy::ExposeSecret;
use store::{SealKey, SignInError, Store};
use testkit::database::Backend;
use testkit::fixtures::{PASSWORD, furnished, member, now};
use totp_rs::{Builder, Secret};
use web::Demand;

use crate::site::{Browser, Page, Site};

/// The code that an app shows which was given a key.
pub(crate) fn code(key: &str, at: Timestamp) -> String {
    let key: String = key.chars().filter(|c| !c.is_whitespace()).collect();
    let secret = Secret::try_from_base32(key).expect("a key in base 32");
    let totp =
        Builder::new().with_secret(secret).with_account_name("x").build().expect("a secret of 160 bits");
    totp.generate(u64::try_from(at.as_second()).unwrap()).to_string()
}

/// The text of the first element of a class.
fn text_of(page: &Page, class: &str) -> String {
    let document = scraper::Html::parse_document(&page.html);
    let found = scraper::Selector::parse(&format!(".{class}")).unwrap();
    document.select(&found).next().expect(class).text().collect()
}

/// Sets an app up in the browser: its key, and the recovery codes.
pub(crate) async fn set_up(site: &Site, browser: &Browser) -> (String, Vec<String>) {
    let page = browser.get("/account/second-factor").await;
    let handed = browser.post("/account/second-factor/app", &page, &[]).await;
    assert_eq!(handed.status, StatusCode::OK, "{}", handed.html);
    let key = text_of(&handed, "app-code");
    let wrong = browser.post("/account/second-factor/app/code", &handed, &[("digits", "000000")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(text_of(&wrong, "app-code"), key, "a typing error does not begin anew");
    let typed = code(&key, site.time());
    let codes = browser.post("/account/second-factor/app/code", &wrong, &[("digits", typed.as_str())]).await;
    assert_eq!(codes.status, StatusCode::OK, "{}", codes.html);
    let document = scraper::Html::parse_document(&codes.html);
    let item = scraper::Selector::parse("li.app-code").unwrap();
    (key, document.select(&item).map(|code| code.text().collect()).collect())
}

/// Signs in with the password; the page that asks for the code.
async fn half(site: &Site, login: &str) -> (Browser, Page) {
    let browser = site.visitor();
    let page = browser.get("/sign-in").await;
    let asked = browser.post("/sign-in", &page, &[("login", login), ("password", PASSWORD)]).await;
    assert_eq!(asked.status, StatusCode::OK);
    asked.shows("Your password is right. Now the code");
    (browser, asked)
}

#[tokio::test]
async fn after_the_password_a_code_is_asked_for_and_nothing_is_open_before_it() {
    let site = Site::start(Backend::Sqlite).await;
    let (key, _) = set_up(&site, &site.clerk("STH").await).await;
    site.pass(SignedDuration::from_secs(30));
    let (robin, asked) = half(&site, "clerk-sth").await;
    for path in ["/centre", "/account", "/account/second-factor", "/exports/bundle.zip"] {
        assert_eq!(robin.get(path).await.status, StatusCode::SEE_OTHER, "{path} with half a sign-in");
    }
    let wrong = robin.post("/sign-in/second", &asked, &[("digits", "000000")]).await;
    wrong.shows("The code is not right");
    let typed = code(&key, site.time());
    let signed_in =
        robin.post("/sign-in/second", &wrong, &[("digits", typed.as_str()), ("next", "/centre")]).await;
    assert_eq!((signed_in.status, signed_in.location.as_str()), (StatusCode::SEE_OTHER, "/centre"));
    assert_eq!(robin.get("/centre").await.status, StatusCode::OK);

    let (again, asked) = half(&site, "clerk-sth").await;
    let used = again.post("/sign-in/second", &asked, &[("digits", typed.as_str())]).await;
    used.shows("was used already");
}

#[tokio::test]
async fn a_recovery_code_gets_somebody_in_once() {
    let site = Site::start(Backend::Sqlite).await;
    let (_, codes) = set_up(&site, &site.clerk("STH").await).await;
    assert_eq!(codes.len(), 10);
    let lost = codes[3].to_lowercase().replace('-', " ");
    let (robin, asked) = half(&site, "clerk-sth").await;
    let signed_in = robin.post("/sign-in/second", &asked, &[("digits", lost.as_str())]).await;
    assert_eq!(signed_in.status, StatusCode::SEE_OTHER, "{}", signed_in.html);
    robin.get("/account/second-factor").await.shows("9 recovery codes");
    let (again, asked) = half(&site, "clerk-sth").await;
    again.post("/sign-in/second", &asked, &[("digits", lost.as_str())]).await.shows("The code is not right");
}

#[tokio::test]
async fn what_was_typed_before_a_session_ended_comes_back_after_the_code() {
    let site = Site::start(Backend::Sqlite).await;
    let robin = site.clerk("STH").await;
    let (key, _) = set_up(&site, &robin).await;
    let page = robin.get("/records/patient/new").await;
    site.pass(SignedDuration::from_mins(31));
    let mut typed = page.controls();
    typed.iter_mut().find(|(name, _)| name == "age_years").expect("a question").1 = "47".to_owned();
    let fields: Vec<(&str, String)> =
        typed.iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
    let late = robin.post_as_is("/records/patient/new", &fields).await;
    assert_eq!(late.status, StatusCode::UNAUTHORIZED);
    let mut form: Vec<(&str, String)> = ["csrf", "next", "kept.to", "kept.page", "kept.fields", "kept.whose"]
        .map(|name| (name, late.value_of(name)))
        .into();
    form.extend([("login", "clerk-sth".to_owned()), ("password", PASSWORD.to_owned())]);
    let asked = robin.post_as_is("/sign-in", &form).await;
    asked.shows("Now the code");
    let mut form: Vec<(&str, String)> = ["csrf", "next", "kept.to", "kept.page", "kept.fields", "kept.whose"]
        .map(|name| (name, asked.value_of(name)))
        .into();
    form.push(("digits", code(&key, site.time())));
    let back = robin.post_as_is("/sign-in/second", &form).await;
    assert_eq!(back.status, StatusCode::OK, "{}", back.html);
    assert_eq!(back.value_of("age_years"), "47");
}

#[tokio::test]
async fn setting_one_up_signs_out_whoever_has_not_shown_it() {
    let site = Site::start(Backend::Sqlite).await;
    let desk = site.clerk("STH").await;
    let ward = site.signed_in("clerk-sth").await;
    set_up(&site, &desk).await;
    assert_eq!(ward.get("/account").await.status, StatusCode::SEE_OTHER, "they had the password alone");
    assert_eq!(desk.get("/account").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_key_that_somebody_has_seen_before_is_never_handed_out_again() {
    let site = Site::start(Backend::Sqlite).await;
    let clerk = site.clerk("STH").await;
    let page = clerk.get("/account/second-factor").await;
    let first = clerk.post("/account/second-factor/app", &page, &[]).await;
    let second = clerk.post("/account/second-factor/app", &page, &[]).await;
    assert_ne!(text_of(&first, "app-code"), text_of(&second, "app-code"));
    let typed = code(&text_of(&first, "app-code"), site.time());
    let refused = clerk.post("/account/second-factor/app/code", &second, &[("digits", typed.as_str())]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "the first counts for nothing");
    for _ in 0..5 {
        clerk.post("/account/second-factor/app/code", &second, &[("digits", "000000")]).await;
    }
    let soon = clerk.post("/account/second-factor/app/code", &second, &[("digits", "000000")]).await;
    assert_eq!(soon.status, StatusCode::TOO_MANY_REQUESTS, "nor are codes tried without end");
    site.pass(SignedDuration::from_mins(31));
    let again = site.signed_in("clerk-sth").await;
    let page = again.get("/account/second-factor").await;
    let late = again.post("/account/second-factor/app/code", &page, &[("digits", typed.as_str())]).await;
    late.shows("nothing was begun, or too long ago");
}

#[tokio::test]
async fn what_was_typed_at_the_second_of_two_centres_comes_back_there() {
    let site = Site::start(Backend::Sqlite).await;
    let robin = member(&site.store, "robin", Role::DataEntry, Some("STH")).await;
    let also = domain::actor::Post::of(Role::DataEntry, Some(testkit::fixtures::centre("PAP"))).unwrap();
    let later = now() + SignedDuration::from_mins(1);
    site.store.give_post(&Actor::system("test"), later, robin.member, also, None).await.unwrap();
    let browser = site.signed_in("robin").await;
    let account = browser.get("/account").await;
    let there = account.value_of("membership");
    browser.post("/account/act-as", &account, &[("membership", there.as_str())]).await;
    let page = browser.get("/records/patient/new").await;
    site.pass(SignedDuration::from_mins(31));
    let mut typed = page.controls();
    typed.iter_mut().find(|(name, _)| name == "age_years").expect("a question").1 = "47".to_owned();
    let fields: Vec<(&str, String)> =
        typed.iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
    let late = browser.post_as_is("/records/patient/new", &fields).await;
    let names = ["csrf", "next", "kept.to", "kept.page", "kept.fields", "kept.whose"];
    let mut form: Vec<(&str, String)> = names.map(|name| (name, late.value_of(name))).into();
    form.extend([("login", "robin".to_owned()), ("password", PASSWORD.to_owned())]);
    let back = browser.post_as_is("/sign-in", &form).await;
    assert_eq!(back.value_of("age_years"), "47", "{}", back.html);
    browser.get("/account").await.shows("(PAP)");
}

mod a_role_that_needs_one {
    use super::*;

    #[tokio::test]
    async fn sees_its_account_alone_until_one_is_set_up() {
        let site = Site::start_demanding(Demand::Leads).await;
        let (lead, clerk) = (site.centre_lead("STH").await, site.clerk("STH").await);
        assert_eq!(clerk.get("/centre").await.status, StatusCode::OK, "it is asked of leads");
        let page = lead.get("/centre").await;
        assert_eq!((page.status, page.location.as_str()), (StatusCode::SEE_OTHER, "/account/second-factor"));
        let form = lead.get("/account").await;
        let refused = lead.post("/people/invite", &form, &[("name", "x")]).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
        refused.shows("Your role needs a second factor");
        set_up(&site, &lead).await;
        assert_eq!(lead.get("/centre").await.status, StatusCode::OK, "at once, without signing in again");
    }

    #[tokio::test]
    async fn that_takes_it_away_is_back_at_its_account() {
        let site = Site::start_demanding(Demand::Everybody).await;
        let clerk = site.clerk("STH").await;
        set_up(&site, &clerk).await;
        let page = clerk.get("/account/second-factor/remove").await;
        clerk.post("/account/second-factor/remove", &page, &[]).await;
        let again = site.signed_in("clerk-sth").await;
        assert_eq!(again.get("/centre").await.location, "/account/second-factor");
    }
}

#[tokio::test]
async fn a_lost_device_is_forgotten_with_the_password_by_whoever_keeps_the_person() {
    let site = Site::start(Backend::Sqlite).await;
    let lead = site.centre_lead("STH").await;
    set_up(&site, &site.clerk("STH").await).await;
    let person = lead.get("/people").await.link_to("Member clerk-sth");
    let ask = format!("{person}/password");
    let page = lead.get(&ask).await;
    let made = lead.post(&ask, &page, &[("clears", "yes")]).await;
    let start = made.html.find("/join/").expect("a link");
    let link: String =
        made.html[start..].chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '/').collect();
    let robin = site.visitor();
    let page = robin.get(&link).await;
    let secret = page.value_of("link");
    let chosen = "velvet anchor picnic thunder";
    let fields = [("link", secret.as_str()), ("new_password", chosen), ("again_password", chosen)];
    let joined = robin.post("/join", &page, &fields).await;
    assert_eq!(
        (joined.status, joined.location.as_str()),
        (StatusCode::SEE_OTHER, "/centre"),
        "{}",
        joined.html
    );
}

#[tokio::test]
async fn a_new_password_alone_does_not_take_the_place_of_the_code() {
    let site = Site::start(Backend::Sqlite).await;
    let lead = site.centre_lead("STH").await;
    set_up(&site, &site.clerk("STH").await).await;
    let ask = format!("{}/password", lead.get("/people").await.link_to("Member clerk-sth"));
    let page = lead.get(&ask).await;
    let made = lead.post(&ask, &page, &[]).await;
    let start = made.html.find("/join/").expect("a link");
    let link: String =
        made.html[start..].chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '/').collect();
    let robin = site.visitor();
    let page = robin.get(&link).await;
    let (secret, chosen) = (page.value_of("link"), "velvet anchor picnic thunder");
    let fields = [("link", secret.as_str()), ("new_password", chosen), ("again_password", chosen)];
    let joined = robin.post("/join", &page, &fields).await;
    assert_eq!(joined.location, "/sign-in", "they sign in, with the code: {}", joined.html);
    assert_eq!(robin.get("/centre").await.status, StatusCode::SEE_OTHER);
}

mod past_the_browser {
    use super::*;

    async fn with_app(on: Backend) -> (testkit::database::Database, Store, Actor, String) {
        let (db, store) = furnished(on).await;
        let store = store.sealing_with(SealKey::new([7; 32]));
        let robin = member(&store, "robin", Role::DataEntry, Some("STH")).await;
        let key = store.begin_app(&robin, now(), "the audit").await.unwrap().key.expose_secret().to_owned();
        let codes = store.confirm_app(&robin, now(), "no session", &code(&key, now())).await.unwrap();
        assert_eq!(codes.len(), 10);
        (db, store, robin, key)
    }

    #[rstest]
    #[tokio::test]
    async fn a_code_is_taken_once_also_by_two_at_the_same_moment(
        #[values(Backend::Sqlite, Backend::Postgres)] on: Backend,
    ) {
        let (db, store, robin, key) = with_app(on).await;
        let other = db.store().await.sealing_with(SealKey::new([7; 32]));
        let later = now() + SignedDuration::from_secs(60);
        let typed = code(&key, later);
        let (one, two) =
            tokio::join!(store.try_code(&robin, &typed, later), other.try_code(&robin, &typed, later));
        assert_eq!(usize::from(one.is_ok()) + usize::from(two.is_ok()), 1, "{one:?} {two:?}");
        assert_eq!(store.verify(&mut |_| ()).await.unwrap().broken, None);
    }

    #[tokio::test]
    async fn whoever_tries_codes_waits_longer_each_time_from_wherever_they_come() {
        let (_db, store, robin, key) = with_app(Backend::Sqlite).await;
        let later = now() + SignedDuration::from_secs(60);
        for turn in 0..5 {
            let wrong = store.try_code(&robin, "000000", later).await;
            assert!(matches!(wrong, Err(SignInError::Wrong)), "{turn}: {wrong:?}");
        }
        let right = store.try_code(&robin, &code(&key, later), later).await;
        assert!(matches!(right, Err(SignInError::TooSoon { seconds: 1 })), "{right:?}");
        let after = later + SignedDuration::from_secs(1);
        store.try_code(&robin, &code(&key, after), after).await.expect("after the delay it is taken");
    }

    #[tokio::test]
    async fn the_key_of_one_app_is_not_that_of_another() {
        let (_db, store, _, key) = with_app(Backend::Sqlite).await;
        let other = member(&store, "other", Role::DataEntry, Some("STH")).await;
        let theirs = store.begin_app(&other, now(), "the audit").await.unwrap().key;
        assert_ne!(theirs.expose_secret(), key);
        let wrong = store.confirm_app(&other, now(), "no session", &code(&key, now())).await;
        assert!(matches!(wrong, Err(SignInError::Wrong)), "{wrong:?}");
    }

    #[tokio::test]
    async fn another_key_opens_nothing_and_a_recovery_code_still_works() {
        let (db, store) = furnished(Backend::Sqlite).await;
        let store = store.sealing_with(SealKey::new([7; 32]));
        let robin = member(&store, "robin", Role::DataEntry, Some("STH")).await;
        let key = store.begin_app(&robin, now(), "the audit").await.unwrap().key.expose_secret().to_owned();
        let codes = store.confirm_app(&robin, now(), "no session", &code(&key, now())).await.unwrap();
        let other = db.store().await.sealing_with(SealKey::new([8; 32]));
        let later = now() + SignedDuration::from_secs(60);
        let told = other.try_code(&robin, &code(&key, later), later).await.unwrap_err().to_string();
        assert!(told.contains("Use a recovery code"), "{told}");
        other.try_code(&robin, codes[0].expose_secret(), later).await.expect("it needs no key");
        let kept = db.strings("SELECT hex(sealed) FROM second_factor").await;
        let secret = totp_rs::Secret::try_from_base32(&key).unwrap();
        assert!(
            !kept[0].contains(&files::hex(secret.as_bytes()).to_uppercase()),
            "the secret is not in the database"
        );
    }
}
