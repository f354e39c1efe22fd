//! Freezing a cycle: claim → build → hash → commit → place.
//!
//! The claim stands in the database before anything is written. The snapshot is complete and on the disk before
//! the cycle is frozen with its hash, and comes to its place after. A process that ends in the middle leaves
//! either a locked cycle, which the next one freezes anew, or a frozen one with its snapshot waiting beside its
//! place, which the next one puts there.

use std::path::{Path, PathBuf};

use domain::actor::Actor;
use domain::cycle::{Freeze, Insistence};
use files::Whole;
use reporting::indicators::{Definition, Period};
use reporting::snapshot::{Found, Sealed};
use store::{FreezeClaim, Freezing, Store};

use super::snapshot::{Content, begin};
use crate::failure::Failure;
use crate::settings::Settings;
use crate::world;

/// Freezes a cycle with a snapshot in the data folder. Done again, it finishes what was begun.
pub(crate) async fn freeze(
    store: &Store,
    settings: &Settings,
    id: &str,
    insistence: Option<Insistence>,
) -> Result<PathBuf, Failure> {
    let actor = Actor::system("cycle freeze");
    let place = place(settings, id);
    match store.begin_freeze(&actor, world::now(), id, insistence).await? {
        Freezing::Begun(claim) => anew(store, &actor, &claim, id, &place).await?,
        Freezing::Done(freeze) => finish(&place, &freeze.snapshot_hash)?,
    }
    Ok(place)
}

/// Where the snapshot of a frozen cycle stands.
fn place(settings: &Settings, id: &str) -> PathBuf {
    settings.data_dir.join("snapshots").join(id)
}

async fn anew(
    store: &Store,
    actor: &Actor,
    claim: &FreezeClaim,
    id: &str,
    place: &Path,
) -> Result<(), Failure> {
    // Nothing that waits here belongs to a frozen cycle: this one is not, and nobody else holds the claim.
    for left in Whole::waiting(place)? {
        left.discard()?;
    }
    let sealed = build(store, id, place).await?;
    let freeze = Freeze {
        at: world::now(),
        snapshot_hash: sealed.hash.clone(),
        dictionary_version: domain::DICTIONARY_VERSION.to_string(),
        indicator_version: indicator_versions()?,
    };
    match store.freeze_cycle(actor, world::now(), claim, freeze).await {
        // Somebody who saw the cycle frozen may have put it there already.
        Ok(_) => sealed.folder.place().or_else(|_| finish(place, &sealed.hash)),
        // Refused, and so surely not frozen. After any other failure it may be: the snapshot waits.
        Err(refused @ store::Error::Invalid(_)) => {
            sealed.folder.discard()?;
            Err(refused.into())
        }
        Err(unknown) => Err(unknown.into()),
    }
}

async fn build(store: &Store, id: &str, place: &Path) -> Result<Sealed, Failure> {
    let unknown = || Failure::refused(format!("There is no cycle {id}."));
    let dates = store.cycle(id).await?.ok_or_else(unknown)?.dates;
    let content = Content {
        period: Some(Period::new(dates.start, dates.end)?),
        cycle: Some(dates),
        extract_at: store.as_of().await?.unwrap_or_else(world::this_minute),
    };
    let (writer, header) = begin(store, place, content).await?;
    Ok(writer.seal(header)?)
}

/// Puts the snapshot of a frozen cycle in its place, if it is not there yet.
fn finish(place: &Path, hash: &str) -> Result<(), Failure> {
    if place.exists() {
        Found::open(place)?.frozen_as(hash)?;
        return Ok(());
    }
    for waiting in Whole::waiting(place)? {
        if Found::open(waiting.path()).and_then(|found| found.frozen_as(hash)).is_ok() {
            return Ok(waiting.place()?);
        }
    }
    Err(Failure::refused(format!(
        "The cycle is frozen with the snapshot {hash}, and {} is not there. Restore that folder from a copy.",
        place.display()
    )))
}

/// The versions of the indicator definitions in force, each once.
fn indicator_versions() -> Result<String, Failure> {
    let versions: std::collections::BTreeSet<String> =
        Definition::shipped()?.into_iter().map(|definition| definition.version).collect();
    Ok(versions.into_iter().collect::<Vec<_>>().join(", "))
}
