//! Building packs: one process at a time holds the bench, and takes what is asked for or was left half done.
//!
//! ```text
//! try_bench ──► due ──► begin (a fresh folder is named) ──► files ──► ready │ fail
//! ```
//!
//! Whoever holds the bench knows that nobody else builds: what is marked as being built was left by a process that
//! ended. Should a hold be lost with its connection, the folder still tells two attempts apart: only the last one that
//! was begun can be completed.

use domain::actor::{Action, Actor};
use domain::pack::{Contents, PackOf, PackState};
use jiff::Timestamp;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde_json::json;
use uuid::Uuid;

use super::row;
use super::write::{held, keep};
use crate::Store;
use crate::cycles::{Alive, Hold};
use crate::entity::pack::{self, Column};
use crate::error::Result;
use crate::ids::PackId;
use crate::writer::{Step, Trace, Tx, Write};

/// The right to build packs, until it is dropped or its process ends.
#[derive(Debug)]
pub struct Bench(#[expect(dead_code, reason = "held, not looked at")] Alive);

/// A pack that is being built.
#[derive(Debug, Clone)]
pub struct Begun {
    /// Its id.
    pub id: PackId,
    /// What it is of.
    pub of: PackOf,
    /// The folder that this attempt's files go into; nothing lies there.
    pub folder: String,
    /// The folder of an attempt that came to nothing: what lies there belongs to nobody.
    pub left: Option<String>,
}

impl Store {
    /// Takes the bench; `None` while another process builds ([`Action::MakePacks`]).
    pub async fn try_bench(&self, actor: &Actor) -> Result<Option<Bench>> {
        actor.permit(Action::MakePacks)?;
        Ok(Alive::try_hold(&self.read, Hold::Packs).await?.map(Bench))
    }

    /// The packs that are to be built, in the order in which they were asked for.
    pub async fn packs_due(&self) -> Result<Vec<PackId>> {
        let due = pack::Entity::find()
            .select_only()
            .column(Column::Id)
            .filter(Column::State.is_in(PackState::DUE))
            .order_by_asc(Column::At)
            .order_by_asc(Column::Id);
        let ids: Vec<Uuid> = due.into_tuple().all(&self.read).await?;
        Ok(ids.into_iter().map(PackId::new).collect())
    }

    /// Begins to build a pack; `None` when there is nothing to do for it any more.
    pub async fn begin_pack(
        &self,
        actor: &Actor,
        now: Timestamp,
        _bench: &Bench,
        id: PackId,
    ) -> Result<Option<Begun>> {
        self.writer.write(actor, now, Begin(id)).await
    }

    /// Says that all files of a pack lie in its folder. False when somebody has begun it anew meanwhile: then they
    /// belong to nobody.
    pub async fn complete_pack(
        &self,
        actor: &Actor,
        now: Timestamp,
        begun: &Begun,
        contents: Contents,
    ) -> Result<bool> {
        let state = PackState::Ready(contents);
        self.writer.write(actor, now, End::<true> { id: begun.id, folder: begun.folder.clone(), state }).await
    }

    /// Says why a pack could not be built, and that nothing lies in its folder.
    pub async fn fail_pack(&self, actor: &Actor, now: Timestamp, begun: &Begun, why: String) -> Result<bool> {
        let state = PackState::Failed { why };
        self.writer
            .write(actor, now, End::<false> { id: begun.id, folder: begun.folder.clone(), state })
            .await
    }
}

struct Begin(PackId);

impl Write for Begin {
    const NAME: &'static str = "pack.begin";
    type Out = Option<Begun>;

    async fn run(&mut self, tx: &mut Tx<'_>) -> Result<Step<Option<Begun>>> {
        let mut found = held(tx, self.0).await?;
        let pack = row::read(&found)?;
        if !pack.state.is_due() {
            return Ok(Step::Declined(None));
        }
        let folder = tx.id()?.to_string();
        row::put(&mut found, &PackState::Building { since: tx.by.now })?;
        found.folder = Some(folder.clone());
        keep(tx, found).await?;
        let detail = json!({ "folder": folder });
        let begun = Begun { id: self.0, of: pack.of, folder, left: pack.folder };
        Ok(Step::Done(Some(begun), Trace::new(Self::NAME, self.0, detail)))
    }
}

/// An attempt comes to its end: well, or not.
struct End<const WELL: bool> {
    id: PackId,
    folder: String,
    state: PackState,
}

impl<const WELL: bool> Write for End<WELL> {
    const NAME: &'static str = if WELL { "pack.ready" } else { "pack.fail" };
    type Out = bool;

    async fn run(&mut self, tx: &mut Tx<'_>) -> Result<Step<bool>> {
        let mut found = held(tx, self.id).await?;
        let is_ours = found.folder.as_deref() == Some(&*self.folder);
        if !is_ours || found.state != PackState::BUILDING {
            // Said twice, because the first answer was lost, it is true all the same.
            return Ok(Step::Declined(is_ours && found.state == self.state.as_str()));
        }
        row::put(&mut found, &self.state)?;
        keep(tx, found).await?;
        let detail = match &self.state {
            PackState::Failed { why } => json!({ "why": why }),
            state => json!({ "pack": state.contents().map(|contents| &contents.hash) }),
        };
        Ok(Step::Done(true, Trace::new(Self::NAME, self.id, detail)))
    }
}
