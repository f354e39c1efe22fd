//! What corrections have moved since a freeze, signed off by the audit lead. What moved is worked out elsewhere and
//! comes as a text with its hash; here it is kept with who signed it, when and why.

use domain::actor::{Action, Actor};
use domain::pack::Done;
use jiff::Timestamp;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};
use serde_json::json;

use crate::cycles::find_to_step;
use crate::entity::correction_sign_off::{self, Column};
use crate::error::{Error, Result};
use crate::writer::{Step, Trace, Tx, Write};
use crate::{Store, words};

/// What is signed off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignCorrections {
    /// The frozen cycle whose numbers have moved.
    pub cycle: String,
    /// The hash of the snapshot that it was frozen with.
    pub snapshot: String,
    /// What moved, as JSON.
    pub moved: String,
    /// SHA-256 of it.
    pub hash: String,
    /// Why, scanned for identifiers.
    pub why: String,
}

/// What was signed off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedCorrections {
    /// What.
    pub what: SignCorrections,
    /// By whom, and when.
    pub signed: Done,
}

impl Store {
    /// Signs off what moved ([`Action::SignCorrections`]). Done again of the same, it is signed once. Refused when the
    /// cycle is not frozen with that snapshot.
    pub async fn sign_corrections(&self, actor: &Actor, now: Timestamp, sign: SignCorrections) -> Result<()> {
        actor.permit(Action::SignCorrections)?;
        let why = words::read("reason", &sign.why)?;
        self.writer.write(actor, now, Sign(SignCorrections { why, ..sign })).await
    }

    /// The last sign-off of what moved since a snapshot, for whoever signs ([`Action::SignCorrections`]).
    pub async fn signed_corrections(
        &self,
        actor: &Actor,
        snapshot: &str,
    ) -> Result<Option<SignedCorrections>> {
        actor.permit(Action::SignCorrections)?;
        Ok(last(&self.read, snapshot).await?.map(read))
    }
}

async fn last(db: &impl ConnectionTrait, snapshot: &str) -> Result<Option<correction_sign_off::Model>> {
    let found = correction_sign_off::Entity::find().filter(Column::Snapshot.eq(snapshot));
    Ok(found.order_by_desc(Column::At).order_by_desc(Column::Id).one(db).await?)
}

fn read(row: correction_sign_off::Model) -> SignedCorrections {
    SignedCorrections {
        what: SignCorrections {
            cycle: row.cycle,
            snapshot: row.snapshot,
            moved: row.moved,
            hash: row.hash,
            why: row.why,
        },
        signed: Done { by: row.actor, at: row.at.instant() },
    }
}

struct Sign(SignCorrections);

impl Write for Sign {
    const NAME: &'static str = "corrections.sign";
    type Out = ();

    async fn run(&mut self, tx: &mut Tx<'_>) -> Result<Step<()>> {
        let SignCorrections { cycle, snapshot, moved, hash, why } = &self.0;
        let state = find_to_step(tx.db, cycle).await?.state;
        if state.freeze_facts().is_none_or(|freeze| freeze.snapshot_hash != *snapshot) {
            return Err(Error::Invalid(format!(
                "Cycle {cycle} is not frozen with this snapshot. Look at what has moved again."
            )));
        }
        if last(tx.db, snapshot).await?.is_some_and(|row| row.hash == *hash) {
            return Ok(Step::Declined(()));
        }
        let id = tx.id()?;
        let row = correction_sign_off::Model {
            id,
            cycle: cycle.clone(),
            snapshot: snapshot.clone(),
            moved: moved.clone(),
            hash: hash.clone(),
            why: why.clone(),
            at: tx.by.now.into(),
            member_id: tx.by.actor.member.uuid(),
            actor: tx.by.actor.name.clone(),
        };
        tx.vouch(correction_sign_off::Entity, &row);
        correction_sign_off::Entity::insert(row.into_active_model()).exec_without_returning(tx.db).await?;
        let detail = json!({ "snapshot": snapshot, "moved": hash, "why": why });
        Ok(Step::Done((), Trace::new(Self::NAME, cycle, detail)))
    }
}
