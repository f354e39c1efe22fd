//! Releases that an installation keeps: asked for and made like packs, signed instead of published, then asked for tables.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use domain::actor::Action;
use domain::pack::PackOf;
use store::{Pack, PackId};

use super::keyring::Keyring;
use super::{Release, ReleaseOrder, Wanted, make, sign};
use crate::Acts;
use crate::call::Call;
use crate::error::{Error, Result};
use crate::packs::files_of;
use crate::packs::written::{Written, frozen};
use crate::places::pack_file;
use reporting::research::release::{Files, SIGNATURE};

/// The release that was asked last, read once.
pub(crate) type Read = Arc<Mutex<Option<(PackId, Arc<Release>)>>>;

/// What is told where there is no release that answers.
const NONE: &str = "There is no release to ask yet. The network’s audit lead makes one after a freeze.";

/// What is told to a researcher without a project that runs.
const NO_PROJECT: &str = "Tables are for research projects that two people of the network have approved, from their first day to \
    the last day of the approval, and you have none now. Register one under “Research projects”; what you took before stays \
    yours.";

/// Makes the files of a release for a frozen cycle.
pub(crate) fn written(
    of: &PackOf,
    snapshot: &Path,
    keys: &Path,
    epoch: u32,
    now: jiff::Timestamp,
) -> Result<Written> {
    let last = Keyring::open_or_make(keys)?.last_number()?;
    let wanted = match last {
        Some(last) if last == epoch => Wanted::Last,
        Some(last) if last > epoch => {
            return Err(Error::refused(format!(
                "Epoch {epoch} is not the last one any more: another was begun since. Ask for a release again."
            )));
        }
        _ => Wanted::New,
    };
    let order = ReleaseOrder { keys: keys.to_owned(), epoch: wanted, number: Some(epoch) };
    let made = make(frozen(of, snapshot)?, &order, now)?;
    made.wait()?;
    Ok(Written::of(Release::read(&made.manifest.id, &made.files)?.hash().to_owned(), made.files))
}

impl Acts {
    /// Asks for a release of a frozen cycle ([`Action::MakeReleases`]). Whoever asks for what was asked for before gets that
    /// one.
    pub async fn ask_for_release(&self, call: &Call, cycle: &str, epoch: Wanted) -> Result<PackId> {
        call.permit(Action::MakeReleases)?;
        let last = Keyring::open_or_make(&self.places()?.release_keys)?.last_number()?;
        // Where keys were lost, releases tell which numbers were used.
        let releases = self.store().releases(call.actor()).await?;
        let used = releases.iter().filter_map(|release| release.of.release_epoch()).max();
        let number = match (epoch, last) {
            (Wanted::New, last) => last.max(used).map_or(1, |last| last + 1),
            (Wanted::Last, Some(last)) => last,
            (Wanted::Last, None) => {
                return Err(Error::refused(
                    "There are no keys of a release yet. The first release begins an epoch: say that all noise is drawn anew.",
                ));
            }
        };
        self.ask_for(call, &PackOf::release_definition(number), cycle).await
    }

    /// Asks once more for a release that could not be made ([`Action::MakeReleases`]).
    pub async fn ask_again_for_release(&self, call: &Call, id: PackId) -> Result<PackId> {
        call.permit(Action::MakeReleases)?;
        let of = self.store().release(call.actor(), id).await?.of;
        self.ask_for(call, &of.definition, &of.cycle).await
    }

    async fn ask_for(&self, call: &Call, definition: &str, cycle: &str) -> Result<PackId> {
        let program = crate::packs::PROGRAM;
        let asked =
            self.store().ask_for_pack(call.actor(), call.now(), definition, cycle, None, program).await?;
        self.asked.notify_one();
        Ok(asked)
    }

    /// A release, to be looked at before it is signed ([`Action::MakeReleases`]).
    pub async fn release(&self, call: &Call, id: PackId) -> Result<Release> {
        call.permit(Action::MakeReleases)?;
        self.read(&self.store().release(call.actor(), id).await?).await
    }

