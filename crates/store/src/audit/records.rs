//! Computing records again from their versions and steps, which events vouch for.

use domain::dictionary::Dictionary;
use std::collections::{BTreeMap, HashMap};

use domain::centre::Directory;
use domain::spec::occurred;
use domain::{Finding, FormSpec, Level, Raw};
use jiff::tz::TimeZone;
use sea_orm::sea_query::Query;
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::breaks::Break;
use super::life::standing;
use crate::directory;
use crate::entity::{life_event, record, record_revision};
use crate::error::Result;
use crate::payload;
use crate::record::{LifeColumns, WITHDRAWN};
use crate::tables;
use crate::time::Millis;

/// The first record that is not what its versions and steps make it, or that is missing.
pub(super) async fn differing(db: &DatabaseTransaction) -> Result<Option<Break>> {
    let directory = directory::read(db).await?;
    let mut last = None;
    loop {
        let rows = tables::page::<record::Entity>(db, last.as_ref()).await?;
        let page = Page::around(db, &rows).await?;
        for row in &rows {
            if let Some(column) = page.differs(row, &directory) {
                return Ok(Some(Break::Record { id: row.id.to_string(), column }));
            }
        }
        match rows.into_iter().next_back() {
            Some(row) => last = Some(row),
            None => return missing(db).await,
        }
    }
}

/// A record of which there are versions only.
async fn missing(db: &DatabaseTransaction) -> Result<Option<Break>> {
    let records = Query::select().column(record::Column::Id).from(record::Entity).take();
    let orphan: Option<Uuid> = record_revision::Entity::find()
        .select_only()
        .column(record_revision::Column::RecordId)
        .filter(record_revision::Column::RecordId.not_in_subquery(records))
        .limit(1)
        .into_tuple()
        .one(db)
        .await?;
    Ok(orphan.map(|id| Break::Missing { id: id.to_string() }))
}

/// Whether an admission is live, and its patient.
type Held = (bool, Option<String>);

/// What some records are made of.
struct Page {
    versions: HashMap<Uuid, Vec<record_revision::Model>>,
    steps: HashMap<Uuid, Vec<life_event::Model>>,
    /// The patients of admissions, by centre and key, and whether the admission is live. A key that was used again
    /// after a withdrawal has several.
    admissions: BTreeMap<(String, String), Vec<Held>>,
}

impl Page {
    async fn around(db: &DatabaseTransaction, rows: &[record::Model]) -> Result<Self> {
        let ids = || rows.iter().map(|row| row.id);
        let mut page = Self { versions: HashMap::new(), steps: HashMap::new(), admissions: BTreeMap::new() };
        let versions = record_revision::Entity::find()
            .filter(record_revision::Column::RecordId.is_in(ids()))
            .order_by_asc(record_revision::Column::Revision);
        for version in versions.all(db).await? {
            page.versions.entry(version.record_id).or_default().push(version);
        }
        let steps = life_event::Entity::find()
            .filter(life_event::Column::RecordId.is_in(ids()))
            .order_by_asc(life_event::Column::Step);
        for step in steps.all(db).await? {
            page.steps.entry(step.record_id).or_default().push(step);
        }
        let centres: std::collections::BTreeSet<&str> = rows.iter().map(|row| row.centre.as_str()).collect();
        let keys = rows.iter().filter_map(admission_of);
        let keys: std::collections::BTreeSet<String> = keys.collect();
        let admissions: Vec<(String, String, Option<String>, String)> = record::Entity::find()
            .select_only()
            .columns([record::Column::Centre, record::Column::NaturalKey, record::Column::PatientRef])
            .column(record::Column::State)
            .filter(record::Column::Form.eq("icu_admission"))
            .filter(record::Column::Centre.is_in(centres))
            .filter(record::Column::NaturalKey.is_in(keys))
            .into_tuple()
            .all(db)
            .await?;
        for (centre, key, patient, state) in admissions {
            page.admissions.entry((centre, key)).or_default().push((state != WITHDRAWN, patient));
        }
        Ok(page)
    }

