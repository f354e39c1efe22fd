//! A centre's work as it is kept: what pages show of many records.

use std::collections::{BTreeMap, HashMap};

use domain::value::{CentreCode, Month, Ref};
use domain::{Finding, FormSpec};
use jiff::Timestamp;
use jiff::civil::Date;
use measures::completeness::FieldFill;
use measures::follow_up::FollowUpDue;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select};
use serde::Deserialize;
use uuid::Uuid;

use super::make::day;
use super::{Kind, List};
use crate::entity::record;
use crate::entity::work_count::{self, Column as Count};
use crate::entity::work_line::{self, Column as Line};
use crate::error::{Error, Result};
use crate::record::{StoredRecord, WITHDRAWN};
use crate::signing::drafts_by_centre;
use crate::{LIST_LIMIT, Reviewed, Scoped, Standing, Store};

/// A centre's work as it is kept, up to date.
#[derive(Debug)]
pub struct Overview<'s> {
    scope: &'s Scoped,
}

/// A part of a list, and how long the list is.
#[derive(Debug, Clone)]
pub struct Part<T> {
    /// Lines of the whole list.
    pub all: usize,
    /// Those that were asked for.
    pub shown: Vec<T>,
}

/// Which records that are not ready are looked for.
#[derive(Debug, Clone, Default)]
pub struct GapFilter {
    /// Of one form.
    pub form: Option<&'static FormSpec>,
    /// Those that lack a value in this field, blocked by it or not: `rass`, or `cannulae.site` in a repeated group.
    pub field: Option<String>,
    /// Those that the network asks about.
    pub queries_only: bool,
}

impl GapFilter {
    /// Whether it leaves out any record.
    pub const fn is_narrow(&self) -> bool {
        self.form.is_some() || self.field.is_some() || self.queries_only
    }
}

/// An admission whose critical-care stay has not ended.
#[derive(Debug, Clone)]
pub struct OpenAdmission {
    /// The admission.
    pub admission: StoredRecord,
    /// How many runs belong to it.
    pub runs: usize,
    /// How many contacts.
    pub contacts: usize,
}

#[derive(Deserialize)]
struct OpenDetail {
    runs: usize,
    contacts: usize,
}

#[derive(Deserialize)]
struct FollowUpDetail {
    admission: String,
    from: String,
    until: String,
}

impl Scoped {
    /// The centre's work, brought up to date.
    pub async fn overview(&self) -> Result<Overview<'_>> {
        self.store.settle(self.now, Some(self.centre())).await?;
        Ok(Overview { scope: self })
    }
}

