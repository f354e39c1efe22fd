//! Counts as they are kept: of one centre for its pages, of all for the audit lead's.

use domain::dictionary::Dictionary;
use std::collections::BTreeMap;

use domain::actor::{Action, Actor, Sight};
use domain::reference::CycleDates;
use domain::value::CentreCode;
use jiff::Timestamp;
use measures::completeness::FieldFill;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::Kind;
use crate::entity::work_count::{self, Column as Count};
use crate::error::{Error, Result};
use crate::record::WITHDRAWN;
use crate::signing::drafts_by_centre;
use crate::{Standing, Store};

/// Counts of one centre, or of all, that are not nothing.
pub(super) async fn counts(
    store: &Store,
    centre: Option<&CentreCode>,
    cycle: &str,
    kind: Kind,
) -> Result<Vec<work_count::Model>> {
    let mut query = work_count::Entity::find().filter(Count::Number.gt(0));
    if let Some(centre) = centre {
        query = query.filter(Count::Centre.eq(centre.as_str()));
    }
    let query = query.filter(Count::Cycle.eq(cycle)).filter(Count::Kind.eq(kind.as_str()));
    Ok(query.all(&store.see(&Sight::of(centre)).await?).await?)
}

impl Store {
    /// How many records of each form each centre has; what a centre has none of is not there. Counts only,
    /// for whoever runs cycles.
    pub async fn counts_by_centre(
        &self,
        actor: &Actor,
        now: Timestamp,
    ) -> Result<BTreeMap<(String, String), u64>> {
        actor.permit(Action::SeeNetwork)?;
        self.settle(now, None).await?;
        let rows = counts(self, None, "", Kind::Records).await?;
        let count =
            |row: work_count::Model| ((row.centre, row.form), u64::try_from(row.number).unwrap_or_default());
        Ok(rows.into_iter().map(count).collect())
    }

    /// How the records of a cycle stand now, by centre and form, where there is anything; counts only. For the
    /// audit lead's pages; a snapshot judges every record afresh ([`Store::cycle_standing`]).
    pub async fn kept_standing(
        &self,
        actor: &Actor,
        now: Timestamp,
        cycle: &CycleDates,
    ) -> Result<Vec<Standing>> {
        actor.permit(Action::SeeNetwork)?;
        self.settle(now, None).await?;
        self.log_standing(actor, now, cycle).await?;
        let mut standings = standings(counts(self, None, &cycle.id, Kind::Standing).await?)?;
        for (centre, form, drafts) in drafts_by_centre(&self.see(&actor.sight()).await?).await? {
            let standing = entry(&mut standings, &centre, &form)?;
            standing.drafts += u64::try_from(drafts).unwrap_or_default();
        }
        standings
            .sort_by_key(|standing| (standing.centre.clone(), Dictionary::shipped().place(standing.form)));
        Ok(standings)
    }
}

/// Counts by state, put together by centre and form.
pub(super) fn standings(rows: Vec<work_count::Model>) -> Result<Vec<Standing>> {
    let mut standings = Vec::new();
    for row in rows {
        let standing = entry(&mut standings, &row.centre, &row.form)?;
        let number = u64::try_from(row.number).unwrap_or_default();
        let part = match row.name.as_str() {
            "LOCKED" => &mut standing.locked,
            "SIGNED_OFF" => &mut standing.signed_off,
            "QUERIED" => &mut standing.queried,
            "BLOCKED" => &mut standing.incomplete,
            "COMPLETE" => &mut standing.unsigned,
            WITHDRAWN => {
                standing.withdrawn += number;
                continue;
            }
            _ => return Err(wrong(&row)),
        };
        *part += number;
        standing.records += number;
    }
    standings.sort_by_key(|standing| (standing.centre.clone(), Dictionary::shipped().place(standing.form)));
    Ok(standings)
}

fn entry<'s>(standings: &'s mut Vec<Standing>, centre: &str, form: &str) -> Result<&'s mut Standing> {
    let is_it = |of: &Standing| of.centre.as_str() == centre && of.form == form;
    if let Some(at) = standings.iter().position(is_it) {
        return Ok(&mut standings[at]);
    }
    let no_centre = || Error::inconsistent("work_count", "centre", centre, "it is not a centre's code");
    let no_form = || Error::inconsistent("work_count", "form", form, "there is no such form");
    let centre = CentreCode::parse(centre).ok_or_else(no_centre)?;
    standings.push(Standing::none(&centre, Dictionary::shipped().form(form).ok_or_else(no_form)?.id));
    let last = standings.len() - 1;
    Ok(&mut standings[last])
}

pub(super) fn fill(row: &work_count::Model) -> Result<FieldFill> {
    let form = Dictionary::shipped().form(&row.form).ok_or_else(|| wrong(row))?;
    let needed = usize::try_from(row.number).map_err(|_| wrong(row))?;
    let lacking = usize::try_from(row.lacking).map_err(|_| wrong(row))?;
    FieldFill::named(form, &row.name, needed - lacking.min(needed), needed).ok_or_else(|| wrong(row))
}

fn wrong(row: &work_count::Model) -> Error {
    let key = format!("{} {} {}", row.centre, row.cycle, row.form);
    Error::inconsistent("work_count", "name", key, format!("{} is not counted", row.name))
}
