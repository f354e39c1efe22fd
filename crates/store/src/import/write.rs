//! The write of one import.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use domain::characters;
use domain::permission::Unpermitted;
use domain::value::CentreCode;
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter};
use serde_json::json;
use uuid::Uuid;

use super::plan::{CHUNK, Plan, Planned};
use super::{Import, Imported, KeptAside};
use crate::entity::{import, record, record_revision, set_aside_row};
use crate::error::{Error, Result};
use crate::ids::{ImportId, UploadId};
use crate::life;
use crate::rows::put;
use crate::uploads::forget;
use crate::writer::{Step, Trace, Tx, Write};

pub(super) struct ImportBundle {
    pub(super) import: Import,
    pub(super) centres: BTreeSet<CentreCode>,
    /// Why nothing of a centre is stored now. What was imported before is answered for nevertheless.
    pub(super) unpermitted: Option<Unpermitted>,
}

impl Write for ImportBundle {
    const NAME: &'static str = "import";
    const ALONE: bool = true;
    type Out = Imported;

    fn centres(&self) -> Vec<CentreCode> {
        self.centres.iter().cloned().collect()
    }

    async fn run(&mut self, tx: &mut Tx<'_>) -> Result<Step<Imported>> {
        let sent = self.import.upload.zip(self.import.centre.clone());
        let id = match sent {
            Some((upload, centre)) if !forget(tx, &centre, upload).await? => {
                return Ok(Step::Declined(done_before(tx, &centre, upload).await?));
            }
            Some((upload, _)) => upload.uuid(),
            None => tx.id()?,
        };
        if let Some(why) = self.unpermitted.take() {
            return Err(why.into());
        }
        let Import { name, centre, upload, bundle_hash, extract_at, records, set_aside, progress } =
            &mut self.import;
        let reason = format!("import of the bundle {bundle_hash:.12}");
        let mut plan = Plan::of(records, id, reason, tx).await?;
        let created = plan.created();
        let mut imported = Imported {
            id: None,
            created,
            updated: plan.records.len() - created,
            unchanged: plan.unchanged,
            set_aside: set_aside.len() + plan.locked.len(),
            locked: plan.locked.len(),
        };
        let brings_nothing = plan.is_empty()
            && (imported.set_aside == 0 || is_known(bundle_hash, imported.set_aside, tx).await?);
        // People who sent a file see in their list that it brought nothing new.
        if brings_nothing && upload.is_none() {
            return Ok(Step::Declined(imported));
        }
        imported.id = Some(ImportId::new(id));
        let digest = plan.digest(tx.by);
        let count = |count| i64::try_from(count).unwrap_or(i64::MAX);
        let row = import::Model {
            id,
            at: tx.by.now.into(),
            member_id: tx.by.actor.member.uuid(),
            actor: tx.by.actor.name.clone(),
            bundle_hash: bundle_hash.clone(),
            extract_at: (*extract_at).into(),
            created: count(imported.created),
            updated: count(imported.updated),
            unchanged: count(imported.unchanged),
            set_aside: count(imported.set_aside),
            digest: digest.as_bytes().to_vec(),
            name: name.clone(),
            centre: centre.as_ref().map(ToString::to_string),
            undone_by: None,
            undone_at: None,
        };
        tx.vouch(import::Entity, &row);
        import::Entity::insert(row.into_active_model()).exec_without_returning(tx.db).await?;
        keep_aside(id, set_aside, tx).await?;
        keep_aside(id, &plan.locked, tx).await?;
        let lapsed = std::mem::take(&mut plan.lapsed);
        store(plan, tx, progress).await?;
        let mut detail = json!({
            "bundle": bundle_hash,
            "name": name,
            "centre": centre.as_ref().map(CentreCode::as_str),
            "created": imported.created,
            "updated": imported.updated,
            "unchanged": imported.unchanged,
            "set_aside": imported.set_aside,
            "digest": digest.to_hex().as_str(),
        });
        if !lapsed.is_empty() {
            life::lapse(tx, &lapsed).await?.stand_in(&mut detail);
        }
        Ok(Step::Done(imported, Trace::new(Self::NAME, id, detail)))
    }
}

