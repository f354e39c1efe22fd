//! Opening a cycle, and its steps.

use std::sync::Arc;

use domain::centre::Directory;
use domain::cycle::{Cycle, CycleState, Freeze, Insistence, WrongStep};
use domain::life::{Life, SignOff};
use domain::reference::CycleDates;
use domain::time::WallTime;
use domain::value::CentreCode;
use jiff::civil::Date;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect};
use serde_json::{Value, json};
use uuid::Uuid;

use super::row::write;
use super::{claim, due, extend, find_to_step};
use crate::entity::cycle;
use crate::entity::record::{self, Column};
use crate::error::{Error, Result};
use crate::life::{LifeStep, Subject, step_all};
use crate::time::Millis;
use crate::writer::{Step, Trace, Tx, Write};

pub(super) struct OpenCycle(pub(super) CycleDates);

impl Write for OpenCycle {
    const NAME: &'static str = "cycle.open";
    type Out = ();

    async fn run(&mut self, tx: &mut Tx<'_>) -> Result<Step<()>> {
        let id = &self.0.id;
        if cycle::Entity::find_by_id(id).one(tx.db).await?.is_some() {
            return Err(Error::Invalid(format!("There is a cycle {id} already.")));
        }
        let cycle = Cycle { dates: self.0.clone(), state: CycleState::Open };
        let row = write(&cycle)?;
        tx.vouch(cycle::Entity, &row);
        cycle::Entity::insert(row.into_active_model()).exec_without_returning(tx.db).await?;
        // Records are counted by cycle.
        crate::projection::all_are_due(tx).await?;
        let detail = json!({ "start": self.0.start.to_string(), "end": self.0.end.to_string() });
        Ok(Step::Done((), Trace::new(Self::NAME, id, detail)))
    }
}

pub(super) enum Next {
    Grace(Date),
    Lock(Option<Insistence>),
    /// Lifts the lock, for a reason.
    Lift(String),
    /// With a claim's number.
    Freeze(Freeze, Uuid),
    Report,
}

pub(super) struct StepCycle {
    pub(super) id: String,
    pub(super) next: Next,
    pub(super) directory: Arc<Directory>,
}

impl Write for StepCycle {
    const NAME: &'static str = "cycle.step";
    const ALONE: bool = true;
    type Out = Cycle;

    fn centres(&self) -> Vec<CentreCode> {
        let locks = matches!(self.next, Next::Lock(_) | Next::Lift(_) | Next::Freeze(..));
        let centres = self.directory.centres.iter().filter(|_| locks);
        centres.map(|centre| centre.code.clone()).collect()
    }

    async fn run(&mut self, tx: &mut Tx<'_>) -> Result<Step<Cycle>> {
        let before = find_to_step(tx.db, &self.id).await?;
        let state = self.state(&before, tx).map_err(|step| Error::Invalid(step.to_string()))?;
        let cycle = Cycle { dates: before.dates.clone(), state };
        let (action, mut detail) = self.words();
        match &self.next {
            Next::Lock(insistence) => {
                let reason = due(tx, &before, &self.directory, insistence.as_ref(), false).await?;
                detail["reason"] = json!(reason);
            }
            Next::Freeze(_, nonce) => claim::check(tx.db, &self.id, *nonce).await?,
            _ => {}
        }
        if let Next::Grace(until) = self.next
            && until < cycle.dates.lock_deadline
        {
            let deadline = cycle.dates.lock_deadline;
            return Err(Error::Invalid(format!(
                "Grace ends after the deadline, {deadline}. Choose a later date."
            )));
        }
        let (locked, lifted) = (self.locked(tx).await?, self.lifted(tx).await?);
        if cycle == before && locked.is_empty() {
            return Ok(Step::Declined(cycle));
        }
        if !locked.is_empty() {
            detail["locked"] = json!(locked.len());
            step_all(tx, LifeStep::Locked, Some(&self.id), locked).await?.stand_in(&mut detail);
        }
        if let Next::Lift(reason) = &self.next
            && !lifted.is_empty()
        {
            detail["lifted"] = json!(lifted.len());
            step_all(tx, LifeStep::LockLifted, Some(reason), lifted).await?.stand_in(&mut detail);
        }
        claim::end(tx.db, &self.id).await?;
        let row = write(&cycle)?;
        tx.vouch(cycle::Entity, &row);
        row.into_active_model().reset_all().update(tx.db).await?;
        Ok(Step::Done(cycle, Trace::new(action, &self.id, detail)))
    }
}

