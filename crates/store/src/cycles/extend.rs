//! More time for one centre.

use domain::cycle::{CycleState, Extension};
use domain::value::CentreCode;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};
use serde_json::json;

use super::{claim, find};
use crate::entity::cycle_extension::{self, Column};
use crate::error::{Error, Result};
use crate::time::{from_db, to_db};
use crate::writer::{Step, Trace, Tx, Write};

pub(super) struct Extend {
    pub(super) cycle: String,
    pub(super) extension: Extension,
}

impl Write for Extend {
    const NAME: &'static str = "cycle.extend";
    type Out = ();

    async fn run(&mut self, tx: &mut Tx<'_>) -> Result<Step<()>> {
        let cycle = find(tx.db, &self.cycle).await?;
        let Extension { centre, until, reason } = &self.extension;
        if matches!(cycle.state, CycleState::Frozen(_) | CycleState::Reported { .. }) {
            return Err(Error::Invalid(format!(
                "Cycle {} is frozen: its numbers are final, and more time changes nothing.",
                self.cycle
            )));
        }
        if *until <= cycle.dates.lock_deadline {
            let deadline = cycle.dates.lock_deadline;
            return Err(Error::Invalid(format!(
                "An extension ends after the deadline, {deadline}. Choose a later date."
            )));
        }
        let row = cycle_extension::Model {
            cycle: self.cycle.clone(),
            centre: centre.to_string(),
            until: to_db(*until)
                .ok_or_else(|| Error::Invalid(format!("{until} is not a date of an audit cycle.")))?,
            reason: reason.clone(),
            actor: tx.by.actor.name.clone(),
            at: tx.by.now.into(),
        };
        // A snapshot that is being written says nothing of what the centre may do now.
        claim::end(tx.db, &self.cycle).await?;
        tx.vouch(cycle_extension::Entity, &row);
        cycle_extension::Entity::insert(row.into_active_model())
            .on_conflict(
                OnConflict::columns([Column::Cycle, Column::Centre])
                    .update_columns([Column::Until, Column::Reason, Column::Actor, Column::At])
                    .to_owned(),
            )
            .exec_without_returning(tx.db)
            .await?;
        let detail = json!({ "centre": centre.as_str(), "until": until.to_string(), "reason": reason });
        Ok(Step::Done((), Trace::new(Self::NAME, &self.cycle, detail)))
    }
}

/// A cycle's extensions, by centre.
pub(super) async fn of_cycle(db: &impl ConnectionTrait, cycle: &str) -> Result<Vec<Extension>> {
    let rows = cycle_extension::Entity::find().filter(Column::Cycle.eq(cycle)).order_by_asc(Column::Centre);
    rows.all(db).await?.iter().map(read).collect()
}

pub(super) fn read(row: &cycle_extension::Model) -> Result<Extension> {
    let key = format!("{} {}", row.cycle, row.centre);
    let wrong = |column, problem| Error::inconsistent("cycle_extension", column, &key, problem);
    Ok(Extension {
        centre: CentreCode::parse(&row.centre).ok_or_else(|| wrong("centre", "it is not a centre's code"))?,
        until: from_db(row.until).ok_or_else(|| wrong("until", "it is not a date"))?,
        reason: row.reason.clone(),
    })
}
