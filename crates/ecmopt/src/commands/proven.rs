//! Snapshots as far as they can be proven here.

use std::path::Path;

use reporting::snapshot::{Found, Snapshot};
use store::{Access, Store};

use crate::failure::Failure;
use crate::settings::Settings;

/// Opens a snapshot: every file is what its manifest says, the manifest is what was written, and, when there is
/// a database in which its cycle is frozen, it is the snapshot that the cycle was frozen with.
pub(super) async fn open(dir: &Path, settings: &Settings) -> Result<Snapshot, Failure> {
    let found = Found::open(dir)?;
    let frozen = match found.cycle() {
        Some(cycle) if settings.has_database() => frozen(cycle, settings).await?,
        _ => None,
    };
    Ok(match frozen {
        Some(hash) => found.frozen_as(&hash)?,
        None => found.proven()?,
    })
}

async fn frozen(cycle: &str, settings: &Settings) -> Result<Option<String>, Failure> {
    let store = Store::open_existing(&settings.database(), Access::Read).await?;
    let cycle = store.cycle(cycle).await?;
    Ok(cycle.and_then(|cycle| cycle.state.freeze_facts().map(|freeze| freeze.snapshot_hash.clone())))
}
