//! Those who write while the power is cut: programs at the API, a browser that keeps drafts, an import.

use std::process::{Child, Stdio};
use std::time::Duration;

use domain::Audience;
use domain::bundle::{Direction, Meta};
use domain::dictionary::Dictionary;
use domain::time::WallTime;
use domain::value::Cell;
use domain::{FormSpec, Raw};
use exchange::write::BundleWriter;
use reqwest::{Client, StatusCode};
use serde_json::{Value, json};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::JoinHandle;

use super::ledger::Said;
use crate::command::Ecmopt;
use crate::fixtures::{self, form, pseudonym};
use crate::visitor::{Visitor, value_of};

const PROGRAMS: usize = 2;
/// A program that was refused waits so long before it sends the next record.
const AFTER_A_REFUSAL: Duration = Duration::from_millis(20);
/// Contacts of an import.
const IMPORTED: usize = 40;

/// Everybody who writes in one round.
pub(super) struct Writers {
    tasks: Vec<JoinHandle<()>>,
    import: Child,
    keys: Vec<String>,
    told: UnboundedReceiver<Said>,
}

impl Writers {
    pub(super) fn start(ecmopt: &Ecmopt, url: &str, token: &str, round: u32) -> Self {
        let (tell, told) = unbounded_channel();
        let mut tasks: Vec<_> = (0..PROGRAMS)
            .map(|number| {
                let program = Program::new(url, token, &tell);
                tokio::spawn(program.submit(round as usize * PROGRAMS + number))
            })
            .collect();
        tasks.push(tokio::spawn(keep_drafts(url.to_owned(), tell)));
        let (folder, keys) = bundle(ecmopt, round as usize);
        let mut import = ecmopt.command(&["import", &folder]);
        let import = import.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the binary starts");
        Self { tasks, import, keys, told }
    }

    /// The power goes for the import too; what all of them were told.
    pub(super) async fn cut_off(mut self) -> Vec<Said> {
        // An import that has ended of itself has its own exit code still.
        let _ = self.import.kill();
        let acknowledged = self.import.wait().expect("it ends").success();
        for task in self.tasks {
            task.await.expect("a writer ends when the service is gone");
        }
        let mut said = vec![Said::Import { keys: self.keys, acknowledged }];
        while let Some(one) = self.told.recv().await {
            said.push(one);
        }
        said
    }
}

struct Program {
    client: Client,
    url: String,
    token: String,
    tell: UnboundedSender<Said>,
}

impl Program {
    fn new(url: &str, token: &str, tell: &UnboundedSender<Said>) -> Self {
        Self { client: Client::new(), url: url.to_owned(), token: token.to_owned(), tell: tell.clone() }
    }

    /// Submits a patient with contacts until the service is gone.
    async fn submit(self, number: usize) {
        for (form, record) in patient(&format!("A{number:05}"), number) {
            match self.create(form, &record).await {
                Some(true) => {}
                // Contacts need the patient in place.
                Some(false) | None => return,
            }
        }
        for count in 0.. {
            let contact = contact(&format!("A{number:05}"), &format!("K{number}-{count}"), count);
            if self.create("physio_contact", &contact).await.is_none() {
                return;
            }
        }
    }

    /// Whether a record is acknowledged; nothing when the service is gone.
    async fn create(&self, id: &'static str, record: &Value) -> Option<bool> {
        let request = self.client.post(format!("{}/api/v1/records/{id}", self.url));
        let answer = request.bearer_auth(&self.token).json(record).send().await.ok()?;
        let status = answer.status();
        let body: Value = answer.json().await.ok()?;
        let key = Raw::from_json(form(id), record).expect("fields of the form").natural_key(form(id));
        let said = match (status, body["type"].as_str()) {
            (StatusCode::CREATED, _) => Said::Record(id, key),
            (StatusCode::SERVICE_UNAVAILABLE, Some("urn:ecmopt:problem:unavailable")) => {
                Said::Refused(id, key)
            }
            (StatusCode::SERVICE_UNAVAILABLE, Some("urn:ecmopt:problem:not-known-whether-saved")) => {
                Said::Uncertain
            }
            _ => panic!("{id}: {status}: {body}"),
        };
        let acknowledged = matches!(said, Said::Record(..));
        self.tell.send(said).ok()?;
        if !acknowledged {
            tokio::time::sleep(AFTER_A_REFUSAL).await;
        }
        Some(acknowledged)
    }
}

