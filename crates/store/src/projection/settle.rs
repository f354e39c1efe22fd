//! Making again what is kept of patients about whom anything was written since.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::actor::{Action, Actor, Sight};
use domain::value::CentreCode;
use jiff::Timestamp;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use serde_json::json;

use super::LAYOUT;
use super::make::{Basis, make, rows};
use super::write::{Made, Settle};
use crate::Store;
use crate::entity::patient_review::{self, Column as Review};
use crate::entity::{patient_work, setting, work_count, work_line};
use crate::error::{Error, Result};
use crate::writer::{Step, Trace, Tx, Write};

/// The setting that says by which rules the records were judged, and what was kept of them.
const JUDGED_BY: &str = "judged_by";

/// How many patients are made at a time: their records are in memory together.
const CHUNK: usize = 40;

impl Store {
    /// Makes what is kept of every patient anew, whatever it was. How many patients there are.
    pub async fn rebuild(&self, actor: &Actor, now: Timestamp) -> Result<usize> {
        actor.permit(Action::Operate)?;
        self.writer.write(actor, now, JudgeAnew).await?;
        self.settle(now, None).await
    }

    /// Makes what is due, so that no page has to: after a large write, or from time to time. How many patients it was.
    pub async fn catch_up(&self, now: Timestamp) -> Result<usize> {
        self.settle(now, None).await
    }

    /// Makes what is kept of the patients, of one centre or of all, about whom anything was written since it was
    /// made. Their counters are read first, and what is written from here on leaves the patient due.
    pub(crate) async fn settle(&self, now: Timestamp, centre: Option<&CentreCode>) -> Result<usize> {
        let judged_by = setting::Entity::find_by_id(JUDGED_BY).one(&self.read).await?;
        if judged_by.is_none_or(|row| row.value != rules()) {
            self.writer.write(&Actor::system("projection"), now, JudgeAnew).await?;
        }
        let mut due = patient_review::Entity::find().filter(Expr::cust("written > reviewed"));
        if let Some(centre) = centre {
            due = due.filter(Review::Centre.eq(centre.as_str()));
        }
        let due = due.all(&self.see(&Sight::of(centre)).await?).await?;
        if due.is_empty() {
            return Ok(0);
        }
        let count = due.len();
        let basis = Arc::new(Basis::read(&self.read).await?);
        let mut centres = BTreeMap::<String, Vec<patient_review::Model>>::new();
        for row in due {
            centres.entry(row.centre.clone()).or_default().push(row);
        }
        for (code, due) in centres {
            for due in due.chunks(CHUNK) {
                let made = self.made(&code, due, &basis, now).await?;
                self.writer
                    .write(&Actor::system("projection"), now, Settle { centre: code.clone(), made })
                    .await?;
            }
        }
        Ok(count)
    }

    /// What is to be kept of some patients of a centre.
    async fn made(
        &self,
        code: &str,
        due: &[patient_review::Model],
        basis: &Arc<Basis>,
        now: Timestamp,
    ) -> Result<Vec<Made>> {
        let unknown = || Error::inconsistent("patient_review", "centre", code, "there is no such centre");
        let centre = basis.directory.centre(code).ok_or_else(unknown)?.clone();
        let patients: Vec<&str> = due.iter().map(|due| due.patient_ref.as_str()).collect();
        let rows = rows(&self.see(&Sight::of(Some(&centre.code))).await?, &centre, &patients).await?;
        let basis = Arc::clone(basis);
        let mut works = self.desk.moment(move || make(rows, &centre, &basis, now)).await??;
        let of = |due: &patient_review::Model| Made {
            due: due.clone(),
            work: works.remove(&due.patient_ref).unwrap_or_default(),
        };
        Ok(due.iter().map(of).collect())
    }
}

/// The rules of this program and what it keeps, in one word.
fn rules() -> String {
    format!("{} {LAYOUT}", domain::RULES)
}

/// Has every record judged and counted again by the rules of this program, from nothing.
struct JudgeAnew;

impl Write for JudgeAnew {
    const NAME: &'static str = "cycle.judge_anew";
    const SAVES: bool = false;
    type Out = ();

    async fn run(&mut self, tx: &mut Tx<'_>) -> Result<Step<()>> {
        let row = setting::Model { name: JUDGED_BY.to_owned(), value: rules() };
        tx.vouch(setting::Entity, &row);
        setting::Entity::insert(row.into_active_model())
            .on_conflict(
                OnConflict::column(setting::Column::Name).update_column(setting::Column::Value).to_owned(),
            )
            .exec_without_returning(tx.db)
            .await?;
        // Nothing of it is trusted, not even to be taken off.
        patient_work::Entity::delete_many().exec(tx.db).await?;
        work_line::Entity::delete_many().exec(tx.db).await?;
        work_count::Entity::delete_many().exec(tx.db).await?;
        all_are_due(tx).await?;
        Ok(Step::Done((), Trace::new(Self::NAME, "instance", json!({ "rules": rules() }))))
    }
}

/// Has every record judged and counted again: what that is done by has changed.
pub(crate) async fn all_are_due(tx: &Tx<'_>) -> Result<()> {
    patient_review::Entity::update_many()
        .col_expr(Review::Written, Expr::col(Review::Written).add(1))
        .exec(tx.db)
        .await?;
    Ok(())
}

/// Whether what is kept was made by the rules of this program.
pub(super) fn is_ours(judged_by: Option<&setting::Model>) -> bool {
    judged_by.is_some_and(|row| row.value == rules())
}

/// The setting's name.
pub(super) const fn judged_by() -> &'static str {
    JUDGED_BY
}
