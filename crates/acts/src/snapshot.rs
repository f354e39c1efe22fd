//! Taking a snapshot: every record, as it is at one moment, in one folder.

use std::collections::BTreeMap;
use std::path::Path;

use domain::actor::Action;
use domain::dictionary::Dictionary;
use domain::reference::CycleDates;
use jiff::Timestamp;
use reporting::indicators::{Flow, Period};
use reporting::snapshot::{Governance, Header, LifeCount, Lives, QuestionText, Writer};
use store::{Extract, Standing, Store};

use crate::Acts;
use crate::call::Call;
use crate::error::Result;
use crate::flow::{self, Inflow};
use crate::reference::minute_of;

/// What a snapshot is of.
#[derive(Debug, Clone)]
pub struct Content {
    /// The cycle that it is of.
    pub cycle: Option<CycleDates>,
    /// The period that its numbers are of.
    pub period: Option<Period>,
    /// The time by which the records are judged.
    pub extract_at: Timestamp,
}

/// What was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// Files in the snapshot.
    pub files: usize,
    /// Rows in all of them.
    pub rows: u64,
    /// The time by which the records are judged.
    pub extract_at: Timestamp,
}

impl Acts {
    /// Takes a snapshot of every centre's records ([`Action::ReadEveryCentre`]).
    pub async fn take_snapshot(&self, call: &Call, content: Content, out: &Path) -> Result<Taken> {
        call.permit(Action::ReadEveryCentre)?;
        let extract = self.store.extract_every_centre(call.actor(), call.now(), "snapshot").await?;
        let manifest = self.snapshot(call, &extract, content, out, Writer::finish).await?;
        Ok(Taken {
            files: manifest.files.len(),
            rows: manifest.files.values().map(|file| file.rows).sum(),
            extract_at: manifest.header.extract_at,
        })
    }

    /// The time by which a snapshot taken now judges the records: that of the newest that the data are as of, else
    /// this minute.
    pub async fn extract_time(&self, call: &Call) -> Result<Timestamp> {
        Ok(self.store.as_of().await?.unwrap_or_else(|| minute_of(call.now())))
    }

    /// Writes every record into a snapshot for a place, and finishes it.
    pub(crate) async fn snapshot<T: Send + 'static>(
        &self,
        call: &Call,
        extract: &Extract,
        content: Content,
        out: &Path,
        finish: impl FnOnce(Writer, Header) -> reporting::Result<T> + Send + 'static,
    ) -> Result<T> {
        let step = call.begin("Freezing the records");
        let store = &self.store;
        let aside = store.set_aside_by_file(call.actor()).await?;
        let standing = self.standing(call, content.cycle.as_ref()).await?;
        let cases = self.case_notes(call, content.cycle.as_ref()).await?;
        let dictionary = store.dictionary().await?;
        let texts = question_texts(store, &dictionary).await?;
        let directory = store.directory().await?;
        let header = Header {
            cycle: content.cycle.map(|cycle| cycle.id),
            period: content.period,
            extract_at: content.extract_at,
            dictionary_version: domain::DICTIONARY_VERSION.to_string(),
            synthetic: store.synthetic().await?.unwrap_or(false),
            audit_head: Some(extract.audit_head().to_string()),
            flow: Vec::new(),
            questions: texts,
            standing,
            governance: Governance { cases, corrections: None },
        };
        let calendar = store.calendar().await?;
        let writer = Writer::begin(out, &directory, &calendar)?.with_dictionary(dictionary);
        let write = move |records: Inflow| {
            let mut writer = writer;
            let flow = write(&mut writer, records, &aside)?;
            Ok(finish(writer, Header { flow, ..header })?)
        };
        let done = flow::stream(self.desk(), extract, None, &*step, write).await?;
        step.end(&format!("snapshot for {}", out.display()));
        Ok(done)
    }

    /// How the records of a cycle stand; nothing is said of a free period.
    async fn standing(&self, call: &Call, cycle: Option<&CycleDates>) -> Result<Vec<LifeCount>> {
        let Some(cycle) = cycle else { return Ok(Vec::new()) };
        let found = self.store.cycle_standing(call.actor(), call.now(), cycle).await?;
        Ok(found.iter().map(life_count).collect())
    }
}

/// Writes the tables; how many records of each form came in, and how many of them are in it.
fn write(writer: &mut Writer, mut records: Inflow, aside: &BTreeMap<String, u32>) -> Result<Vec<Flow>> {
    let mut flow = Vec::new();
    while let Some(form) = records.form()? {
        let mut table = writer.table(form)?;
        let written = records.each(|record| Ok(table.push(&record.raw)?))?;
        table.close()?;
        let set_aside = aside.get(form.file).copied().unwrap_or(0);
        let why = [("set aside at import with an error", set_aside)];
        flow.push(Flow::new(form.title, written + set_aside, why));
    }
    Ok(flow)
}

fn life_count(standing: &Standing) -> LifeCount {
    let count = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
    LifeCount {
        centre: standing.centre.to_string(),
        form: standing.form.to_owned(),
        counts: Lives {
            locked: count(standing.locked),
            signed_off: count(standing.signed_off),
            queried: count(standing.queried),
            incomplete: count(standing.incomplete),
            unsigned: count(standing.unsigned),
            withdrawn: count(standing.withdrawn),
            drafts: count(standing.drafts),
        },
    }
}

/// The question sets as they were written.
pub(crate) async fn question_texts(store: &Store, dictionary: &Dictionary) -> Result<Vec<QuestionText>> {
    let mut texts = Vec::new();
    for set in dictionary.question_sets() {
        if let Some(text) = store.questions_text(&set.cycle.id).await? {
            texts.push(QuestionText::new(&set.cycle.id, text));
        }
    }
    Ok(texts)
}