impl StepCycle {
    /// The state that the cycle comes to. One that is locking stays so, and locks what is due.
    fn state(&self, before: &Cycle, tx: &Tx<'_>) -> Result<CycleState, WrongStep> {
        let state = before.state.clone();
        match &self.next {
            Next::Grace(until) => state.grace(*until),
            Next::Lock(_) if matches!(state, CycleState::Locking { .. }) => Ok(state),
            Next::Lock(_) => state.lock(tx.by.now),
            Next::Lift(_) => state.lift(),
            Next::Freeze(freeze, _) => state.freeze(freeze.clone()),
            Next::Report => state.report(tx.by.now),
        }
    }

    /// What the trail says of the step.
    fn words(&self) -> (&'static str, Value) {
        match &self.next {
            Next::Grace(until) => ("cycle.grace", json!({ "until": until.to_string() })),
            Next::Lock(_) => ("cycle.lock", json!({})),
            Next::Lift(reason) => ("cycle.unlock", json!({ "reason": reason })),
            Next::Freeze(freeze, _) => ("cycle.freeze", json!({ "snapshot": freeze.snapshot_hash })),
            Next::Report => ("cycle.report", json!({})),
        }
    }

    /// What the step locks: everything that is signed off for the cycle, at its lock without the centres
    /// that still have time.
    async fn locked(&self, tx: &Tx<'_>) -> Result<Vec<(Subject, Life)>> {
        let extended = match self.next {
            Next::Grace(_) | Next::Lift(_) | Next::Report => return Ok(Vec::new()),
            Next::Lock(_) => self.extended(tx).await?,
            Next::Freeze(..) => Vec::new(),
        };
        let signed = self.signed(tx, "SIGNED_OFF", extended).await?;
        let lock = |(subject, sign_off)| (subject, Life::Locked { sign_off, since: tx.by.now });
        Ok(signed.into_iter().map(lock).collect())
    }

    /// What is signed off as before once the lock is lifted.
    async fn lifted(&self, tx: &Tx<'_>) -> Result<Vec<(Subject, Life)>> {
        let Next::Lift(_) = self.next else { return Ok(Vec::new()) };
        let signed = self.signed(tx, "LOCKED", Vec::new()).await?;
        Ok(signed.into_iter().map(|(subject, sign_off)| (subject, Life::SignedOff(sign_off))).collect())
    }

    /// The records in a state for which they were signed off for this cycle, but for those of some centres.
    async fn signed(&self, tx: &Tx<'_>, state: &str, but: Vec<String>) -> Result<Vec<(Subject, SignOff)>> {
        let rows: Vec<(Uuid, i32, i32, String, Millis)> = record::Entity::find()
            .select_only()
            .columns([Column::Id, Column::Revision, Column::Steps, Column::StateBy, Column::StateAt])
            .filter(Column::State.eq(state))
            .filter(Column::StateCycle.eq(&self.id))
            .filter(Column::Centre.is_not_in(but))
            .into_tuple()
            .all(tx.db)
            .await?;
        let signed = |(id, revision, steps, by, at): (Uuid, i32, i32, String, Millis)| {
            let sign_off = SignOff { by, at: at.instant(), cycle: self.id.clone() };
            (Subject::new(id, revision, steps), sign_off)
        };
        Ok(rows.into_iter().map(signed).collect())
    }

    /// The centres whose extension has not passed, on their own clock.
    async fn extended(&self, tx: &Tx<'_>) -> Result<Vec<String>> {
        let mut codes = Vec::new();
        for extension in extend::of_cycle(tx.db, &self.id).await? {
            let centre = self.directory.centre(extension.centre.as_str());
            if centre.is_some_and(|centre| WallTime::at(tx.by.now, &centre.zone).date() <= extension.until) {
                codes.push(extension.centre.to_string());
            }
        }
        Ok(codes)
    }
}
