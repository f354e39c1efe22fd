//! Freezing a cycle: claim → build → hash → commit → place.
//!
//! The claim stands in the database before anything is written. The snapshot is complete and on the disk before
//! the cycle is frozen with its hash, and comes to its place after. A process that ends in the middle leaves
//! either a locked cycle, which the next one freezes anew, or a frozen one with its snapshot waiting beside its
//! place, which the next one puts there.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use domain::actor::Action;
use domain::cycle::{Freeze, Insistence};
use files::Whole;
use reporting::indicators::{Definition, Period};
use reporting::snapshot::{Found, Sealed, Writer};
use store::{FreezeClaim, Freezing};

use crate::call::Call;
use crate::error::{Error, Result};
use crate::{Acts, Content};

impl Acts {
    /// Freezes a cycle with a snapshot in the folder of snapshots, and tells where it is ([`Action::FreezeCycle`]).
    /// Done again, it finishes what was begun.
    pub async fn freeze_cycle(
        &self,
        call: &Call,
        id: &str,
        insistence: Option<Insistence>,
    ) -> Result<PathBuf> {
        call.permit(Action::FreezeCycle)?;
        let place = self.places()?.snapshot(id);
        match self.store().begin_freeze(call.actor(), call.now(), id, insistence).await? {
            Freezing::Begun(claim) => self.anew(call, &claim, id, &place).await?,
            Freezing::Done(freeze) => self.finish(&place, freeze.snapshot_hash).await?,
        }
        Ok(place)
    }

    async fn anew(&self, call: &Call, claim: &FreezeClaim, id: &str, place: &Path) -> Result<()> {
        // Nothing that waits here belongs to a frozen cycle: this one is not, and nobody else holds the claim.
        for left in Whole::waiting(place)? {
            left.discard()?;
        }
        let sealed = self.build(call, claim, id, place).await?;
        let freeze = Freeze {
            at: call.now(),
            snapshot_hash: sealed.hash.clone(),
            dictionary_version: domain::DICTIONARY_VERSION.to_string(),
            indicator_version: indicator_versions()?,
        };
        match self.store().freeze_cycle(call.actor(), call.now(), claim, freeze).await {
            Ok(_) => match sealed.folder.place() {
                Ok(()) => Ok(()),
                // Somebody who saw the cycle frozen may have put it there already.
                Err(_) => self.finish(place, sealed.hash).await,
            },
            // Refused, and so surely not frozen. After any other failure it may be: the snapshot waits.
            Err(refused @ store::Error::Invalid(_)) => {
                sealed.folder.discard()?;
                Err(refused.into())
            }
            Err(unknown) => Err(unknown.into()),
        }
    }

    async fn build(&self, call: &Call, claim: &FreezeClaim, id: &str, place: &Path) -> Result<Sealed> {
        let unknown = || Error::refused(format!("There is no cycle {id}."));
        let dates = self.store().cycle(id).await?.ok_or_else(unknown)?.dates;
        let before = self.freeze_before(call, &dates).await?;
        let content = Content {
            period: Some(Period::new(dates.start, dates.end)?),
            cycle: Some(dates),
            extract_at: self.extract_time(call).await?,
        };
        let extract = self.store().extract_for_freeze(call.actor(), call.now(), claim).await?;
        let seal = move |mut writer: Writer, header| match before {
            Some(before) => {
                let header = before.told(&mut writer, header)?;
                writer.seal(header)
            }
            None => writer.seal(header),
        };
        self.snapshot(call, &extract, content, place, seal).await
    }

    /// Puts the snapshot of a frozen cycle in its place, if it is not there yet.
    async fn finish(&self, place: &Path, hash: String) -> Result<()> {
        let place = place.to_owned();
        self.desk().long(move |_| finish(&place, &hash)).await?
    }
}

fn finish(place: &Path, hash: &str) -> Result<()> {
    if place.exists() {
        Found::open(place)?.frozen_as(hash)?;
        return Ok(());
    }
    for waiting in Whole::waiting(place)? {
        if Found::open(waiting.path()).and_then(|found| found.frozen_as(hash)).is_ok() {
            return Ok(waiting.place()?);
        }
    }
    Err(Error::refused(format!(
        "The cycle is frozen with the snapshot {hash}, and {} is not there. Restore that folder from a copy.",
        place.display()
    )))
}

/// The versions of the indicator definitions in force, each once.
fn indicator_versions() -> Result<String> {
    let versions: BTreeSet<String> =
        Definition::shipped()?.into_iter().map(|definition| definition.version).collect();
    Ok(versions.into_iter().collect::<Vec<_>>().join(", "))
}