    /// The column in which a record is not what it is made of.
    fn differs(&self, row: &record::Model, directory: &Directory) -> Option<&'static str> {
        let none = Vec::new();
        let versions = self.versions.get(&row.id).unwrap_or(&none);
        let steps = self.steps.get(&row.id).map_or(&[][..], Vec::as_slice);
        first([
            ("revision", versions.last().map(|last| last.revision) == Some(row.revision)),
            ("payload", versions.last().is_some_and(|last| last.payload == row.payload)),
            ("holds", versions.last().and_then(holds) == Some(row.holds)),
            ("created_at", versions.first().map(|first| first.at) == Some(row.created_at)),
            ("updated_at", versions.last().map(|last| last.at) == Some(row.updated_at)),
        ])
        .or_else(|| self.content(row, directory))
        .or_else(|| life(row, steps))
    }

    fn content(&self, row: &record::Model, directory: &Directory) -> Option<&'static str> {
        let Some((form, raw)) = content_of(row) else { return Some("form") };
        let zone = directory.centre(&row.centre).map_or(TimeZone::UTC, |centre| centre.zone.clone());
        first([
            ("centre", raw.get(form, "centre_code") == row.centre),
            ("natural_key", raw.natural_key(form) == row.natural_key),
            ("parent_key", raw.parent_key(form) == row.parent_key),
            ("occurred_at", occurred(form, &raw, &zone).map(Millis::from) == row.occurred_at),
            ("patient_ref", self.is_its_patient(row, form, &raw)),
        ])
    }

    /// A record names its patient, or the admission that does.
    fn is_its_patient(&self, row: &record::Model, form: &'static FormSpec, raw: &Raw) -> bool {
        let named = raw.get(form, "patient_ref");
        if !named.is_empty() {
            return row.patient_ref.as_deref() == Some(named);
        }
        match self.admissions.get(&(row.centre.clone(), raw.get(form, "admission_ref").to_owned())) {
            // A record that counts belongs to the admission that counts.
            Some(patients) => {
                let must_be_live = row.state != WITHDRAWN && patients.iter().any(|(is_live, _)| *is_live);
                let mut possible = patients.iter().filter(|(is_live, _)| *is_live || !must_be_live);
                possible.any(|(_, patient)| *patient == row.patient_ref)
            }
            None => row.patient_ref.is_none(),
        }
    }
}

fn life(row: &record::Model, steps: &[life_event::Model]) -> Option<&'static str> {
    let Some((state, facts, count)) = standing(steps) else { return Some("steps") };
    let LifeColumns { by, at, reason, cycle, locked_at, open_queries } = facts;
    first([
        ("steps", row.steps == count),
        ("state", row.state == state),
        ("state_by", row.state_by == by),
        ("state_at", row.state_at == at),
        ("state_reason", row.state_reason == reason),
        ("state_cycle", row.state_cycle == cycle),
        ("locked_at", row.locked_at == locked_at),
        ("open_queries", row.open_queries == open_queries),
    ])
}

/// The first column that does not hold.
fn first<const N: usize>(columns: [(&'static str, bool); N]) -> Option<&'static str> {
    columns.into_iter().find(|(_, holds)| !holds).map(|(column, _)| column)
}

/// How many findings kept a version from sign-off.
fn holds(version: &record_revision::Model) -> Option<i32> {
    let findings: Vec<Finding> = serde_json::from_str(&version.findings).ok()?;
    i32::try_from(findings.iter().filter(|finding| finding.level == Level::S).count()).ok()
}

fn content_of(row: &record::Model) -> Option<(&'static FormSpec, Raw)> {
    let form = Dictionary::shipped().form(&row.form)?;
    Some((form, payload::read(form, &row.payload).ok()?))
}

/// The key of the admission that a record belongs to.
fn admission_of(row: &record::Model) -> Option<String> {
    let (form, raw) = content_of(row)?;
    Some(raw.get(form, "admission_ref").to_owned()).filter(|key| !key.is_empty())
}
