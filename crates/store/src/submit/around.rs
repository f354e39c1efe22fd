//! What a record is judged by: the records around it, found in one indexed query.

use domain::check::judge::Surroundings;
use domain::spec::occurred;
use domain::value::CentreCode;
use domain::{FormSpec, Raw};
use jiff::SignedDuration;
use jiff::tz::TimeZone;
use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement, SimpleExpr, UnionType};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, FromQueryResult, PaginatorTrait, QueryFilter,
    QuerySelect, QueryTrait,
};

use crate::entity::life_event;
use crate::entity::record::{self, Column};
use crate::error::Result;
use crate::ids::RecordId;
use crate::life::LifeStep;
use crate::record::{live, payload_of};
use crate::time::Millis;

/// A contact is compared with those that started up to so long before or after it: its own local date and
/// the dates beside it.
const BESIDE: SignedDuration = SignedDuration::from_hours(48);

/// Forms that say when a patient was here and on ECMO.
const FRAME: [&str; 4] = ["patient", "icu_admission", "ecmo_run", "discharge"];

/// The record in question and the place it will have.
pub(super) struct Place<'a> {
    pub(super) form: &'static FormSpec,
    pub(super) centre: &'a CentreCode,
    pub(super) raw: &'a Raw,
    pub(super) id: Option<RecordId>,
    pub(super) zone: &'a TimeZone,
}

/// What is there already.
pub(super) struct Held {
    /// The record with this id, or with this key when it is to be a new one.
    pub(super) twin: Option<record::Model>,
    /// The patient that the record is about, as far as is known.
    pub(super) patient: Option<String>,
    /// Everything else it is judged by, and its own earlier version.
    pub(super) surroundings: Surroundings,
}

impl Place<'_> {
    /// Loads what is there.
    pub(super) async fn load(&self, db: &impl ConnectionTrait) -> Result<Held> {
        let twin = self.select(self.twin());
        let others = self.parts().into_iter().map(|part| self.select(part.add(live())));
        let mut parts = std::iter::once(twin).chain(others);
        let mut query = parts.next().unwrap_or_default();
        for part in parts {
            query.union(UnionType::All, part);
        }
        let rows = db.query_all(&query).await?;
        let mut rows = rows
            .iter()
            .map(|row| record::Model::from_query_result(row, ""))
            .collect::<Result<Vec<_>, _>>()?;
        rows.sort_by_key(|row| row.id);
        rows.dedup_by_key(|row| row.id);
        let key = self.raw.natural_key(self.form);
        let twin = rows.iter().position(|row| match self.id {
            Some(id) => row.id == id.uuid(),
            None => row.form == self.form.id && row.natural_key == key,
        });
        let twin = twin.map(|index| rows.remove(index));
        let patient = self.patient(&rows);
        let replaced = match (&twin, self.id) {
            (Some(row), Some(_)) => Some(payload_of(row)?.1),
            _ => None,
        };
        let records = rows.iter().map(payload_of).collect::<Result<_>>()?;
        let replaced_signed_off = match &twin {
            Some(row) if replaced.is_some() && row.steps > 0 => was_signed_off(row, db).await?,
            _ => false,
        };
        Ok(Held { twin, patient, surroundings: Surroundings { records, replaced, replaced_signed_off } })
    }

    /// The record itself. One that is named by its id is found even withdrawn, to be told so.
    fn twin(&self) -> Condition {
        match self.id {
            Some(id) => Condition::all().add(Column::Id.eq(id.uuid())),
            None => keyed(self.form.id, &self.raw.natural_key(self.form)),
        }
    }

    /// The parts of the query; each is one look into one index.
    fn parts(&self) -> Vec<Condition> {
        let mut parts = Vec::new();
        if !self.form.is_of_patient() {
            // What a centre says of itself is compared with what it said before; a return also with its runs.
            let frame = if self.form.id == "ecmo_activity_return" { &FRAME[..] } else { &[] };
            let forms = frame.iter().copied().chain([self.form.id]);
            parts.push(Condition::all().add(Column::Form.is_in(forms)));
        }
        for patient in self.patients() {
            if self.form.id != "physio_contact" {
                parts.push(Condition::all().add(patient));
                continue;
            }
            parts.push(Condition::all().add(patient.clone()).add(Column::Form.is_in(FRAME)));
            if self.id.is_some() {
                // Its events lean on its times; a new contact has none.
                parts.push(Condition::all().add(patient.clone()).add(Column::Form.eq("adverse_event")));
            }
            if let Some(start) = occurred(self.form, self.raw, self.zone) {
                let (from, to) = (Millis::from(start - BESIDE), Millis::from(start + BESIDE));
                parts.push(
                    Condition::all()
                        .add(patient)
                        .add(Column::Form.eq(self.form.id))
                        .add(Column::OccurredAt.between(from, to)),
                );
            }
        }
        parts
    }

    /// Which patients the record is about: the one it names, that of its admission, and for an admission
    /// that changes hands the one it was about before.
    fn patients(&self) -> Vec<SimpleExpr> {
        let of = |which: Condition| {
            let patient = Query::select()
                .column(Column::PatientRef)
                .from(record::Entity)
                .cond_where(which.add(Column::Centre.eq(self.centre.as_str())))
                .take();
            // One value, looked up first: a planner that sees a join here may choose to walk the centre.
            Expr::col((record::Entity, Column::PatientRef)).eq(Expr::from(patient))
        };
        let mut patients = Vec::new();
        let named = self.raw.get(self.form, "patient_ref");
        if !named.is_empty() {
            patients.push(Column::PatientRef.eq(named));
            if let Some(id) = self.id {
                patients.push(of(Condition::all().add(Column::Id.eq(id.uuid()))));
            }
        }
        let admission = self.raw.get(self.form, "admission_ref");
        if named.is_empty() && !admission.is_empty() {
            patients.push(of(keyed("icu_admission", admission)));
        }
        patients
    }

    fn select(&self, part: Condition) -> SelectStatement {
        record::Entity::find().filter(Column::Centre.eq(self.centre.as_str())).filter(part).into_query()
    }

    /// The patient that the record is about.
    fn patient(&self, rows: &[record::Model]) -> Option<String> {
        let named = self.raw.get(self.form, "patient_ref");
        if !named.is_empty() {
            return Some(named.to_owned());
        }
        let admission = self.raw.get(self.form, "admission_ref");
        rows.iter()
            .find(|row| row.form == "icu_admission" && row.natural_key == admission)
            .and_then(|row| row.patient_ref.clone())
    }
}

/// Whether a record was ever signed off.
async fn was_signed_off(row: &record::Model, db: &impl ConnectionTrait) -> Result<bool> {
    let signed = life_event::Entity::find()
        .filter(life_event::Column::RecordId.eq(row.id))
        .filter(life_event::Column::What.eq(LifeStep::SignedOff.as_str()))
        .limit(1);
    Ok(signed.count(db).await? > 0)
}

/// The record of a form with a key.
fn keyed(form: &str, key: &str) -> Condition {
    Condition::all().add(Column::Form.eq(form)).add(Column::NaturalKey.eq(key)).add(live())
}
