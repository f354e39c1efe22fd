//! Taking an import back, as long as nothing was built on it.

mod touched;
mod write;

use domain::FormSpec;
use domain::actor::{Action, Actor};
use domain::value::CentreCode;
use jiff::Timestamp;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use self::touched::Touched;
pub(crate) use self::touched::{heads, says};
use crate::entity::import;
use crate::error::{Error, Result};
use crate::ids::ImportId;
use crate::{Scoped, Store, words};

/// What undoing an import did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Undone {
    /// Records that the import had made, and that are gone.
    pub removed: u64,
    /// Records that the import had changed, and that are as before.
    pub restored: u64,
}

/// What undoing an import would do.
#[derive(Debug)]
pub struct UndoPreview {
    /// For each form that the import touched, how many records it made, and how many it changed.
    pub forms: Vec<(&'static FormSpec, usize, usize)>,
    /// Why it cannot be undone, if so.
    pub refusal: Option<UndoError>,
}

/// Why an import was not undone. Nothing was.
#[derive(Debug, thiserror::Error)]
pub enum UndoError {
    /// Records were changed, signed off or asked about since, or others lean on them.
    #[error("{}", edited(.0))]
    Edited(Vec<String>),
    /// It was undone before.
    #[error("This import was undone already.")]
    Already,
    /// There is no such import, or it is not the actor's.
    #[error("There is no such import at your centre.")]
    NotFound,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] Error),
}

/// How many records a refusal names.
const NAMED: usize = 20;

fn edited(names: &[String]) -> String {
    let more = names.len().saturating_sub(NAMED);
    let list = names.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join(", ");
    let and_more = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!(
        "This import cannot be undone, and nothing was: since then records of it were changed, signed off or \
         asked about, or others were entered that belong to them. They are: {list}{and_more}. Withdraw or \
         correct single records instead."
    )
}

impl Scoped {
    /// What undoing an import of the centre would do as things stand.
    pub async fn undo_preview(&self, id: ImportId) -> Result<UndoPreview> {
        let query = import::Entity::find_by_id(id.uuid());
        let own = query.filter(import::Column::Centre.eq(self.centre().as_str()));
        let import = own.one(&self.see().await?).await?.ok_or(Error::NotFound)?;
        if import.undone_at.is_some() {
            return Ok(UndoPreview { forms: Vec::new(), refusal: Some(UndoError::Already) });
        }
        let db = self.still().await?;
        let touched = Touched::by(id, &db).await?;
        let centres = touched::centres(&db, id).await?;
        let names = touched.in_the_way(id, import.at, &centres, &db).await?;
        self.log(&format!("what import {id} touched"), touched.versions.len()).await?;
        let refusal = (!names.is_empty()).then_some(UndoError::Edited(names));
        Ok(UndoPreview { forms: touched.by_form(), refusal })
    }
}

impl Store {
    /// Takes an import back: what it made is withdrawn, what it changed is as before. All or nothing. The reason
    /// stands in the history of each record.
    pub async fn undo_import(
        &self,
        actor: &Actor,
        now: Timestamp,
        id: ImportId,
        reason: &str,
    ) -> Result<Undone, UndoError> {
        let reason = words::read("reason", reason)?;
        let import = import::Entity::find_by_id(id.uuid()).one(&self.read).await.map_err(Error::from)?;
        let import = import.ok_or(UndoError::NotFound)?;
        let permitted = match import.centre.as_deref().map(CentreCode::parse) {
            Some(Some(centre)) => actor.permit_at(Action::ImportFiles, &centre),
            _ => actor.permit(Action::Operate),
        };
        permitted.map_err(|_| UndoError::NotFound)?;
        let directory = self.cached_directory(now).await?;
        let centres = touched::centres(&self.see(&actor.sight()).await?, id).await?;
        self.writer.write(actor, now, write::UndoImport { id, centres, directory, reason }).await?
    }
}
