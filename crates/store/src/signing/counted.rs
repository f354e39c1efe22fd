//! Counts of a cycle's records by centre, form and state, in one query.

use std::collections::BTreeMap;

use domain::centre::{Centre, Directory};
use domain::forms;
use domain::reference::CycleDates;
use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};

use super::load::Span;
use super::standing::Standing;
use crate::entity::draft;
use crate::entity::record::{self, Column};
use crate::error::{Error, Result};
use crate::record::{WITHDRAWN, live};

/// Whether anything keeps a record from sign-off.
const BLOCKED: &str = "CASE WHEN record.blocks > 0 THEN 1 ELSE 0 END";

/// A group: centre, form, state, whether anything blocks it, how many.
type Group = (String, String, String, i32, i64);

/// How a cycle's records stand by what is kept with them, in the order of the directory and of the forms.
pub(super) async fn counted(
    db: &impl ConnectionTrait,
    directory: &Directory,
    cycle: &CycleDates,
) -> Result<Vec<Standing>> {
    let mut standings = BTreeMap::new();
    for (centre, form, state, blocked, count) in groups(db, directory, cycle).await? {
        if let Some(standing) = line(&mut standings, directory, &centre, &form)? {
            let count = u64::try_from(count).unwrap_or_default();
            add(standing, &state, blocked > 0, count)?;
        }
    }
    for (centre, form, count) in drafts(db).await? {
        if let Some(standing) = line(&mut standings, directory, &centre, &form)? {
            standing.drafts += u64::try_from(count).unwrap_or_default();
        }
    }
    Ok(standings.into_values().collect())
}

/// The line of a centre and a form; nothing for a centre that the directory does not hold.
fn line<'s>(
    standings: &'s mut BTreeMap<(usize, usize), Standing>,
    directory: &Directory,
    centre: &str,
    form: &str,
) -> Result<Option<&'s mut Standing>> {
    let Some(of) = directory.centres.iter().position(|known| known.code.as_str() == centre) else {
        return Ok(None);
    };
    let wrong = || Error::inconsistent("record", "form", form, "there is no such form");
    let at = forms::forms().iter().position(|known| known.id == form).ok_or_else(wrong)?;
    let empty = || Standing::none(&directory.centres[of].code, forms::forms()[at].id);
    Ok(Some(standings.entry((of, at)).or_insert_with(empty)))
}

fn add(standing: &mut Standing, state: &str, blocked: bool, count: u64) -> Result<()> {
    let part = match state {
        "LOCKED" => &mut standing.locked,
        "SIGNED_OFF" => &mut standing.signed_off,
        "QUERIED" => &mut standing.queried,
        "SUBMITTED" if blocked => &mut standing.incomplete,
        "SUBMITTED" => &mut standing.unsigned,
        WITHDRAWN => {
            standing.withdrawn += count;
            return Ok(());
        }
        _ => return Err(Error::inconsistent("record", "state", state, "there is no such state")),
    };
    *part += count;
    standing.records += count;
    Ok(())
}

async fn groups(db: &impl ConnectionTrait, directory: &Directory, cycle: &CycleDates) -> Result<Vec<Group>> {
    let mut which = Condition::any();
    for (span, centres) in spans(directory, cycle)? {
        let own = || Column::Centre.is_in(centres.iter().map(|centre| centre.code.as_str()));
        which = which.add(Condition::all().add(own()).add(span.occurred()));
        for (of, others) in
            [(live(), present(&span).and_where(live()).take()), (live().not(), present(&span))]
        {
            let key = Expr::tuple([Expr::col(Column::Centre), Expr::col(Column::PatientRef)]);
            let undated = Condition::all().add(own()).add(Column::OccurredAt.is_null()).add(of);
            which = which.add(undated.add(key.in_subquery(others)));
        }
    }
    let query = record::Entity::find()
        .select_only()
        .columns([Column::Centre, Column::Form, Column::State])
        .column_as(Expr::cust(BLOCKED), "blocked")
        .column_as(Column::Id.count(), "records")
        .filter(which)
        .group_by(Column::Centre)
        .group_by(Column::Form)
        .group_by(Column::State)
        .group_by(Expr::cust(BLOCKED));
    Ok(query.into_tuple().all(db).await?)
}

/// The instants of the cycle, with the centres on whose clocks it has these.
fn spans<'d>(directory: &'d Directory, cycle: &CycleDates) -> Result<Vec<(Span, Vec<&'d Centre>)>> {
    let mut spans: Vec<(Span, Vec<&Centre>)> = Vec::new();
    for centre in &directory.centres {
        let span = Span::of(cycle, &centre.zone)?;
        match spans.iter_mut().find(|(held, _)| *held == span) {
            Some((_, centres)) => centres.push(centre),
            None => spans.push((span, vec![centre])),
        }
    }
    Ok(spans)
}

/// The patients to whom anything happened in it, each with the centre.
fn present(span: &Span) -> SelectStatement {
    Query::select()
        .columns([Column::Centre, Column::PatientRef])
        .from(record::Entity)
        .and_where(Column::PatientRef.is_not_null())
        .and_where(span.occurred())
        .take()
}

async fn drafts(db: &impl ConnectionTrait) -> Result<Vec<(String, String, i64)>> {
    let query = draft::Entity::find()
        .select_only()
        .columns([draft::Column::Centre, draft::Column::Form])
        .column_as(draft::Column::Id.count(), "drafts")
        .filter(draft::Column::RecordId.is_null())
        .group_by(draft::Column::Centre)
        .group_by(draft::Column::Form);
    Ok(query.into_tuple().all(db).await?)
}