/// What the import of the same staged files did.
async fn done_before(tx: &Tx<'_>, centre: &CentreCode, upload: UploadId) -> Result<Imported> {
    let row = import::Entity::find_by_id(upload.uuid())
        .filter(import::Column::Centre.eq(centre.as_str()))
        .one(tx.db)
        .await?
        .ok_or(Error::NotFound)?;
    let count = |count: i64| usize::try_from(count).unwrap_or_default();
    Ok(Imported {
        id: Some(ImportId::new(row.id)),
        created: count(row.created),
        updated: count(row.updated),
        unchanged: count(row.unchanged),
        set_aside: count(row.set_aside),
        locked: 0,
    })
}

/// Whether as many rows of this very bundle were kept aside before, and still are or were mended.
async fn is_known(bundle_hash: &str, rows: usize, tx: &Tx<'_>) -> Result<bool> {
    let rows = i64::try_from(rows).unwrap_or(i64::MAX);
    let same = import::Entity::find()
        .filter(import::Column::BundleHash.eq(bundle_hash))
        .filter(import::Column::SetAside.eq(rows))
        .filter(import::Column::UndoneAt.is_null());
    Ok(same.count(tx.db).await? > 0)
}

/// The cells of a row as they can be kept and seen, a � in place of each character that cannot.
fn shown(cells: &BTreeMap<String, String>) -> BTreeMap<Cow<'_, str>, Cow<'_, str>> {
    cells.iter().map(|(column, cell)| (characters::shown(column), characters::shown(cell))).collect()
}

async fn keep_aside(id: Uuid, rows: &[KeptAside], tx: &Tx<'_>) -> Result<()> {
    for chunk in rows.chunks(CHUNK) {
        let rows = chunk.iter().map(|KeptAside { row, origin, findings }| {
            let row = set_aside_row::Model {
                import_id: id,
                file: row.file.clone(),
                row: i64::try_from(row.row).unwrap_or(i64::MAX),
                cells: json!(shown(&row.cells)).to_string(),
                rules: json!(row.rules).to_string(),
                findings: json!(findings).to_string(),
                origin: origin.clone(),
            };
            tx.vouch(set_aside_row::Entity, &row);
            row.into_active_model()
        });
        set_aside_row::Entity::insert_many(rows).exec_without_returning(tx.db).await?;
    }
    Ok(())
}

/// Writes heads and versions, some records at a time: each is let go of once it is written.
async fn store(mut plan: Plan, tx: &Tx<'_>, progress: &mut super::Progress) -> Result<()> {
    let mut done = 0;
    let mut records = std::mem::take(&mut plan.records).into_iter();
    loop {
        let chunk: Vec<Planned> = records.by_ref().take(CHUNK).collect();
        if chunk.is_empty() {
            return Ok(());
        }
        let versions = chunk.iter().map(|planned| plan.version(planned, tx.by).into_active_model());
        let versions: Vec<_> = versions.collect();
        done += chunk.len();
        put_heads(chunk, tx).await?;
        record_revision::Entity::insert_many(versions).exec_without_returning(tx.db).await?;
        progress(done);
    }
}

async fn put_heads(chunk: Vec<Planned>, tx: &Tx<'_>) -> Result<()> {
    let mut created = Vec::with_capacity(chunk.len());
    for Planned { head, before, .. } in chunk {
        match before {
            None => created.push(head.into_active_model()),
            Some(before) => put(tx, head, Some(*before)).await?,
        }
    }
    if created.is_empty() {
        return Ok(());
    }
    record::Entity::insert_many(created).exec_without_returning(tx.db).await?;
    Ok(())
}