impl Overview<'_> {
    /// How many records of each form there are, in the order of the forms.
    pub async fn records(&self) -> Result<Vec<(&'static FormSpec, u64)>> {
        let rows = self.counts("", Kind::Records).await?;
        let number =
            |form: &FormSpec| rows.iter().find(|row| row.form == form.id).map_or(0, |row| row.number);
        let of = |form: &&'static FormSpec| (*form, u64::try_from(number(form)).unwrap_or_default());
        Ok(domain::forms::forms().iter().map(of).collect())
    }

    /// How the records of a cycle stand, by form.
    pub async fn standings(&self, cycle: &str) -> Result<Vec<Standing>> {
        standings(self.counts(cycle, Kind::Standing).await?)
    }

    /// How often the fields of a cycle's records are filled where they are needed, in the order of the dictionary.
    pub async fn fills(&self, cycle: &str) -> Result<Vec<FieldFill>> {
        let rows = self.counts(cycle, Kind::Field).await?;
        let mut fills = rows.iter().map(fill).collect::<Result<Vec<_>>>()?;
        fills.sort_by_key(FieldFill::order);
        Ok(fills)
    }

    /// Respiratory runs entered, by the month in which they count.
    pub async fn entered(&self) -> Result<BTreeMap<Month, i64>> {
        let rows = self.counts("", Kind::Entered).await?;
        Ok(rows.iter().filter_map(|row| Some((Month::parse(&row.name)?, row.number))).collect())
    }

    /// The records of a cycle that something keeps from sign-off, or that lack a field: oldest first, some of them,
    /// with what is found on them of level S.
    pub async fn gaps(
        &self,
        cycle: &str,
        filter: &GapFilter,
        from: u64,
        limit: u64,
    ) -> Result<Part<Reviewed>> {
        let list = match &filter.field {
            Some(field) => List::Lacks { cycle, field },
            None => List::Gaps { cycle },
        };
        let mut query = self.lines(list);
        if let Some(form) = filter.form {
            query = query.filter(Line::Form.eq(form.id));
        }
        if filter.queries_only {
            query = query.filter(Line::State.eq("QUERIED"));
        }
        let lines = self.part(query.order_by_asc(Line::At).order_by_asc(Line::RecordId), from, limit).await?;
        let mut records = self.by_id(lines.shown.iter().map(|line| line.record_id)).await?;
        let mut found = HashMap::new();
        for line in &lines.shown {
            found.insert(line.record_id, detail::<Vec<Finding>>(line)?);
        }
        if filter.field.is_some() {
            // What else is found on them decides where they stand.
            let whole = self.lines(List::Gaps { cycle }).filter(Line::RecordId.is_in(found.keys().copied()));
            for line in whole.all(&self.scope.store.read).await? {
                found.insert(line.record_id, detail(&line)?);
            }
        }
        self.scope.log(&format!("worklist of {cycle}"), lines.shown.len()).await?;
        let reviewed = |line: &work_line::Model| {
            let record = records.remove(&line.record_id)?;
            Some(Reviewed { record, findings: found.remove(&line.record_id).unwrap_or_default() })
        };
        Ok(Part { all: lines.all, shown: lines.shown.iter().filter_map(reviewed).collect() })
    }

    /// The admissions whose critical-care stay has not ended, newest first.
    pub async fn open_admissions(&self, limit: u64) -> Result<Part<OpenAdmission>> {
        let lines = self.part(newest(self.lines(List::Open)), 0, limit).await?;
        let mut records = self.by_id(lines.shown.iter().map(|line| line.record_id)).await?;
        self.scope.log("open admissions", records.len()).await?;
        let mut shown = Vec::new();
        for line in &lines.shown {
            let OpenDetail { runs, contacts } = detail(line)?;
            let admission = records.remove(&line.record_id);
            shown.extend(admission.map(|admission| OpenAdmission { admission, runs, contacts }));
        }
        Ok(Part { all: lines.all, shown })
    }

    /// The runs that patients of open admissions are on, newest first, each with its admission.
    pub async fn on_ecmo(&self, limit: u64) -> Result<Part<(StoredRecord, StoredRecord)>> {
        let lines = self.part(newest(self.lines(List::OnEcmo)), 0, limit).await?;
        let mut runs = self.by_id(lines.shown.iter().map(|line| line.record_id)).await?;
        let keys = runs.values().filter_map(|run| run.parent_key.clone());
        let query = self.scope.own().filter(record::Column::Form.eq("icu_admission"));
        let rows = query.filter(record::Column::NaturalKey.is_in(keys)).all(&self.scope.store.read).await?;
        self.scope.log("who is on ECMO", runs.len() + rows.len()).await?;
        let admissions = rows.into_iter().map(StoredRecord::try_from).collect::<Result<Vec<_>>>()?;
        let shown = lines.shown.iter().filter_map(|line| {
            let run = runs.remove(&line.record_id)?;
            let is_its = |admission: &&StoredRecord| run.parent_key.as_ref() == Some(&admission.natural_key);
            Some((admissions.iter().find(is_its)?.clone(), run))
        });
        Ok(Part { all: lines.all, shown: shown.collect() })
    }

    /// The follow-up reviews that are due by a day, the longest due first.
    pub async fn follow_ups(&self, today: Date, limit: u64) -> Result<Part<FollowUpDue>> {
        let due = self.lines(List::FollowUps).filter(Line::At.lte(day(today)));
        let lines = self.part(due.order_by_asc(Line::At).order_by_asc(Line::RecordId), 0, limit).await?;
        self.scope.log("follow-ups due", lines.shown.len()).await?;
        let due = |line: &work_line::Model| {
            let FollowUpDetail { admission, from, until } = detail(line)?;
            let wrong = || Error::inconsistent("work_line", "detail", line.record_id, "it names no review");
            let date = |text: &str| text.parse::<Date>().map_err(|_| wrong());
            let admission = Ref::parse(&admission).ok_or_else(wrong)?;
            Ok(FollowUpDue { admission, from: date(&from)?, until: date(&until)? })
        };
        Ok(Part { all: lines.all, shown: lines.shown.iter().map(due).collect::<Result<_>>()? })
    }

    async fn counts(&self, cycle: &str, kind: Kind) -> Result<Vec<work_count::Model>> {
        counts(&self.scope.store, Some(self.scope.centre()), cycle, kind).await
    }

    fn lines(&self, list: List<'_>) -> Select<work_line::Entity> {
        let centre = Line::Centre.eq(self.scope.centre().as_str());
        work_line::Entity::find().filter(centre).filter(Line::List.eq(list.to_string()))
    }

    async fn part(
        &self,
        query: Select<work_line::Entity>,
        from: u64,
        limit: u64,
    ) -> Result<Part<work_line::Model>> {
        let db = &self.scope.store.read;
        let all = query.clone().count(db).await?;
        let shown = query.offset(from).limit(limit.min(LIST_LIMIT)).all(db).await?;
        Ok(Part { all: usize::try_from(all).unwrap_or(usize::MAX), shown })
    }

    async fn by_id(&self, ids: impl Iterator<Item = Uuid>) -> Result<HashMap<Uuid, StoredRecord>> {
        let query = self.scope.own().filter(record::Column::Id.is_in(ids));
        let rows = query.all(&self.scope.store.read).await?;
        rows.into_iter().map(|row| Ok((row.id, StoredRecord::try_from(row)?))).collect()
    }
}

