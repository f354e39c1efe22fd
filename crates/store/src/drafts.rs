//! Drafts: what somebody has typed and not yet handed in, kept for the whole centre on every device.

use domain::FormSpec;
use domain::actor::{Action, Actor};
use domain::dictionary::Dictionary;
use domain::value::CentreCode;
use jiff::Timestamp;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder,
};
use serde_json::json;

use crate::entity::{draft, record};
use crate::error::{Error, Result};
use crate::ids::{DraftId, RecordId};
use crate::kept;
use crate::record::live;
use crate::writer::{Step, Trace, Tx, Write};
use crate::{Scoped, Store, quota};

/// The most bytes that a draft holds, names and values together.
const LIMIT: usize = 256 * 1024;

/// A draft as it stands.
#[derive(Debug, Clone)]
pub struct Draft {
    /// Its id.
    pub id: DraftId,
    /// The form that is filled in.
    pub form: &'static FormSpec,
    /// The record that is changed; none when a new one is entered.
    pub record: Option<RecordId>,
    /// What was typed, name and value of each control, in the order of the page.
    pub fields: Vec<(String, String)>,
    /// One more with every save.
    pub version: u32,
    /// Who saved it last.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

impl Draft {
    /// The controls whose text is not kept, because it seems to identify a person: name, and the question.
    pub fn left_out(&self) -> Vec<(&str, String)> {
        kept::left_out(self.form, &self.fields)
    }
}

/// A draft to keep.
#[derive(Debug, Clone)]
pub struct SaveDraft {
    /// The draft that is saved again; none for a new one.
    pub id: Option<DraftId>,
    /// The form that is filled in.
    pub form: &'static FormSpec,
    /// The record that is changed; none when a new one is entered.
    pub record: Option<RecordId>,
    /// The version that was on the page; none overwrites whatever is there.
    pub expected: Option<u32>,
    /// What was typed.
    pub fields: Vec<(String, String)>,
}

/// Why a draft was not kept.
#[derive(Debug, thiserror::Error)]
pub enum DraftError {
    /// Somebody saved it in the meantime, on another device or page.
    #[error("This draft was saved by {} in the meantime. Open it to see what was typed there.", .0.by)]
    Conflict(Box<Draft>),
    /// It was handed in or thrown away, or it is another centre's.
    #[error("There is no such draft at your centre.")]
    NotFound,
    /// It is larger than any page of ours.
    #[error("A draft holds at most {} kilobytes.", limit / 1024)]
    TooLarge {
        /// The most bytes.
        limit: usize,
    },
    /// The member or the centre has as many drafts as they may; the sentence says so and what to do.
    #[error("{0}")]
    NoRoom(String),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] Error),
}

impl Store {
    /// Keeps a draft, durably, and gives it back as it is kept. One that says nothing new is left as it is.
    pub async fn save_draft(
        &self,
        actor: &Actor,
        now: Timestamp,
        draft: SaveDraft,
    ) -> Result<Draft, DraftError> {
        let centre = centre_of(actor)?;
        let size: usize = draft.fields.iter().map(|(name, value)| name.len() + value.len()).sum();
        if size > LIMIT {
            return Err(DraftError::TooLarge { limit: LIMIT });
        }
        let draft = SaveDraft { fields: kept::fit(draft.form, draft.fields), ..draft };
        self.writer.write(actor, now, Save { draft, centre }).await?
    }

    /// Throws a draft away.
    pub async fn delete_draft(&self, actor: &Actor, now: Timestamp, id: DraftId) -> Result<(), DraftError> {
        let centre = centre_of(actor)?;
        self.writer.write(actor, now, Delete { id, centre }).await?
    }
}

impl Scoped {
    /// A draft of the centre.
    pub async fn draft(&self, id: DraftId) -> Result<Draft> {
        let row = of_centre(self.centre()).filter(draft::Column::Id.eq(id.uuid()));
        let row = row.one(&self.see().await?).await?.ok_or(Error::NotFound)?;
        self.log(&format!("draft {id}"), 1).await?;
        row.try_into()
    }

    /// The drafts of the centre, the last saved first.
    pub async fn drafts(&self) -> Result<Vec<Draft>> {
        let rows = of_centre(self.centre()).order_by_desc(draft::Column::UpdatedAt);
        let rows = rows.order_by_desc(draft::Column::Id).all(&self.see().await?).await?;
        self.log("drafts", rows.len()).await?;
        rows.into_iter().map(Draft::try_from).collect()
    }
}

/// Where an actor's drafts are kept.
fn centre_of(actor: &Actor) -> Result<CentreCode, DraftError> {
    actor.own_centre(Action::WriteRecords).map_err(|_| DraftError::NotFound)
}

/// A centre's drafts: there is no other query on them for an actor.
fn of_centre(centre: &CentreCode) -> sea_orm::Select<draft::Entity> {
    draft::Entity::find().filter(draft::Column::Centre.eq(centre.as_str()))
}

/// Takes the draft of a record that was handed in with it; `false` when the centre has none of that id. Whether
/// another centre has one makes no difference that anybody could see.
pub(crate) async fn take(tx: &Tx<'_>, id: DraftId, centre: &CentreCode) -> Result<bool> {
    let taken = draft::Entity::delete_many()
        .filter(draft::Column::Id.eq(id.uuid()))
        .filter(draft::Column::Centre.eq(centre.as_str()))
        .exec(tx.db)
        .await?;
    let there = taken.rows_affected > 0;
    if there {
        tx.gone(draft::Entity, id.uuid());
    }
    Ok(there)
}

