//! The example centre behind the real binary, with a member of each role.

use std::collections::BTreeMap;

use domain::actor::{Actor, Post, Role};
use domain::case::{CaseLevel, Direction, Outlying};
use domain::life::Life;
use domain::pack::PackOf;
use domain::project::ProjectStep;
use jiff::Timestamp;
use reqwest::Client;
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use store::{Ask, Invite, NewUpload, SaveDraft, Source, Store};

use crate::command::{Ecmopt, Serving};
use crate::fixtures::{self, PASSWORD, centre, form};
use crate::visitor::{Visitor, value_of};

/// The centre of the example bundle.
pub const CENTRE: &str = "BRI";

/// Who looks at a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Who {
    /// Nobody signed in.
    Nobody,
    /// A member of the centre who enters records.
    Clerk,
    /// The centre's lead.
    Lead,
    /// The network's audit lead.
    Audit,
    /// An administrator of the network.
    Keeper,
    /// A researcher.
    Researcher,
}

impl Who {
    /// Each of them.
    pub const ALL: [Self; 6] =
        [Self::Nobody, Self::Clerk, Self::Lead, Self::Audit, Self::Keeper, Self::Researcher];

    /// The login of somebody who is signed in; all have [`PASSWORD`].
    pub const fn login(self) -> Option<&'static str> {
        match self {
            Self::Nobody => None,
            Self::Clerk => Some("clerk"),
            Self::Lead => Some("lead"),
            Self::Audit => Some("audit"),
            Self::Keeper => Some("keeper"),
            Self::Researcher => Some("researcher"),
        }
    }
}

/// The cycle of the bundle; [`Example::on_its_way`] locks it.
pub const LOCKED_CYCLE: &str = "2025H2";

/// The cycle before it, which is frozen.
pub const FROZEN_CYCLE: &str = "2025H1";

/// The cycle after it, which is open.
pub const OPEN_CYCLE: &str = "2026H1";

/// Ids of what is on its way through a cycle.
#[derive(Debug, Default)]
pub struct OnItsWay {
    /// A contact that the network asks about.
    pub asked: String,
    /// The query.
    pub query: String,
    /// A contact that is signed off and locked.
    pub locked: String,
    /// A draft of a new contact.
    pub draft: String,
    /// Files that are sent and not taken in.
    pub upload: String,
    /// An import with a row that is kept aside.
    pub import: String,
    /// The address on which that row is mended.
    pub row_to_mend: String,
    /// A pack that members read.
    pub published: String,
    /// A pack that is built and not published.
    pub ready: String,
    /// A release that could not be made: the example has too few people.
    pub release: String,
    /// A case that waits for the centre's response.
    pub case: String,
    /// Whom the centre's lead keeps.
    pub people: People,
    /// What the researcher has registered.
    pub projects: Projects,
}

/// Research projects, by their ids.
#[derive(Debug, Clone, Default)]
pub struct Projects {
    /// One that its researcher still writes.
    pub draft: String,
    /// One that waits for an approval of the audit lead.
    pub waiting: String,
    /// One that two people have approved.
    pub approved: String,
}

/// Somebody at the centre, and somebody who is invited to it.
#[derive(Debug, Clone, Default)]
pub struct People {
    /// The id of a member.
    pub person: String,
    /// The id of what they are.
    pub post: String,
    /// The id of an invitation.
    pub invitation: String,
    /// The secret of its link.
    pub link: String,
    /// The id of a program's token.
    pub token: String,
}

/// A bundle with a wrong cell among its contacts.
const WRONG: &str = "dirty/cases/code_unknown";

/// A service that holds the records of one centre: of every form at least one.
pub struct Example {
    /// The program with its data folder.
    pub ecmopt: Ecmopt,
    /// The running service.
    pub serving: Serving,
    token: String,
    client: Client,
}

