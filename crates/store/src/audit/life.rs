//! Checking the steps in the life of records.

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::entity::life_event;
use crate::error::Result;
use crate::import::Digest;
use crate::life::{LifeStep, digest};
use crate::paging;
use crate::record::LifeColumns;

/// How many rows are in memory at a time.
const PAGE: u64 = 1000;

/// The digest of a batch of steps as they are stored, and how many there are.
pub(super) async fn digest_of(db: &impl ConnectionTrait, batch: Uuid) -> Result<(blake3::Hash, u64)> {
    let (mut total, mut steps) = (Digest::default(), 0);
    let order = [life_event::Column::RecordId, life_event::Column::Step];
    let mut after = None;
    loop {
        let of_batch = life_event::Entity::find().filter(life_event::Column::Batch.eq(batch));
        let rows = paging::page(of_batch, &order, after.as_ref(), PAGE).all(db).await?;
        for row in &rows {
            total.add(&digest(row));
        }
        steps += rows.len() as u64;
        if (rows.len() as u64) < PAGE {
            return Ok((total.finish(), steps));
        }
        after = rows.into_iter().next_back();
    }
}

/// Where a record's steps, from its first to its last, have left it: state, facts, and how many there are.
/// Nothing when they do not follow each other.
pub(super) fn standing(steps: &[life_event::Model]) -> Option<(&str, LifeColumns, i32)> {
    let (mut state, mut facts) = ("SUBMITTED", LifeColumns::default());
    for (number, step) in (1..).zip(steps) {
        if step.step != number {
            return None;
        }
        state = &step.state;
        facts = after(facts, LifeStep::parse(&step.what)?, step);
    }
    Some((state, facts, i32::try_from(steps.len()).ok()?))
}

/// The facts after a step.
fn after(before: LifeColumns, what: LifeStep, step: &life_event::Model) -> LifeColumns {
    let open = before.open_queries;
    match what {
        LifeStep::Lapsed | LifeStep::Unlocked => LifeColumns::default(),
        LifeStep::Asked => LifeColumns { open_queries: open + 1, ..LifeColumns::default() },
        LifeStep::QueryClosed => LifeColumns { open_queries: open - 1, ..LifeColumns::default() },
        LifeStep::SignedOff => LifeColumns {
            by: Some(step.actor.clone()),
            at: Some(step.at),
            cycle: step.reason.clone(),
            ..LifeColumns::default()
        },
        LifeStep::Locked => LifeColumns { locked_at: Some(step.at), ..before },
        LifeStep::LockLifted => LifeColumns { locked_at: None, ..before },
        LifeStep::Withdrawn => LifeColumns {
            by: Some(step.actor.clone()),
            at: Some(step.at),
            reason: step.reason.clone(),
            ..LifeColumns::default()
        },
    }
}

#[cfg(test)]
mod tests;
