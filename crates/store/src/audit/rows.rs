//! Folding what events vouch for into what each row must be, and comparing it with what is there.

use std::collections::HashMap;

use sea_orm::{DatabaseTransaction, EntityTrait};
use serde::Deserialize;

use super::breaks::{Break, Fate};
use crate::chain::hash_fields;
use crate::entity::audit_event;
use crate::error::Result;
use crate::tables::{self, Table, Visit};
use crate::vouch::{MARK, digest, is_vouched, key_of};

/// A row, by a hash of its table and its key.
type Name = [u8; 16];

/// What the last event that speaks of a row says: its digest, and the event. 40 bytes a row that is there, and
/// nothing for one that is gone: a million rows take less memory than one large import.
#[derive(Debug, Default)]
pub(super) struct Fold(HashMap<Name, (Name, i64)>);

#[derive(Debug, Deserialize)]
struct Detail {
    vouched: HashMap<String, HashMap<String, Option<String>>>,
}

impl Fold {
    /// Takes in an event; `false` when what it vouches for cannot be read.
    pub(super) fn take(&mut self, event: &audit_event::Model) -> bool {
        let Some(vouched) = read(event) else { return false };
        for (table, rows) in vouched {
            for (key, digest) in rows {
                let name = name(&table, &key);
                match digest.as_deref().map(half) {
                    None => self.0.remove(&name),
                    Some(digest) => self.0.insert(name, (digest, event.seq)),
                };
            }
        }
        true
    }

    /// The first row that is not what the events say.
    pub(super) async fn compare(self, db: &DatabaseTransaction) -> Result<Option<Break>> {
        let mut compare = Compare { db, fold: self.0, found: None };
        tables::each(&mut compare).await?;
        if compare.found.is_some() {
            return Ok(compare.found);
        }
        let first = compare.fold.into_iter().min_by_key(|(_, (_, seq))| *seq);
        match first {
            None => Ok(None),
            Some((name, (_, seq))) => gone(db, name, seq).await.map(Some),
        }
    }
}

/// What an event vouches for. Most vouch for no single row, and need not be read.
fn read(event: &audit_event::Model) -> Option<HashMap<String, HashMap<String, Option<String>>>> {
    if !event.detail.contains(MARK) {
        return Some(HashMap::new());
    }
    serde_json::from_str(&event.detail).ok().map(|detail: Detail| detail.vouched)
}

fn name(table: &str, key: &str) -> Name {
    half(hash_fields("ecmopt row name, version 1", &[table.as_bytes(), key.as_bytes()]).to_hex().as_str())
}

/// The first half of a hash in hexadecimal.
fn half(hex: &str) -> Name {
    let mut half = [0; 16];
    for (byte, digits) in half.iter_mut().zip(hex.as_bytes().chunks(2)) {
        *byte = std::str::from_utf8(digits)
            .ok()
            .and_then(|digits| u8::from_str_radix(digits, 16).ok())
            .unwrap_or_default();
    }
    half
}

/// Names a row that is gone by the event that vouches for it.
async fn gone(db: &DatabaseTransaction, gone: Name, seq: i64) -> Result<Break> {
    let event = audit_event::Entity::find_by_id(seq).one(db).await?;
    let mut found = ("?", String::new());
    for (table, rows) in event.as_ref().and_then(read).unwrap_or_default() {
        if let Some(key) = rows.into_keys().find(|key| name(&table, key) == gone) {
            found = (known(&table).await?, key);
        }
    }
    Ok(Break::Row { table: found.0, key: found.1, fate: Fate::Gone { seq } })
}

/// A table's name as we know it.
async fn known(table: &str) -> Result<&'static str> {
    struct Known<'a>(&'a str, &'static str);
    impl Visit for Known<'_> {
        async fn table<E: Table>(&mut self) -> Result<()> {
            if E::name() == self.0 {
                self.1 = E::name();
            }
            Ok(())
        }
    }
    let mut known = Known(table, "a table that is no more");
    tables::each(&mut known).await?;
    Ok(known.1)
}

struct Compare<'a> {
    db: &'a DatabaseTransaction,
    fold: HashMap<Name, (Name, i64)>,
    found: Option<Break>,
}

impl Visit for Compare<'_> {
    async fn table<E: Table>(&mut self) -> Result<()> {
        if self.found.is_some() || !is_vouched(E::name()) {
            return Ok(());
        }
        let mut last = None;
        loop {
            let rows = tables::page::<E>(self.db, last.as_ref()).await?;
            for row in &rows {
                let key = key_of::<E>(row);
                let fate = match self.fold.remove(&name(E::name(), &key)) {
                    Some((vouched, _)) if vouched == half(&digest::<E>(row)) => continue,
                    Some((_, seq)) => Fate::Changed { seq },
                    None => Fate::Unvouched,
                };
                self.found = Some(Break::Row { table: E::name(), key, fate });
                return Ok(());
            }
            match rows.into_iter().next_back() {
                Some(row) => last = Some(row),
                None => return Ok(()),
            }
        }
    }
}
