//! Questions that the network added, by cycle: kept as the text that was written, every version of it; with them the
//! dictionary that is asked by.

mod put;

use std::sync::Arc;

use domain::actor::{Action, Actor};
use domain::characters;
use domain::dictionary::Dictionary;
use domain::questions::QuestionSet;
use domain::reference::Calendar;
use jiff::Timestamp;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};

use crate::entity::question_set::{self, Column};
use crate::error::{Error, Result};
use crate::{FRESH, Store, calendar};

/// Sets that were read.
#[derive(Debug, Clone)]
pub(crate) struct Held {
    /// How many versions of sets there were. A version is never changed nor taken away, so as many are the same.
    versions: u64,
    /// When that was last found to be so.
    seen: Option<Timestamp>,
    dictionary: Arc<Dictionary>,
}

/// Sets that were read, if any were.
pub(crate) type Cached = Option<Held>;

/// One version of a cycle's questions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuestionVersion {
    /// The cycle.
    pub cycle: String,
    /// Its number, from 1.
    pub version: u32,
    /// The text as it was written: TOML.
    pub text: String,
    /// Who wrote it.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

impl Store {
    /// What is asked, with the network's questions as they stand: one shared value, made anew when a set was put, here
    /// or by another process.
    pub async fn dictionary(&self) -> Result<Arc<Dictionary>> {
        self.standing_dictionary(None).await
    }

    /// The dictionary as it was it was last looked at or a set was put by this process; another process's change
    /// is seen within a minute. For the writes, of which there are many.
    pub(crate) async fn cached_dictionary(&self, now: Timestamp) -> Result<Arc<Dictionary>> {
        if let Some(held) = &*self.asked.read().await
            && held.seen.is_some_and(|seen| now.duration_since(seen).abs() < FRESH)
        {
            return Ok(held.dictionary.clone());
        }
        self.standing_dictionary(Some(now)).await
    }

    async fn standing_dictionary(&self, now: Option<Timestamp>) -> Result<Arc<Dictionary>> {
        let versions = question_set::Entity::find().count(&self.read).await?;
        let held = self.asked.read().await.clone();
        let held = match held.filter(|held| held.versions == versions) {
            Some(held) if now.is_none() => return Ok(held.dictionary),
            Some(held) => Held { seen: now, ..held },
            // A set that is put between the two queries is read under the older count, and read again next time.
            None => Held { versions, seen: now, dictionary: Arc::new(read(&self.read).await?) },
        };
        *self.asked.write().await = Some(held.clone());
        Ok(held.dictionary)
    }

    /// The text of a cycle's set, as it was written.
    pub async fn questions_text(&self, cycle: &str) -> Result<Option<String>> {
        Ok(latest(&self.read, cycle).await?.map(|row| row.text))
    }

    /// Every version of every set, newest first.
    pub async fn question_versions(&self) -> Result<Vec<QuestionVersion>> {
        let rows = question_set::Entity::find().order_by_desc(Column::At).order_by_desc(Column::Version);
        let version = |row: question_set::Model| QuestionVersion {
            cycle: row.cycle,
            version: u32::try_from(row.version).unwrap_or_default(),
            text: row.text,
            by: row.actor,
            at: row.at.instant(),
        };
        Ok(rows.all(&self.read).await?.into_iter().map(version).collect())
    }

    /// Makes a TOML text the question set of the cycle that it names (the audit lead); tells that cycle.
    /// Refused with a sentence when it cannot be read, when the cycle is frozen, or when answers were given
    /// already to a question, or with a code, that it would take away without a declared mapping.
    pub async fn put_questions(&self, actor: &Actor, now: Timestamp, text: String) -> Result<String> {
        actor.permit(Action::PutQuestions)?;
        let set = parse(&text, &self.calendar().await?).map_err(Error::Invalid)?;
        worded(&set)?;
        let cycle = set.cycle.id.clone();
        self.writer.write(actor, now, put::PutQuestions { text, set }).await?;
        *self.asked.write().await = None;
        Ok(cycle)
    }
}

/// Refuses a set whose words hold characters that nobody can see.
fn worded(set: &QuestionSet) -> Result<()> {
    for question in &set.questions {
        let field = &question.field;
        let own = [&field.label, &field.help, &field.unit, &field.when];
        let labels = field.kind.list().into_iter().flat_map(|list| list.codes.iter()).map(|code| &code.label);
        for text in own.into_iter().chain(labels) {
            characters::fit(text).map_err(|unfit| {
                Error::Invalid(format!(
                    "{}: a text holds {unfit}. Delete it, or type the text again.",
                    field.name
                ))
            })?;
        }
    }
    Ok(())
}

/// The dictionary with the latest sets of all cycles.
pub(crate) async fn read(db: &impl ConnectionTrait) -> Result<Dictionary> {
    // Later versions stand over earlier ones.
    let rows = question_set::Entity::find().order_by_asc(Column::Version).all(db).await?;
    let mut latest = std::collections::BTreeMap::new();
    for row in rows {
        latest.insert(row.cycle.clone(), row);
    }
    let calendar = calendar::standing(db).await?;
    let sets = latest.into_values().map(|row| stored(&row, &calendar));
    Ok(Dictionary::shipped().asking(sets.collect::<Result<Vec<_>>>()?))
}

/// A stored text as a set.
fn stored(row: &question_set::Model, calendar: &Calendar) -> Result<QuestionSet> {
    let key = format!("{} {}", row.cycle, row.version);
    parse(&row.text, calendar).map_err(|problem| Error::inconsistent("question_set", "text", key, problem))
}

async fn latest(db: &impl ConnectionTrait, cycle: &str) -> Result<Option<question_set::Model>> {
    let rows = question_set::Entity::find().filter(Column::Cycle.eq(cycle));
    Ok(rows.order_by_desc(Column::Version).one(db).await?)
}

fn parse(text: &str, calendar: &Calendar) -> Result<QuestionSet, String> {
    QuestionSet::parse(text, &calendar.cycles).map_err(|error| error.to_string())
}