fn newest(query: Select<work_line::Entity>) -> Select<work_line::Entity> {
    query.order_by_desc(Line::At).order_by_desc(Line::RecordId)
}

fn detail<T: serde::de::DeserializeOwned>(line: &work_line::Model) -> Result<T> {
    let wrong = |error| Error::inconsistent("work_line", "detail", line.record_id, error);
    serde_json::from_str(&line.detail).map_err(wrong)
}

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
    Ok(query.all(&store.read).await?)
}

impl Store {
    /// How many records of each form each centre has; what a centre has none of is not there. Counts only,
    /// for whoever runs cycles.
    pub async fn counts_by_centre(
        &self,
        actor: &domain::actor::Actor,
        now: Timestamp,
    ) -> Result<BTreeMap<(String, String), u64>> {
        if !actor.may(domain::actor::Action::RunCycles) {
            return Err(Error::Forbidden);
        }
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
        actor: &domain::actor::Actor,
        now: Timestamp,
        cycle: &domain::reference::CycleDates,
    ) -> Result<Vec<Standing>> {
        if !actor.may(domain::actor::Action::RunCycles) {
            return Err(Error::Forbidden);
        }
        self.settle(now, None).await?;
        self.log_standing(actor, now, cycle).await?;
        let mut standings = standings(counts(self, None, &cycle.id, Kind::Standing).await?)?;
        for (centre, form, drafts) in drafts_by_centre(&self.read).await? {
            let standing = entry(&mut standings, &centre, &form)?;
            standing.drafts += u64::try_from(drafts).unwrap_or_default();
        }
        standings.sort_by_key(|standing| (standing.centre.clone(), place(standing.form)));
        Ok(standings)
    }
}

/// Counts by state, put together by centre and form.
fn standings(rows: Vec<work_count::Model>) -> Result<Vec<Standing>> {
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
    standings.sort_by_key(|standing| (standing.centre.clone(), place(standing.form)));
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
    standings.push(Standing::none(&centre, domain::forms::form(form).ok_or_else(no_form)?.id));
    let last = standings.len() - 1;
    Ok(&mut standings[last])
}

fn place(form: &str) -> Option<usize> {
    domain::forms::forms().iter().position(|known| known.id == form)
}

fn fill(row: &work_count::Model) -> Result<FieldFill> {
    let form = domain::forms::form(&row.form).ok_or_else(|| wrong(row))?;
    let needed = usize::try_from(row.number).map_err(|_| wrong(row))?;
    let lacking = usize::try_from(row.lacking).map_err(|_| wrong(row))?;
    FieldFill::named(form, &row.name, needed - lacking.min(needed), needed).ok_or_else(|| wrong(row))
}

fn wrong(row: &work_count::Model) -> Error {
    let key = format!("{} {} {}", row.centre, row.cycle, row.form);
    Error::inconsistent("work_count", "name", key, format!("{} is not counted", row.name))
}
