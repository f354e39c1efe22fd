//! The service on a free port, over a database of its own and a clock that tests set. Long because whoever comes to it,
//! at a browser or as a program, stands beside it.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use acts::{Acts, Places};
use domain::actor::{Actor, Role};
use files::Shelf;
use jiff::{SignedDuration, Timestamp};
use reqwest::{Client, Response, StatusCode, redirect::Policy};
use secrecy::ExposeSecret;
use store::{OsEntropy, SealKey, Store};
use tempfile::TempDir;
use testkit::{
    database::{Backend, Database},
    fixtures::{self, PASSWORD, furnished, member},
};
use tokio::sync::oneshot;
use web::{Config, Demand, Limits, PublicUrl, World};

/// The cycle that the fixtures' records lie in.
pub(crate) const CYCLE: &str = "2025H2";

/// A running service.
pub(crate) struct Site {
    pub(crate) url: String,
    pub(crate) store: Store,
    /// What its pages do.
    pub(crate) acts: Acts,
    clock: Arc<Mutex<Timestamp>>,
    database: Option<Database>,
    /// Where its snapshots and packs lie.
    files: TempDir,
    /// The server stops when this is dropped.
    _running: oneshot::Sender<()>,
}

/// Where a service listens, and under which address people reach it.
struct Reached {
    listen: SocketAddr,
    public: Option<PublicUrl>,
}

impl Default for Reached {
    fn default() -> Self {
        Self { listen: ([127, 0, 0, 1], 0).into(), public: None }
    }
}

impl Site {
    /// Starts the service over a fresh database with the directory in it.
    pub(crate) async fn start(on: Backend) -> Self {
        Self::start_with(on, Limits::default()).await
    }

    /// The same, with other limits for its connections.
    pub(crate) async fn start_with(on: Backend, limits: Limits) -> Self {
        Self::started(on, limits, Config::default(), Reached::default()).await
    }

    /// The same, reached under an address of people's own. Requests still go to where it listens.
    pub(crate) async fn start_under(public: &str) -> Self {
        let reached = Reached { public: Some(public.parse().unwrap()), ..Reached::default() };
        Self::started(Backend::Sqlite, Limits::default(), Config::default(), reached).await
    }

    /// The same, reached by a browser on this machine under a name, as passkeys need it.
    pub(crate) async fn start_as_localhost(demand: Demand) -> Self {
        // Free a moment ago: the name goes with the port, so that it has to be known before.
        let listen = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap();
        let public = format!("http://localhost:{}", listen.port());
        let reached = Reached { listen, public: Some(public.parse().unwrap()) };
        let site = {
            let config = Config { second_factor: demand, ..Config::default() };
            Self::started(Backend::Sqlite, Limits::default(), config, reached).await
        };
        Self { url: public, ..site }
    }

    /// The same, where some need a second factor.
    pub(crate) async fn start_demanding(demand: Demand) -> Self {
        let config = Config { second_factor: demand, ..Config::default() };
        Self::start_as(Backend::Sqlite, config).await
    }

    /// The same, with other settings.
    pub(crate) async fn start_as(on: Backend, config: Config) -> Self {
        Self::started(on, Limits::default(), config, Reached::default()).await
    }

    async fn started(on: Backend, limits: Limits, config: Config, reached: Reached) -> Self {
        let (database, store) = furnished(on).await;
        let store = store.sealing_with(SealKey::new([7; 32]));
        let site = Self::serving(store, fixtures::now(), limits, config, reached).await;
        Self { database: Some(database), ..site }
    }

    /// Starts the service over a database that is there.
    pub(crate) async fn over(store: Store, now: Timestamp) -> Self {
        Self::serving(store, now, Limits::default(), Config::default(), Reached::default()).await
    }