fn patient(admission: &str, number: usize) -> [(&'static str, Value); 3] {
    let mut records = [fixtures::patient(), fixtures::admission(), fixtures::run()];
    records[0]["patient_ref"] = json!(pseudonym(number));
    records[1]["patient_ref"] = json!(pseudonym(number));
    records[1]["admission_ref"] = json!(admission);
    records[2]["admission_ref"] = json!(admission);
    let [patient, stay, run] = records;
    [("patient", patient), ("icu_admission", stay), ("ecmo_run", run)]
}

fn contact(admission: &str, key: &str, count: u32) -> Value {
    let mut record = fixtures::contact(count);
    record["contact_ref"] = json!(key);
    record["admission_ref"] = json!(admission);
    record
}

/// Types into one entry page and keeps it again and again, as the page's script does.
async fn keep_drafts(url: String, tell: UnboundedSender<Said>) {
    // A connection that breaks is the power cut.
    let _ = type_on(&url, &tell).await;
}

async fn type_on(url: &str, tell: &UnboundedSender<Said>) -> Result<(), reqwest::Error> {
    let clerk = Visitor::sign_in(url, "clerk").await?;
    let token = value_of(&clerk.get("/records/physio_contact/new").await?, "csrf");
    if token.is_empty() {
        // The trouble came before the sign-in was done: nothing is typed in this round.
        return Ok(());
    }
    let (mut id, mut version) = (String::new(), String::new());
    for minutes in 1_u32.. {
        let text = minutes.to_string();
        let fields = [
            ("csrf", &*token),
            ("draft.form", "physio_contact"),
            ("draft.id", &*id),
            ("draft.version", &*version),
            ("minutes", &*text),
        ];
        let answer = clerk.post("/drafts", &fields).await?;
        if answer.status() == StatusCode::SERVICE_UNAVAILABLE {
            tokio::time::sleep(AFTER_A_REFUSAL).await;
            // One that was kept without its answer has a version that this page has not seen.
            (id, version) = (String::new(), String::new());
            continue;
        }
        if answer.status() == StatusCode::INSUFFICIENT_STORAGE {
            // Each trouble before has left a draft of its own, and a member has a hundred at the most.
            return Ok(());
        }
        assert_eq!(answer.status(), StatusCode::OK, "a draft is kept");
        let kept: Value = answer.json().await?;
        kept["id"].as_str().expect("an id").clone_into(&mut id);
        version = kept["version"].to_string();
        let version = version.parse().expect("a version");
        if tell.send(Said::Draft { id: id.clone(), version, text }).is_err() {
            break;
        }
    }
    Ok(())
}

/// A bundle of one patient of its own; its folder and the keys of its contacts.
fn bundle(ecmopt: &Ecmopt, round: usize) -> (String, Vec<String>) {
    let directory = fixtures::directory();
    let zone = &directory.centre("STH").expect("the centre").zone;
    let meta = Meta {
        direction: Direction::Upload,
        synthetic: true,
        extract_at: WallTime::read("2026-04-15T12:00", zone).expect("a wall clock"),
        calendar_version: "UK-IE-2026.1".to_owned(),
    };
    let folder = ecmopt.path(&format!("bundle-{round}"));
    let mut writer =
        BundleWriter::create(&folder, &meta, Dictionary::shipped(), Audience::Network).expect("a bundle");
    let mut write = |id: &str, record: &Value| {
        let spec: &'static FormSpec = form(id);
        let mut raw = Raw::from_json(spec, record).expect("fields of the form");
        raw.set(spec, "centre_code", "STH");
        writer.record(spec, &raw).expect("a row");
    };
    let admission = format!("I{round:05}");
    for (id, record) in patient(&admission, 50_000 + round) {
        write(id, &record);
    }
    let keys: Vec<String> = (0..IMPORTED).map(|count| format!("I{round}-{count}")).collect();
    for (count, key) in (0..).zip(&keys) {
        write("physio_contact", &contact(&admission, key, count));
    }
    writer.finish().expect("a whole bundle");
    (folder.to_str().expect("a path").to_owned(), keys)
}
