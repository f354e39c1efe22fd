//! Audit cycles: opening them, giving more time, locking, freezing and reporting them.

mod alive;
pub(crate) mod claim;
mod closed;
mod extend;
mod row;
mod step;

use domain::actor::{Action, Actor};
use domain::centre::Directory;
use domain::cycle::{Cycle, Extension, Freeze, Insistence};
use domain::reference::CycleDates;
use domain::time::WallTime;
use domain::value::CentreCode;
use jiff::Timestamp;
use jiff::civil::Date;
use sea_orm::{ConnectionTrait, EntityTrait, QueryOrder, QuerySelect};

pub(crate) use self::alive::{Alive, Hold};
pub use self::claim::{FreezeClaim, Freezing};
pub use self::closed::Closed;
use self::row::read;
use self::step::{Next, OpenCycle, StepCycle};
use crate::Store;
use crate::entity::{cycle, cycle_extension};
use crate::error::{Error, Result};
use crate::writer::Tx;

impl Store {
    /// Opens a cycle.
    pub async fn open_cycle(&self, actor: &Actor, now: Timestamp, dates: CycleDates) -> Result<()> {
        actor.permit(Action::RunCycles)?;
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
        all(&self.read).await
    }

    /// A cycle by its id.
    pub async fn cycle(&self, id: &str) -> Result<Option<Cycle>> {
        cycle::Entity::find_by_id(id).one(&self.read).await?.as_ref().map(read).transpose()
    }

    /// Gives every centre some days more after the deadline.
    pub async fn cycle_grace(&self, actor: &Actor, now: Timestamp, id: &str, until: Date) -> Result<Cycle> {
        actor.permit(Action::RunCycles)?;
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
        actor.permit(Action::RunCycles)?;
        let reason = crate::words::read("reason", &extension.reason)?;
        if self.cached_directory(now).await?.centre(extension.centre.as_str()).is_none() {
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
    /// it locks what is signed off of centres whose extension has passed meanwhile. While centres still have
    /// time it needs an insistence.
    pub async fn lock_cycle(
        &self,
        actor: &Actor,
        now: Timestamp,
        id: &str,
        insistence: Option<Insistence>,
    ) -> Result<Cycle> {
        actor.permit(Action::RunCycles)?;
        self.step(actor, now, id, Next::Lock(insistence)).await
    }

    /// Lifts the lock of a cycle, until its freeze: what it locked is signed off as before, and centres go on.
    pub async fn lift_lock(&self, actor: &Actor, now: Timestamp, id: &str, reason: &str) -> Result<Cycle> {
        actor.permit(Action::RunCycles)?;
        let reason = crate::words::read("reason", reason)?;
        self.step(actor, now, id, Next::Lift(reason)).await
    }

    /// Takes a snapshot as the only source of numbers of the claimed cycle, and locks whatever else is signed off.
    pub async fn freeze_cycle(
        &self,
        actor: &Actor,
        now: Timestamp,
        claim: &FreezeClaim,
        freeze: Freeze,
    ) -> Result<Cycle> {
        actor.permit(Action::RunCycles)?;
        self.step(actor, now, &claim.cycle, Next::Freeze(freeze, claim.nonce)).await
    }

    /// Notes that a cycle's pack was given to the meeting.
    pub async fn report_cycle(&self, actor: &Actor, now: Timestamp, id: &str) -> Result<Cycle> {
        actor.permit(Action::RunCycles)?;
        self.step(actor, now, id, Next::Report).await
    }

    async fn step(&self, actor: &Actor, now: Timestamp, id: &str, next: Next) -> Result<Cycle> {
        let directory = self.cached_directory(now).await?;
        self.writer.write(actor, now, StepCycle { id: id.to_owned(), next, directory }).await
    }
}

/// All cycles, oldest first.
pub(crate) async fn all(db: &impl ConnectionTrait) -> Result<Vec<Cycle>> {
    let rows = cycle::Entity::find().order_by_asc(cycle::Column::PeriodStart);
    rows.all(db).await?.iter().map(read).collect()
}

/// A cycle that must be there.
pub(crate) async fn find(db: &impl ConnectionTrait, id: &str) -> Result<Cycle> {
    let unknown = || Error::Invalid(format!("There is no cycle {id}."));
    read(&cycle::Entity::find_by_id(id).one(db).await?.ok_or_else(unknown)?)
}

/// The same, held until the end of the transaction, so that of two steps at once the second sees the first.
pub(crate) async fn find_to_step(db: &impl ConnectionTrait, id: &str) -> Result<Cycle> {
    cycle::Entity::find_by_id(id).lock_exclusive().one(db).await?;
    find(db, id).await
}

/// Refuses a step that cannot be taken back while centres still have time, unless it is insisted on; the
/// reason that was given. A freeze ends the extensions of single centres, too.
async fn due(
    tx: &Tx<'_>,
    cycle: &Cycle,
    directory: &Directory,
    insistence: Option<&Insistence>,
    ends_extensions: bool,
) -> Result<Option<String>> {
    let local = |centre: &domain::centre::Centre| WallTime::at(tx.by.now, &centre.zone).date();
    let utc = || WallTime::at(tx.by.now, &jiff::tz::TimeZone::UTC).date();
    let today = directory.centres.iter().map(local).min().unwrap_or_else(utc);
    let mut cycle = cycle.clone();
    if ends_extensions {
        let extensions = extend::of_cycle(tx.db, &cycle.dates.id).await?;
        let last = extensions.into_iter().map(|extension| extension.until).max();
        cycle.dates.lock_deadline = cycle.dates.lock_deadline.max(last.unwrap_or(Date::MIN));
    }
    cycle.close(today, insistence).map_err(|early| Error::Invalid(early.to_string()))?;
    insistence.map(|given| crate::words::read("reason", &given.reason)).transpose()
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
