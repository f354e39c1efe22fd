//! Queries on their way out of the database.

use domain::dictionary::Dictionary;
use std::collections::HashMap;

use domain::FormSpec;
use domain::query::{Message, QueryState, Side};
use domain::value::CentreCode;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::Query;
use crate::entity::{query, query_message, record};
use crate::error::{Error, Result};
use crate::ids::{QueryId, RecordId};

/// How many are looked up in one statement.
const CHUNK: usize = 1000;

/// Queries with their threads and the keys of their records; never with anything else of a record.
pub(super) async fn threads(db: &impl ConnectionTrait, rows: Vec<query::Model>) -> Result<Vec<Query>> {
    let mut queries = Vec::with_capacity(rows.len());
    for chunk in rows.chunks(CHUNK) {
        let subjects = subjects(db, chunk).await?;
        let mut messages = messages(db, chunk).await?;
        for row in chunk {
            let wrong = |column, problem| Error::inconsistent("query", column, row.id, problem);
            let (form, key) =
                subjects.get(&row.record_id).ok_or_else(|| wrong("record_id", "there is no such record"))?;
            queries.push(Query {
                id: QueryId::new(row.id),
                centre: centre(row)?,
                form,
                record: RecordId::new(row.record_id),
                key: key.clone(),
                child: child(row)?,
                column: row.field.clone(),
                state: state(row)?,
                messages: messages.remove(&row.id).unwrap_or_default(),
            });
        }
    }
    Ok(queries)
}

/// Form and key of the records that are asked about.
async fn subjects(
    db: &impl ConnectionTrait,
    rows: &[query::Model],
) -> Result<HashMap<Uuid, (&'static FormSpec, String)>> {
    let ids = rows.iter().map(|row| row.record_id);
    let found: Vec<(Uuid, String, String)> = record::Entity::find()
        .select_only()
        .columns([record::Column::Id, record::Column::Form, record::Column::NaturalKey])
        .filter(record::Column::Id.is_in(ids))
        .into_tuple()
        .all(db)
        .await?;
    let subject = |(id, form, key): (Uuid, String, String)| {
        let wrong = || Error::inconsistent("record", "form", id, "there is no such form");
        Ok((id, (Dictionary::shipped().form(&form).ok_or_else(wrong)?, key)))
    };
    found.into_iter().map(subject).collect()
}

async fn messages(db: &impl ConnectionTrait, rows: &[query::Model]) -> Result<HashMap<Uuid, Vec<Message>>> {
    let found = query_message::Entity::find()
        .filter(query_message::Column::QueryId.is_in(rows.iter().map(|row| row.id)))
        .order_by_asc(query_message::Column::QueryId)
        .order_by_asc(query_message::Column::Number)
        .all(db)
        .await?;
    let mut threads = HashMap::<Uuid, Vec<Message>>::new();
    for row in found {
        let key = || format!("{} {}", row.query_id, row.number);
        let wrong = || Error::inconsistent("query_message", "side", key(), "there is no such side");
        threads.entry(row.query_id).or_default().push(Message {
            side: Side::parse(&row.side).ok_or_else(wrong)?,
            by: row.actor,
            at: row.at.instant(),
            text: row.text,
        });
    }
    Ok(threads)
}

pub(super) fn centre(row: &query::Model) -> Result<CentreCode> {
    CentreCode::parse(&row.centre)
        .ok_or_else(|| Error::inconsistent("query", "centre", row.id, "it is not a centre's code"))
}

fn child(row: &query::Model) -> Result<Option<(String, usize)>> {
    match (&row.child_list, row.child_row.map(usize::try_from)) {
        (None, None) => Ok(None),
        (Some(list), Some(Ok(number))) => Ok(Some((list.clone(), number))),
        _ => Err(Error::inconsistent("query", "child_row", row.id, "it is no row of a repeated group")),
    }
}

/// A stored state: its columns are one state, or an error that names the row.
pub(super) fn state(row: &query::Model) -> Result<QueryState> {
    match (row.state.as_str(), row.closed_at) {
        ("ASKED", None) => Ok(QueryState::Asked),
        ("ANSWERED", None) => Ok(QueryState::Answered),
        ("CLOSED", Some(at)) => Ok(QueryState::Closed { at: at.instant() }),
        _ => Err(Error::inconsistent("query", "state", row.id, "its columns do not fit its state")),
    }
}
