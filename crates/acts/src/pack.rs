//! Making a pack of a snapshot, and proving both. A snapshot is enough for it: there need be no database.

use std::path::{Path, PathBuf};

use desk::Desk;
use domain::actor::Action;
use domain::reference::Calendar;
use reporting::indicators::Period;
use reporting::pack::{self, Options, PackDefinition, Verdict};
use reporting::snapshot::{Found, Snapshot};

use crate::Acts;
use crate::call::Call;
use crate::error::{Error, Result};
use crate::reference::london;

/// What pack is wanted.
#[derive(Debug, Clone)]
pub struct PackOrder {
    /// The name of its definition.
    pub definition: String,
    /// Its period; that of the snapshot when nothing is said.
    pub period: Option<Period>,
    /// The centre whose pack it is; the network's when nothing is said.
    pub centre: Option<String>,
}

/// Makes a pack of a snapshot and puts it in its place; how many files it has ([`Action::SeeNetwork`]).
pub async fn make_pack(
    desk: &Desk,
    call: &Call,
    snapshot: Snapshot,
    order: PackOrder,
    out: PathBuf,
) -> Result<usize> {
    call.permit(Action::SeeNetwork)?;
    let step = call.begin("Building the pack");
    let place = out.clone();
    let files = desk.long(move |_| build(&snapshot, order, &place)).await??;
    step.end(&format!("{files} files in {}", out.display()));
    Ok(files)
}

fn build(snapshot: &Snapshot, order: PackOrder, out: &Path) -> Result<usize> {
    let definition = PackDefinition::named(&order.definition)?;
    let period = order.period.map_or_else(|| default_period(snapshot), Ok)?;
    let pack = pack::build(snapshot, &definition, &Options { period, centre: order.centre })?;
    pack.write(out)?;
    Ok(pack.files().len())
}

/// Builds a pack again and compares it byte for byte ([`Action::SeeNetwork`]).
pub async fn prove_pack(desk: &Desk, call: &Call, dir: PathBuf, snapshot: Snapshot) -> Result<Verdict> {
    call.permit(Action::SeeNetwork)?;
    Ok(desk.long(move |_| pack::verify(&dir, &snapshot)).await??)
}

/// The snapshot's own period, else the last cycle that was complete at its extract.
pub fn default_period(snapshot: &Snapshot) -> Result<Period> {
    let header = &snapshot.manifest().header;
    if let Some(period) = header.period {
        return Ok(period);
    }
    let today = london()?.to_datetime(header.extract_at).date();
    // The snapshot names no cycle, and there need be no database: the calendar that comes with the program will do.
    let calendar = Calendar::shipped()?;
    let cycle = calendar.last_complete(today).ok_or_else(|| {
        Error::misnamed("No cycle was complete at the extract. Give the period with --period FROM..TO.")
    })?;
    Ok(Period::new(cycle.start, cycle.end)?)
}

impl Acts {
    /// A snapshot of a cycle is the one that the cycle was frozen with, where it was; any other is what its manifest
    /// says.
    pub async fn prove_snapshot(&self, found: Found) -> Result<Snapshot> {
        let cycle = match found.cycle() {
            Some(cycle) => self.store().cycle(cycle).await?,
            None => None,
        };
        let hash =
            cycle.and_then(|cycle| cycle.state.freeze_facts().map(|freeze| freeze.snapshot_hash.clone()));
        Ok(match hash {
            Some(hash) => found.frozen_as(&hash)?,
            None => found.proven()?,
        })
    }
}
