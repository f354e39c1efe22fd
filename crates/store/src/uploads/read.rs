//! What a centre sees of its uploads.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::{Mapping, Upload};
use crate::Scoped;
use crate::entity::{import_mapping, upload, upload_file};
use crate::error::{Error, Result};
use crate::ids::UploadId;

impl Scoped {
    /// Staged files of the centre, without what is in them.
    pub async fn upload_named(&self, id: UploadId) -> Result<Upload> {
        let upload = self.staged(id).await?;
        self.log(&format!("upload {id}"), 0).await?;
        Ok(upload)
    }

    /// Staged files of the centre.
    pub async fn upload(&self, id: UploadId) -> Result<Upload> {
        let upload = self.staged(id).await?;
        let files = upload_file::Entity::find()
            .filter(upload_file::Column::UploadId.eq(id.uuid()))
            .order_by_asc(upload_file::Column::Place)
            .all(&self.see().await?)
            .await?;
        self.log(&format!("upload {id}"), files.len()).await?;
        let files = files.into_iter().map(|file| (file.name, file.bytes)).collect();
        Ok(Upload { files, ..upload })
    }

    async fn staged(&self, id: UploadId) -> Result<Upload> {
        let row = upload::Entity::find_by_id(id.uuid())
            .filter(upload::Column::Centre.eq(self.centre().as_str()))
            .one(&self.see().await?)
            .await?
            .ok_or(Error::NotFound)?;
        let mapping = serde_json::from_str(&row.mapping)
            .map_err(|error| Error::inconsistent("upload", "mapping", id, error))?;
        Ok(Upload { id, name: row.name, by: row.actor, at: row.at.instant(), files: Vec::new(), mapping })
    }

    /// What the columns of the centre's earlier uploads meant. It says nothing of a record and is not logged.
    pub async fn remembered_mapping(&self) -> Result<Mapping> {
        let rows = import_mapping::Entity::find()
            .filter(import_mapping::Column::Centre.eq(self.centre().as_str()))
            .all(&self.see().await?)
            .await?;
        let mut mapping = Mapping::new();
        for row in rows {
            mapping.entry(row.sheet).or_default().insert(row.header, row.column_name);
        }
        Ok(mapping)
    }
}
