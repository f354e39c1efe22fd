//! The only way to a centre's records: a scope, made for an actor and a purpose.
//!
//! Every finder below narrows by the scope's centre in one place, [`Scoped::own`], and writes into the audit
//! trail what was read before it hands it out. A record of another centre answers exactly as one that does
//! not exist ([`Error::NotFound`]): whoever may not see a record does not learn that it is there.

use std::collections::BTreeMap;

use domain::actor::{Action, Actor};
use domain::dictionary::Dictionary;
use domain::value::{CentreCode, PatientRef};
use domain::{Finding, FormSpec, Raw};
use jiff::Timestamp;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select};
use uuid::Uuid;

use crate::entity::record::{self, Column};
use crate::entity::{life_event, record_revision};
use crate::error::{Error, Result};
use crate::ids::{RecordId, Revision};
use crate::life::LifeEvent;
use crate::reads::Notes;
use crate::record::{StoredRecord, live};
use crate::rows::read_findings;
use crate::{Store, payload};

/// The most records that one list holds.
pub const LIST_LIMIT: u64 = 500;

/// An actor's sight of the records of one centre.
#[derive(Debug, Clone)]
pub struct Scoped {
    pub(crate) store: Store,
    pub(crate) actor: Actor,
    pub(crate) now: Timestamp,
    purpose: &'static str,
    centre: CentreCode,
    /// Where reads are noted until the request is answered.
    pub(crate) notes: Option<Notes>,
}

/// A version of a record.
#[derive(Debug, Clone)]
pub struct Version {
    /// Its number.
    pub revision: Revision,
    /// When it was stored.
    pub at: Timestamp,
    /// Who stored it.
    pub actor: String,
    /// Why, when it was an edit.
    pub reason: Option<String>,
    /// What it was stored with.
    pub findings: Vec<Finding>,
    /// Its content.
    pub raw: Raw,
}

/// An admission with everything that belongs to it.
#[derive(Debug, Clone)]
pub struct AdmissionRecords {
    /// The admission.
    pub admission: StoredRecord,
    /// Its runs, contacts, assessments and discharge, by time.
    pub records: Vec<StoredRecord>,
}

impl Store {
    /// An actor's sight of their own centre's records, for a purpose that the audit trail names.
    /// [`Error::Forbidden`] when their role sees no rows.
    pub fn scope(&self, actor: &Actor, now: Timestamp, purpose: &'static str) -> Result<Scoped> {
        let centre = actor.centre.clone().ok_or(Error::Forbidden)?;
        self.scope_of(actor, now, purpose, centre)
    }

    /// The same for a named centre, which the command line may choose.
    pub fn scope_of(
        &self,
        actor: &Actor,
        now: Timestamp,
        purpose: &'static str,
        centre: CentreCode,
    ) -> Result<Scoped> {
        // A program that only sends has a scope too, in which it sees nothing.
        let may = |action| actor.permit(action).is_ok();
        let action = if may(Action::ReadRecords) { Action::ReadRecords } else { Action::WriteRecords };
        let may_elsewhere = may(action);
        actor
            .permit_at(action, &centre)
            .map_err(|denied| if may_elsewhere { Error::NotFound } else { denied.into() })?;
        Ok(Scoped { store: self.clone(), actor: actor.clone(), now, purpose, centre, notes: None })
    }
}

impl Scoped {
    /// The centre whose records are seen.
    pub fn centre(&self) -> &CentreCode {
        &self.centre
    }

