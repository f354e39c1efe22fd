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