impl Example {
    /// Imports the bundle, makes the members and starts the service.
    pub fn start() -> Self {
        Self::holding(&example_data::path("dirty/base"))
    }

    /// The same of another bundle of that centre.
    pub fn holding(bundle: &std::path::Path) -> Self {
        let ecmopt = Ecmopt::new();
        ecmopt.must(&["import", bundle.to_str().expect("a path")]);
        add(&ecmopt, "clerk", "data-entry", Some(CENTRE));
        add(&ecmopt, "lead", "centre-lead", Some(CENTRE));
        add(&ecmopt, "audit", "audit-lead", None);
        add(&ecmopt, "keeper", "administrator", None);
        add(&ecmopt, "safety", "safety-lead", None);
        add(&ecmopt, "researcher", "researcher", None);
        let token = ecmopt.must(&["token", "create", "--member", "lead", "--label", "example"]);
        let serving = ecmopt.serve();
        Self { ecmopt, serving, token: token.trim().to_owned(), client: Client::new() }
    }

    /// The address of its database.
    pub fn database_url(&self) -> String {
        format!("sqlite://{}", self.ecmopt.path("data/ecmopt.sqlite").display())
    }

    /// Its database, opened beside the service.
    pub async fn store(&self) -> Store {
        Store::open(&self.database_url()).await.expect("the database opens")
    }

    /// Asks about a contact, signs everything complete off, locks that cycle, opens the next, and leaves a
    /// draft behind.
    pub async fn on_its_way(&self) -> OnItsWay {
        let (store, now) = (self.store().await, now());
        let contact = form("physio_contact");
        let first = &self.records("physio_contact").await[0];
        let key = first["record"]["contact_ref"].as_str().expect("a key").to_owned();
        let ask = Ask {
            centre: centre(CENTRE),
            form: contact,
            key,
            child: None,
            column: "minutes".to_owned(),
            text: "Is the time with the patient meant, or all of it?".to_owned(),
        };
        let (published, ready, release) = self.packs(&store).await;
        let case = case(&store).await;
        for cycle in [LOCKED_CYCLE, OPEN_CYCLE] {
            self.ecmopt.must(&["cycle", "open", cycle]);
        }
        let query = store.ask(&actor(&store, Who::Audit).await, now, ask).await.expect("a query");
        let lead = actor(&store, Who::Lead).await;
        store.sign_off(&lead, now, LOCKED_CYCLE).await.expect("a sign-off");
        self.ecmopt.must(&["cycle", "lock", LOCKED_CYCLE]);
        let fields = [("contact_ref", "D00001"), ("minutes", "25")];
        let draft = SaveDraft {
            id: None,
            form: contact,
            record: None,
            expected: None,
            fields: fields.map(|(name, value)| (name.to_owned(), value.to_owned())).into(),
        };
        let draft = store.save_draft(&lead, now, draft).await.expect("a draft");
        let upload = stage(&store, &lead, now).await;
        let import = stage(&store, &lead, now).await;
        let row_to_mend = self.take_in(&import).await;
        let people = people(&store, &lead).await;
        let projects = projects(&store).await;
        OnItsWay {
            upload,
            import,
            row_to_mend,
            published,
            ready,
            release,
            case,
            people,
            projects,
            asked: first["id"].as_str().expect("an id").to_owned(),
            query: query.to_string(),
            locked: locked(&store).await,
            draft: draft.id.to_string(),
        }
    }

