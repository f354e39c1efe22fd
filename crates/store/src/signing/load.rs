//! A centre's records of a cycle with everything that is needed to judge them, judged.

use std::collections::BTreeSet;

use domain::centre::Centre;
use domain::check::Around;
use domain::check::review::{Held, review as judge};
use domain::reference::CycleDates;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use sea_orm::sea_query::{ExprTrait, Query, SelectStatement, SimpleExpr};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::Reviewed;
use crate::entity::record::{self, Column};
use crate::error::{Error, Result};
use crate::life::Subject;
use crate::record::{StoredRecord, live};
use crate::time::Millis;

/// Forms that say which runs a centre had: its monthly returns are judged against all of them.
const RUNS: [&str; 3] = ["icu_admission", "ecmo_run", "discharge"];

/// The instants of a cycle, from its first to before its end, on a centre's clock.
#[derive(PartialEq, Eq)]
pub(crate) struct Span {
    from: Timestamp,
    to: Timestamp,
}

impl Span {
    pub(crate) fn of(cycle: &CycleDates, zone: &TimeZone) -> Result<Self> {
        let wrong =
            |error: jiff::Error| Error::Invalid(format!("The cycle {} has no end: {error}.", cycle.id));
        let midnight = |date: jiff::civil::Date| zone.to_timestamp(date.at(0, 0, 0, 0)).map_err(wrong);
        Ok(Self { from: midnight(cycle.start)?, to: midnight(cycle.end.tomorrow().map_err(wrong)?)? })
    }

    pub(crate) fn holds(&self, at: Timestamp) -> bool {
        self.from <= at && at < self.to
    }

    /// The patients that anything happened to in it; withdrawn records count here, and nowhere else.
    pub(super) fn patients(&self, centre: &Centre) -> SelectStatement {
        Query::select()
            .column(Column::PatientRef)
            .from(record::Entity)
            .and_where(Column::Centre.eq(centre.code.as_str()))
            .and_where(Column::PatientRef.is_not_null())
            .and_where(self.occurred())
            .take()
    }

    /// What happened in it.
    pub(crate) fn occurred(&self) -> SimpleExpr {
        let (from, to) = (Millis::from(self.from), Millis::from(self.to));
        Column::OccurredAt.gte(from).and(Column::OccurredAt.lt(to))
    }
}

/// The records of a cycle, judged among all others of their patients.
pub(super) async fn review(
    db: &impl ConnectionTrait,
    centre: &Centre,
    cycle: &CycleDates,
    around: &Around<'_>,
) -> Result<Vec<(Subject, Reviewed)>> {
    let span = Span::of(cycle, &centre.zone)?;
    let mut records = Vec::new();
    for row in rows(db, centre, &span).await? {
        records.push((Subject::from(&row), StoredRecord::try_from(row)?));
    }
    let held: Vec<Held<'_>> = records.iter().map(|(_, record)| record.held()).collect();
    let found = judge(&held, &centre.zone, around);
    let present: BTreeSet<String> = records
        .iter()
        .filter(|(_, record)| record.occurred_at.is_some_and(|at| span.holds(at)))
        .filter_map(|(_, record)| record.patient.as_ref().map(ToString::to_string))
        .collect();
    let in_cycle = |record: &StoredRecord| match (record.occurred_at, &record.patient) {
        (Some(at), _) => span.holds(at),
        (None, Some(patient)) => present.contains(patient.as_str()),
        (None, None) => false,
    };
    let reviewed = records.into_iter().zip(found).filter(|((_, record), _)| in_cycle(record));
    Ok(reviewed.map(|((subject, record), findings)| (subject, Reviewed { record, findings })).collect())
}

/// Everything about the cycle's patients, and what the centre's own reports are judged by; each part is one
/// look into one index. By time; what has none comes first.
async fn rows(db: &impl ConnectionTrait, centre: &Centre, span: &Span) -> Result<Vec<record::Model>> {
    let of_centre = record::Entity::find().filter(Column::Centre.eq(centre.code.as_str())).filter(live());
    let parts = [
        Column::PatientRef.in_subquery(span.patients(centre)),
        Column::PatientRef.is_null(),
        Column::Form.is_in(RUNS),
    ];
    let mut rows = Vec::new();
    for part in parts {
        rows.extend(of_centre.clone().filter(part).all(db).await?);
    }
    rows.sort_by_key(|row| (row.occurred_at, row.id));
    rows.dedup_by_key(|row| row.id);
    Ok(rows)
}