    /// Signs a release in the caller's name ([`Action::MakeReleases`]): from then on it answers questions, and those of earlier
    /// epochs do so no more.
    pub async fn sign_kept_release(&self, call: &Call, id: PackId) -> Result<()> {
        call.permit(Action::MakeReleases)?;
        let (store, places) = (self.store(), self.places()?);
        let pack = store.release(call.actor(), id).await?;
        let release = self.read(&pack).await?;
        if release.signature().is_none() {
            let (by, at, keys) = (call.actor().name.clone(), call.now(), places.release_keys.clone());
            let signed = self.desk().moment(move || sign(&release, &keys, &by, at)).await?;
            places.files.put(&file(&pack, SIGNATURE), signed?.1).await?;
        }
        store.sign_release(call.actor(), call.now(), id).await?;
        for earlier in store.signed_releases(call.actor()).await? {
            if earlier.of.release_epoch() < pack.of.release_epoch() {
                let why = format!("Replaced by {}", name(&pack));
                store.withdraw_release(call.actor(), call.now(), earlier.id, &why).await?;
            }
        }
        Ok(())
    }

    /// A release that answers questions, the last unless one is named as it is cited ([`Action::AskReleases`]).
    pub async fn released(&self, call: &Call, cited: Option<&str>) -> Result<Arc<Release>> {
        self.may_ask(call).await?;
        let signed = self.store().signed_releases(call.actor()).await?;
        let wanted = signed.iter().find(|pack| cited.is_none_or(|cited| cited == name(pack)));
        let pack = wanted.ok_or_else(|| {
            let gone = |cited| {
                format!(
                    "The release {cited} answers no more: it was withdrawn, or there never was one. Ask the one of now; \
                     tables that were taken from it stay as they were."
                )
            };
            Error::refused(cited.filter(|_| !signed.is_empty()).map_or_else(|| NONE.to_owned(), gone))
        })?;
        let known = self.released.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some((id, release)) = known
            && id == pack.id
        {
            return Ok(release);
        }
        let release = Arc::new(self.read(pack).await?);
        if release.signature().is_none() {
            return Err(Error::Damaged(format!(
                "The signature of {} is missing. It is not asked until whoever runs the service has brought it back.",
                name(pack)
            )));
        }
        *self.released.lock().unwrap_or_else(PoisonError::into_inner) = Some((pack.id, Arc::clone(&release)));
        Ok(release)
    }

    /// A researcher asks for a project that is approved and not over.
    async fn may_ask(&self, call: &Call) -> Result<()> {
        // Whoever registers projects asks for one of them.
        if call.permit(Action::ProposeProjects).is_err() {
            return Ok(());
        }
        let today = crate::london()?.to_datetime(call.now()).date();
        if self.store().current_projects(call.actor(), today).await?.is_empty() {
            return Err(Error::refused(NO_PROJECT));
        }
        Ok(())
    }

    /// Reads a release from where it is kept, every file as it was made.
    async fn read(&self, pack: &Pack) -> Result<Release> {
        if !pack.is_release() || pack.state.contents().is_none() {
            return Err(store::Error::NotFound.into());
        }
        let mut files = Files::new();
        for kept in files_of(pack) {
            files.insert(kept.path.clone(), self.kept(pack, kept).await?);
        }
        if let Some(signature) = self.places()?.files.get(&file(pack, SIGNATURE)).await? {
            files.insert(SIGNATURE.to_owned(), signature);
        }
        let name = name(pack);
        Ok(self.desk().moment(move || Release::read(&name, &files)).await??)
    }
}

fn file(pack: &Pack, name: &str) -> String {
    pack_file(pack.folder.as_deref().unwrap_or_default(), name)
}

/// What a release is cited by.
pub(crate) fn name(pack: &Pack) -> String {
    format!("{}.e{}", pack.of.cycle, pack.of.release_epoch().unwrap_or_default())
}