    /// Freezes a cycle and has the service build two packs of it; the one that is published, and the other.
    async fn packs(&self, store: &Store) -> (String, String, String) {
        for step in ["open", "lock", "freeze"] {
            self.ecmopt.must(&["cycle", step, FROZEN_CYCLE]);
        }
        let audit = actor(store, Who::Audit).await;
        let ask = async |of| store.ask_for_pack(&audit, now(), "biannual", FROZEN_CYCLE, of, "test").await;
        let published = ask(None).await.expect("a pack");
        let ready = ask(Some(centre(CENTRE))).await.expect("a pack");
        let release = PackOf::release_definition(1);
        let release = store.ask_for_pack(&audit, now(), &release, FROZEN_CYCLE, None, "test").await;
        let release = release.expect("a release");
        while !store.packs_due().await.expect("the database answers").is_empty() {
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        store.publish_pack(&audit, now(), published).await.expect("a pack that is built");
        (published.to_string(), ready.to_string(), release.to_string())
    }

    /// Takes staged files in by their page; the address of the row that is kept aside.
    async fn take_in(&self, upload: &str) -> String {
        let lead = Visitor::sign_in(&self.serving.url, "lead").await.expect("the service is there");
        let page = lead.get(&format!("/imports/uploads/{upload}/check")).await.expect("a page");
        let (csrf, confirmed) = (value_of(&page, "csrf"), value_of(&page, "confirmed"));
        let form = [("csrf", &*csrf), ("confirmed", &*confirmed)];
        let answer = lead.post(&format!("/imports/uploads/{upload}/accept"), &form).await.expect("an answer");
        let place = answer.headers()["location"].to_str().expect("an address").to_owned();
        let page = lead.get(&place).await.expect("a page");
        let rows = format!("/imports/{upload}/rows/");
        let row = page.split_once(&rows).map_or("", |(_, rest)| rest);
        format!("{rows}{}", row.split('"').next().unwrap_or_default())
    }

    /// A token of the centre's lead.
    pub fn token(&self) -> &str {
        &self.token
    }

    /// The address of a page.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.serving.url)
    }

    /// The first records of a form, as the API gives them.
    pub async fn records(&self, form: &str) -> Vec<Value> {
        let request = self.client.get(self.url(&format!("/api/v1/records/{form}")));
        let answer = request.bearer_auth(&self.token).send().await.expect("an answer");
        let page: Value = answer.json().await.expect("JSON");
        page["items"].as_array().unwrap_or_else(|| panic!("no records of {form} in {page}")).clone()
    }
}

/// Adds a member with [`PASSWORD`].
pub fn add(ecmopt: &Ecmopt, login: &str, role: &str, centre: Option<&str>) {
    let name = format!("Member {login}");
    let mut args = vec!["member", "add", "--login", login, "--name", &name, "--role", role];
    args.extend(centre.iter().flat_map(|code| ["--centre", code]));
    let said = ecmopt.run_with(&args, &format!("{PASSWORD}\n"));
    assert_eq!(said.code, 0, "{}", said.err);
}

/// A day after the bundle's extract, before the deadline of its cycle.
pub fn now() -> Timestamp {
    "2026-04-16T09:00:00Z".parse().expect("an instant")
}

/// One of those who are signed in.
pub async fn actor(store: &Store, who: Who) -> Actor {
    known_as(store, who.login().expect("somebody")).await
}

async fn known_as(store: &Store, login: &str) -> Actor {
    let here = Source::of([127, 0, 0, 1].into());
    let actor = store.sign_in(login, SecretString::from(PASSWORD), &here, now()).await;
    actor.unwrap_or_else(|error| panic!("{login} is not let in: {error}"))
}

/// Invites somebody.
#[expect(clippy::disallowed_methods, reason = "the service, to whose clock it belongs, is another process")]
async fn people(store: &Store, lead: &Actor) -> People {
    let post = Post::of(Role::DataEntry, lead.centre.clone()).expect("a post");
    let invite = Invite { login: "robin".to_owned(), name: "Robin Dyke".to_owned(), post, ends_at: None };
    let (invitation, link) = store.invite(lead, Timestamp::now(), invite).await.expect("an invitation");
    let members = store.members(lead).await.expect("the database answers");
    let tokens = store.tokens(lead, Timestamp::now()).await.expect("the database answers");
    let clerk = members.into_iter().find(|member| member.login == "clerk").expect("the clerk");
    People {
        person: clerk.id.to_string(),
        post: clerk.memberships[0].id.to_string(),
        invitation: invitation.to_string(),
        link: link.expose_secret().to_owned(),
        token: tokens[0].id.to_string(),
    }
}

