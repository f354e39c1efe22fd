//! Unlocking and withdrawing one record.

use domain::FormSpec;
use domain::check::review::{Held, leaning_on};
use domain::life::{Life, Withdrawal};
use domain::value::CentreCode;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use serde_json::json;

use crate::SubmitError;
use crate::entity::record::{self, Column};
use crate::error::{Error, Result};
use crate::ids::{RecordId, Revision};
use crate::life::{LifeStep, Subject, step_all};
use crate::record::{life_of, live, payload_of};
use crate::writer::{Step, Trace, Tx, Write};

type Outcome = Result<(), SubmitError>;

pub(super) struct Unlock {
    pub(super) centre: CentreCode,
    pub(super) form: &'static FormSpec,
    pub(super) id: RecordId,
    pub(super) reason: String,
}

impl Write for Unlock {
    const NAME: &'static str = "record.unlock";
    type Out = Outcome;

    fn centres(&self) -> Vec<CentreCode> {
        vec![self.centre.clone()]
    }

    async fn run(&mut self, tx: &mut Tx<'_>) -> Result<Step<Outcome>> {
        let Some(row) = find(tx, &self.centre, self.form, self.id).await? else {
            return Ok(Step::Declined(Err(SubmitError::NotFound)));
        };
        match life_of(&row)?.unlock() {
            Err(refused) => Ok(Step::Declined(Err(SubmitError::Life(refused)))),
            Ok(life) => {
                let trace = take(tx, Self::NAME, LifeStep::Unlocked, &self.reason, &row, life).await?;
                Ok(Step::Done(Ok(()), trace))
            }
        }
    }
}

pub(super) struct Withdraw {
    pub(super) centre: CentreCode,
    pub(super) form: &'static FormSpec,
    pub(super) id: RecordId,
    pub(super) expected: Revision,
    pub(super) reason: String,
}

impl Write for Withdraw {
    const NAME: &'static str = "record.withdraw";
    type Out = Outcome;

    fn centres(&self) -> Vec<CentreCode> {
        vec![self.centre.clone()]
    }

    async fn run(&mut self, tx: &mut Tx<'_>) -> Result<Step<Outcome>> {
        let Some(row) = find(tx, &self.centre, self.form, self.id).await? else {
            return Ok(Step::Declined(Err(SubmitError::NotFound)));
        };
        let withdrawal =
            Withdrawal { by: tx.by.actor.name.clone(), at: tx.by.now, reason: self.reason.clone() };
        let life = match life_of(&row)?.withdraw(withdrawal) {
            Ok(life) => life,
            Err(refused) => return Ok(Step::Declined(Err(SubmitError::Life(refused)))),
        };
        if row.revision != self.expected.0 {
            let current = Revision(row.revision);
            return Ok(Step::Declined(Err(SubmitError::Conflict { current })));
        }
        let leaning = leaning(tx.db, &row, self.form).await?;
        if !leaning.is_empty() {
            return Err(Error::Invalid(belonging(&row, &leaning)));
        }
        let trace = take(tx, Self::NAME, LifeStep::Withdrawn, &self.reason, &row, life).await?;
        Ok(Step::Done(Ok(()), trace))
    }
}

async fn find(
    tx: &Tx<'_>,
    centre: &CentreCode,
    form: &FormSpec,
    id: RecordId,
) -> Result<Option<record::Model>> {
    let row = record::Entity::find_by_id(id.uuid())
        .filter(Column::Form.eq(form.id))
        .filter(Column::Centre.eq(centre.as_str()));
    Ok(row.one(tx.db).await?)
}

/// Moves one record, and says so.
async fn take(
    tx: &Tx<'_>,
    action: &'static str,
    what: LifeStep,
    reason: &str,
    row: &record::Model,
    life: Life,
) -> Result<Trace> {
    let vouched = step_all(tx, what, Some(reason), vec![(Subject::from(row), life)]).await?;
    let mut detail =
        json!({ "form": row.form, "centre": row.centre, "key": row.natural_key, "reason": reason });
    vouched.stand_in(&mut detail);
    Ok(Trace::new(action, row.id, detail))
}

/// A record that belongs to another.
#[derive(Debug, Clone)]
pub struct Belonging {
    /// Its form.
    pub form: &'static FormSpec,
    /// Its id.
    pub id: RecordId,
    /// Its key.
    pub key: String,
}

impl Belonging {
    /// Its form's title and its key.
    pub fn name(&self) -> String {
        format!("{} {}", self.form.title, self.key)
    }
}

/// The records that belong to one.
pub(super) async fn leaning(
    db: &impl ConnectionTrait,
    row: &record::Model,
    form: &FormSpec,
) -> Result<Vec<Belonging>> {
    let Some(patient) = &row.patient_ref else { return Ok(Vec::new()) };
    let rows = record::Entity::find()
        .filter(Column::Centre.eq(&row.centre))
        .filter(Column::PatientRef.eq(patient))
        .filter(live())
        .all(db)
        .await?;
    let records = rows.iter().map(payload_of).collect::<Result<Vec<_>>>()?;
    let held: Vec<Held<'_>> =
        records.iter().map(|(form, raw)| Held { form, patient: Some(patient), raw }).collect();
    let belonging = |at: usize| Belonging {
        form: records[at].0,
        id: RecordId::new(rows[at].id),
        key: rows[at].natural_key.clone(),
    };
    Ok(leaning_on(form, &row.natural_key, &held).into_iter().map(belonging).collect())
}

fn belonging(row: &record::Model, leaning: &[Belonging]) -> String {
    const NAMED: usize = 5;
    let mut names = leaning.iter().take(NAMED).map(Belonging::name).collect::<Vec<_>>().join(", ");
    if leaning.len() > NAMED {
        names = format!("{names} and {} more", leaning.len() - NAMED);
    }
    format!("Other records belong to {}: {names}. Withdraw them first.", row.natural_key)
}
