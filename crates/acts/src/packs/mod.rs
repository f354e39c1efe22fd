//! Packs that are kept: asking for one, building it, opening a file of it, checking that all are as they were.
//!
//! Whoever asks does not wait: the pack is noted in the database, and a builder beside the service takes it from there
//! ([`Acts::build_packs`]), after a restart too.

mod build;
pub(crate) mod written;

use std::time::Duration;

use domain::actor::Action;
use domain::pack::PackFile;
use domain::value::CentreCode;
use files::sha256;
use reporting::pack::PackDefinition;
use store::{Pack, PackId};
pub use written::{EVERYTHING, TABLES, WORKBOOK};

use crate::Acts;
use crate::call::Call;
use crate::error::{Error, Result};
use crate::places::pack_file;

/// The version of this program.
pub(crate) const PROGRAM: &str = env!("CARGO_PKG_VERSION");

impl Acts {
    /// Asks for a pack of a frozen cycle, of the network or of one centre ([`Action::MakePacks`]). Whoever asks for
    /// what was asked for before gets that one. Refused where the definition cannot be made so.
    pub async fn ask_for_pack(
        &self,
        call: &Call,
        definition: &str,
        cycle: &str,
        centre: Option<CentreCode>,
    ) -> Result<PackId> {
        call.permit(Action::MakePacks)?;
        PackDefinition::named(definition)?.permits(centre.as_ref().map(CentreCode::as_str))?;
        let asked = self.store().ask_for_pack(call.actor(), call.now(), definition, cycle, centre, PROGRAM);
        let id = asked.await?;
        self.asked.notify_one();
        Ok(id)
    }

    /// Waits until somebody has asked for a pack here, or for so long: others may have asked elsewhere.
    pub async fn pack_asked(&self, patience: Duration) {
        // Which of both it was makes no difference.
        let _ = tokio::time::timeout(patience, self.asked.notified()).await;
    }

    /// A file of a pack, as it was built ([`Action::ReadPacks`]). Opening it is written into the audit trail.
    pub async fn open_pack_file(&self, call: &Call, id: PackId, path: &str) -> Result<Vec<u8>> {
        let pack = self.store().open_pack(call.actor(), call.now(), id, path).await?;
        let file = files_of(&pack).iter().find(|file| file.path == path).ok_or(store::Error::NotFound)?;
        self.kept(&pack, file).await
    }

    /// Checks that every file of every pack is as it was built; tells of those that are not ([`Action::Operate`]).
    pub async fn verify_packs(&self, call: &Call) -> Result<Vec<String>> {
        call.permit(Action::Operate)?;
        let step = call.begin("Checking the packs");
        let mut packs = self.store().packs(call.actor()).await?;
        packs.extend(self.store().releases(call.actor()).await?);
        let (mut broken, mut files) = (Vec::new(), 0);
        for pack in &packs {
            for file in files_of(pack) {
                match self.kept(pack, file).await {
                    Ok(_) => files += 1,
                    Err(Error::Damaged(sentence)) => broken.push(sentence),
                    Err(other) => return Err(other),
                }
            }
        }
        step.end(&format!("{files} files are as they were built"));
        Ok(broken)
    }

    /// The bytes of a file, when they are what was built.
    pub(crate) async fn kept(&self, pack: &Pack, file: &PackFile) -> Result<Vec<u8>> {
        let name = pack_file(pack.folder.as_deref().unwrap_or_default(), &file.path);
        let bytes =
            self.places()?.files.get(&name).await?.ok_or_else(|| damaged(pack, file, "is missing"))?;
        let (bytes, hash) = self
            .desk()
            .moment(move || {
                let hash = sha256(&bytes);
                (bytes, hash)
            })
            .await?;
        if hash == file.sha256 {
            Ok(bytes)
        } else {
            Err(damaged(pack, file, "was changed since it was built"))
        }
    }
}

pub(crate) fn files_of(pack: &Pack) -> &[PackFile] {
    pack.state.contents().map_or(&[], |contents| contents.files.as_slice())
}

fn damaged(pack: &Pack, file: &PackFile, what: &str) -> Error {
    Error::Damaged(format!(
        "{} of the pack {} {what}. Do not use this pack; whoever runs the service can restore the file from a copy.",
        file.path, pack.of
    ))
}
