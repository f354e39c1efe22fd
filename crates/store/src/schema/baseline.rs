//! Vouching for rows that were there before their changes could be found.
//!
//! A database of an earlier version holds rows that no event vouches for; a change of schema may give a table
//! columns that change the digests of its rows. Both get events of their own, `vouch.baseline`: they say what was
//! there at that moment, and nothing of what had happened before.

use std::collections::{BTreeMap, BTreeSet};

use domain::actor::Actor;
use jiff::Timestamp;
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, Statement};
use serde_json::json;

use super::SchemaStatus;
use crate::audit::stored_head;
use crate::chain::Event;
use crate::error::Result;
use crate::tables::{self, Table, Visit};
use crate::vouch::{Rows, is_vouched};
use crate::writer::append;

/// The change from which on every write vouches for its rows.
const SINCE: &str = "m20261128_120000_rows_are_vouched_for";

/// The columns of each table.
pub(super) type Columns = BTreeMap<String, BTreeSet<String>>;

/// Vouches for the rows of tables that the changes since `before` have left unvouched.
pub(super) async fn vouch(
    db: &DatabaseTransaction,
    before: &SchemaStatus,
    columns_before: &Columns,
    now: Timestamp,
) -> Result<()> {
    // Nothing was ever written: nothing needs an event.
    if stored_head(db).await?.seq == 0 {
        return Ok(());
    }
    let first = before.pending.iter().any(|change| change == SINCE);
    let columns = columns(db).await?;
    let differs = |table: &str| first || columns.get(table) != columns_before.get(table);
    let mut baseline = Baseline { db, differs: &differs, events: Vec::new(), now };
    tables::each(&mut baseline).await?;
    if baseline.events.is_empty() {
        return Ok(());
    }
    append(db, None, baseline.events).await.map(drop)
}

/// The columns of each table as they are.
pub(super) async fn columns(db: &impl ConnectionTrait) -> Result<Columns> {
    let backend = db.get_database_backend();
    let sql = match backend {
        DbBackend::Postgres => {
            "SELECT table_name::text AS t, column_name::text AS c FROM information_schema.columns \
             WHERE table_schema = current_schema()"
        }
        _ => {
            "SELECT m.name AS t, c.name AS c FROM sqlite_master m, pragma_table_info(m.name) c \
             WHERE m.type = 'table'"
        }
    };
    let mut columns = Columns::new();
    for row in db.query_all_raw(Statement::from_string(backend, sql)).await? {
        let (table, column): (String, String) = (row.try_get("", "t")?, row.try_get("", "c")?);
        columns.entry(table).or_default().insert(column);
    }
    Ok(columns)
}

struct Baseline<'a> {
    db: &'a DatabaseTransaction,
    differs: &'a (dyn Fn(&str) -> bool + Sync),
    events: Vec<Event>,
    now: Timestamp,
}

impl Visit for Baseline<'_> {
    async fn table<E: Table>(&mut self) -> Result<()> {
        if !is_vouched(E::name()) || !(self.differs)(E::name()) {
            return Ok(());
        }
        let mut last = None;
        loop {
            let rows = tables::page::<E>(self.db, last.as_ref()).await?;
            let Some(end) = rows.last() else { return Ok(()) };
            let mut vouched = Rows::default();
            for row in &rows {
                vouched.add::<E>(row);
            }
            let mut detail = json!({ "rows": rows.len() });
            vouched.stand_in(&mut detail);
            let by = Actor::system("migrate");
            self.events.push(Event {
                at: self.now,
                member: by.member.uuid(),
                actor: by.name,
                action: "vouch.baseline",
                subject: E::name().to_owned(),
                detail: detail.to_string(),
                through: None,
                centre: None,
            });
            last = Some(end.clone());
        }
    }
}