    async fn serving(store: Store, now: Timestamp, limits: Limits, wanted: Config, reached: Reached) -> Self {
        let clock = Arc::new(Mutex::new(now));
        let time = clock.clone();
        // The tests stand behind a proxy when they say so.
        let trusted_proxies = vec![[127, 0, 0, 1].into()];
        let config = Config {
            secure_cookies: false,
            trusted_proxies,
            synthetic: true,
            public_url: reached.public.or(wanted.public_url.clone()),
            ..wanted
        };
        let world = World::new(move || *time.lock().unwrap(), OsEntropy);
        let files = TempDir::new().unwrap();
        let shelf = Shelf::in_folder(&files.path().join("files")).unwrap();
        let [snapshots, release_keys] = ["snapshots", "keys"].map(|name| files.path().join(name));
        let places = Places { snapshots, files: shelf, release_keys };
        let acts = Acts::of(store.clone()).keeping(places);
        let router = web::app(acts.clone(), config, world);
        let (running, stop) = oneshot::channel();
        let (ready, listening) = oneshot::channel();
        tokio::spawn(web::serve(router, reached.listen.into(), limits, |at| _ = ready.send(at), async {
            _ = stop.await;
        }));
        let url = format!("http://{}", listening.await.unwrap());
        Self { url, store, acts, clock, database: None, files, _running: running }
    }

    /// A place among its files.
    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.files.path().join(name)
    }

    /// The address of its database, for a command.
    pub(crate) fn database_url(&self) -> &str {
        &self.database.as_ref().expect("a site of its own").url
    }

    /// The texts in the first column of a query, past the service.
    pub(crate) async fn strings(&self, sql: &str) -> Vec<String> {
        self.database.as_ref().expect("a site of its own").strings(sql).await
    }

    /// Its clock, for an act beside its pages.
    pub(crate) fn clock(&self) -> acts::Clock {
        let clock = Arc::clone(&self.clock);
        Arc::new(move || *clock.lock().unwrap())
    }

    /// What its clock shows.
    pub(crate) fn time(&self) -> Timestamp {
        *self.clock.lock().unwrap()
    }

    /// Lets time pass.
    pub(crate) fn pass(&self, time: SignedDuration) {
        let mut now = self.clock.lock().unwrap();
        *now += time;
    }

    /// Somebody at a browser, not signed in.
    pub(crate) fn visitor(&self) -> Browser {
        Browser::at(&self.url)
    }

    /// A member of a centre at a browser, signed in.
    pub(crate) async fn clerk(&self, code: &str) -> Browser {
        let login = format!("clerk-{}", code.to_lowercase());
        member(&self.store, &login, Role::DataEntry, Some(code)).await;
        self.signed_in(&login).await
    }

    /// The lead of a centre at a browser, signed in.
    pub(crate) async fn centre_lead(&self, code: &str) -> Browser {
        let login = format!("lead-{}", code.to_lowercase());
        member(&self.store, &login, Role::CentreLead, Some(code)).await;
        self.signed_in(&login).await
    }

    /// The network's audit lead at a browser, signed in.
    pub(crate) async fn audit_lead(&self) -> Browser {
        member(&self.store, "audit", Role::AuditLead, None).await;
        self.signed_in("audit").await
    }

    /// An administrator at a browser, who took sight of a centre's records.
    pub(crate) async fn broke_the_glass(&self, code: &str) -> Browser {
        member(&self.store, "glass-breaker", Role::Administrator, None).await;
        let browser = self.signed_in("glass-breaker").await;
        let page = browser.get("/break-glass").await;
        let fields = [("centre", code), ("reason", "Nobody of the centre can be reached")];
        let taken = browser.post("/break-glass", &page, &fields).await;
        assert_eq!(taken.location, "/admissions", "{}", taken.html);
        browser
    }

    /// Somebody known, signed in.
    pub(crate) async fn signed_in(&self, login: &str) -> Browser {
        let browser = self.visitor();
        let answer = browser.sign_in(login, PASSWORD).await;
        assert_eq!(answer.status(), StatusCode::SEE_OTHER);
        browser
    }

    /// A program with a token of a centre.
    pub(crate) async fn program(&self, code: &str) -> Program {
        let login = format!("program-{}", code.to_lowercase());
        let actor = member(&self.store, &login, Role::DataEntry, Some(code)).await;
        let now = *self.clock.lock().unwrap();
        let system = Actor::system("test");
        let token = self.store.token_create(&system, now, fixtures::token_for(&actor, "test")).await;
        let (_, secret) = token.unwrap();
        Program { url: self.url.clone(), client: Client::new(), token: secret.expose_secret().to_owned() }
    }

    /// Opens the cycle that the fixtures' records lie in: October 2025 to March 2026, deadline 12 May 2026.
    pub(crate) async fn open_cycle(&self) {
        let dates = domain::reference::cycles(domain::reference::CYCLES).unwrap();
        let dates = dates.into_iter().find(|dates| dates.id == CYCLE).unwrap();
        self.store.open_cycle(&Actor::system("test"), fixtures::now(), dates).await.unwrap();
    }

    /// A patient, an admission and an open run at a centre, entered by the fixtures' clerk.
    pub(crate) async fn on_ecmo(&self, code: &str) -> Vec<store::Submitted> {
        fixtures::on_ecmo(&self.store, &fixtures::clerk(code)).await
    }
}

