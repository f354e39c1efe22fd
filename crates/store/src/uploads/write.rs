//! The writes of uploads.

use domain::value::CentreCode;
use jiff::SignedDuration;
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QuerySelect,
    Set,
};
use serde_json::json;
use uuid::Uuid;

use super::{KEPT_DAYS, Mapping, NewUpload};
use crate::entity::{import_mapping, upload, upload_file};
use crate::error::{Error, Result};
use crate::ids::UploadId;
use crate::quota;
use crate::time::Millis;
use crate::writer::{Step, Trace, Tx, Write};

pub(super) struct Stage {
    pub(super) centre: CentreCode,
    pub(super) upload: NewUpload,
}

impl Write for Stage {
    const NAME: &'static str = "upload.stage";
    const ALONE: bool = true;
    type Out = UploadId;

    async fn run(&mut self, tx: &mut Tx<'_>) -> Result<Step<UploadId>> {
        let NewUpload { name, files } = &self.upload;
        let bytes = files.iter().map(|(_, bytes)| bytes.len()).sum();
        if let Some(sentence) = quota::upload(tx, &self.centre, bytes).await? {
            return Err(Error::Invalid(sentence));
        }
        let id = tx.id()?;
        let row = upload::Model {
            id,
            centre: self.centre.to_string(),
            name: name.clone(),
            member_id: tx.by.actor.member.uuid(),
            actor: tx.by.actor.name.clone(),
            at: tx.by.now.into(),
            mapping: "{}".to_owned(),
        };
        tx.vouch(upload::Entity, &row);
        upload::Entity::insert(row.into_active_model()).exec_without_returning(tx.db).await?;
        for (place, (name, bytes)) in (0..).zip(files) {
            let file = upload_file::Model { upload_id: id, place, name: name.clone(), bytes: bytes.clone() };
            tx.vouch(upload_file::Entity, &file);
            upload_file::Entity::insert(file.into_active_model()).exec_without_returning(tx.db).await?;
        }
        let detail = json!({
            "centre": self.centre.as_str(),
            "name": name,
            "bytes": bytes,
        });
        Ok(Step::Done(UploadId::new(id), Trace::new(Self::NAME, id, detail)))
    }
}

/// Deletes what nobody has decided about for a week, whichever centre's it is.
pub(super) struct Forget;

impl Write for Forget {
    const NAME: &'static str = "upload.forget";
    const ALONE: bool = true;
    type Out = ();

    async fn run(&mut self, tx: &mut Tx<'_>) -> Result<Step<()>> {
        let before = Millis::from(tx.by.now - SignedDuration::from_hours(24 * KEPT_DAYS));
        let old = upload::Column::At.lt(before);
        let ids = upload::Entity::find().select_only().column(upload::Column::Id).filter(old.clone());
        let ids: Vec<Uuid> = ids.into_tuple().all(tx.db).await?;
        if ids.is_empty() {
            return Ok(Step::Declined(()));
        }
        let count = ids.len();
        for id in ids {
            take(tx, id).await?;
        }
        upload::Entity::delete_many().filter(old).exec(tx.db).await?;
        Ok(Step::Done((), Trace::new(Self::NAME, format!("{count} uploads"), json!({}))))
    }
}

/// Says that staged files go, with what belongs to them.
async fn take(tx: &Tx<'_>, id: Uuid) -> Result<()> {
    tx.gone(upload::Entity, id);
    let places: Vec<i32> = upload_file::Entity::find()
        .select_only()
        .column(upload_file::Column::Place)
        .filter(upload_file::Column::UploadId.eq(id))
        .into_tuple()
        .all(tx.db)
        .await?;
    for place in places {
        tx.gone(upload_file::Entity, (id, place));
    }
    Ok(())
}

pub(super) struct Map {
    pub(super) centre: CentreCode,
    pub(super) id: UploadId,
    pub(super) mapping: Mapping,
}

impl Write for Map {
    const NAME: &'static str = "upload.map";
    type Out = ();

    async fn run(&mut self, tx: &mut Tx<'_>) -> Result<Step<()>> {
        let mut row = of_centre(tx, &self.centre, self.id).await?.into_active_model();
        row.mapping = Set(json!(self.mapping).to_string());
        tx.vouch(upload::Entity, &row.update(tx.db).await?);
        self.remember(tx).await?;
        let columns = self.mapping.values().map(std::collections::BTreeMap::len).sum::<usize>();
        let detail = json!({ "centre": self.centre.as_str(), "columns": columns });
        Ok(Step::Done((), Trace::new(Self::NAME, self.id, detail)))
    }
}

impl Map {
    async fn remember(&self, tx: &Tx<'_>) -> Result<()> {
        use import_mapping::Column;
        let rows = self.mapping.iter().flat_map(|(sheet, columns)| {
            columns.iter().map(move |(header, column)| import_mapping::Model {
                centre: self.centre.to_string(),
                sheet: sheet.clone(),
                header: header.clone(),
                column_name: column.clone(),
            })
        });
        let rows = rows.inspect(|row| tx.vouch(import_mapping::Entity, row));
        let rows: Vec<_> = rows.map(IntoActiveModel::into_active_model).collect();
        for chunk in rows.chunks(1000) {
            let mut known = OnConflict::columns([Column::Centre, Column::Sheet, Column::Header]);
            import_mapping::Entity::insert_many(chunk.to_vec())
                .on_conflict(known.update_column(Column::ColumnName).to_owned())
                .exec_without_returning(tx.db)
                .await?;
        }
        Ok(())
    }
}

pub(super) struct Drop {
    pub(super) centre: CentreCode,
    pub(super) id: UploadId,
}

impl Write for Drop {
    const NAME: &'static str = "upload.drop";
    type Out = ();

    async fn run(&mut self, tx: &mut Tx<'_>) -> Result<Step<()>> {
        let row = of_centre(tx, &self.centre, self.id).await?;
        forget(tx, &self.centre, self.id).await?;
        let detail = json!({ "centre": self.centre.as_str(), "name": row.name });
        Ok(Step::Done((), Trace::new(Self::NAME, self.id, detail)))
    }
}

/// Deletes staged files of a centre; tells whether they were there.
pub(crate) async fn forget(tx: &Tx<'_>, centre: &CentreCode, id: UploadId) -> Result<bool> {
    let own = upload::Column::Centre.eq(centre.as_str());
    if upload::Entity::find_by_id(id.uuid()).filter(own.clone()).count(tx.db).await? == 0 {
        return Ok(false);
    }
    take(tx, id.uuid()).await?;
    Ok(upload::Entity::delete_by_id(id.uuid()).filter(own).exec(tx.db).await?.rows_affected > 0)
}

async fn of_centre(tx: &Tx<'_>, centre: &CentreCode, id: UploadId) -> Result<upload::Model> {
    let row = upload::Entity::find_by_id(id.uuid()).filter(upload::Column::Centre.eq(centre.as_str()));
    row.one(tx.db).await?.ok_or(Error::NotFound)
}
