//! A whole database, table by table: what it holds, and copying it from one database to another.
//!
//! Both databases have one history of schema, and every table is known by its entity. So a copy needs no tool of
//! either database: what lies in PostgreSQL can be kept in an SQLite file and brought back to either.

use domain::actor::Sight;
use std::collections::BTreeMap;
use std::path::Path;

use jiff::Timestamp;
use sea_orm::{
    ConnectionTrait, Database, DatabaseTransaction, IntoActiveModel, SqliteTransactionMode, Statement,
    TransactionOptions, TransactionTrait,
};
use serde::{Deserialize, Serialize};

use crate::audit::stored_head;
use crate::error::{Error, Result};
use crate::ids::{OsEntropy, fresh};
use crate::sight;
use crate::tables::{self, Table, Visit};
use crate::vouch::whole;
use crate::{Store, schema};

/// What a database holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contents {
    /// The last change of schema.
    pub schema: String,
    /// The last link of the audit trail.
    pub head: String,
    /// Each table by name.
    pub tables: BTreeMap<String, TableContents>,
}

/// What a table holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableContents {
    /// How many rows.
    pub rows: u64,
    /// A hash of all rows in all columns, whatever their order.
    pub hash: String,
}

impl Contents {
    /// How many rows there are in all.
    pub fn rows(&self) -> u64 {
        self.tables.values().map(|table| table.rows).sum()
    }

    /// What another database holds otherwise, in sentences; nothing when both hold the same.
    pub fn differences(&self, other: &Self) -> Vec<String> {
        let mut differences = Vec::new();
        if self.schema != other.schema {
            differences.push(format!("The schema is {} and was {}.", other.schema, self.schema));
        }
        if self.head != other.head {
            differences.push(format!("The head of the audit trail is {} and was {}.", other.head, self.head));
        }
        let names: std::collections::BTreeSet<_> = self.tables.keys().chain(other.tables.keys()).collect();
        for name in names {
            let [before, after] = [self, other].map(|contents| contents.tables.get(name));
            let rows = |table: Option<&TableContents>| table.map_or(0, |table| table.rows);
            if rows(before) != rows(after) {
                differences.push(format!("{name} has {} rows and had {}.", rows(after), rows(before)));
            } else if before != after {
                differences.push(format!("Rows of {name} are different."));
            }
        }
        differences
    }
}

impl Store {
    /// What the database holds at this moment.
    pub async fn contents(&self) -> Result<Contents> {
        let db = self.still(&Sight::Every).await?;
        let mut copy = Copy { from: &db, into: None, tables: BTreeMap::new() };
        tables::each(&mut copy).await?;
        described(&db, copy.tables).await
    }

    /// Copies everything, as it is at this moment, into a new SQLite file. Others go on writing meanwhile.
    pub async fn copy_to(&self, file: &Path, now: Timestamp) -> Result<Contents> {
        self.ready().await?;
        let target = Self::open(&format!("sqlite://{}?mode=rwc", file.display())).await?;
        target.migrate(now).await?;
        let contents = target.fill_from(self).await?;
        target.into_one_file(file).await?;
        Ok(contents)
    }

    /// Closes an embedded database with everything in its own file. Refused when something stays in the log beside
    /// it: a copy of the file alone would lack that.
    async fn into_one_file(self, file: &Path) -> Result<()> {
        let backend = self.read.get_database_backend();
        let checkpoint = Statement::from_string(backend, "PRAGMA wal_checkpoint(TRUNCATE)");
        let busy = match self.read.query_one_raw(checkpoint).await? {
            Some(row) => row.try_get_by_index::<i32>(0)? != 0,
            None => true,
        };
        self.close().await;
        let log = std::fs::metadata(format!("{}-wal", file.display())).map_or(0, |log| log.len());
        if busy || log > 0 {
            let left = format!("{} keeps {log} bytes beside it in its log", file.display());
            return Err(Error::Unavailable(left));
        }
        Ok(())
    }

    /// Whether nothing was ever stored.
    pub async fn is_empty(&self) -> Result<bool> {
        if !self.schema_status().await?.pending.is_empty() {
            return Ok(self.schema_status().await?.applied.is_empty());
        }
        let contents = self.contents().await?;
        // A head stands there from the first change of schema on.
        Ok(contents.rows() == 1)
    }

