//! A real browser. Needs Debian's chromium and chromium-driver.

use std::{
    io::{BufRead, BufReader},
    mem::ManuallyDrop,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use serde_json::json;
use thirtyfour::error::{WebDriverError, WebDriverErrorInner};
use thirtyfour::{ChromiumLikeCapabilities, LoggingPrefsLogLevel, prelude::*};

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

/// How long a page may take to show something: longer than on the busiest machine.
const PATIENCE: Duration = Duration::from_mins(1);
/// How often it is looked for.
const LOOK: Duration = Duration::from_millis(50);

/// A Chromium with its driver. Both end with it, whatever becomes of the test.
pub struct Chromium {
    /// The session, for what has no word here. Never dropped: its drop would ask the driver to end by a
    /// connection that only the runtime it blocks could serve, and a test that failed would hang.
    pub driver: ManuallyDrop<WebDriver>,
    _processes: Processes,
}

/// The driver, and the browser that it started in a profile of its own. They end with their owner.
struct Processes {
    driver: Child,
    profile: tempfile::TempDir,
}

impl Processes {
    /// Starts a driver. It takes a free port itself and says which, but gives up when the port is taken for IPv6
    /// alone; then another is started.
    fn start() -> (Self, u16) {
        (0..20).find_map(|_| Self::try_start()).expect("chromedriver says where it listens")
    }

    fn try_start() -> Option<(Self, u16)> {
        let mut driver = Command::new("chromedriver")
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromedriver is installed: apt-get install chromium-driver");
        let said = BufReader::new(driver.stdout.take().expect("it is piped")).lines();
        let port = said.map_while(Result::ok).find_map(|line| port_in(&line));
        let processes = Self { driver, profile: tempfile::tempdir().unwrap() };
        port.map(|port| (processes, port))
    }
}

/// The port in the driver's line `ChromeDriver was started successfully on port 41234.`
fn port_in(line: &str) -> Option<u16> {
    line.split_once("successfully on port ")?.1.trim_end_matches('.').parse().ok()
}

impl Drop for Processes {
    fn drop(&mut self) {
        let _ = self.driver.kill();
        let _ = self.driver.wait();
        // A browser whose driver was killed would live on; its profile is in its command line.
        let profile = self.profile.path().display().to_string();
        let _ = Command::new("pkill").args(["-KILL", "-f", &profile]).status();
    }
}

impl Chromium {
    /// Starts both.
    pub async fn start() -> Self {
        let (processes, port) = Processes::start();
        let mut wishes = DesiredCapabilities::chrome();
        for flag in FLAGS {
            wishes.add_arg(flag).unwrap();
        }
        wishes.add_arg(&format!("--user-data-dir={}", processes.profile.path().display())).unwrap();
        wishes.set_browser_log_level(LoggingPrefsLogLevel::All).unwrap();
        let driver = WebDriver::new(&format!("http://127.0.0.1:{port}"), wishes).await;
        Self { driver: ManuallyDrop::new(driver.expect("Chromium starts")), _processes: processes }
    }

    /// Opens a page of ours; one that the browser made itself would fail.
    pub async fn open(&self, address: &str) {
        self.driver.goto(address).await.unwrap();
        // Without it, a page that the browser made itself would pass for one of ours.
        self.find("#maincontent").await;
    }

    /// The first element of a selector, waited for.
    pub async fn find(&self, css: &str) -> WebElement {
        match self.driver.query(By::Css(css)).wait(PATIENCE, LOOK).first().await {
            Ok(found) => found,
            Err(error) => panic!("{css}: {error}\n{}", self.what_is_open().await),
        }
    }

    /// The address and the words of the open page, for a test that fails.
    async fn what_is_open(&self) -> String {
        let script = "return location.href + '\\n' + document.body.innerText.slice(0, 3000)";
        let answer = self.driver.execute(script, vec![]).await;
        answer.and_then(|answer| answer.convert()).unwrap_or_else(|error| format!("no page answers: {error}"))
    }

    /// Whether the open page has an element; not waited for.
    pub async fn has(&self, css: &str) -> bool {
        self.driver.find(By::Css(css)).await.is_ok()
    }

    /// Types into a field in place of what is there.
    pub async fn type_in(&self, css: &str, text: &str) {
        let field = self.find(css).await;
        field.clear().await.unwrap();
        field.send_keys(text).await.unwrap();
    }

    /// Clicks the first element of a selector.
    pub async fn click(&self, css: &str) {
        self.find(css).await.click().await.unwrap();
    }

    /// Chooses an option of a select.
    pub async fn choose(&self, name: &str, value: &str) {
        self.click(&format!("select[name=\"{name}\"] option[value=\"{value}\"]")).await;
    }

    /// Puts an authenticator beside the browser, whose owner shows a finger whenever they are asked.
    pub async fn with_authenticator(&self) {
        let like_a_phone = json!({ "options": {
            "protocol": "ctap2", "transport": "internal", "hasResidentKey": true, "hasUserVerification": true,
            "isUserVerified": true, "automaticPresenceSimulation": true,
        }});
        let cdp = self.driver.cdp();
        cdp.send_raw("WebAuthn.enable", json!({})).await.unwrap();
        cdp.send_raw("WebAuthn.addVirtualAuthenticator", like_a_phone).await.unwrap();
    }

    /// Goes on without JavaScript.
    pub async fn without_javascript(&self) {
        let off = json!({ "value": true });
        self.driver.cdp().send_raw("Emulation.setScriptExecutionDisabled", off).await.unwrap();
    }

    /// Makes the window so many pixels wide.
    pub async fn width(&self, width: u32) {
        let screen = json!({ "width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 600 });
        self.driver.cdp().send_raw("Emulation.setDeviceMetricsOverride", screen).await.unwrap();
    }

    /// Signs a member in by the form; ends on their first page.
    pub async fn sign_in(&self, url: &str, login: &str, password: &str) {
        self.open(&format!("{url}/sign-in")).await;
        self.type_in("#login", login).await;
        self.type_in("#password", password).await;
        self.click("main form button[type=submit]:not([hidden])").await;
        let left = self.driver.query(By::Css("#password")).wait(PATIENCE, LOOK).not_exists().await;
        assert!(left.unwrap_or(false), "{login} is not let in");
    }

    /// Forgets who was signed in.
    pub async fn forget(&self) {
        self.driver.delete_all_cookies().await.unwrap();
    }

    /// The page at a width, and no taller than `tallest`, as PNG.
    pub async fn picture(&self, width: u32, tallest: u32) -> Vec<u8> {
        let height: u32 = self.ask("return document.documentElement.scrollHeight").await;
        let height = height.min(tallest);
        let screen =
            json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600 });
        self.driver.cdp().send_raw("Emulation.setDeviceMetricsOverride", screen).await.unwrap();
        self.driver.screenshot_as_png().await.unwrap()
    }

    /// What a script returns.
    pub async fn ask<T: serde::de::DeserializeOwned>(&self, script: &str) -> T {
        self.driver.execute(script, vec![]).await.unwrap().convert().unwrap()
    }

    /// The text of an element.
    pub async fn text(&self, css: &str) -> String {
        self.read(css, async |element| element.text().await).await
    }

    /// What is typed into an element.
    pub async fn value(&self, css: &str) -> String {
        self.read(css, async |element| element.prop("value").await).await.unwrap_or_default()
    }

    /// Reads an element. One that has just gone with the page before is looked for on the page that came.
    async fn read<T>(&self, css: &str, read: impl AsyncFn(WebElement) -> WebDriverResult<T>) -> T {
        match read(self.find(css).await).await {
            Err(gone) if has_gone(&gone) => read(self.find(css).await).await.unwrap(),
            value => value.unwrap(),
        }
    }

    /// Waits until an element has the focus: a click that leads to another page returns before that has come.
    pub async fn waits_for_focus(&self, css: &str) {
        let script = format!("return document.activeElement.matches({css:?})");
        let deadline = Instant::now() + PATIENCE;
        while Instant::now() < deadline {
            // A page that is just going answers nothing.
            let answer = self.driver.execute(&script, vec![]).await;
            if answer.is_ok_and(|answer| answer.convert::<bool>().unwrap_or(false)) {
                return;
            }
            tokio::time::sleep(LOOK).await;
        }
        let focused: String = self.ask("return document.activeElement.outerHTML.slice(0, 300)").await;
        panic!("{css} has not the focus, but {focused}");
    }

    /// Errors on the console, but for the statuses that pages answer on purpose.
    pub async fn complaints(&self) -> Vec<String> {
        let entries = self.driver.browser_log().await.unwrap();
        entries.into_iter().map(|entry| entry.message).filter(|message| !message.contains("422")).collect()
    }

    /// Ends the session.
    pub async fn quit(self) {
        WebDriver::clone(&self.driver).quit().await.unwrap();
    }
}

/// Whether an element went with the page before. The driver says so in one of two ways, by when it was looked at.
fn has_gone(error: &WebDriverError) -> bool {
    matches!(**error, WebDriverErrorInner::StaleElementReference(_))
        || error.to_string().contains("does not belong to the document")
}
