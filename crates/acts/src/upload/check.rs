//! The check of staged files, judged as any bundle is, for one centre.

use std::sync::Arc;

use domain::actor::Action;
use domain::bundle::{Bundle, BundleError, Checked, Direction};
use domain::value::CentreCode;
use exchange::mapping::{Applied, Choice, Places};
use exchange::read;
use store::{Import, Imported, KeptAside, Scoped, Upload, UploadId};

use super::verdicts::Key;
use super::{Known, columns};
use crate::Acts;
use crate::call::Call;
use crate::error::{Error, Result};

/// Staged files after a check. Nothing of them is stored.
#[derive(Debug, Clone)]
pub struct Judged {
    /// The staged files.
    pub id: UploadId,
    /// Their name.
    pub name: String,
    /// What was found.
    pub checked: Checked,
    /// Where the cells stood in what was sent.
    pub places: Places,
    hash: String,
}

/// Staged files that cannot be judged, and why: a sentence for whoever sent them.
pub type Verdict = std::result::Result<Arc<Judged>, String>;

impl Acts {
    /// Judges staged files against what the centre holds ([`Action::ImportFiles`]).
    ///
    /// The verdict is kept for the next who asks, tab after tab, as long as nothing was written about the centre's
    /// patients, and for a quarter of an hour at most: what was judged by the clock is judged again then.
    pub async fn check_upload(&self, call: &Call, sight: &Scoped, id: UploadId) -> Result<Verdict> {
        call.actor().permit_at(Action::ImportFiles, sight.centre()).map_err(store::Error::from)?;
        let upload = sight.upload_named(id).await?;
        let remembered = sight.remembered_mapping().await?;
        let said = if upload.mapping.is_empty() { &remembered } else { &upload.mapping };
        // Told before anything is read: what is written from here on makes the verdict one of the past.
        let key = Key::of(&upload, said, sight.stamp().await?);
        self.verdicts
            .of(key, call.now(), || async {
                let upload = sight.upload(id).await?;
                self.judge(call, sight, upload, remembered.clone()).await
            })
            .await
    }

    /// Imports what passed of staged files, by the verdict that was shown ([`Action::ImportFiles`]).
    pub async fn accept_upload(&self, call: &Call, sight: &Scoped, judged: Arc<Judged>) -> Result<Imported> {
        let centre = sight.centre();
        call.actor().permit_at(Action::ImportFiles, centre).map_err(store::Error::from)?;
        self.verdicts.forget(judged.id);
        let import = Arc::unwrap_or_clone(judged).into_import(centre.clone());
        Ok(self.store().import(call.actor(), call.now(), import).await?)
    }

    async fn judge(
        &self,
        call: &Call,
        sight: &Scoped,
        upload: Upload,
        remembered: store::Mapping,
    ) -> Result<Verdict> {
        let known = Known {
            centre: Some(sight.centre().clone()),
            meta: self.meta(Direction::Upload, call.now()).await?,
            dictionary: self.store().dictionary().await?,
        };
        let opened = self.desk().long(move |_| known.open(upload, &remembered)).await?;
        let Opened { id, name, places, hash, bundle } = match opened {
            Ok(opened) => opened,
            Err(Refusal(sentence)) => return Ok(Err(sentence)),
        };
        match sight.check_bundle(bundle, Box::new(|_, _| {})).await {
            Ok(checked) => Ok(Ok(Arc::new(Judged { id, name, checked, places, hash }))),
            Err(store::Error::Invalid(sentence)) => Ok(Err(sentence)),
            Err(error) => Err(error.into()),
        }
    }
}

/// Something that the person can mend, in a sentence.
struct Refusal(String);

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self(error.to_string())
    }
}

impl From<exchange::Error> for Refusal {
    fn from(error: exchange::Error) -> Self {
        Self(error.to_string())
    }
}

impl From<BundleError> for Refusal {
    fn from(error: BundleError) -> Self {
        Self(error.to_string())
    }
}

/// Staged files as the bundle that they are.
struct Opened {
    id: UploadId,
    name: String,
    places: Places,
    hash: String,
    bundle: Bundle,
}

impl Known {
    fn open(&self, upload: Upload, remembered: &store::Mapping) -> Result<Opened, Refusal> {
        let tables = read::files(&upload.files, &self.dictionary)?;
        let choice = if upload.mapping.is_empty() {
            columns(&tables, &self.dictionary, remembered).into_iter().collect()
        } else {
            Choice(upload.mapping)
        };
        let Applied { files, places } = self.apply(&tables, &choice, false)?;
        let bundle = Bundle::open(&files, &self.dictionary)?;
        Ok(Opened { id: upload.id, name: upload.name, places, hash: store::bundle_hash(&files), bundle })
    }
}

impl Judged {
    /// Where a finding's cell stood in what was sent, in words.
    pub fn place(&self, file: &str, row: usize, column: &str) -> String {
        self.places.find(file, row, column).map_or_else(
            || format!("{file}.csv{}", if row == 0 { String::new() } else { format!(", row {}", row + 1) }),
            |place| place.to_string(),
        )
    }

    /// The rows that would be kept aside, each with what is wrong with it.
    pub fn aside(&self) -> Vec<KeptAside> {
        let mut aside = KeptAside::of(self.checked.set_aside.clone(), &self.checked.findings);
        for kept in &mut aside {
            let place = self.places.find(&kept.row.file, kept.row.row, "");
            kept.origin = place.map_or_else(String::new, |place| place.to_string());
        }
        aside
    }

    /// The import of what passed, for a centre.
    fn into_import(self, centre: CentreCode) -> Import {
        let set_aside = self.aside();
        let Self { id, name, checked, hash, .. } = self;
        Import { upload: Some(id), centre: Some(centre), set_aside, ..Import::of(checked, hash, name) }
    }
}