    /// Copies everything of another database into this one, which must be empty: all of it or nothing.
    pub async fn fill_from(&self, source: &Self) -> Result<Contents> {
        if !self.is_empty().await? {
            return Err(Error::Invalid(
                "The database holds records already. A backup is restored into an empty place only: choose another \
                 data folder or database."
                    .to_owned(),
            ));
        }
        let from = source.still(&Sight::Every).await?;
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        let into = self.read.begin_with_options(options).await?;
        sight::tell(&into, &Sight::Every).await?;
        let mut copy = Copy { from: &from, into: Some(&into), tables: BTreeMap::new() };
        tables::each(&mut copy).await?;
        let contents = described(&from, copy.tables).await?;
        into.commit().await?;
        Ok(contents)
    }
}

/// A schema of a PostgreSQL database that is there for a trial only.
#[derive(Debug)]
pub struct ScratchSchema {
    store: Store,
    url: String,
    name: String,
}

impl ScratchSchema {
    /// The database in it: empty at first.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// Removes it, with everything in it.
    pub async fn remove(self) -> Result<()> {
        self.store.close().await;
        let db = Database::connect(&self.url).await?;
        db.execute_unprepared(&format!("DROP SCHEMA {} CASCADE", self.name)).await?;
        Ok(db.close().await?)
    }
}

impl Store {
    /// Makes a schema of its own in a PostgreSQL database, for a trial.
    pub async fn scratch_schema(url: &str) -> Result<ScratchSchema> {
        let name = format!("ecmopt_drill_{}", fresh(Timestamp::UNIX_EPOCH, &OsEntropy)?.simple());
        let db = Database::connect(url).await?;
        db.execute_unprepared(&format!("CREATE SCHEMA {name}")).await?;
        db.close().await?;
        let and = if url.contains('?') { '&' } else { '?' };
        let store = Self::open(&format!("{url}{and}options=-c%20search_path%3D{name}")).await?;
        Ok(ScratchSchema { store, url: url.to_owned(), name })
    }

    /// What the database holds, when its schema is this program's; nothing of an older one.
    pub async fn contents_or_older(&self) -> Result<Option<Contents>> {
        if self.schema_status().await?.pending.is_empty() {
            self.contents().await.map(Some)
        } else {
            Ok(None)
        }
    }
}

async fn described(db: &DatabaseTransaction, tables: BTreeMap<String, TableContents>) -> Result<Contents> {
    let schema = schema::status(db).await?.applied.pop().unwrap_or_default();
    Ok(Contents { schema, head: stored_head(db).await?.to_string(), tables })
}

struct Copy<'a> {
    from: &'a DatabaseTransaction,
    into: Option<&'a DatabaseTransaction>,
    tables: BTreeMap<String, TableContents>,
}

impl Visit for Copy<'_> {
    async fn table<E: Table>(&mut self) -> Result<()> {
        let (mut rows, mut sum) = (0, Sum::default());
        if let Some(into) = self.into.filter(|_| E::name() == "audit_head") {
            // The head of the empty chain, which the schema begins with.
            E::delete_many().exec(into).await?;
        }
        let mut last = None;
        loop {
            let page = tables::page::<E>(self.from, last.as_ref()).await?;
            let Some(end) = page.last().cloned() else { break };
            rows += page.len() as u64;
            for row in &page {
                sum.add(&whole::<E>(row));
            }
            if let Some(into) = self.into {
                let page = page.into_iter().map(IntoActiveModel::into_active_model);
                E::insert_many(page).exec_without_returning(into).await?;
            }
            last = Some(end);
        }
        self.tables.insert(E::name().to_owned(), TableContents { rows, hash: sum.to_string() });
        Ok(())
    }
}

/// A sum of hashes: the same in whatever order the rows come, because databases sort texts differently.
#[derive(Debug, Default, Clone, Copy)]
struct Sum([u64; 4]);

impl Sum {
    fn add(&mut self, hash: &blake3::Hash) {
        for (part, bytes) in self.0.iter_mut().zip(hash.as_bytes().chunks_exact(8)) {
            let mut word = [0; 8];
            word.copy_from_slice(bytes);
            *part = part.wrapping_add(u64::from_be_bytes(word));
        }
    }
}

impl std::fmt::Display for Sum {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|part| write!(f, "{part:016x}"))
    }
}
