//! The claim of the one who freezes a cycle: first in the database, then the work, then the freeze.
//!
//! A claim names its holder, for others to read, and has a number: only the last claim can freeze. Whether its
//! holder still lives is seen by [`Alive`]; a claim whose holder is gone is taken over.

use std::sync::Arc;

use domain::actor::{Action, Actor};
use domain::centre::Directory;
use domain::cycle::{Freeze, Insistence};
use jiff::Timestamp;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter};
use serde_json::json;
use uuid::Uuid;

use super::alive::{Alive, Hold};
use super::{due, find, find_to_step};
use crate::Store;
use crate::entity::freeze_claim::{self, Column};
use crate::error::{Error, Result};
use crate::writer::{Step, Trace, Tx, Write};

/// What comes of the wish to freeze a cycle.
#[derive(Debug)]
pub enum Freezing {
    /// The cycle is claimed: write its snapshot, then [`Store::freeze_cycle`].
    Begun(FreezeClaim),
    /// It is frozen already, with these facts. Its snapshot may still have to be put in its place.
    Done(Freeze),
}

/// The right to freeze a cycle. Nobody else can while this is held; when its process ends, somebody else can.
#[derive(Debug)]
pub struct FreezeClaim {
    pub(super) cycle: String,
    pub(super) nonce: Uuid,
    _alive: Alive,
}

impl Store {
    /// Claims a cycle for its freeze. Refused, before anything is done, when it is unknown, not locked, not due,
    /// or being frozen by somebody else. Before its day it needs an insistence.
    pub async fn begin_freeze(
        &self,
        actor: &Actor,
        now: Timestamp,
        id: &str,
        insistence: Option<Insistence>,
    ) -> Result<Freezing> {
        actor.permit(Action::FreezeCycle)?;
        if let Some(freeze) = find(&self.read, id).await?.state.freeze_facts() {
            return Ok(Freezing::Done(freeze.clone()));
        }
        let Some(alive) = Alive::hold(&self.read, Hold::Freeze).await? else {
            return Err(self.busy(id).await?);
        };
        let directory = self.cached_directory(now).await?;
        let claim = Claim { cycle: id.to_owned(), insistence, directory };
        Ok(match self.writer.write(actor, now, claim).await? {
            Claimed::Already(freeze) => Freezing::Done(freeze),
            Claimed::With(nonce) => {
                Freezing::Begun(FreezeClaim { cycle: id.to_owned(), nonce, _alive: alive })
            }
        })
    }

    /// Says who is at work.
    async fn busy(&self, id: &str) -> Result<Error> {
        let claim = freeze_claim::Entity::find_by_id(id).one(&self.read).await?;
        let who = claim.map_or_else(
            || "A cycle is being frozen".to_owned(),
            |claim| format!("Cycle {id} is being frozen by {}, since {}", claim.actor, claim.at.instant()),
        );
        Ok(Error::Invalid(format!("{who}. Wait until that has ended, then look at the cycle again.")))
    }
}

struct Claim {
    cycle: String,
    insistence: Option<Insistence>,
    directory: Arc<Directory>,
}

enum Claimed {
    Already(Freeze),
    With(Uuid),
}

impl Write for Claim {
    const NAME: &'static str = "cycle.freeze.begin";
    type Out = Claimed;

    async fn run(&mut self, tx: &mut Tx<'_>) -> Result<Step<Claimed>> {
        let cycle = find_to_step(tx.db, &self.cycle).await?;
        if let Some(freeze) = cycle.state.freeze_facts() {
            return Ok(Step::Declined(Claimed::Already(freeze.clone())));
        }
        cycle.state.may_freeze().map_err(|step| Error::Invalid(step.to_string()))?;
        let reason = due(tx, &cycle, &self.directory, self.insistence.as_ref(), true).await?;
        let nonce = tx.id()?;
        let row = freeze_claim::Model {
            cycle: self.cycle.clone(),
            nonce,
            actor: tx.by.actor.name.clone(),
            at: tx.by.now.into(),
        };
        freeze_claim::Entity::insert(row.into_active_model())
            .on_conflict(
                OnConflict::column(Column::Cycle)
                    .update_columns([Column::Nonce, Column::Actor, Column::At])
                    .to_owned(),
            )
            .exec_without_returning(tx.db)
            .await?;
        let detail = json!({ "claim": nonce, "reason": reason });
        Ok(Step::Done(Claimed::With(nonce), Trace::new(Self::NAME, &self.cycle, detail)))
    }
}

/// Refuses a freeze whose claim is not the last one any more.
pub(super) async fn check(db: &impl ConnectionTrait, cycle: &str, nonce: Uuid) -> Result<()> {
    let claim = freeze_claim::Entity::find_by_id(cycle).one(db).await?;
    if claim.is_some_and(|claim| claim.nonce == nonce) {
        return Ok(());
    }
    Err(Error::Invalid(format!(
        "Cycle {cycle} was changed while its snapshot was written, so it is not frozen with it. \
         Look at the cycle, then freeze it again."
    )))
}

/// Ends whatever claim there is on a cycle: it was for another state.
pub(crate) async fn end(db: &impl ConnectionTrait, cycle: &str) -> Result<()> {
    freeze_claim::Entity::delete_many().filter(Column::Cycle.eq(cycle)).exec(db).await?;
    Ok(())
}
