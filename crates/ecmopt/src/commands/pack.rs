//! `ecmopt pack` and `ecmopt pack verify`

use std::path::Path;

use domain::reference;
use jiff::tz::TimeZone;
use reporting::indicators::Period;
use reporting::pack::{self, Options, PackDefinition, Verdict};
use reporting::snapshot::Snapshot;

use super::proven;
use crate::cli::{PackArgs, PackCommand};
use crate::failure::{Failure, Outcome};
use crate::progress::Step;
use crate::settings::Settings;

pub(crate) async fn run(args: PackArgs, settings: &Settings) -> Result<Outcome, Failure> {
    if let Some(PackCommand::Verify { dir, snapshot }) = args.verify {
        return verify(&dir, &proven::open(&snapshot, settings).await?);
    }
    let (Some(snapshot), Some(out)) = (args.snapshot, args.out) else {
        return Err(Failure::usage("A pack needs a snapshot and --out DIR."));
    };
    let snapshot = proven::open(&snapshot, settings).await?;
    build(&snapshot, &args.definition, args.period, args.centre, &out)?;
    println!("{}", out.display());
    Ok(Outcome::Done)
}

/// Builds a pack and writes it.
pub(crate) fn build(
    snapshot: &Snapshot,
    definition: &str,
    period: Option<Period>,
    centre: Option<String>,
    out: &Path,
) -> Result<(), Failure> {
    let step = Step::begin("Building the pack");
    let definition = PackDefinition::named(definition)?;
    let period = period.map_or_else(|| default_period(snapshot), Ok)?;
    let pack = pack::build(snapshot, &definition, &Options { period, centre })?;
    pack.write(out)?;
    step.end(&format!("{} files in {}", pack.files().len(), out.display()));
    Ok(())
}

fn verify(dir: &Path, snapshot: &Snapshot) -> Result<Outcome, Failure> {
    match pack::verify(dir, snapshot)? {
        Verdict::Same => {
            println!("The pack is what its snapshot gives, byte for byte.");
            Ok(Outcome::Done)
        }
        Verdict::Older(sentence) | Verdict::Altered(sentence) => {
            println!("{sentence}");
            Ok(Outcome::Refused)
        }
    }
}

/// The snapshot's own period, else the last cycle that was complete at its extract.
pub(crate) fn default_period(snapshot: &Snapshot) -> Result<Period, Failure> {
    let header = &snapshot.manifest().header;
    if let Some(period) = header.period {
        return Ok(period);
    }
    let today = TimeZone::get("Europe/London").unwrap_or(TimeZone::UTC).to_datetime(header.extract_at).date();
    let cycles = reference::cycles(reference::CYCLES)?;
    let last = cycles.into_iter().filter(|cycle| cycle.has_ended(today)).max_by_key(|cycle| cycle.end);
    let cycle = last.ok_or_else(|| {
        Failure::usage("No cycle was complete at the extract. Give the period with --period FROM..TO.")
    })?;
    Ok(Period::new(cycle.start, cycle.end)?)
}
