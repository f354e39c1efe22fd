//! The write that takes an import back.

use domain::dictionary::Dictionary;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use domain::centre::Directory;
use domain::life::{Life, Withdrawal};
use domain::spec::occurred;
use domain::value::CentreCode;
use domain::{FormSpec, Raw};
use jiff::tz::TimeZone;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect, Set,
};
use serde_json::json;
use uuid::Uuid;

use super::touched::{Touched, heads};
use super::{UndoError, Undone};
use crate::entity::{import, record, record_revision, set_aside_row};
use crate::error::{Error, Result};
use crate::ids::{ImportId, Revision};
use crate::import::Digest;
use crate::import::plan::CHUNK;
use crate::life::{self, LifeStep, Subject};
use crate::payload;
use crate::record::live;
use crate::rows::{Head, digest, put, read_findings, version_of};
use crate::writer::{Step, Trace, Tx, Write};

pub(super) struct UndoImport {
    pub(super) id: ImportId,
    /// The centres whose records it touched.
    pub(super) centres: Vec<CentreCode>,
    pub(super) directory: Arc<Directory>,
    pub(super) reason: String,
}

impl Write for UndoImport {
    const NAME: &'static str = "import.undo";
    const ALONE: bool = true;
    type Out = Result<Undone, UndoError>;

    fn centres(&self) -> Vec<CentreCode> {
        self.centres.clone()
    }

    async fn run(&mut self, tx: &mut Tx<'_>) -> Result<Step<Self::Out>> {
        let row = import::Entity::find_by_id(self.id.uuid()).one(tx.db).await?.ok_or(Error::NotFound)?;
        if row.undone_at.is_some() {
            return Ok(Step::Declined(Err(UndoError::Already)));
        }
        let touched = Touched::by(self.id, tx.db).await?;
        let names = touched.in_the_way(self.id, row.at, &self.centres, tx.db).await?;
        if !names.is_empty() {
            return Ok(Step::Declined(Err(UndoError::Edited(names))));
        }
        let reason = format!("import {} of {} undone: {}", self.id, row.name, self.reason);
        let back = self.take_back(&touched, &reason, tx).await?;
        let undone = Undone { removed: back.withdrawn.len() as u64, restored: back.versions.len() as u64 };
        let aside = self.forget_aside(tx).await?;
        self.mark(row, tx).await?;
        let digest = store_versions(back.versions, tx).await?;
        let mut detail = json!({
            "reason": self.reason,
            "withdrawn": undone.removed,
            "restored": undone.restored,
            "set_aside": aside,
            "digest": digest.to_hex().as_str(),
        });
        if !back.withdrawn.is_empty() {
            let step = LifeStep::Withdrawn;
            life::step_all(tx, step, Some(&reason), back.withdrawn).await?.stand_in(&mut detail);
        }
        Ok(Step::Done(Ok(undone), Trace::new(Self::NAME, self.id, detail)))
    }
}

/// What goes back.
#[derive(Default)]
struct Back {
    withdrawn: Vec<(Subject, Life)>,
    versions: Vec<record_revision::Model>,
}

impl UndoImport {
    /// Restores what was changed, and tells what is to be withdrawn. Form by form: an admission that goes back
    /// to its patient takes with it what belongs to it, before that is looked at.
    async fn take_back(&self, touched: &Touched, reason: &str, tx: &Tx<'_>) -> Result<Back> {
        let mut back = Back::default();
        for form in Dictionary::shipped().forms() {
            let of_form = heads(self.id).filter(record::Column::Form.eq(form.id));
            let mut after = Uuid::nil();
            loop {
                let page = of_form.clone().filter(record::Column::Id.gt(after));
                let rows = page.order_by_asc(record::Column::Id).limit(CHUNK as u64).all(tx.db).await?;
                let Some(last) = rows.last() else { break };
                after = last.id;
                self.page(rows, touched, reason, &mut back, tx).await?;
            }
        }
        Ok(back)
    }

    async fn page(
        &self,
        rows: Vec<record::Model>,
        touched: &Touched,
        reason: &str,
        back: &mut Back,
        tx: &Tx<'_>,
    ) -> Result<()> {
        let is_new = |row: &record::Model| touched.versions.get(&row.id) == Some(&Revision::FIRST.0);
        let (new, changed): (Vec<_>, Vec<_>) = rows.into_iter().partition(is_new);
        let withdrawal =
            Withdrawal { by: tx.by.actor.name.clone(), at: tx.by.now, reason: reason.to_owned() };
        let taken_out = new.iter().map(|row| (Subject::from(row), Life::Withdrawn(withdrawal.clone())));
        back.withdrawn.extend(taken_out);
        let mut before = versions_before(&changed, tx).await?;
        let mut earlier = Vec::with_capacity(changed.len());
        for head in changed {
            let missing = || Error::inconsistent("record_revision", "revision", head.id, "one is missing");
            let version = before.remove(&head.id).ok_or_else(missing)?;
            earlier.push(Earlier::read(head, version)?);
        }
        let patients = patients_of(&earlier, tx).await?;
        for earlier in earlier {
            back.versions.push(self.restore(earlier, &patients, reason, tx).await?);
        }
        Ok(())
    }