/// Somebody at a browser without JavaScript.
#[derive(Clone)]
pub(crate) struct Browser {
    url: String,
    client: Client,
    cookies: Arc<reqwest::cookie::Jar>,
}

/// A page that was answered.
pub(crate) struct Page {
    pub(crate) status: StatusCode,
    /// Where a redirect leads.
    pub(crate) location: String,
    pub(crate) html: String,
}

impl Browser {
    /// At a service that runs elsewhere, not signed in.
    pub(crate) fn at(url: &str) -> Self {
        Self::holding(url, reqwest::cookie::Jar::default())
    }

    fn holding(url: &str, cookies: reqwest::cookie::Jar) -> Self {
        let cookies = Arc::new(cookies);
        let client = Client::builder().cookie_provider(Arc::clone(&cookies)).redirect(Policy::none());
        Self { url: url.to_owned(), client: client.build().unwrap(), cookies }
    }

    /// The token of its session, as somebody copies it.
    pub(crate) fn session(&self) -> String {
        let cookies = reqwest::cookie::CookieStore::cookies(&*self.cookies, &self.url.parse().unwrap());
        let cookies = cookies.expect("a cookie");
        cookies.to_str().unwrap().trim_start_matches("ecmopt=").to_owned()
    }

    /// The same browser, with its cookies, at another process of the service.
    pub(crate) fn at_another(&self, url: &str) -> Self {
        Self { url: url.to_owned(), ..self.clone() }
    }

    /// Signed in with a session that is there.
    pub(crate) fn with_session(url: &str, session: &str) -> Self {
        let cookies = reqwest::cookie::Jar::default();
        cookies.add_cookie_str(&format!("ecmopt={session}"), &url.parse().unwrap());
        Self::holding(url, cookies)
    }

    /// Opens a page.
    pub(crate) async fn get(&self, path: &str) -> Page {
        Page::of(self.client.get(format!("{}{path}", self.url)).send().await.unwrap()).await
    }

    /// Sends a form with the token that its page held.
    pub(crate) async fn post(&self, path: &str, page: &Page, fields: &[(&str, &str)]) -> Page {
        let mut form = vec![("csrf", page.value_of("csrf"))];
        form.extend(fields.iter().map(|(name, value)| (*name, (*value).to_owned())));
        self.post_as_is(path, &form).await
    }

    /// Sends exactly these fields.
    pub(crate) async fn post_as_is(&self, path: &str, form: &[(&str, String)]) -> Page {
        Page::of(self.client.post(format!("{}{path}", self.url)).form(form).send().await.unwrap()).await
    }

    /// Sends these fields as a browser does from a page, whose address it names.
    pub(crate) async fn post_from(&self, path: &str, page: &str, form: &[(&str, String)]) -> Page {
        let origin = page.splitn(4, '/').take(3).collect::<Vec<_>>().join("/");
        let request = self.client.post(format!("{}{path}", self.url));
        Page::of(request.header("referer", page).header("origin", origin).form(form).send().await.unwrap())
            .await
    }

    /// Sends files with the token that their page held.
    pub(crate) async fn send_files(&self, path: &str, page: &Page, files: &[(&str, &[u8])]) -> Page {
        self.send_files_as_is(path, Some(&page.value_of("csrf")), files).await
    }

