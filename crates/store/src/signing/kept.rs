//! How far every centre is with a cycle, without judging every record each time: what keeps a record from sign-off is
//! kept with it (`record.blocks`), and only the records of patients about whom anything was written since are judged
//! again. Then one grouped query counts.

use std::collections::{BTreeMap, HashMap};

use domain::actor::{Action, Actor};
use domain::centre::Centre;
use domain::check::Around;
use domain::check::review::review as judge;
use domain::reference::CycleDates;
use domain::value::CentreCode;
use jiff::Timestamp;
use sea_orm::sea_query::{Alias, Expr, ExprTrait, OnConflict, Query};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter};
use serde_json::json;
use uuid::Uuid;

use super::counted::counted;
use super::load::{RUNS, held};
use super::standing::Standing;
use crate::Store;
use crate::entity::patient_review::{self, Column as Review};
use crate::entity::record::{self, Column};
use crate::entity::setting;
use crate::error::Result;
use crate::record::{StoredRecord, live};
use crate::writer::{Step, Trace, Tx, Write};

/// The setting that says by which rules the records were judged.
const JUDGED_BY: &str = "judged_by";

/// How many patients are judged, and how many rows changed, at a time.
const CHUNK: usize = 200;

impl Store {
    /// How the records of a cycle stand now, by centre and form, where there is anything; counts only. For the
    /// audit lead's pages; a snapshot judges every record afresh ([`Store::cycle_standing`]).
    pub async fn kept_standing(
        &self,
        actor: &Actor,
        now: Timestamp,
        cycle: &CycleDates,
    ) -> Result<Vec<Standing>> {
        actor.permit(Action::SeeNetwork)?;
        let judged_by = setting::Entity::find_by_id(JUDGED_BY).one(&self.read).await?;
        if judged_by.is_none_or(|row| row.value != domain::RULES) {
            self.writer.write(actor, now, JudgeAnew).await?;
        }
        let directory = self.cached_directory(now).await?;
        let keep = Keep { cycle: cycle.id.clone(), judged: self.judge_due(now).await? };
        self.writer.write(actor, now, keep).await?;
        counted(&self.read, &directory, cycle).await
    }

    /// Judges the records of all patients about whom anything was written since they were judged. Their counters are
    /// read first, and by what is judged afterwards: what is written from here on leaves the patient due.
    async fn judge_due(&self, now: Timestamp) -> Result<Vec<Judged>> {
        let due =
            patient_review::Entity::find().filter(Expr::cust("written > reviewed")).all(&self.read).await?;
        if due.is_empty() {
            return Ok(Vec::new());
        }
        let (directory, questions) = (self.directory().await?, self.questions().await?);
        let around = Around { now, directory: &directory, exported: false, questions: &questions };
        let mut judged = Vec::new();
        for centre in &directory.centres {
            let own: Vec<_> = due.iter().filter(|due| due.centre == centre.code.as_str()).collect();
            for chunk in own.chunks(CHUNK) {
                let patients: Vec<&str> = chunk.iter().map(|due| due.patient_ref.as_str()).collect();
                let mut blocks = blocks(&self.read, centre, &patients, &around).await?;
                judged.extend(chunk.iter().map(|due| Judged {
                    due: (*due).clone(),
                    blocks: blocks.remove(&due.patient_ref).unwrap_or_default(),
                }));
            }
        }
        Ok(judged)
    }
}

/// What keeps each record of some patients from sign-off, in numbers. An empty patient stands for what the
/// centre reports of itself, which is judged against all its runs.
async fn blocks(
    db: &impl ConnectionTrait,
    centre: &Centre,
    patients: &[&str],
    around: &Around<'_>,
) -> Result<HashMap<String, Vec<(Uuid, i32)>>> {
    let mut which = Condition::any().add(Column::PatientRef.is_in(patients.iter().copied()));
    if patients.contains(&"") {
        which = which.add(Column::PatientRef.is_null()).add(Column::Form.is_in(RUNS));
    }
    let of_centre = record::Entity::find().filter(Column::Centre.eq(centre.code.as_str())).filter(live());
    let rows = of_centre.filter(which).all(db).await?;
    let ids: Vec<_> = rows.iter().map(|row| (row.id, row.patient_ref.clone().unwrap_or_default())).collect();
    let records = rows.into_iter().map(StoredRecord::try_from).collect::<Result<Vec<_>>>()?;
    let records: Vec<_> = records.iter().map(held).collect();
    let found = judge(&records, &centre.zone, around);
    let mut blocks: HashMap<String, Vec<(Uuid, i32)>> = HashMap::new();
    for ((id, patient), findings) in ids.into_iter().zip(found) {
        if patients.contains(&patient.as_str()) {
            let holds = findings.iter().filter(|finding| finding.level == domain::Level::S).count();
            blocks.entry(patient).or_default().push((id, i32::try_from(holds).unwrap_or(i32::MAX)));
        }
    }
    Ok(blocks)
}

