//! Audit cycles: opening them, giving more time, locking, freezing and reporting them.

mod extend;
mod row;
mod step;

use domain::actor::{Action, Actor};
use domain::cycle::{Cycle, Extension, Freeze};
use domain::reference::CycleDates;
use domain::value::CentreCode;
use jiff::Timestamp;
use jiff::civil::Date;
use sea_orm::{ConnectionTrait, EntityTrait, QueryOrder};

use self::row::read;
use self::step::{Next, OpenCycle, StepCycle};
use crate::Store;
use crate::entity::{cycle, cycle_extension};
use crate::error::{Error, Result};

impl Store {
    /// Opens a cycle.
    pub async fn open_cycle(&self, actor: &Actor, now: Timestamp, dates: CycleDates) -> Result<()> {
        permit(actor)?;
        if dates.end < dates.start || dates.lock_deadline < dates.end {
            return Err(Error::Invalid(format!(
                "The cycle {} must end after it starts, and its deadline must lie after its end.",
                dates.id
            )));
        }
        self.writer.write(actor, now, OpenCycle(dates)).await
    }

    /// All cycles, oldest first.
    pub async fn cycles(&self) -> Result<Vec<Cycle>> {
        let rows = cycle::Entity::find().order_by_asc(cycle::Column::PeriodStart);
        rows.all(&self.read).await?.iter().map(read).collect()
    }

    /// A cycle by its id.
    pub async fn cycle(&self, id: &str) -> Result<Option<Cycle>> {
        cycle::Entity::find_by_id(id).one(&self.read).await?.as_ref().map(read).transpose()
    }

    /// Gives every centre some days more after the deadline.
    pub async fn cycle_grace(&self, actor: &Actor, now: Timestamp, id: &str, until: Date) -> Result<Cycle> {
        permit(actor)?;
        self.step(actor, now, id, Next::Grace(until)).await
    }

    /// Gives one centre more time; the last extension granted stands.
    pub async fn extend_cycle(
        &self,
        actor: &Actor,
        now: Timestamp,
        id: &str,
        extension: Extension,
    ) -> Result<()> {
        permit(actor)?;
        let reason = crate::words::read("reason", &extension.reason)?;
        if self.cached_directory().await?.centre(extension.centre.as_str()).is_none() {
            return Err(Error::Invalid(format!("There is no centre {}. Check the code.", extension.centre)));
        }
        let extension = Extension { reason, ..extension };
        self.writer.write(actor, now, extend::Extend { cycle: id.to_owned(), extension }).await
    }

    /// The extensions of a cycle, by centre.
    pub async fn extensions(&self, cycle: &str) -> Result<Vec<Extension>> {
        extend::of_cycle(&self.read, cycle).await
    }

    /// Closes a cycle over what is signed off: it is locked, but for centres with an extension. Done again,
    /// it locks what is signed off of centres whose extension has passed meanwhile.
    pub async fn lock_cycle(&self, actor: &Actor, now: Timestamp, id: &str) -> Result<Cycle> {
        permit(actor)?;
        self.step(actor, now, id, Next::Lock).await
    }

    /// Takes a snapshot as a cycle's only source of numbers, and locks whatever else is signed off.
    pub async fn freeze_cycle(
        &self,
        actor: &Actor,
        now: Timestamp,
        id: &str,
        freeze: Freeze,
    ) -> Result<Cycle> {
        permit(actor)?;
        self.step(actor, now, id, Next::Freeze(freeze)).await
    }

    /// Notes that a cycle's pack was given to the meeting.
    pub async fn report_cycle(&self, actor: &Actor, now: Timestamp, id: &str) -> Result<Cycle> {
        permit(actor)?;
        self.step(actor, now, id, Next::Report).await
    }

    async fn step(&self, actor: &Actor, now: Timestamp, id: &str, next: Next) -> Result<Cycle> {
        let directory = self.cached_directory().await?;
        self.writer.write(actor, now, StepCycle { id: id.to_owned(), next, directory }).await
    }
}

fn permit(actor: &Actor) -> Result<()> {
    if actor.may(Action::RunCycles) { Ok(()) } else { Err(Error::Forbidden) }
}

/// A cycle that must be there.
pub(crate) async fn find(db: &impl ConnectionTrait, id: &str) -> Result<Cycle> {
    let unknown = || Error::Invalid(format!("There is no cycle {id}."));
    read(&cycle::Entity::find_by_id(id).one(db).await?.ok_or_else(unknown)?)
}

/// The extension that a centre has in a cycle.
pub(crate) async fn extension(
    db: &impl ConnectionTrait,
    cycle: &str,
    centre: &CentreCode,
) -> Result<Option<Extension>> {
    let key = (cycle.to_owned(), centre.to_string());
    cycle_extension::Entity::find_by_id(key).one(db).await?.as_ref().map(extend::read).transpose()
}
