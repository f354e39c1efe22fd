//! Keeping what was made of some patients of a centre, in one transaction.

use std::collections::HashMap;

use domain::value::CentreCode;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};

use super::Adds;
use super::make::Work;
use crate::entity::patient_review::{self, Column as Review};
use crate::entity::{patient_work, work_count, work_line};
use crate::error::{Error, Result};
use crate::writer::{Step, Tx, Write};

/// How many rows go into one statement.
const CHUNK: usize = 200;

/// What was made of a patient who was due.
pub(super) struct Made {
    pub(super) due: patient_review::Model,
    pub(super) work: Work,
}

/// Keeps it. Nothing is said in the audit trail: all of it follows from records that are vouched for.
pub(super) struct Settle {
    pub(super) centre: String,
    pub(super) made: Vec<Made>,
}

impl Write for Settle {
    const NAME: &'static str = "projection.settle";
    const ALONE: bool = true;
    const SAVES: bool = false;
    type Out = ();

    fn centres(&self) -> Vec<CentreCode> {
        CentreCode::parse(&self.centre).into_iter().collect()
    }

    async fn run(&mut self, tx: &mut Tx<'_>) -> Result<Step<()>> {
        let made = self.news(tx).await?;
        if made.is_empty() {
            return Ok(Step::Declined(()));
        }
        let patients: Vec<&str> = made.iter().map(|made| made.due.patient_ref.as_str()).collect();
        let mut difference = self.before(&patients, tx).await?;
        for made in &made {
            difference.put(&made.work.adds, 1);
        }
        self.count(&difference, tx).await?;
        self.replace_patients(&made, &patients, tx).await?;
        self.replace_lines(&made, &patients, tx).await?;
        for Made { due, .. } in &made {
            patient_review::Entity::update_many()
                .col_expr(Review::Reviewed, Expr::value(due.written))
                .filter(Review::Centre.eq(&self.centre))
                .filter(Review::PatientRef.eq(&due.patient_ref))
                .exec(tx.db)
                .await?;
        }
        Ok(Step::Quiet(()))
    }
}

impl Settle {
    /// What nobody else has made meanwhile from the same state or a later one.
    async fn news(&self, tx: &Tx<'_>) -> Result<Vec<&Made>> {
        let patients = self.made.iter().map(|made| made.due.patient_ref.as_str());
        let rows = patient_review::Entity::find()
            .filter(Review::Centre.eq(&self.centre))
            .filter(Review::PatientRef.is_in(patients))
            .all(tx.db)
            .await?;
        let reviewed: HashMap<String, i64> =
            rows.into_iter().map(|row| (row.patient_ref, row.reviewed)).collect();
        let is_new = |made: &&Made| {
            reviewed.get(&made.due.patient_ref).is_some_and(|reviewed| *reviewed < made.due.written)
        };
        Ok(self.made.iter().filter(is_new).collect())
    }

    /// What these patients add to the counts as they stand, taken off.
    async fn before(&self, patients: &[&str], tx: &Tx<'_>) -> Result<Adds> {
        let rows = patient_work::Entity::find()
            .filter(patient_work::Column::Centre.eq(&self.centre))
            .filter(patient_work::Column::PatientRef.is_in(patients.iter().copied()))
            .all(tx.db)
            .await?;
        let mut difference = Adds::default();
        for row in rows {
            let wrong = |error| Error::inconsistent("patient_work", "adds", &row.patient_ref, error);
            difference.put(&Adds::from_text(&row.adds).map_err(wrong)?, -1);
        }
        Ok(difference)
    }

    /// Moves the counts.
    async fn count(&self, difference: &Adds, tx: &Tx<'_>) -> Result<()> {
        use work_count::Column;
        let rows: Vec<_> = difference
            .numbers()
            .map(|(counted, (all, lacking))| work_count::Model {
                centre: self.centre.clone(),
                cycle: counted.cycle.clone(),
                kind: counted.kind.as_str().to_owned(),
                form: counted.form.clone(),
                name: counted.name.clone(),
                number: all,
                lacking,
            })
            .collect();
        let moved = |column: Column| {
            let stands = Expr::col((work_count::Entity, column));
            (column, stands.add(Expr::col(("excluded", column))))
        };
        let key = [Column::Centre, Column::Cycle, Column::Kind, Column::Form, Column::Name];
        for chunk in rows.chunks(CHUNK) {
            work_count::Entity::insert_many(chunk.iter().cloned().map(IntoActiveModel::into_active_model))
                .on_conflict(
                    OnConflict::columns(key)
                        .values([moved(Column::Number), moved(Column::Lacking)])
                        .to_owned(),
                )
                .exec_without_returning(tx.db)
                .await?;
        }
        Ok(())
    }

    async fn replace_patients(&self, made: &[&Made], patients: &[&str], tx: &Tx<'_>) -> Result<()> {
        patient_work::Entity::delete_many()
            .filter(patient_work::Column::Centre.eq(&self.centre))
            .filter(patient_work::Column::PatientRef.is_in(patients.iter().copied()))
            .exec(tx.db)
            .await?;
        let row = |made: &&&Made| patient_work::Model {
            centre: self.centre.clone(),
            patient_ref: made.due.patient_ref.clone(),
            made_at: tx.by.now.into(),
            adds: made.work.adds.to_text(),
        };
        let rows: Vec<_> =
            made.iter().filter(|made| made.work != Work::default()).map(|made| row(&made)).collect();
        if !rows.is_empty() {
            patient_work::Entity::insert_many(rows.into_iter().map(IntoActiveModel::into_active_model))
                .exec_without_returning(tx.db)
                .await?;
        }
        Ok(())
    }

    async fn replace_lines(&self, made: &[&Made], patients: &[&str], tx: &Tx<'_>) -> Result<()> {
        work_line::Entity::delete_many()
            .filter(work_line::Column::Centre.eq(&self.centre))
            .filter(work_line::Column::PatientRef.is_in(patients.iter().copied()))
            .exec(tx.db)
            .await?;
        let lines: Vec<_> = made.iter().flat_map(|made| made.work.lines.values()).collect();
        for chunk in lines.chunks(CHUNK) {
            let rows = chunk.iter().map(|line| (*line).clone().into_active_model());
            work_line::Entity::insert_many(rows).exec_without_returning(tx.db).await?;
        }
        Ok(())
    }
}
