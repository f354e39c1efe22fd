//! Imports that were made, and the rows they still keep aside.

use std::collections::HashMap;

use domain::actor::{Action, Actor, Sight};
use jiff::Timestamp;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select};
use uuid::Uuid;

use super::aside::{KeptAside, read_kept};
use crate::entity::{import, set_aside_row};
use crate::error::{Error, Result};
use crate::ids::ImportId;
use crate::time::Millis;
use crate::{LIST_LIMIT, Scoped, Store};

/// An import in a list.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportSummary {
    /// Its id.
    pub id: ImportId,
    /// The file's name; empty for imports from the command line before names were kept.
    pub name: String,
    /// Who imported.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// Records that were new.
    pub created: u64,
    /// Records that changed.
    pub updated: u64,
    /// Records that were there already.
    pub unchanged: u64,
    /// Rows that are still kept aside.
    pub aside: u64,
    /// Who undid it, and when.
    pub undone: Option<(String, Timestamp)>,
}

impl Store {
    /// Every import, newest first, for the operator.
    pub async fn imports(&self, actor: &Actor) -> Result<Vec<ImportSummary>> {
        actor.permit(Action::Operate)?;
        self.summaries(&actor.sight(), import::Entity::find()).await
    }

    async fn summaries(&self, sight: &Sight, query: Select<import::Entity>) -> Result<Vec<ImportSummary>> {
        let rows = query
            .order_by_desc(import::Column::At)
            .order_by_desc(import::Column::Id)
            .limit(LIST_LIMIT)
            .all(&self.read)
            .await?;
        let aside: Vec<(Uuid, i64)> = set_aside_row::Entity::find()
            .select_only()
            .column(set_aside_row::Column::ImportId)
            .column_as(set_aside_row::Column::Row.count(), "rows")
            .filter(set_aside_row::Column::ImportId.is_in(rows.iter().map(|row| row.id)))
            .group_by(set_aside_row::Column::ImportId)
            .into_tuple()
            .all(&self.see(sight).await?)
            .await?;
        let aside: HashMap<Uuid, i64> = aside.into_iter().collect();
        Ok(rows.into_iter().map(|row| summary(aside.get(&row.id).copied().unwrap_or(0), row)).collect())
    }
}

impl Scoped {
    /// The centre's imports, newest first. They say nothing of a record and are not logged.
    pub async fn imports(&self) -> Result<Vec<ImportSummary>> {
        self.store.summaries(&self.sight(), self.own_imports()).await
    }

    /// One import of the centre.
    pub async fn import(&self, id: ImportId) -> Result<ImportSummary> {
        let query = self.own_imports().filter(import::Column::Id.eq(id.uuid()));
        self.store.summaries(&self.sight(), query).await?.into_iter().next().ok_or(Error::NotFound)
    }

    /// The rows of an import that are still kept aside, by file and row.
    pub async fn kept_aside(&self, id: ImportId) -> Result<Vec<KeptAside>> {
        self.import(id).await?;
        let rows = set_aside_row::Entity::find()
            .filter(set_aside_row::Column::ImportId.eq(id.uuid()))
            .order_by_asc(set_aside_row::Column::File)
            .order_by_asc(set_aside_row::Column::Row)
            .all(&self.see().await?)
            .await?;
        self.log(&format!("rows kept aside by import {id}"), rows.len()).await?;
        rows.into_iter().map(read_kept).collect()
    }

    fn own_imports(&self) -> Select<import::Entity> {
        import::Entity::find().filter(import::Column::Centre.eq(self.centre().as_str()))
    }
}

fn summary(aside: i64, row: import::Model) -> ImportSummary {
    let count = |count: i64| u64::try_from(count).unwrap_or_default();
    ImportSummary {
        id: ImportId::new(row.id),
        name: row.name,
        by: row.actor,
        at: row.at.instant(),
        created: count(row.created),
        updated: count(row.updated),
        unchanged: count(row.unchanged),
        aside: count(aside),
        undone: row.undone_by.zip(row.undone_at.map(Millis::instant)),
    }
}