    /// Makes a record what it was, as a new version.
    async fn restore(
        &self,
        earlier: Earlier,
        patients: &HashMap<Admission, Option<String>>,
        reason: &str,
        tx: &Tx<'_>,
    ) -> Result<record_revision::Model> {
        let Earlier { head, version, form, raw, centre } = earlier;
        let zone = self.directory.centre(centre.as_str()).map_or(TimeZone::UTC, |held| held.zone.clone());
        let named = raw.get(form, "patient_ref");
        let of_admission = patients.get(&(head.centre.clone(), raw.get(form, "admission_ref").to_owned()));
        let row = Head {
            id: head.id,
            form,
            centre: &centre,
            record: &raw,
            patient_ref: match (named, of_admission) {
                ("", Some(patient)) => patient.clone(),
                ("", None) => head.patient_ref.clone(),
                (named, _) => Some(named.to_owned()),
            },
            occurred_at: occurred(form, &raw, &zone).map(Into::into),
            findings: &read_findings(&version)?,
        }
        .row(Some(&head), &Life::Submitted, tx.by.now.into());
        let again = version_of(&row, tx.by, Some(reason.to_owned()), version.findings, Some(self.id.uuid()));
        put(tx, row, Some(head)).await?;
        Ok(again)
    }

    async fn forget_aside(&self, tx: &Tx<'_>) -> Result<u64> {
        let aside = set_aside_row::Column::ImportId.eq(self.id.uuid());
        let keys: Vec<(Uuid, String, i64)> = set_aside_row::Entity::find()
            .select_only()
            .columns([
                set_aside_row::Column::ImportId,
                set_aside_row::Column::File,
                set_aside_row::Column::Row,
            ])
            .filter(aside.clone())
            .into_tuple()
            .all(tx.db)
            .await?;
        for key in keys {
            tx.gone(set_aside_row::Entity, key);
        }
        Ok(set_aside_row::Entity::delete_many().filter(aside).exec(tx.db).await?.rows_affected)
    }

    async fn mark(&self, row: import::Model, tx: &Tx<'_>) -> Result<()> {
        let mut row = row.into_active_model();
        row.undone_by = Set(Some(tx.by.actor.name.clone()));
        row.undone_at = Set(Some(tx.by.now.into()));
        tx.vouch(import::Entity, &row.update(tx.db).await?);
        Ok(())
    }
}

/// A centre and the key of an admission.
type Admission = (String, String);

/// A record, and the version that it goes back to.
struct Earlier {
    head: record::Model,
    version: record_revision::Model,
    form: &'static FormSpec,
    raw: Raw,
    centre: CentreCode,
}

impl Earlier {
    fn read(head: record::Model, version: record_revision::Model) -> Result<Self> {
        let wrong = |column, problem: String| Error::inconsistent("record", column, head.id, problem);
        let form = Dictionary::shipped()
            .form(&head.form)
            .ok_or_else(|| wrong("form", "there is no such form".to_owned()))?;
        let raw = payload::read(form, &version.payload).map_err(|problem| wrong("payload", problem))?;
        let centre = CentreCode::parse(&head.centre)
            .ok_or_else(|| wrong("centre", "it is not a centre's code".to_owned()))?;
        Ok(Self { head, version, form, raw, centre })
    }
}

/// The patients of the admissions that records go back to; admissions themselves have gone back before.
async fn patients_of(records: &[Earlier], tx: &Tx<'_>) -> Result<HashMap<Admission, Option<String>>> {
    let keys: BTreeSet<&str> = records
        .iter()
        .map(|earlier| earlier.raw.get(earlier.form, "admission_ref"))
        .filter(|key| !key.is_empty())
        .collect();
    let rows: Vec<(String, String, Option<String>)> = record::Entity::find()
        .select_only()
        .columns([record::Column::Centre, record::Column::NaturalKey, record::Column::PatientRef])
        .filter(record::Column::Form.eq("icu_admission"))
        .filter(record::Column::NaturalKey.is_in(keys))
        .filter(live())
        .into_tuple()
        .all(tx.db)
        .await?;
    Ok(rows.into_iter().map(|(centre, key, patient)| ((centre, key), patient)).collect())
}

/// The versions before those that records have.
async fn versions_before(
    changed: &[record::Model],
    tx: &Tx<'_>,
) -> Result<HashMap<Uuid, record_revision::Model>> {
    let wanted: HashMap<Uuid, i32> = changed.iter().map(|row| (row.id, row.revision - 1)).collect();
    let rows = record_revision::Entity::find()
        .filter(record_revision::Column::RecordId.is_in(wanted.keys().copied()))
        .all(tx.db)
        .await?;
    let rows = rows.into_iter().filter(|row| wanted.get(&row.record_id) == Some(&row.revision));
    Ok(rows.map(|row| (row.record_id, row)).collect())
}

/// Adds versions to the history, and vouches for all of them together.
async fn store_versions(mut versions: Vec<record_revision::Model>, tx: &Tx<'_>) -> Result<blake3::Hash> {
    versions.sort_unstable_by_key(|version| (version.record_id, version.revision));
    let mut total = Digest::default();
    for chunk in versions.chunks(CHUNK) {
        for version in chunk {
            total.add(&digest(version));
        }
        let rows = chunk.iter().cloned().map(IntoActiveModel::into_active_model);
        record_revision::Entity::insert_many(rows).exec_without_returning(tx.db).await?;
    }
    Ok(total.finish())
}
