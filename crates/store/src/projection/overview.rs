//! A centre's work as it is kept: what pages show of many records.

use domain::dictionary::Dictionary;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use domain::value::{Month, Ref};
use domain::{Finding, FormSpec};
use jiff::civil::Date;
use measures::completeness::FieldFill;
use measures::follow_up::FollowUpDue;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select};
use serde::Deserialize;
use uuid::Uuid;

use super::counted::{counts, fill, standings};
use super::make::day;
use super::{Kind, List};
use crate::entity::record;
use crate::entity::work_count;
use crate::entity::work_line::{self, Column as Line};
use crate::error::{Error, Result};
use crate::record::StoredRecord;
use crate::{LIST_LIMIT, Reviewed, Scoped, Standing};

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
        Ok(Dictionary::shipped().forms().iter().map(of).collect())
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
        let mut records = self.of(&lines.shown).await?;
        let mut found = HashMap::new();
        for line in &lines.shown {
            found.insert(line.record_id, detail::<Vec<Finding>>(line)?);
        }
        if filter.field.is_some() {
            // What else is found on them decides where they stand.
            let whole = self.lines(List::Gaps { cycle }).filter(Line::RecordId.is_in(found.keys().copied()));
            for line in whole.all(&self.scope.see().await?).await? {
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
        let mut records = self.of(&lines.shown).await?;
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
        let mut runs = self.of(&lines.shown).await?;
        let keys = runs.values().filter_map(|run| run.parent_key.clone());
        let query = self.scope.own().filter(record::Column::Form.eq("icu_admission"));
        let rows = query.filter(record::Column::NaturalKey.is_in(keys)).all(&self.scope.see().await?).await?;
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
        let db = &self.scope.see().await?;
        let all = query.clone().count(db).await?;
        let shown = query.offset(from).limit(limit.min(LIST_LIMIT)).all(db).await?;
        Ok(Part { all: usize::try_from(all).unwrap_or(usize::MAX), shown })
    }

    /// The records of lines, by their ids.
    async fn of(&self, lines: &[work_line::Model]) -> Result<HashMap<Uuid, StoredRecord>> {
        let forms: BTreeSet<&str> = lines.iter().map(|line| line.form.as_str()).collect();
        // With their forms it is one look into one index for each; without them SQLite walks the centre.
        let query = self.scope.own().filter(record::Column::Form.is_in(forms));
        let query = query.filter(record::Column::Id.is_in(lines.iter().map(|line| line.record_id)));
        let rows = query.all(&self.scope.see().await?).await?;
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