    /// Sends files with exactly this token, or with none.
    pub(crate) async fn send_files_as_is(
        &self,
        path: &str,
        token: Option<&str>,
        files: &[(&str, &[u8])],
    ) -> Page {
        const EDGE: &str = "an-edge-that-no-file-holds";
        let mut body = Vec::new();
        let mut part = |about: &str, bytes: &[u8]| {
            body.extend(format!("--{EDGE}\r\nContent-Disposition: form-data; {about}\r\n\r\n").as_bytes());
            body.extend(bytes);
            body.extend(b"\r\n");
        };
        if let Some(token) = token {
            part("name=\"csrf\"", token.as_bytes());
        }
        for (name, bytes) in files {
            part(&format!("name=\"files\"; filename=\"{name}\""), bytes);
        }
        body.extend(format!("--{EDGE}--\r\n").as_bytes());
        let request = self.client.post(format!("{}{path}", self.url)).body(body);
        let kind = format!("multipart/form-data; boundary={EDGE}");
        Page::of(request.header("content-type", kind).send().await.unwrap()).await
    }

    /// Downloads a file.
    pub(crate) async fn download(&self, path: &str) -> Vec<u8> {
        let answer = self.client.get(format!("{}{path}", self.url)).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK, "{path}");
        answer.bytes().await.unwrap().to_vec()
    }

    /// Signs in by the form.
    pub(crate) async fn sign_in(&self, login: &str, password: &str) -> Response {
        self.sign_in_from("127.0.0.1", login, password).await
    }

    /// The same, from an address that the proxy names.
    pub(crate) async fn sign_in_from(&self, address: &str, login: &str, password: &str) -> Response {
        let page = self.get("/sign-in").await;
        let form =
            [("csrf", page.value_of("csrf")), ("login", login.to_owned()), ("password", password.to_owned())];
        let request = self.client.post(format!("{}/sign-in", self.url)).header("x-forwarded-for", address);
        request.form(&form).send().await.unwrap()
    }

    /// The client with its cookies.
    pub(crate) fn client(&self) -> &Client {
        &self.client
    }
}

impl Page {
    async fn of(response: Response) -> Self {
        let header = |name| response.headers().get(name).and_then(|value| value.to_str().ok());
        Self {
            status: response.status(),
            location: header("location").unwrap_or_default().to_owned(),
            html: response.text().await.unwrap(),
        }
    }

    /// The value of the first control of a name.
    pub(crate) fn value_of(&self, name: &str) -> String {
        let rest = self.html.split_once(&format!("name=\"{name}\"")).map_or("", |(_, rest)| rest);
        let tag = rest.split('>').next().unwrap_or_default();
        let value = tag.split_once("value=\"").map_or("", |(_, rest)| rest);
        let value = value.split('"').next().unwrap_or_default();
        value.replace("&#34;", "\"").replace("&quot;", "\"").replace("&amp;", "&").replace("&#38;", "&")
    }

    /// The values of all controls of a name.
    pub(crate) fn values_of(&self, name: &str) -> Vec<String> {
        let document = scraper::Html::parse_document(&self.html);
        let named = scraper::Selector::parse(&format!("[name=\"{name}\"]")).unwrap();
        document.select(&named).filter_map(|control| control.attr("value").map(str::to_owned)).collect()
    }

    /// Where the first link leads whose words begin with a text.
    #[track_caller]
    pub(crate) fn link_to(&self, words: &str) -> String {
        let document = scraper::Html::parse_document(&self.html);
        let links = scraper::Selector::parse("main a[href]").unwrap();
        let mut found =
            document.select(&links).filter(|link| link.text().collect::<String>().trim().starts_with(words));
        let link = found.next().unwrap_or_else(|| panic!("no link “{words}” on the page:\n{}", self.main()));
        link.attr("href").unwrap().to_owned()
    }

    /// Asserts that the page does not hold a text.
    #[track_caller]
    pub(crate) fn hides(&self, text: &str) {
        assert!(!self.html.contains(text), "“{text}” is on the page:\n{}", self.main());
    }

