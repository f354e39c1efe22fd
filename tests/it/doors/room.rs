//! A service of its own for each example, with the example's surroundings in its database.

use domain::actor::{Actor, Role};
use domain::bundle::Ready;
use domain::spec::occurred;
use domain::{Raw, reference};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use secrecy::ExposeSecret;
use store::{Import, RecordId, Store};
use tempfile::TempDir;
use testkit::fixtures;

use super::Case;
use super::loader::{CENTRE, NOW};
use crate::site::{Browser, Program, Site};

/// A database with the directory, a member and an open cycle in it, to be copied.
pub(super) struct Template {
    folder: TempDir,
    lead: Actor,
    token: String,
    session: String,
}

/// A service over a copy of the template.
pub(super) struct Room {
    pub(super) site: Site,
    pub(super) browser: Browser,
    pub(super) program: Program,
    lead: Actor,
    _folder: TempDir,
}

/// The time of every example.
pub(super) fn now() -> Timestamp {
    NOW.parse().unwrap()
}

impl Room {
    /// The record that an edit starts from.
    pub(super) async fn earlier(&self, case: &Case<'_>) -> Option<RecordId> {
        case.example.replaced.as_ref()?;
        let scope = self.site.store.scope(&self.lead, now(), "test").unwrap();
        let (form, raw) = case.held.last()?;
        Some(scope.record_by_key(form, &raw.natural_key(form)).await.unwrap().id)
    }
}

impl Template {
    pub(super) async fn new() -> Self {
        let folder = TempDir::with_prefix("ecmopt-doors-").unwrap();
        let store = open(&folder).await;
        store.migrate(testkit::fixtures::now()).await.unwrap();
        let system = Actor::system("test");
        store.put_directory(&system, now(), fixtures::directory()).await.unwrap();
        let dates =
            reference::cycles(reference::CYCLES).unwrap().into_iter().find(|dates| dates.id == "2025H2");
        store.open_cycle(&system, now(), dates.unwrap()).await.unwrap();
        let lead = fixtures::member(&store, "lead", Role::CentreLead, Some(CENTRE)).await;
        let (_, token) =
            store.token_create(&system, now(), fixtures::token_for(&lead, "test")).await.unwrap();
        let session = store
            .session_create(&lead, now(), fixtures::new_session(SignedDuration::from_hours(12)))
            .await
            .unwrap();
        let (token, session) = (token.expose_secret().to_owned(), session.expose_secret().to_owned());
        drop(store);
        Self { folder, lead, token, session }
    }

    /// A service with the surroundings of a case in its database.
    pub(super) async fn room(&self, case: &Case<'_>) -> Room {
        let folder = TempDir::with_prefix("ecmopt-door-").unwrap();
        for entry in std::fs::read_dir(self.folder.path()).unwrap().map(Result::unwrap) {
            std::fs::copy(entry.path(), folder.path().join(entry.file_name())).unwrap();
        }
        let store = open(&folder).await;
        self.put(&store, case).await;
        let site = Site::over(store, now()).await;
        let browser = Browser::with_session(&site.url, &self.session);
        let program = Program::at(&site.url, &self.token);
        Room { site, browser, program, lead: self.lead.clone(), _folder: folder }
    }

    /// The surroundings are as they are said to be: nobody judges them here.
    async fn put(&self, store: &Store, case: &Case<'_>) {
        let zone = TimeZone::get("Europe/London").unwrap();
        let ready = |(form, raw): &(&'static domain::FormSpec, Raw)| Ready {
            form,
            centre: fixtures::centre(CENTRE),
            patient: form.is_of_patient().then(|| fixtures::PATIENT.to_owned()),
            raw: raw.clone(),
            occurred: occurred(form, raw, &zone),
            findings: Vec::new(),
            rows: Vec::new(),
        };
        let import = Import {
            name: "surroundings".to_owned(),
            centre: None,
            upload: None,
            bundle_hash: "5f".repeat(32),
            extract_at: now(),
            records: case.held.iter().map(ready).collect(),
            set_aside: Vec::new(),
            progress: Box::new(|_| {}),
        };
        store.import(&Actor::system("test"), now(), import).await.unwrap();
        if case.example.signed_off {
            store.sign_off(&self.lead, now(), "2025H2").await.unwrap();
        }
    }
}

async fn open(folder: &TempDir) -> Store {
    Store::open(&format!("sqlite://{}/doors.db?mode=rwc", folder.path().display())).await.unwrap()
}