impl TryFrom<draft::Model> for Draft {
    type Error = Error;

    fn try_from(row: draft::Model) -> Result<Self> {
        let wrong = |column, problem: String| Error::inconsistent("draft", column, row.id, problem);
        let form = Dictionary::shipped().form(&row.form);
        let form = form.ok_or_else(|| wrong("form", "there is no such form".to_owned()))?;
        let fields = serde_json::from_str(&row.fields).map_err(|error| wrong("fields", error.to_string()))?;
        Ok(Self {
            id: DraftId::new(row.id),
            form,
            record: row.record_id.map(RecordId::new),
            // A draft that was kept before the guard stood here is read through it.
            fields: kept::fit(form, fields),
            version: row.version.try_into().map_err(|_| wrong("version", "it is negative".to_owned()))?,
            by: row.actor,
            at: row.updated_at.instant(),
        })
    }
}

struct Save {
    draft: SaveDraft,
    centre: CentreCode,
}

impl Write for Save {
    const NAME: &'static str = "draft.save";
    type Out = Result<Draft, DraftError>;

    fn centres(&self) -> Vec<CentreCode> {
        vec![self.centre.clone()]
    }

    async fn run(&mut self, tx: &mut Tx<'_>) -> Result<Step<Self::Out>> {
        let before = match self.draft.id {
            None => None,
            Some(id) => {
                let row = of_centre(&self.centre).filter(draft::Column::Id.eq(id.uuid())).one(tx.db).await?;
                let Some(row) = row.filter(|row| row.form == self.draft.form.id) else {
                    return Ok(Step::Declined(Err(DraftError::NotFound)));
                };
                Some(row)
            }
        };
        if before.is_none() && !self.record_is_there(tx).await? {
            return Ok(Step::Declined(Err(DraftError::NotFound)));
        }
        let seen = |row: &draft::Model| {
            self.draft.expected.is_none_or(|seen| u32::try_from(row.version) == Ok(seen))
        };
        match before {
            Some(row) if !seen(&row) => {
                Ok(Step::Declined(Err(DraftError::Conflict(Box::new(row.try_into()?)))))
            }
            before => self.keep(tx, before).await,
        }
    }
}

impl Save {
    /// Whether the record that is changed is one of the centre.
    async fn record_is_there(&self, tx: &Tx<'_>) -> Result<bool> {
        let Some(id) = self.draft.record else { return Ok(true) };
        let found = record::Entity::find_by_id(id.uuid())
            .filter(record::Column::Centre.eq(self.centre.as_str()))
            .filter(record::Column::Form.eq(self.draft.form.id))
            .filter(live());
        Ok(found.count(tx.db).await? > 0)
    }

    async fn keep(
        &self,
        tx: &Tx<'_>,
        before: Option<draft::Model>,
    ) -> Result<Step<Result<Draft, DraftError>>> {
        let fields = json!(self.draft.fields).to_string();
        if let Some(before) = before.clone().filter(|before| before.fields == fields) {
            return Ok(Step::Declined(Ok(before.try_into()?)));
        }
        let grows = fields.len().saturating_sub(before.as_ref().map_or(0, |before| before.fields.len()));
        if let Some(sentence) = quota::draft(tx, &self.centre, before.is_none(), grows).await? {
            return Ok(Step::Declined(Err(DraftError::NoRoom(sentence))));
        }
        let now = tx.by.now.into();
        let row = draft::Model {
            id: before.as_ref().map_or_else(|| tx.id(), |before| Ok(before.id))?,
            centre: self.centre.to_string(),
            form: self.draft.form.id.to_owned(),
            record_id: before
                .as_ref()
                .map_or_else(|| self.draft.record.map(RecordId::uuid), |before| before.record_id),
            fields,
            version: before.as_ref().map_or(1, |before| before.version + 1),
            member_id: tx.by.actor.member.uuid(),
            actor: tx.by.actor.name.clone(),
            created_at: before.as_ref().map_or(now, |before| before.created_at),
            updated_at: now,
        };
        let trace = trace(Self::NAME, &row);
        tx.vouch(draft::Entity, &row);
        let active = row.clone().into_active_model();
        if before.is_some() {
            active.reset_all().update(tx.db).await?;
        } else {
            draft::Entity::insert(active).exec_without_returning(tx.db).await?;
        }
        Ok(Step::Done(Ok(row.try_into()?), trace))
    }
}

/// What the trail says of a draft: never what was typed.
fn trace(action: &'static str, row: &draft::Model) -> Trace {
    let detail = json!({ "centre": row.centre, "form": row.form, "version": row.version });
    Trace::new(action, row.id, detail)
}

struct Delete {
    id: DraftId,
    centre: CentreCode,
}

impl Write for Delete {
    const NAME: &'static str = "draft.delete";
    type Out = Result<(), DraftError>;

    fn centres(&self) -> Vec<CentreCode> {
        vec![self.centre.clone()]
    }

    async fn run(&mut self, tx: &mut Tx<'_>) -> Result<Step<Self::Out>> {
        let row = of_centre(&self.centre).filter(draft::Column::Id.eq(self.id.uuid())).one(tx.db).await?;
        let Some(row) = row else {
            return Ok(Step::Declined(Err(DraftError::NotFound)));
        };
        draft::Entity::delete_by_id(row.id).exec(tx.db).await?;
        tx.gone(draft::Entity, row.id);
        Ok(Step::Done(Ok(()), trace(Self::NAME, &row)))
    }
}
