//! Holding what is kept against what is made of the records beside it.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter};

use super::Adds;
use super::make::{Basis, Lines, Work, key, make, rows};
use super::settle::{is_ours, judged_by};
use crate::audit::Break;
use crate::entity::{patient_review, patient_work, setting, work_count, work_line};
use crate::error::Result;
use crate::tables;

/// How many patients are made at a time.
const CHUNK: usize = 40;

/// The first thing that is kept and is not what the records give. Patients who are due are passed over: nobody is
/// shown anything of them before it is made again.
pub(crate) async fn differing(db: &DatabaseTransaction) -> Result<Option<Break>> {
    let stored = setting::Entity::find_by_id(judged_by()).one(db).await?;
    let mut walk = Walk {
        db,
        basis: Basis::read(db).await?,
        // What another program made is made again before anybody is shown it.
        is_ours: is_ours(stored.as_ref()),
        lines: 0,
        patients: 0,
        sums: BTreeMap::new(),
    };
    let mut last = None;
    loop {
        let page = tables::page::<patient_review::Entity>(db, last.as_ref()).await?;
        for of_centre in page.chunk_by(|one, other| one.centre == other.centre) {
            for patients in of_centre.chunks(CHUNK) {
                if let Some(broken) = walk.patients(patients).await? {
                    return Ok(Some(broken));
                }
            }
        }
        match page.into_iter().next_back() {
            Some(row) => last = Some(row),
            None => return walk.totals().await,
        }
    }
}

struct Walk<'a> {
    db: &'a DatabaseTransaction,
    basis: Basis,
    is_ours: bool,
    /// How many lines and patients were come by.
    lines: u64,
    patients: u64,
    /// What the patients of each centre add up to.
    sums: BTreeMap<String, Adds>,
}

impl Walk<'_> {
    async fn patients(&mut self, patients: &[patient_review::Model]) -> Result<Option<Break>> {
        let code = &patients[0].centre;
        let mut lines = self.lines_of(code, patients).await?;
        for row in self.kept(code, patients).await? {
            let key = format!("{code} {}", row.patient_ref);
            let Ok(adds) = Adds::from_text(&row.adds) else { return Ok(broken("patient_work", key)) };
            self.sums.entry(code.clone()).or_default().put(&adds, 1);
            self.patients += 1;
            let is_due = |due: &&patient_review::Model| due.patient_ref == row.patient_ref;
            let due = patients.iter().find(is_due).is_none_or(|due| due.written > due.reviewed);
            let lines = lines.remove(&row.patient_ref).unwrap_or_default();
            if due || !self.is_ours {
                continue;
            }
            let made = self.made(code, &row).await?;
            if made.adds != adds {
                return Ok(broken("patient_work", key));
            }
            if let Some((list, _, record)) = first_difference(&made.lines, &lines) {
                return Ok(broken("work_line", format!("{code} {list} {record}")));
            }
        }
        self.lacking(code, patients, lines).await
    }

    /// Patients of whom nothing is kept, and something should be.
    async fn lacking(
        &self,
        code: &str,
        patients: &[patient_review::Model],
        lines: BTreeMap<String, Lines>,
    ) -> Result<Option<Break>> {
        if let Some(line) = lines.values().flat_map(Lines::values).next() {
            return Ok(broken("work_line", format!("{code} {} {}", line.list, line.record_id)));
        }
        let kept: BTreeSet<String> =
            self.kept(code, patients).await?.into_iter().map(|row| row.patient_ref).collect();
        for due in patients.iter().filter(|due| due.written <= due.reviewed && self.is_ours) {
            if kept.contains(&due.patient_ref) {
                continue;
            }
            let row = patient_work::Model {
                centre: code.to_owned(),
                patient_ref: due.patient_ref.clone(),
                made_at: crate::time::Millis(0),
                adds: String::new(),
            };
            if self.made(code, &row).await? != Work::default() {
                return Ok(broken("patient_work", format!("{code} {}", due.patient_ref)));
            }
        }
        Ok(None)
    }

    async fn kept(&self, code: &str, patients: &[patient_review::Model]) -> Result<Vec<patient_work::Model>> {
        let kept = patient_work::Entity::find()
            .filter(patient_work::Column::Centre.eq(code))
            .filter(patient_work::Column::PatientRef.is_in(patients.iter().map(|due| &due.patient_ref)));
        Ok(kept.all(self.db).await?)
    }

    async fn lines_of(
        &mut self,
        code: &str,
        patients: &[patient_review::Model],
    ) -> Result<BTreeMap<String, Lines>> {
        let rows = work_line::Entity::find()
            .filter(work_line::Column::Centre.eq(code))
            .filter(work_line::Column::PatientRef.is_in(patients.iter().map(|due| &due.patient_ref)))
            .all(self.db)
            .await?;
        self.lines += rows.len() as u64;
        let mut lines = BTreeMap::<String, Lines>::new();
        for row in rows {
            lines.entry(row.patient_ref.clone()).or_default().insert(key(&row), row);
        }
        Ok(lines)
    }

    /// What the records give, as of the moment at which what is kept was made.
    async fn made(&self, code: &str, kept: &patient_work::Model) -> Result<Work> {
        let Some(centre) = self.basis.directory.centre(code) else { return Ok(Work::default()) };
        let rows = rows(self.db, centre, &[kept.patient_ref.as_str()]).await?;
        let mut works = make(rows, centre, &self.basis, kept.made_at.instant())?;
        Ok(works.remove(&kept.patient_ref).unwrap_or_default())
    }

    /// Lines and patients that nobody came by, and counts that are no sums.
    async fn totals(self) -> Result<Option<Break>> {
        if patient_work::Entity::find().count(self.db).await? != self.patients {
            return Ok(broken("patient_work", "of a patient of whom there is no record".to_owned()));
        }
        if work_line::Entity::find().count(self.db).await? != self.lines {
            return Ok(broken("work_line", "of a patient of whom there is no record".to_owned()));
        }
        let mut sums = self.sums;
        let nothing = Expr::cust("(number <> 0 OR lacking <> 0)");
        for row in work_count::Entity::find().filter(nothing).all(self.db).await? {
            let key = format!("{} {} {} {} {}", row.centre, row.cycle, row.kind, row.form, row.name);
            let sum = sums
                .get_mut(&row.centre)
                .and_then(|adds| adds.take(&row.cycle, &row.kind, &row.form, &row.name));
            if sum != Some((row.number, row.lacking)) {
                return Ok(broken("work_count", key));
            }
        }
        let missing =
            sums.iter().find_map(|(centre, adds)| adds.numbers().next().map(|(of, _)| (centre, of)));
        Ok(missing.and_then(|(centre, of)| {
            broken(
                "work_count",
                format!("{centre} {} {} {} {}", of.cycle, of.kind.as_str(), of.form, of.name),
            )
        }))
    }
}

/// Where two sets of lines differ first.
fn first_difference<'l>(made: &'l Lines, kept: &'l Lines) -> Option<&'l (String, i64, uuid::Uuid)> {
    let differs = |(key, line): &(&'l _, &work_line::Model)| kept.get(*key) != Some(*line);
    let other = made.iter().find(differs).map(|(key, _)| key);
    other.or_else(|| kept.keys().find(|key| !made.contains_key(*key)))
}

#[expect(clippy::unnecessary_wraps, reason = "it is what its callers return")]
fn broken(table: &'static str, key: String) -> Option<Break> {
    Some(Break::Work { table, key })
}
