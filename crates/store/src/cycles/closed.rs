//! Whether a record came too late for its cycle.

use domain::centre::Directory;
use domain::cycle::{Cycle, CycleState};
use domain::spec::occurred;
use domain::time::WallTime;
use domain::{FormSpec, Raw};
use jiff::Timestamp;
use jiff::civil::Date;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

use super::extension;
use crate::Scoped;
use crate::entity::record;
use crate::error::{Error, Result};
use crate::ids::{ImportId, RecordId};
use crate::import::{heads, says};
use crate::record::WITHDRAWN;
use crate::signing::Span;

/// A cycle that takes no sign-off of a record's centre any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closed {
    /// Its name.
    pub cycle: String,
    /// Its numbers are final: they come from a snapshot that was taken before.
    pub is_frozen: bool,
}

impl Closed {
    /// What a person is told who saves a record that belongs to it and is not signed off.
    pub fn sentence(&self) -> String {
        let cycle = &self.cycle;
        if self.is_frozen {
            return format!(
                "Cycle {cycle} is frozen: its numbers are final, and this record changes none of them."
            );
        }
        format!(
            "Cycle {cycle} is locked: this record cannot be signed off for it. \
             Ask the network’s audit lead for an extension, and say why you need it."
        )
    }
}

impl Scoped {
    /// The cycle that a record of the centre belongs to, when that cycle is closed to it: the record is kept, and
    /// not signed off.
    pub async fn closed_to(&self, id: RecordId) -> Result<Option<Closed>> {
        self.closed_unless(id, &["SIGNED_OFF", "LOCKED", WITHDRAWN]).await
    }

    /// The cycle that a locked record cannot be signed off for again, once it is unlocked.
    pub async fn closed_once_unlocked(&self, id: RecordId) -> Result<Option<Closed>> {
        self.closed_unless(id, &[WITHDRAWN]).await
    }

    /// The cycle of a day at the centre, when it is closed.
    pub async fn closed_on(&self, day: Date) -> Result<Option<Closed>> {
        let cycles = self.store.cycles().await?;
        match cycles.into_iter().find(|cycle| cycle.dates.contains(day)) {
            Some(cycle) => self.closed(cycle).await,
            None => Ok(None),
        }
    }

    /// The day, at the centre, of a record as it is sent; nothing when it has none that can be read.
    pub async fn day_of(&self, form: &FormSpec, raw: &Raw) -> Result<Option<Date>> {
        let directory = self.store.cached_directory(self.now).await?;
        let Some(centre) = directory.centre(self.centre().as_str()) else { return Ok(None) };
        Ok(occurred(form, raw, &centre.zone).and_then(|at| self.day(&directory, at)))
    }

    /// The closed cycles to which records of an import belong that are not signed off, and how many do.
    pub async fn closed_to_import(&self, id: ImportId) -> Result<Vec<(Closed, u64)>> {
        let directory = self.store.cached_directory(self.now).await?;
        let centre = directory.centre(self.centre().as_str()).ok_or(Error::NotFound)?;
        let mut closed = Vec::new();
        for cycle in self.store.cycles().await? {
            let within = Span::of(&cycle.dates, &centre.zone)?.occurred();
            let Some(cycle) = self.closed(cycle).await? else { continue };
            let late = heads(id)
                .filter(says(record::Column::Centre, centre.code.as_str()))
                .filter(record::Column::State.is_in(["SUBMITTED", "QUERIED"]))
                .filter(within);
            closed.push((cycle, late.count(&self.see().await?).await?));
        }
        closed.retain(|(_, records)| *records > 0);
        Ok(closed)
    }

    async fn closed_unless(&self, id: RecordId, states: &[&str]) -> Result<Option<Closed>> {
        let row = record::Entity::find_by_id(id.uuid())
            .filter(record::Column::Centre.eq(self.centre().as_str()))
            .one(&self.see().await?)
            .await?
            .filter(|row| !states.contains(&row.state.as_str()));
        let directory = self.store.cached_directory(self.now).await?;
        match row.and_then(|row| row.occurred_at).and_then(|at| self.day(&directory, at.instant())) {
            Some(day) => self.closed_on(day).await,
            None => Ok(None),
        }
    }

    async fn closed(&self, cycle: Cycle) -> Result<Option<Closed>> {
        let Cycle { dates, state } = cycle;
        let is_frozen = match state {
            CycleState::Open | CycleState::Grace { .. } => return Ok(None),
            CycleState::Frozen(_) | CycleState::Reported { .. } => true,
            CycleState::Locking { .. } => {
                let directory = self.store.cached_directory(self.now).await?;
                let extension = extension(&self.store.read, &dates.id, self.centre()).await?;
                let today = self.day(&directory, self.now);
                if today.is_some_and(|today| state.takes_sign_off(extension.as_ref(), today)) {
                    return Ok(None);
                }
                false
            }
        };
        Ok(Some(Closed { cycle: dates.id, is_frozen }))
    }

    /// The day that an instant is at the centre.
    fn day(&self, directory: &Directory, at: Timestamp) -> Option<Date> {
        directory.centre(self.centre().as_str()).map(|centre| WallTime::at(at, &centre.zone).date())
    }
}
