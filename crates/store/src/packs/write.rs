//! The steps that people take with packs.

use domain::pack::{Done, PackState, WrongPackStep};
use domain::value::CentreCode;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect};
use serde_json::{Value, json};

use super::row;
use crate::cycles::find_to_step;
use crate::entity::pack::{self, Column};
use crate::error::{Error, Result};
use crate::ids::PackId;
use crate::writer::{Step, Trace, Tx, Write};

/// What is asked for; the cycle says of which snapshot.
pub(super) struct Wanted {
    pub(super) definition: String,
    pub(super) cycle: String,
    pub(super) centre: Option<CentreCode>,
    pub(super) program: String,
}

pub(super) struct Ask(pub(super) Wanted);

impl Write for Ask {
    const NAME: &'static str = "pack.ask";
    type Out = PackId;

    async fn run(&mut self, tx: &mut Tx<'_>) -> Result<Step<PackId>> {
        let Wanted { definition, cycle, centre, program } = &self.0;
        // Held, so that of two who ask at once the second finds what the first has asked for.
        let state = find_to_step(tx.db, cycle).await?.state;
        let Some(freeze) = state.freeze_facts() else {
            return Err(Error::Invalid(format!(
                "Cycle {cycle} is not frozen yet. A pack is made from the snapshot that a freeze takes: freeze the \
                 cycle first."
            )));
        };
        let snapshot = freeze.snapshot_hash.clone();
        let known = same(tx, &self.0, &snapshot).await?;
        let detail = json!({
            "definition": definition, "cycle": cycle, "centre": centre, "snapshot": snapshot, "program": program,
        });
        match known {
            Some(mut row) if row.state == PackState::FAILED => {
                let id = PackId::new(row.id);
                row::put(&mut row, &PackState::Asked)?;
                keep(tx, row).await?;
                Ok(Step::Done(id, Trace::new(Self::NAME, id, detail)))
            }
            Some(row) => Ok(Step::Declined(PackId::new(row.id))),
            None => {
                let row = self.0.row(tx, snapshot)?;
                let id = PackId::new(row.id);
                tx.vouch(pack::Entity, &row);
                pack::Entity::insert(row.into_active_model()).exec_without_returning(tx.db).await?;
                Ok(Step::Done(id, Trace::new(Self::NAME, id, detail)))
            }
        }
    }
}

/// The pack that is asked for, if somebody asked for it before and it was not withdrawn since.
async fn same(tx: &Tx<'_>, wanted: &Wanted, snapshot: &str) -> Result<Option<pack::Model>> {
    let rows = pack::Entity::find()
        .filter(Column::Definition.eq(&wanted.definition))
        .filter(Column::Cycle.eq(&wanted.cycle))
        .filter(Column::Snapshot.eq(snapshot))
        .filter(Column::Program.eq(&wanted.program))
        .filter(Column::State.ne(PackState::WITHDRAWN))
        .all(tx.db)
        .await?;
    let centre = wanted.centre.as_ref().map(CentreCode::as_str);
    Ok(rows.into_iter().find(|row| row.centre.as_deref() == centre))
}

impl Wanted {
    fn row(&self, tx: &Tx<'_>, snapshot: String) -> Result<pack::Model> {
        Ok(pack::Model {
            id: tx.id()?,
            definition: self.definition.clone(),
            cycle: self.cycle.clone(),
            centre: self.centre.as_ref().map(ToString::to_string),
            snapshot,
            program: self.program.clone(),
            state: PackState::Asked.as_str().to_owned(),
            member_id: tx.by.actor.member.uuid(),
            actor: tx.by.actor.name.clone(),
            at: tx.by.now.into(),
            folder: None,
            begun_at: None,
            failure: None,
            hash: None,
            files: None,
            ready_at: None,
            published_by: None,
            published_at: None,
            withdrawn_by: None,
            withdrawn_at: None,
            withdrawn_reason: None,
        })
    }
}

pub(super) struct Publish(pub(super) PackId);

impl Write for Publish {
    const NAME: &'static str = "pack.publish";
    type Out = ();

    async fn run(&mut self, tx: &mut Tx<'_>) -> Result<Step<()>> {
        let by = done(tx);
        let hash = step(tx, self.0, |state| state.publish(by)).await?;
        Ok(Step::Done((), Trace::new(Self::NAME, self.0, json!({ "pack": hash }))))
    }
}

pub(super) struct Withdraw {
    pub(super) id: PackId,
    pub(super) reason: String,
}

impl Write for Withdraw {
    const NAME: &'static str = "pack.withdraw";
    type Out = ();

    async fn run(&mut self, tx: &mut Tx<'_>) -> Result<Step<()>> {
        let (by, reason) = (done(tx), self.reason.clone());
        let hash = step(tx, self.id, |state| state.withdraw(by, reason)).await?;
        let detail = json!({ "pack": hash, "reason": self.reason });
        Ok(Step::Done((), Trace::new(Self::NAME, self.id, detail)))
    }
}

fn done(tx: &Tx<'_>) -> Done {
    Done { by: tx.by.actor.name.clone(), at: tx.by.now }
}

/// Takes a pack to its next state; its hash.
async fn step(
    tx: &Tx<'_>,
    id: PackId,
    next: impl FnOnce(PackState) -> Result<PackState, WrongPackStep>,
) -> Result<Option<String>> {
    let mut row = held(tx, id).await?;
    let state = next(row::read(&row)?.state).map_err(|wrong| Error::Invalid(wrong.to_string()))?;
    row::put(&mut row, &state)?;
    let hash = row.hash.clone();
    keep(tx, row).await?;
    Ok(hash)
}

/// A pack's row, held until the end of the transaction.
pub(super) async fn held(tx: &Tx<'_>, id: PackId) -> Result<pack::Model> {
    pack::Entity::find_by_id(id.uuid()).lock_exclusive().one(tx.db).await?.ok_or(Error::NotFound)
}

/// Writes a row that was there.
pub(super) async fn keep(tx: &Tx<'_>, row: pack::Model) -> Result<()> {
    tx.vouch(pack::Entity, &row);
    row.into_active_model().reset_all().update(tx.db).await?;
    Ok(())
}

pub(super) struct Opened {
    pub(super) id: PackId,
    pub(super) file: String,
}

impl Write for Opened {
    const NAME: &'static str = "pack.read";
    const SAVES: bool = false;
    type Out = ();

    async fn run(&mut self, tx: &mut Tx<'_>) -> Result<Step<()>> {
        let detail: Value = json!({ "file": self.file, "reader": tx.by.actor.role.as_str() });
        Ok(Step::Done((), Trace::new(Self::NAME, self.id, detail)))
    }
}
