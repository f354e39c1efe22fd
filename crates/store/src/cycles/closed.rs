//! Whether a record came too late for its cycle.

use domain::centre::Directory;
use domain::cycle::{Cycle, CycleState};
use domain::time::WallTime;
use domain::value::CentreCode;
use jiff::Timestamp;
use sea_orm::EntityTrait;

use super::extension;
use crate::Store;
use crate::entity::record;
use crate::error::Result;
use crate::ids::RecordId;

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

impl Store {
    /// The cycle that a record belongs to, when that cycle is closed to it: the record is kept, and not signed off.
    pub async fn closed_to(&self, now: Timestamp, id: RecordId) -> Result<Option<Closed>> {
        let Some(row) = record::Entity::find_by_id(id.uuid()).one(&self.read).await? else { return Ok(None) };
        let directory = self.cached_directory().await?;
        let (Some(at), Some(centre)) = (row.occurred_at, CentreCode::parse(&row.centre)) else {
            return Ok(None);
        };
        if matches!(row.state.as_str(), "SIGNED_OFF" | "LOCKED" | "WITHDRAWN") {
            return Ok(None);
        }
        let Some(day) = local(&directory, &centre, at.instant()) else { return Ok(None) };
        let cycles = self.cycles().await?;
        let Some(cycle) = cycles.into_iter().find(|cycle| cycle.dates.contains(day)) else { return Ok(None) };
        self.closed(&directory, &centre, cycle, now).await
    }

    async fn closed(
        &self,
        directory: &Directory,
        centre: &CentreCode,
        cycle: Cycle,
        now: Timestamp,
    ) -> Result<Option<Closed>> {
        let extension = extension(&self.read, &cycle.dates.id, centre).await?;
        let is_open = local(directory, centre, now)
            .is_some_and(|today| cycle.state.takes_sign_off(extension.as_ref(), today));
        let is_frozen = matches!(cycle.state, CycleState::Frozen(_) | CycleState::Reported { .. });
        Ok((!is_open).then_some(Closed { cycle: cycle.dates.id, is_frozen }))
    }
}

fn local(directory: &Directory, centre: &CentreCode, at: Timestamp) -> Option<jiff::civil::Date> {
    directory.centre(centre.as_str()).map(|centre| WallTime::at(at, &centre.zone).date())
}
