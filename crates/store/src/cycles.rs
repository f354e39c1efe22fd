//! Audit cycles: opening, locking, freezing and reporting them.

use domain::actor::{Action, Actor};
use domain::cycle::{Cycle, CycleState, Freeze, WrongStep};
use domain::reference::CycleDates;
use jiff::Timestamp;
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel, QueryOrder};
use serde_json::json;

use crate::Store;
use crate::entity::cycle;
use crate::error::{Error, Result};
use crate::time::{Millis, from_db, to_db};
use crate::writer::{Step, Trace, Tx, Write};

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

    /// Asks the centres to complete a cycle's records.
    pub async fn lock_cycle(&self, actor: &Actor, now: Timestamp, id: &str) -> Result<Cycle> {
        permit(actor)?;
        self.step(actor, now, id, Next::Lock).await
    }

    /// Takes a snapshot as a cycle's only source of numbers.
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
        self.writer.write(actor, now, StepCycle { id: id.to_owned(), next }).await
    }
}

fn permit(actor: &Actor) -> Result<()> {
    if actor.may(Action::RunCycles) { Ok(()) } else { Err(Error::Forbidden) }
}

struct OpenCycle(CycleDates);

impl Write for OpenCycle {
    const NAME: &'static str = "cycle.open";
    type Out = ();

    async fn run(&mut self, tx: &mut Tx<'_>) -> Result<Step<()>> {
        let id = &self.0.id;
        if cycle::Entity::find_by_id(id).one(tx.db).await?.is_some() {
            return Err(Error::Invalid(format!("There is a cycle {id} already.")));
        }
        let cycle = Cycle { dates: self.0.clone(), state: CycleState::Open };
        cycle::Entity::insert(write(&cycle)?.into_active_model()).exec_without_returning(tx.db).await?;
        let detail = json!({ "start": self.0.start.to_string(), "end": self.0.end.to_string() });
        Ok(Step::Done((), Trace::new(Self::NAME, id, detail)))
    }
}

enum Next {
    Lock,
    Freeze(Freeze),
    Report,
}

struct StepCycle {
    id: String,
    next: Next,
}

impl Write for StepCycle {
    const NAME: &'static str = "cycle.step";
    type Out = Cycle;

    async fn run(&mut self, tx: &mut Tx<'_>) -> Result<Step<Cycle>> {
        let unknown = || Error::Invalid(format!("There is no cycle {}.", self.id));
        let row = cycle::Entity::find_by_id(&self.id).one(tx.db).await?.ok_or_else(unknown)?;
        let Cycle { dates, state } = read(&row)?;
        let refused = |step: WrongStep| Error::Invalid(step.to_string());
        let (action, state, detail) = match &self.next {
            Next::Lock => ("cycle.lock", state.lock(tx.by.now).map_err(refused)?, json!({})),
            Next::Freeze(freeze) => (
                "cycle.freeze",
                state.freeze(freeze.clone()).map_err(refused)?,
                json!({ "snapshot": freeze.snapshot_hash }),
            ),
            Next::Report => ("cycle.report", state.report(tx.by.now).map_err(refused)?, json!({})),
        };
        let cycle = Cycle { dates, state };
        write(&cycle)?.into_active_model().reset_all().update(tx.db).await?;
        Ok(Step::Done(cycle, Trace::new(action, &self.id, detail)))
    }
}

/// A stored cycle: its columns are one state, or an error that names the row.
fn read(row: &cycle::Model) -> Result<Cycle> {
    let wrong = |column, problem| Error::inconsistent("cycle", column, &row.id, problem);
    let date = |column, date| from_db(date).ok_or_else(|| wrong(column, "it is not a date"));
    let dates = CycleDates {
        id: row.id.clone(),
        start: date("period_start", row.period_start)?,
        end: date("period_end", row.period_end)?,
        lock_deadline: date("lock_deadline", row.lock_deadline)?,
    };
    let facts = (row.frozen_at, &row.snapshot_hash, &row.dictionary_version, &row.indicator_version);
    let freeze = match facts {
        (Some(at), Some(snapshot), Some(dictionary), Some(indicator)) => Some(Freeze {
            at: at.instant(),
            snapshot_hash: snapshot.clone(),
            dictionary_version: dictionary.clone(),
            indicator_version: indicator.clone(),
        }),
        _ => None,
    };
    let grace = row.grace_until.map(|until| date("grace_until", until)).transpose()?;
    let state = match (row.state.as_str(), grace, row.locking_since, freeze, row.reported_at) {
        ("OPEN", None, None, None, None) => CycleState::Open,
        ("GRACE", Some(until), None, None, None) => CycleState::Grace { until },
        ("LOCKING", None, Some(since), None, None) => CycleState::Locking { since: since.instant() },
        ("FROZEN", None, _, Some(freeze), None) => CycleState::Frozen(freeze),
        ("REPORTED", None, _, Some(freeze), Some(at)) => CycleState::Reported { freeze, at: at.instant() },
        _ => return Err(wrong("state", "its columns do not fit its state")),
    };
    Ok(Cycle { dates, state })
}

fn write(cycle: &Cycle) -> Result<cycle::Model> {
    let Cycle { dates, state } = cycle;
    let date =
        |date| to_db(date).ok_or_else(|| Error::Invalid(format!("{date} is not a date of an audit cycle.")));
    let freeze = state.freeze_facts();
    let (locking_since, reported_at) = match state {
        CycleState::Locking { since } => (Some(Millis::from(*since)), None),
        CycleState::Reported { at, .. } => (None, Some(Millis::from(*at))),
        CycleState::Open | CycleState::Grace { .. } | CycleState::Frozen(_) => (None, None),
    };
    Ok(cycle::Model {
        id: dates.id.clone(),
        period_start: date(dates.start)?,
        period_end: date(dates.end)?,
        lock_deadline: date(dates.lock_deadline)?,
        state: state.as_str().to_owned(),
        grace_until: if let CycleState::Grace { until } = state { Some(date(*until)?) } else { None },
        locking_since,
        frozen_at: freeze.map(|freeze| freeze.at.into()),
        snapshot_hash: freeze.map(|freeze| freeze.snapshot_hash.clone()),
        dictionary_version: freeze.map(|freeze| freeze.dictionary_version.clone()),
        indicator_version: freeze.map(|freeze| freeze.indicator_version.clone()),
        reported_at,
    })
}
