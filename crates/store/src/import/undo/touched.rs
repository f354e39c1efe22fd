//! What an import touched, and what stands on it since.

use domain::dictionary::Dictionary;
use std::collections::{HashMap, HashSet};

use domain::FormSpec;
use domain::check::judge::belongs_to;
use domain::life::Life;
use domain::value::CentreCode;
use sea_orm::sea_query::{Expr, ExprTrait, Func, Query, SelectStatement, SimpleExpr};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select,
};
use uuid::Uuid;

use crate::entity::{record, record_revision};
use crate::error::Result;
use crate::ids::{ImportId, Revision};
use crate::record::{life_of, live, payload_of};
use crate::time::Millis;

/// How many records are in memory at a time.
const PAGE: u64 = 1000;

/// The key of a record: form, centre, natural key.
type Key = (String, String, String);

/// What an import did to records.
#[derive(Debug, Default)]
pub(super) struct Touched {
    /// The version that it gave each.
    pub(super) versions: HashMap<Uuid, i32>,
    created: HashSet<Key>,
    changed: HashSet<Key>,
    /// Records that are no longer as the import left them.
    moved_on: Vec<String>,
}

impl Touched {
    /// Looks up what an import touched.
    pub(super) async fn by(import: ImportId, db: &impl ConnectionTrait) -> Result<Self> {
        let versions: Vec<(Uuid, i32)> = record_revision::Entity::find()
            .select_only()
            .columns([record_revision::Column::RecordId, record_revision::Column::Revision])
            .filter(record_revision::Column::ImportId.eq(import.uuid()))
            .into_tuple()
            .all(db)
            .await?;
        let mut touched = Self { versions: versions.into_iter().collect(), ..Self::default() };
        let mut pages = heads(import).order_by_asc(record::Column::Id).paginate(db, PAGE);
        while let Some(rows) = pages.fetch_and_next().await? {
            for row in rows {
                touched.note(row)?;
            }
        }
        Ok(touched)
    }

    fn note(&mut self, row: record::Model) -> Result<()> {
        let left_at = self.versions.get(&row.id).copied();
        if left_at != Some(row.revision) || life_of(&row)? != Life::Submitted {
            self.moved_on.push(name(&row));
        }
        let key = (row.form, row.centre, row.natural_key);
        match left_at {
            Some(version) if version == Revision::FIRST.0 => self.created.insert(key),
            _ => self.changed.insert(key),
        };
        Ok(())
    }

    /// How many records of each form it made and changed, in the order of the forms.
    pub(super) fn by_form(&self) -> Vec<(&'static FormSpec, usize, usize)> {
        let of = |form: &FormSpec, keys: &HashSet<Key>| keys.iter().filter(|key| key.0 == form.id).count();
        let counted = Dictionary::shipped()
            .forms()
            .iter()
            .map(|form| (*form, of(form, &self.created), of(form, &self.changed)));
        counted.filter(|(_, created, changed)| created + changed > 0).collect()
    }

    /// The names of the records that forbid to undo the import of an instant.
    pub(super) async fn in_the_way(
        &self,
        import: ImportId,
        at: Millis,
        centres: &[CentreCode],
        db: &impl ConnectionTrait,
    ) -> Result<Vec<String>> {
        let mut names = self.moved_on.clone();
        let patients = of(import).column(record::Column::PatientRef).take();
        let mut others = record::Entity::find()
            .filter(live())
            .filter(record::Column::Centre.is_in(centres.iter().map(CentreCode::as_str)))
            .filter(record::Column::PatientRef.in_subquery(patients))
            .filter(record::Column::Id.not_in_subquery(ids(import)))
            .order_by_asc(record::Column::Id)
            .paginate(db, PAGE);
        while let Some(rows) = others.fetch_and_next().await? {
            for row in rows {
                if self.carries(&row, at)? {
                    names.push(name(&row));
                }
            }
        }
        Ok(names)
    }

    /// Whether a record of another origin stands on what the import made, or was judged by what it changed.
    fn carries(&self, row: &record::Model, at: Millis) -> Result<bool> {
        let (form, raw) = payload_of(row)?;
        Ok(belongs_to(form, &raw).into_iter().any(|other| {
            let key = (other.form.to_owned(), row.centre.clone(), other.key);
            self.created.contains(&key) || row.updated_at > at && self.changed.contains(&key)
        }))
    }
}

/// The centres whose records an import touched.
pub(super) async fn centres(db: &impl ConnectionTrait, import: ImportId) -> Result<Vec<CentreCode>> {
    let codes: Vec<String> = heads(import)
        .select_only()
        .column(record::Column::Centre)
        .distinct()
        .order_by_asc(record::Column::Centre)
        .into_tuple()
        .all(db)
        .await?;
    Ok(codes.iter().filter_map(|code| CentreCode::parse(code)).collect())
}

/// The records that an import touched, as they stand.
pub(crate) fn heads(import: ImportId) -> Select<record::Entity> {
    record::Entity::find().filter(record::Column::Id.in_subquery(ids(import)))
}

/// Those of an import whose column says something. It is compared so that no index answers: an import’s own records are looked
/// up by their ids, where SQLite would sooner walk all of the centre.
pub(crate) fn says(column: record::Column, value: &str) -> SimpleExpr {
    let cell = Expr::col((record::Entity, column));
    SimpleExpr::from(Func::coalesce([cell, Expr::val("")])).eq(value)
}

fn of(import: ImportId) -> SelectStatement {
    let mut of = Query::select();
    of.from(record::Entity).and_where(record::Column::Id.in_subquery(ids(import)));
    of
}

fn ids(import: ImportId) -> SelectStatement {
    Query::select()
        .column(record_revision::Column::RecordId)
        .from(record_revision::Entity)
        .and_where(record_revision::Column::ImportId.eq(import.uuid()))
        .take()
}

fn name(row: &record::Model) -> String {
    let title = Dictionary::shipped().form(&row.form).map_or(row.form.as_str(), |form| form.title);
    format!("{title} {}", row.natural_key)
}
