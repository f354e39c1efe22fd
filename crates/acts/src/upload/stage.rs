//! Staging files, and reading them again to say what their columns mean.

use domain::actor::Action;
use exchange::read::{self, Tables};
use store::{NewUpload, Scoped, Upload, UploadId};

use crate::Acts;
use crate::call::Call;
use crate::error::Result;

/// The most characters of an upload's name.
const NAME_CHARS: usize = 200;

impl Acts {
    /// Stages files for an import by the actor's centre ([`Action::ImportFiles`]). What cannot be read is told at once:
    /// nobody has to name its columns first.
    pub async fn stage_upload(&self, call: &Call, files: Vec<(String, Vec<u8>)>) -> Result<UploadId> {
        call.permit(Action::ImportFiles)?;
        let dictionary = self.store().dictionary().await?;
        let read = self.desk().long(move |_| read::files(&files, &dictionary).map(|_| files));
        let files = read.await??;
        let name = files.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(", ");
        let upload = NewUpload { name: name.chars().take(NAME_CHARS).collect(), files };
        Ok(self.store().stage_upload(call.actor(), call.now(), upload).await?)
    }

    /// Staged files with their tables, as they were sent ([`Action::ImportFiles`]).
    pub async fn staged_tables(&self, call: &Call, sight: &Scoped, id: UploadId) -> Result<(Upload, Tables)> {
        call.permit(Action::ImportFiles)?;
        let upload = sight.upload(id).await?;
        let dictionary = self.store().dictionary().await?;
        let read =
            self.desk().long(move |_| read::files(&upload.files, &dictionary).map(|tables| (upload, tables)));
        Ok(read.await??)
    }
}