    /// What they are seen for.
    pub(crate) fn purpose(&self) -> &'static str {
        self.purpose
    }

    /// A record of a form by its id.
    pub async fn record(&self, form: &'static FormSpec, id: RecordId) -> Result<StoredRecord> {
        let query = self.own().filter(Column::Id.eq(id.uuid())).filter(Column::Form.eq(form.id));
        let row = query.one(&self.see().await?).await?.ok_or(Error::NotFound)?;
        self.log(&format!("{} {id}", form.id), 1).await?;
        row.try_into()
    }

    /// The same, of a withdrawn record as well: for a page that says so.
    pub async fn record_even_withdrawn(&self, form: &'static FormSpec, id: RecordId) -> Result<StoredRecord> {
        let row = self.even_withdrawn(form, id).await?;
        self.log(&format!("{} {id}", form.id), 1).await?;
        row.try_into()
    }

    /// A record of a form by its key, e.g. the admission `A00012`.
    pub async fn record_by_key(&self, form: &'static FormSpec, key: &str) -> Result<StoredRecord> {
        let query = self.own().filter(Column::Form.eq(form.id)).filter(Column::NaturalKey.eq(key));
        let row = query.one(&self.see().await?).await?.ok_or(Error::NotFound)?;
        self.log(&format!("{} {}", form.id, row.id), 1).await?;
        row.try_into()
    }

    /// The records of a form in the order in which they were first stored, after a given one. At most
    /// [`LIST_LIMIT`].
    pub async fn records(
        &self,
        form: &'static FormSpec,
        after: Option<RecordId>,
        limit: u64,
    ) -> Result<Vec<StoredRecord>> {
        let mut query = self.own().filter(Column::Form.eq(form.id));
        if let Some(after) = after {
            query = query.filter(Column::Id.gt(after.uuid()));
        }
        let query = query.order_by_asc(Column::Id).limit(limit.min(LIST_LIMIT));
        self.all(form.id, query).await
    }

    /// All records of some forms, those stored first before the others.
    pub async fn of_forms(&self, forms: &[&str]) -> Result<Vec<StoredRecord>> {
        let query = self.own().filter(Column::Form.is_in(forms.iter().copied())).order_by_asc(Column::Id);
        self.all(&forms.join(", "), query).await
    }

    /// The ids of a form's records by their keys; one that is not held any more is left out.
    pub async fn ids(
        &self,
        form: &'static FormSpec,
        keys: impl IntoIterator<Item = String>,
    ) -> Result<BTreeMap<String, RecordId>> {
        let keys: Vec<String> = keys.into_iter().collect();
        let query = self.own().filter(Column::Form.eq(form.id)).filter(Column::NaturalKey.is_in(keys));
        let found = query.select_only().column(Column::NaturalKey).column(Column::Id);
        let found: Vec<(String, Uuid)> = found.into_tuple().all(&self.see().await?).await?;
        self.log(&format!("keys of {}", form.id), found.len()).await?;
        Ok(found.into_iter().map(|(key, id)| (key, RecordId::new(id))).collect())
    }

    /// Everything about a patient, by time.
    pub async fn patient_file(&self, patient: &PatientRef) -> Result<Vec<StoredRecord>> {
        let query = self.own().filter(Column::PatientRef.eq(patient.as_str()));
        let query = query.order_by_asc(Column::OccurredAt).order_by_asc(Column::Id);
        self.all(&format!("patient {patient}"), query).await
    }

    /// An admission with everything that belongs to it.
    pub async fn admission(&self, admission_ref: &str) -> Result<AdmissionRecords> {
        let key = Column::NaturalKey.eq(admission_ref);
        let query = self.own().filter(Column::Form.eq("icu_admission")).filter(key);
        let found = self.with_records(&format!("admission {admission_ref}"), query).await?;
        found.into_iter().next().ok_or(Error::NotFound)
    }

    /// The records that cannot be signed off yet, those that lack most first.
    pub async fn on_hold(&self, limit: u64) -> Result<Vec<StoredRecord>> {
        // The words of the index itself: neither database uses it for a number that is bound later.
        let query = self.own().filter(Expr::cust("holds > 0")).order_by_desc(Column::Holds);
        self.all("records on hold", query.limit(limit.min(LIST_LIMIT))).await
    }

    /// Every record of the centre, form by form, by key.
    pub async fn everything(&self) -> Result<Vec<StoredRecord>> {
        let (db, mut rows) = (self.see().await?, Vec::new());
        for form in Dictionary::shipped().forms() {
            let of_form = self.own().filter(Column::Form.eq(form.id)).order_by_asc(Column::NaturalKey);
            rows.extend(of_form.all(&db).await?);
        }
        drop(db);
        self.log("every record of the centre", rows.len()).await?;
        rows.into_iter().map(StoredRecord::try_from).collect()
    }

    /// All versions of a record, withdrawn or not, newest first.
    pub async fn history(&self, form: &'static FormSpec, id: RecordId) -> Result<Vec<Version>> {
        self.even_withdrawn(form, id).await?;
        let rows = record_revision::Entity::find()
            .filter(record_revision::Column::RecordId.eq(id.uuid()))
            .order_by_desc(record_revision::Column::Revision)
            .all(&self.see().await?)
            .await?;
        self.log(&format!("history of {} {id}", form.id), rows.len()).await?;
        rows.into_iter().map(|row| version(form, row)).collect()
    }

    /// What was done to a record beside changing its content, newest first: sign-offs, locks, queries,
    /// a withdrawal.
    pub async fn life_events(&self, form: &'static FormSpec, id: RecordId) -> Result<Vec<LifeEvent>> {
        self.even_withdrawn(form, id).await?;
        let rows = life_event::Entity::find()
            .filter(life_event::Column::RecordId.eq(id.uuid()))
            .order_by_desc(life_event::Column::Step)
            .all(&self.see().await?)
            .await?;
        self.log(&format!("life of {} {id}", form.id), rows.len()).await?;
        rows.into_iter().map(LifeEvent::try_from).collect()
    }

    pub(crate) async fn even_withdrawn(
        &self,
        form: &'static FormSpec,
        id: RecordId,
    ) -> Result<record::Model> {
        let query = self.own_even_withdrawn().filter(Column::Id.eq(id.uuid()));
        query.filter(Column::Form.eq(form.id)).one(&self.see().await?).await?.ok_or(Error::NotFound)
    }

    /// The records that this scope may see and that count: there is no other query on them for an actor.
    pub(crate) fn own(&self) -> Select<record::Entity> {
        self.own_even_withdrawn().filter(live())
    }

    fn own_even_withdrawn(&self) -> Select<record::Entity> {
        let mut own = Condition::all().add(Column::Centre.eq(self.centre.as_str()));
        if self.actor.permit(Action::ReadRecords).is_err() {
            own = own.add(Expr::cust("1 = 0"));
        }
        if let Some(forms) = self.actor.kept_to() {
            own = own.add(Column::Form.is_in(forms));
        }
        record::Entity::find().filter(own)
    }

    async fn all(&self, what: &str, query: Select<record::Entity>) -> Result<Vec<StoredRecord>> {
        let rows = query.all(&self.see().await?).await?;
        self.log(what, rows.len()).await?;
        rows.into_iter().map(StoredRecord::try_from).collect()
    }

    async fn with_records(&self, what: &str, query: Select<record::Entity>) -> Result<Vec<AdmissionRecords>> {
        let admissions = query.all(&self.see().await?).await?;
        let patients = admissions.iter().filter_map(|row| row.patient_ref.clone());
        let keys = admissions.iter().map(|row| row.natural_key.clone());
        let belonging = self
            .own()
            .filter(Column::PatientRef.is_in(patients))
            .filter(Column::ParentKey.is_in(keys))
            .order_by_asc(Column::OccurredAt)
            .order_by_asc(Column::Id)
            .all(&self.see().await?)
            .await?;
        self.log(what, admissions.len() + belonging.len()).await?;
        let mut all = Vec::with_capacity(admissions.len());
        for row in admissions {
            all.push(AdmissionRecords { admission: row.try_into()?, records: Vec::new() });
        }
        for row in belonging {
            let record = StoredRecord::try_from(row)?;
            let owner = all.iter_mut().find(|held: &&mut AdmissionRecords| {
                record.parent_key.as_deref() == Some(&held.admission.natural_key)
            });
            if let Some(owner) = owner {
                owner.records.push(record);
            }
        }
        Ok(all)
    }
}

fn version(form: &'static FormSpec, row: record_revision::Model) -> Result<Version> {
    let findings = read_findings(&row)?;
    let raw = payload::read(form, &row.payload).map_err(|problem| {
        let key = format!("{} {}", row.record_id, row.revision);
        Error::inconsistent("record_revision", "payload", key, problem)
    })?;
    Ok(Version {
        revision: Revision(row.revision),
        at: row.at.instant(),
        actor: row.actor,
        reason: row.reason,
        findings,
        raw,
    })
}