/// Registers three projects, of which two are submitted and one is approved.
#[expect(clippy::disallowed_methods, reason = "the service, to whose clock it belongs, is another process")]
async fn projects(store: &Store) -> Projects {
    let (researcher, audit) = (actor(store, Who::Researcher).await, actor(store, Who::Audit).await);
    let safety = known_as(store, "safety").await;
    let now = Timestamp::now();
    let today = jiff::tz::TimeZone::UTC.to_datetime(now).date();
    let proposal = fixtures::proposal(today);
    let until = proposal.last_day;
    let mut ids = Vec::new();
    for approvers in [vec![], vec![&safety], vec![&safety, &audit]] {
        let id = store.register_project(&researcher, now, today, proposal.clone()).await.expect("a project");
        let mut steps = vec![];
        if !approvers.is_empty() {
            steps.push((&researcher, ProjectStep::Submit));
        }
        steps.extend(approvers.into_iter().map(|who| (who, ProjectStep::Approve(until))));
        for (who, step) in steps {
            store.take_project(who, now, today, id, step, "").await.expect("a step");
        }
        ids.push(id.to_string());
    }
    let mut ids = ids.into_iter();
    let mut next = || ids.next().expect("three projects");
    Projects { draft: next(), waiting: next(), approved: next() }
}

/// Sends the wrong bundle; its id.
async fn stage(store: &Store, lead: &Actor, now: Timestamp) -> String {
    let mut files = BTreeMap::new();
    for folder in ["dirty/base", WRONG] {
        for entry in std::fs::read_dir(example_data::path(folder)).expect("a folder").flatten() {
            let name = entry.file_name().into_string().expect("a name");
            files.insert(name, std::fs::read(entry.path()).expect("a file"));
        }
    }
    let upload = NewUpload { name: "contacts of March".to_owned(), files: files.into_iter().collect() };
    store.stage_upload(lead, now, upload).await.expect("an upload").to_string()
}

/// Opens a case of the frozen cycle, as if its numbers lay beyond chance; its id.
async fn case(store: &Store) -> String {
    let audit = actor(store, Who::Audit).await;
    let cycle = store.cycle(FROZEN_CYCLE).await.expect("the database answers").expect("the frozen cycle");
    let hash = cycle.state.freeze_facts().expect("its snapshot").snapshot_hash.clone();
    let found = Outlying {
        cycle: FROZEN_CYCLE.to_owned(),
        centre: centre(CENTRE),
        indicator: "P04".to_owned(),
        version: "1".to_owned(),
        name: "ECMO days with any physiotherapy".to_owned(),
        level: CaseLevel::Alarm,
        direction: Direction::Worse,
        counted: (30, 60),
        network: (740, 1000),
        limits: [0.55, 0.62, 0.84, 0.9],
        words: "50.0% (30 of 60 ECMO days), below the lower 99.8% limit of 55.0%. The network: 74.0%."
            .to_owned(),
        is_shown: true,
    };
    store.open_cases(&audit, now(), FROZEN_CYCLE, &hash, vec![found]).await.expect("a case");
    store.cases(&audit).await.expect("the database answers")[0].id.to_string()
}

/// The id of a locked contact.
async fn locked(store: &Store) -> String {
    let extract = store.extract_every_centre(&Actor::system("example"), now(), "test").await;
    let extract = extract.expect("an extract");
    let mut contacts = extract.records(form("physio_contact"), None);
    while let Some(record) = contacts.next().await.expect("a record") {
        if matches!(record.life, Life::Locked { .. }) {
            return record.id.to_string();
        }
    }
    panic!("no contact is locked")
}
