//! A cycle's row.

use domain::cycle::{Cycle, CycleState, Freeze};
use domain::reference::CycleDates;

use crate::entity::cycle;
use crate::error::{Error, Result};
use crate::time::{Millis, from_db, to_db};

/// A stored cycle: its columns are one state, or an error that names the row.
pub(super) fn read(row: &cycle::Model) -> Result<Cycle> {
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

pub(super) fn write(cycle: &Cycle) -> Result<cycle::Model> {
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

#[cfg(test)]
mod tests;
