//! A real browser, with and without JavaScript. Needs Debian's chromium and chromium-driver.

use std::{
    net::TcpListener,
    process::{Child, Command, Stdio},
    time::Duration,
};

use domain::actor::Role;
use serde_json::json;
use testkit::{
    database::Backend,
    fixtures::{PASSWORD, member},
};
use thirtyfour::{ChromiumLikeCapabilities, LoggingPrefsLogLevel, prelude::*};

use crate::site::Site;

const FLAGS: &[&str] = &[
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--window-size=1280,1000",
];

/// A Chromium with its driver. Both end with it, whatever becomes of the test.
struct Chromium {
    driver: WebDriver,
    _process: Process,
    _profile: tempfile::TempDir,
}

/// A program that ends with its owner.
struct Process(Child);

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Chromium {
    async fn start() -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let process = Command::new("chromedriver")
            .arg(format!("--port={port}"))
            .arg("--silent")
            .stderr(Stdio::null())
            .spawn()
            .expect("chromedriver is installed: apt-get install chromium-driver");
        let profile = tempfile::tempdir().unwrap();
        let mut wishes = DesiredCapabilities::chrome();
        for flag in FLAGS {
            wishes.add_arg(flag).unwrap();
        }
        wishes.add_arg(&format!("--user-data-dir={}", profile.path().display())).unwrap();
        wishes.set_browser_log_level(LoggingPrefsLogLevel::All).unwrap();
        let address = format!("http://127.0.0.1:{port}");
        for _ in 0..100 {
            if tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_ok() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        let driver = WebDriver::new(&address, wishes).await.expect("Chromium starts");
        Self { driver, _process: Process(process), _profile: profile }
    }

    async fn open(&self, address: &str) {
        self.driver.goto(address).await.unwrap();
        // Without it, a page that the browser made itself would pass for one of ours.
        self.find("#maincontent").await;
    }

    async fn find(&self, css: &str) -> WebElement {
        let found = self.driver.query(By::Css(css)).first().await;
        found.unwrap_or_else(|error| panic!("{css}: {error}"))
    }

    async fn type_in(&self, css: &str, text: &str) {
        let field = self.find(css).await;
        field.clear().await.unwrap();
        field.send_keys(text).await.unwrap();
    }

    async fn click(&self, css: &str) {
        self.find(css).await.click().await.unwrap();
    }

    async fn choose(&self, name: &str, value: &str) {
        self.click(&format!("select[name=\"{name}\"] option[value=\"{value}\"]")).await;
    }

    async fn without_javascript(&self) {
        let off = json!({ "value": true });
        self.driver.cdp().send_raw("Emulation.setScriptExecutionDisabled", off).await.unwrap();
    }

    async fn width(&self, width: u32) {
        let screen = json!({ "width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 600 });
        self.driver.cdp().send_raw("Emulation.setDeviceMetricsOverride", screen).await.unwrap();
    }

    async fn sign_in(&self, site: &Site, login: &str) {
        self.open(&format!("{}/sign-in", site.url)).await;
        self.type_in("#login", login).await;
        self.type_in("#password", PASSWORD).await;
        self.click("main form button[type=submit]:not([hidden])").await;
        self.find(".app-tiles").await;
    }

    /// Enters a contact from its admission's page.
    async fn enter_contact(&self, site: &Site, reference: &str, time: &str) {
        self.open(&format!("{}/admissions/A00001", site.url)).await;
        self.click(".app-actions a").await;
        self.type_in("[name=contact_ref]", reference).await;
        self.type_in("[name='start_at.date']", "25/3/2026").await;
        self.type_in("[name='start_at.time']", time).await;
        for choice in [
            "outcome][value=TREATED",
            "kind][value=ROUTINE",
            "domain][value=RESP",
            "delivered_by][value=PT",
            "airway][value=ETT",
        ] {
            self.click(&format!("[name={choice}]")).await;
        }
        for (name, value) in [
            ("minutes", "30"),
            ("rass", "-2"),
            ("spo2_start", "94"),
            ("spo2_min", "91"),
            ("ecmo_flow_l_min", "4.2"),
            ("ecmo_sweep_l_min", "3"),
            ("ecmo_fdo2", "0.6"),
        ] {
            self.type_in(&format!("[name={name}]"), value).await;
        }
        self.choose("interventions.0.code", "SUC_ETT").await;
        self.choose("staff.0.role", "PT").await;
        self.click("[name='staff.0.band'][value='6']").await;
        self.type_in("[name='staff.0.n']", "1").await;
        self.click("[name='staff.0.ecmo_competent'][value=true]").await;
        // Enter saves, although other buttons stand before the one that does.
        self.type_in("[name=minutes]", "30\u{e007}").await;
        self.find(".nhsuk-notification-banner").await;
    }

    async fn text(&self, css: &str) -> String {
        self.find(css).await.text().await.unwrap()
    }

    /// Errors on the console, but for the statuses that pages answer on purpose.
    async fn complaints(&self) -> Vec<String> {
        let entries = self.driver.browser_log().await.unwrap();
        entries.into_iter().map(|entry| entry.message).filter(|message| !message.contains("422")).collect()
    }

    async fn quit(self) {
        self.driver.quit().await.unwrap();
    }
}

async fn site_with_a_clerk() -> Site {
    let site = Site::start(Backend::Sqlite).await;
    site.on_ecmo("STH").await;
    member(&site.store, "clerk", Role::DataEntry, Some("STH")).await;
    site
}

#[tokio::test]
async fn a_contact_is_entered_without_javascript() {
    let (site, browser) = (site_with_a_clerk().await, Chromium::start().await);
    browser.without_javascript().await;
    browser.sign_in(&site, "clerk").await;
    browser.enter_contact(&site, "C-NOSCRIPT", "0940").await;
    assert!(browser.text(".nhsuk-notification-banner").await.contains("Physiotherapy contact saved"));
    browser.open(&format!("{}/admissions/A00001", site.url)).await;
    assert!(browser.text("main").await.contains("C-NOSCRIPT"));
    browser.quit().await;
}

#[tokio::test]
async fn a_contact_is_entered_with_javascript() {
    let (site, browser) = (site_with_a_clerk().await, Chromium::start().await);
    browser.sign_in(&site, "clerk").await;
    browser.enter_contact(&site, "C-SCRIPT", "10:40").await;
    assert_eq!(browser.complaints().await, [""; 0]);
    browser.quit().await;
}

#[tokio::test]
async fn the_error_summary_takes_the_focus_and_leads_to_the_field() {
    let (site, browser) = (site_with_a_clerk().await, Chromium::start().await);
    browser.sign_in(&site, "clerk").await;
    browser.open(&format!("{}/records/patient/new", site.url)).await;
    browser.click("form[data-entry] button.nhsuk-button[value=save]").await;
    let focused = browser.driver.active_element().await.unwrap();
    assert_eq!(focused.class_name().await.unwrap().as_deref(), Some("nhsuk-error-summary"));
    browser.click(".nhsuk-error-summary a[href='#f-age_years']").await;
    let focused = browser.driver.active_element().await.unwrap();
    assert_eq!(focused.attr("name").await.unwrap().as_deref(), Some("age_years"));
    browser.quit().await;
}

#[tokio::test]
async fn no_page_is_wider_than_a_phone() {
    let (site, browser) = (site_with_a_clerk().await, Chromium::start().await);
    browser.sign_in(&site, "clerk").await;
    let pages = [
        "/centre",
        "/admissions",
        "/admissions/A00001",
        "/records/physio_contact/new",
        "/records/ecmo_run/new",
        "/help",
    ];
    for width in [1280, 390, 320] {
        browser.width(width).await;
        for page in pages {
            browser.open(&format!("{}{page}", site.url)).await;
            let script = "return document.documentElement.scrollWidth - window.innerWidth";
            let overflow: i64 = browser.driver.execute(script, vec![]).await.unwrap().convert().unwrap();
            assert!(overflow <= 0, "{page} is {overflow} too wide at {width}");
        }
    }
    assert_eq!(browser.complaints().await, [""; 0]);
    browser.quit().await;
}

/// What entry pages do for those who have JavaScript.
mod entry {
    use super::*;

    const NEW: &str = "/records/physio_contact/new?admission_ref=A00001";

    /// A clerk at the page of a new contact, with one contact before it.
    async fn at_a_new_contact() -> (Site, Chromium) {
        let (site, browser) = (site_with_a_clerk().await, Chromium::start().await);
        let contact = testkit::fixtures::contact(1);
        let submit = testkit::fixtures::submission("physio_contact", &contact);
        let actor = testkit::fixtures::clerk("STH");
        site.store.submit(&actor, testkit::fixtures::now(), submit).await.unwrap();
        browser.sign_in(&site, "clerk").await;
        browser.open(&format!("{}{NEW}", site.url)).await;
        (site, browser)
    }

    impl Chromium {
        async fn is_shown(&self, css: &str) -> bool {
            self.driver.find(By::Css(css)).await.unwrap().is_displayed().await.unwrap()
        }

        /// Presses keys wherever the focus is, and counts them.
        async fn press(&self, keys: &str, count: &mut usize) {
            let keys_pressed = keys.chars().count();
            *count += keys_pressed;
            self.driver.active_element().await.unwrap().send_keys(keys).await.unwrap();
        }

        /// Goes on with the Tab key to a control; every press counts.
        async fn tab_to(&self, name: &str, count: &mut usize) {
            for _ in 0..80 {
                let at = self.driver.active_element().await.unwrap();
                if at.attr("name").await.unwrap().as_deref() == Some(name) {
                    return;
                }
                self.press("\u{e004}", count).await;
            }
            panic!("{name} is not reached with the Tab key");
        }

        async fn value(&self, css: &str) -> String {
            self.find(css).await.prop("value").await.unwrap().unwrap_or_default()
        }
    }

    #[tokio::test]
    async fn a_question_that_cannot_apply_is_hidden_unless_it_has_an_answer() {
        let (_site, browser) = at_a_new_contact().await;
        assert!(!browser.is_shown("[name=not_treated_reason]").await);
        browser.click("[name=outcome][value=NOT_TREATED]").await;
        assert!(browser.is_shown("[name=not_treated_reason]").await);
        assert!(!browser.is_shown("[name=minutes]").await);
        browser.choose("not_treated_reason", "PRONE_POSITION").await;
        browser.click("[name=outcome][value=TREATED]").await;
        assert!(browser.is_shown("[name=not_treated_reason]").await, "an answer is never hidden");
        assert!(browser.is_shown("[name=minutes]").await);
        assert!(!browser.is_shown("[name='interventions.0.metres']").await);
        browser.choose("interventions.0.code", "WALK").await;
        assert!(browser.is_shown("[name='interventions.0.metres']").await);
        browser.quit().await;
    }

    #[tokio::test]
    async fn a_draft_is_kept_when_a_group_of_fields_is_left() {
        let (site, browser) = at_a_new_contact().await;
        browser.type_in("[name=rass]", "-3").await;
        browser.click("[name=note]").await;
        let saved = browser.driver.query(By::XPath("//*[@id='status'][contains(., 'Draft saved at 10:00')]"));
        saved.first().await.unwrap();
        assert_ne!(browser.value("[name='draft.id']").await, "");
        browser.open(&format!("{}/drafts", site.url)).await;
        browser.click("main table a").await;
        assert_eq!(browser.value("[name=rass]").await, "-3");
        browser.quit().await;
    }

    #[tokio::test]
    async fn the_total_of_an_instrument_runs_along() {
        let (site, browser) = at_a_new_contact().await;
        browser.open(&format!("{}/records/assessment/new?instrument=CPAX", site.url)).await;
        browser.click("[name='items.0.value'][value='3']").await;
        browser.click("[name='items.1.value'][value='4']").await;
        assert_eq!(browser.text("#total").await, "7 so far, 8 of 10 items open");
        browser.quit().await;
    }

    #[tokio::test]
    async fn the_grid_moves_by_row_and_takes_a_block_of_cells() {
        let (site, browser) = at_a_new_contact().await;
        browser.open(&format!("{}/admissions/A00001/days/2026-03-25", site.url)).await;
        let mut keys = 0;
        browser.click("#g-1-minutes").await;
        browser.press("30\u{e015}45\u{e007}60\u{e013}", &mut keys).await;
        let focused = browser.driver.active_element().await.unwrap();
        assert_eq!(focused.id().await.unwrap().as_deref(), Some("g-2-minutes"));
        assert_eq!(browser.value("#g-3-minutes").await, "60");
        let paste = "const data = new DataTransfer(); data.setData('text/plain', '09:40\\tTREATED\\tRoutine\\n14:20\\tnot treated\\toncall\\n'); \
                     document.getElementById('g-1-start_at').dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));";
        browser.driver.execute(paste, vec![]).await.unwrap();
        for (cell, value) in [
            ("#g-1-start_at", "09:40"),
            ("#g-1-outcome", "TREATED"),
            ("#g-1-kind", "ROUTINE"),
            ("#g-2-outcome", "NOT_TREATED"),
            ("#g-2-kind", "ONCALL"),
        ] {
            assert_eq!(browser.value(cell).await, value, "{cell}");
        }
        browser.quit().await;
    }

    /// A practised person presses some three keys a second: under 180 presses are under a minute.
    #[tokio::test]
    async fn a_contact_takes_few_keys() {
        let (_site, browser) = at_a_new_contact().await;
        let mut keys = 0;
        // The skip link, then the offer of the last contact's values.
        browser.press("\u{e004}", &mut keys).await;
        browser.press("\u{e007}", &mut keys).await;
        browser.press("\u{e004}", &mut keys).await;
        browser.press("\u{e007}", &mut keys).await;
        browser.find(".app-check").await;
        browser.press("\u{e004}\u{e007}", &mut keys).await;
        for (name, typed) in [
            ("start_at.time", "0940"),
            ("outcome", "t"),
            ("domain", " "),
            ("minutes", "30"),
            ("spo2_start", "94"),
            ("spo2_min", "91"),
            ("interventions.0.code", "suction thr"),
        ] {
            browser.tab_to(name, &mut keys).await;
            browser.press(typed, &mut keys).await;
        }
        browser.tab_to("interventions.0.dose_minutes", &mut keys).await;
        browser.press("\u{e007}", &mut keys).await;
        let saved = browser.text(".nhsuk-notification-banner").await;
        assert!(saved.contains("Physiotherapy contact saved"), "{saved}");
        assert!(keys < 180, "{keys} presses");
        browser.quit().await;
    }

    #[tokio::test]
    async fn two_people_merge_their_changes_field_by_field() {
        let (site, browser) = at_a_new_contact().await;
        let other = Chromium::start().await;
        member(&site.store, "colleague", Role::DataEntry, Some("STH")).await;
        other.sign_in(&site, "colleague").await;
        for page in [&browser, &other] {
            page.open(&format!("{}/records/physio_contact", site.url)).await;
            page.click("main table a").await;
            page.click(".app-actions a").await;
            page.find("[name=reason]").await;
        }
        other.type_in("[name=minutes]", "45").await;
        other.choose("staff.0.role", "RN").await;
        other.click("[name=delivered_by][value=NURSE]").await;
        other.type_in("[name=reason]", "Corrected with the chart\u{e007}").await;
        other.find(".nhsuk-notification-banner").await;
        browser.type_in("[name=minutes]", "50").await;
        browser.type_in("[name=rr]", "22").await;
        browser.type_in("[name=reason]", "Late entry\u{e007}").await;
        let page = browser.text("main").await;
        assert!(
            page.contains("Member colleague saved it on 1 April 2026 at 10:00: Corrected with the chart")
        );
        for part in ["Saved: 45 minutes", "Yours: 50 minutes", "Member colleague changed it at 10:00."] {
            assert!(page.contains(part), "{part}");
        }
        browser.click("main form button[type=submit]").await;
        let saved = browser.text("main").await;
        for part in ["45 minutes", "22 breaths a minute", "Nurse", "Revision 3"] {
            assert!(saved.contains(part), "{part}\n{saved}");
        }
        browser.quit().await;
        other.quit().await;
    }
}