/// What was judged of a patient who was due.
struct Judged {
    due: patient_review::Model,
    blocks: Vec<(Uuid, i32)>,
}

/// Keeps what was judged, and says who asked for it.
struct Keep {
    cycle: String,
    judged: Vec<Judged>,
}

impl Write for Keep {
    const NAME: &'static str = "cycle.standing";
    // After an upgrade it writes to every record.
    const ALONE: bool = true;
    const SAVES: bool = false;
    type Out = ();

    fn centres(&self) -> Vec<CentreCode> {
        self.judged.iter().filter_map(|judged| CentreCode::parse(&judged.due.centre)).collect()
    }

    async fn run(&mut self, tx: &mut Tx<'_>) -> Result<Step<()>> {
        let judged = self.news(tx).await?;
        let mut by_blocks = BTreeMap::<i32, Vec<Uuid>>::new();
        for (id, blocks) in judged.iter().flat_map(|judged| &judged.blocks) {
            by_blocks.entry(*blocks).or_default().push(*id);
        }
        for (blocks, ids) in by_blocks {
            for ids in ids.chunks(CHUNK) {
                let update = Query::update()
                    .table(record::Entity)
                    .value(Alias::new("blocks"), blocks)
                    .and_where(Column::Id.is_in(ids.iter().copied()))
                    .take();
                tx.db.execute(&update).await?;
            }
        }
        let mut reviewed = BTreeMap::<(&str, i64), Vec<&str>>::new();
        for Judged { due, .. } in judged {
            reviewed.entry((&due.centre, due.written)).or_default().push(&due.patient_ref);
        }
        for ((centre, written), patients) in reviewed {
            for patients in patients.chunks(CHUNK) {
                patient_review::Entity::update_many()
                    .col_expr(Review::Reviewed, Expr::value(written))
                    .filter(Review::Centre.eq(centre))
                    .filter(Review::PatientRef.is_in(patients.iter().copied()))
                    .exec(tx.db)
                    .await?;
            }
        }
        Ok(Step::Done((), Trace::new(Self::NAME, &self.cycle, json!({}))))
    }
}

impl Keep {
    /// What nobody else has judged meanwhile from the same state or a later one.
    async fn news(&self, tx: &Tx<'_>) -> Result<Vec<&Judged>> {
        let mut news = Vec::new();
        for chunk in self.judged.chunks(CHUNK) {
            let patients = chunk.iter().map(|judged| judged.due.patient_ref.as_str());
            let rows = patient_review::Entity::find().filter(Review::PatientRef.is_in(patients));
            let reviewed: HashMap<(String, String), i64> = rows
                .all(tx.db)
                .await?
                .into_iter()
                .map(|row| ((row.centre, row.patient_ref), row.reviewed))
                .collect();
            news.extend(chunk.iter().filter(|Judged { due, .. }| {
                let reviewed = reviewed.get(&(due.centre.clone(), due.patient_ref.clone()));
                reviewed.is_none_or(|reviewed| *reviewed < due.written)
            }));
        }
        Ok(news)
    }
}

/// Has every record judged again by the rules of this program, which were judged by those of another.
struct JudgeAnew;

impl Write for JudgeAnew {
    const NAME: &'static str = "cycle.judge_anew";
    const SAVES: bool = false;
    type Out = ();

    async fn run(&mut self, tx: &mut Tx<'_>) -> Result<Step<()>> {
        let row = setting::Model { name: JUDGED_BY.to_owned(), value: domain::RULES.to_owned() };
        tx.vouch(setting::Entity, &row);
        setting::Entity::insert(row.into_active_model())
            .on_conflict(
                OnConflict::column(setting::Column::Name).update_column(setting::Column::Value).to_owned(),
            )
            .exec_without_returning(tx.db)
            .await?;
        all_are_due(tx).await?;
        Ok(Step::Done((), Trace::new(Self::NAME, "instance", json!({ "rules": domain::RULES }))))
    }
}

/// Has every record judged again: what they are judged by has changed.
pub(crate) async fn all_are_due(tx: &Tx<'_>) -> Result<()> {
    patient_review::Entity::update_many()
        .col_expr(Review::Written, Expr::col(Review::Written).add(1))
        .exec(tx.db)
        .await?;
    Ok(())
}
