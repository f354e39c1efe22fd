//! Snapshots as far as they can be proven here.

use std::path::Path;

use acts::Acts;
use reporting::snapshot::{Found, Snapshot};
use store::{Access, Store};

use crate::failure::Failure;
use crate::settings::Settings;

/// Opens a snapshot: every file is what its manifest says, the manifest is what was written, and, when there is
/// a database in which its cycle is frozen, it is the snapshot that the cycle was frozen with.
pub(super) async fn open(dir: &Path, settings: &Settings) -> Result<Snapshot, Failure> {
    let found = Found::open(dir)?;
    if found.cycle().is_none() || !settings.has_database() {
        return Ok(found.proven()?);
    }
    let store = Store::open_existing(&settings.database(), Access::Read).await?;
    Ok(Acts::of(store).prove_snapshot(found).await?)
}
