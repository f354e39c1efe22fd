//! Checking the steps in the life of records.

use sea_orm::sea_query::{Expr, ExprTrait, Query, any};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::entity::{life_event, record};
use crate::error::Result;
use crate::import::Digest;
use crate::life::digest;

/// How many rows are in memory at a time.
const PAGE: u64 = 1000;

/// The digest of a batch of steps as they are stored, and how many there are.
pub(super) async fn digest_of(db: &impl ConnectionTrait, batch: Uuid) -> Result<(blake3::Hash, u64)> {
    let (mut total, mut steps) = (Digest::default(), 0);
    let mut cursor = life_event::Entity::find()
        .filter(life_event::Column::Batch.eq(batch))
        .cursor_by((life_event::Column::RecordId, life_event::Column::Step));
    loop {
        let rows = cursor.first(PAGE).all(db).await?;
        for row in &rows {
            total.add(&digest(row));
        }
        steps += rows.len() as u64;
        match rows.last() {
            Some(last) if rows.len() as u64 == PAGE => {
                cursor.after((last.record_id, last.step));
            }
            _ => return Ok((total.finish(), steps)),
        }
    }
}

/// A record that is not in the state that its last step left it in.
pub(super) async fn misplaced(db: &impl ConnectionTrait) -> Result<Option<Uuid>> {
    let record = |column| Expr::col((record::Entity, column));
    let step = |column| Expr::col((life_event::Entity, column));
    let untouched = record(record::Column::Steps).eq(0).and(record(record::Column::State).eq("SUBMITTED"));
    let query = Query::select()
        .column((record::Entity, record::Column::Id))
        .from(record::Entity)
        .left_join(
            life_event::Entity,
            step(life_event::Column::RecordId)
                .eq(record(record::Column::Id))
                .and(step(life_event::Column::Step).gte(record(record::Column::Steps))),
        )
        .cond_where(any![
            step(life_event::Column::Step).gt(record(record::Column::Steps)),
            step(life_event::Column::State).ne(record(record::Column::State)),
            step(life_event::Column::Step).is_null().and(untouched.not()),
        ])
        .limit(1)
        .take();
    let row = db.query_one(&query).await?;
    Ok(row.map(|row| row.try_get("", "id")).transpose()?)
}
