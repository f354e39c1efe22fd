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
use crate::time::Millis;

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
        sums: BTreeMap::new(),
    };
    if let Some(broken) = walk.all_kept().await? {
        return Ok(Some(broken));
    }
    if let Some(broken) = walk.all_lacking().await? {
        return Ok(Some(broken));
    }
    walk.totals().await
}

struct Walk<'a> {
    db: &'a DatabaseTransaction,
    basis: Basis,
    is_ours: bool,
    /// How many lines were come by.
    lines: u64,
    /// What the patients of each centre add up to.
    sums: BTreeMap<String, Adds>,
}

impl Walk<'_> {
    /// Compares what is kept of each patient.
    async fn all_kept(&mut self) -> Result<Option<Break>> {
        let mut last = None;
        loop {
            let page = tables::page::<patient_work::Entity>(self.db, last.as_ref()).await?;
            for of_centre in page.chunk_by(|one, other| one.centre == other.centre) {
                for kept in of_centre.chunks(CHUNK) {
                    if let Some(broken) = self.kept(&of_centre[0].centre, kept).await? {
                        return Ok(Some(broken));
                    }
                }
            }
            match page.into_iter().next_back() {
                Some(row) => last = Some(row),
                None => return Ok(None),
            }
        }
    }

    async fn kept(&mut self, code: &str, kept: &[patient_work::Model]) -> Result<Option<Break>> {
        let due = self.due(code, kept).await?;
        let mut lines = self.lines_of(code, kept).await?;
        for row in kept {
            let key = format!("{code} {}", row.patient_ref);
            let Ok(adds) = Adds::from_text(&row.adds) else { return Ok(broken("patient_work", key)) };
            self.sums.entry(code.to_owned()).or_default().put(&adds, 1);
            let lines = lines.remove(&row.patient_ref).unwrap_or_default();
            if due.contains(&row.patient_ref) || !self.is_ours {
                continue;
            }
            let made = self.made(code, &row.patient_ref, row.made_at).await?;
            if made.adds != adds {
                return Ok(broken("patient_work", key));
            }
            if let Some((list, _, record)) = first_difference(&made.lines, &lines) {
                return Ok(broken("work_line", format!("{code} {list} {record}")));
            }
        }
        Ok(None)
    }

    /// Patients of whom nothing is kept, and something should be.
    async fn all_lacking(&self) -> Result<Option<Break>> {
        let mut last = None;
        loop {
            let page = tables::page::<patient_review::Entity>(self.db, last.as_ref()).await?;
            for row in page.iter().filter(|row| row.written <= row.reviewed && self.is_ours) {
                let id = (row.centre.clone(), row.patient_ref.clone());
                let is_kept = patient_work::Entity::find_by_id(id).one(self.db).await?.is_some();
                if !is_kept && self.made(&row.centre, &row.patient_ref, Millis(0)).await? != Work::default() {
                    return Ok(broken("patient_work", format!("{} {}", row.centre, row.patient_ref)));
                }
            }
            match page.into_iter().next_back() {
                Some(row) => last = Some(row),
                None => return Ok(None),
            }
        }
    }

    /// Those of some patients who are due.
    async fn due(&self, code: &str, kept: &[patient_work::Model]) -> Result<BTreeSet<String>> {
        let due = patient_review::Entity::find()
            .filter(patient_review::Column::Centre.eq(code))
            .filter(patient_review::Column::PatientRef.is_in(kept.iter().map(|row| &row.patient_ref)))
            .filter(Expr::cust("written > reviewed"));
        Ok(due.all(self.db).await?.into_iter().map(|row| row.patient_ref).collect())
    }

    async fn lines_of(
        &mut self,
        code: &str,
        kept: &[patient_work::Model],
    ) -> Result<BTreeMap<String, Lines>> {
        let rows = work_line::Entity::find()
            .filter(work_line::Column::Centre.eq(code))
            .filter(work_line::Column::PatientRef.is_in(kept.iter().map(|row| &row.patient_ref)))
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
    async fn made(&self, code: &str, patient: &str, at: Millis) -> Result<Work> {
        let Some(centre) = self.basis.directory.centre(code) else { return Ok(Work::default()) };
        let rows = rows(self.db, centre, &[patient]).await?;
        let mut works = make(rows, centre, &self.basis, at.instant())?;
        Ok(works.remove(patient).unwrap_or_default())
    }

    /// Lines that nobody came by, and counts that are no sums.
    async fn totals(self) -> Result<Option<Break>> {
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