    /// What a browser would send of the page's largest form: every control with its value, but no button.
    pub(crate) fn controls(&self) -> Vec<(String, String)> {
        let document = scraper::Html::parse_document(&self.html);
        let select = |css: &str| scraper::Selector::parse(css).unwrap();
        let control = select("input, select, textarea");
        let forms: Vec<_> = document.select(&select("form")).collect();
        let form = forms.into_iter().max_by_key(|form| form.select(&control).count()).unwrap();
        form.select(&control)
            .filter_map(|control| Some((control.attr("name")?.to_owned(), sent(control)?)))
            .collect()
    }

    /// Asserts that the page holds a text.
    #[track_caller]
    pub(crate) fn shows(&self, text: &str) {
        assert!(self.html.contains(text), "“{text}” is not on the page:\n{}", self.main());
    }

    /// The part between header and footer, without what changes from one time to the next.
    pub(crate) fn stable_main(&self) -> String {
        let mut stable = String::new();
        let mut rest = self.main();
        while let Some((before, after)) = rest.split_once("name=\"csrf\" value=\"") {
            stable.push_str(before);
            stable.push_str("name=\"csrf\" value=\"[token]");
            rest = after.find('"').map_or("", |end| &after[end..]);
        }
        stable.push_str(rest);
        let parts: Vec<_> = stable.split('/').map(without_id).collect();
        parts.join("/")
    }

    /// The part between header and footer.
    pub(crate) fn main(&self) -> &str {
        let main = self.html.split_once("<main").map_or(self.html.as_str(), |(_, main)| main);
        main.split_once("</main>").map_or(main, |(main, _)| main)
    }
}

/// The value that a control sends; nothing when it sends none.
fn sent(control: scraper::ElementRef<'_>) -> Option<String> {
    let value = || control.attr("value").unwrap_or_default().to_owned();
    match (control.value().name(), control.attr("type")) {
        ("select", _) => {
            let chosen = scraper::Selector::parse("option[selected]").unwrap();
            let first = scraper::Selector::parse("option").unwrap();
            let option = control.select(&chosen).next().or_else(|| control.select(&first).next())?;
            Some(option.attr("value").unwrap_or_default().to_owned())
        }
        ("textarea", _) => Some(control.text().collect()),
        (_, Some("checkbox" | "radio")) => control.attr("checked").map(|_| value()),
        (_, Some("file" | "submit")) => None,
        _ => Some(value()),
    }
}

/// A part of an address with the record's id at its beginning taken out.
fn without_id(part: &str) -> String {
    match part.split_at_checked(36) {
        Some((id, rest)) if store::RecordId::parse(id).is_some() => format!("[id]{rest}"),
        _ => part.to_owned(),
    }
}

/// A program that speaks to the API.
#[derive(Clone)]
pub(crate) struct Program {
    url: String,
    client: Client,
    token: String,
}

impl Program {
    /// Speaking to a service that runs elsewhere.
    pub(crate) fn at(url: &str, token: &str) -> Self {
        Self { url: url.to_owned(), client: Client::new(), token: token.to_owned() }
    }

    /// Creates a contact; its address once it is acknowledged, nothing when the service is gone.
    pub(crate) async fn try_create(&self, contact: &serde_json::Value) -> Option<String> {
        let request = self.request(reqwest::Method::POST, "/api/v1/records/physio_contact");
        let answer = request.json(contact).send().await.ok()?;
        assert_eq!(answer.status(), StatusCode::CREATED);
        Some(answer.headers()["location"].to_str().unwrap().to_owned())
    }

    /// Its token.
    pub(crate) fn token(&self) -> &str {
        &self.token
    }

    /// A request with the token.
    pub(crate) fn request(&self, method: reqwest::Method, path: &str) -> reqwest::RequestBuilder {
        self.client.request(method, format!("{}{path}", self.url)).bearer_auth(&self.token)
    }

    /// Creates a record.
    pub(crate) async fn create(&self, form: &str, record: &serde_json::Value) -> Response {
        let path = format!("/api/v1/records/{form}");
        self.request(reqwest::Method::POST, &path).json(record).send().await.unwrap()
    }
}
