//! `ecmopt cycle`

use domain::actor::Actor;
use domain::cycle::{Cycle, CycleState, Extension, Freeze};
use reporting::indicators::{Definition, Period};
use reporting::snapshot::Snapshot;
use store::Store;

use super::snapshot::{dates_of, take};
use crate::cli::CycleCommand;
use crate::failure::{Failure, Outcome};
use crate::settings::Settings;
use crate::world;

pub(crate) async fn run(command: CycleCommand, settings: &Settings) -> Result<Outcome, Failure> {
    let store = super::open(settings).await?;
    let actor = Actor::system("cycle");
    match command {
        CycleCommand::Open { id } => {
            store.open_cycle(&actor, world::now(), dates_of(&id)?).await?;
            eprintln!("Cycle {id} is open.");
        }
        CycleCommand::List => list(&store).await?,
        CycleCommand::Grace { id, until } => {
            store.cycle_grace(&actor, world::now(), &id, until).await?;
            eprintln!("Cycle {id} is in grace: every centre signs off until {until}.");
        }
        CycleCommand::Extend { id, centre, until, reason } => {
            let centre = super::member::centre_code(&centre)?;
            let extension = Extension { centre: centre.clone(), until, reason };
            store.extend_cycle(&actor, world::now(), &id, extension).await?;
            eprintln!("{centre} signs off cycle {id} until {until}.");
        }
        CycleCommand::Lock { id } => {
            store.lock_cycle(&actor, world::now(), &id).await?;
            eprintln!(
                "Cycle {id} is locking: what is signed off is locked, but for centres with an extension."
            );
        }
        CycleCommand::Freeze { id } => {
            let folder = freeze(&store, settings, &id).await?;
            eprintln!("Cycle {id} is frozen. Every number of it comes from {}.", folder.display());
        }
        CycleCommand::Report { id } => {
            store.report_cycle(&actor, world::now(), &id).await?;
            eprintln!("Cycle {id} is reported.");
        }
    }
    Ok(Outcome::Done)
}

/// Prints every cycle, and under it the centres that have more time.
async fn list(store: &Store) -> Result<(), Failure> {
    for cycle in store.cycles().await? {
        let Cycle { dates, state } = &cycle;
        let grace =
            if let CycleState::Grace { until } = state { format!("\t{until}") } else { String::new() };
        let (id, start, end, deadline) = (&dates.id, dates.start, dates.end, dates.lock_deadline);
        println!("{id}\t{start}\t{end}\t{deadline}\t{}{grace}", state.as_str());
        for Extension { centre, until, reason } in store.extensions(id).await? {
            println!("{id}\t{centre}\t{until}\t{reason}");
        }
    }
    Ok(())
}

/// Takes a cycle's snapshot into the data folder and freezes the cycle with it.
pub(crate) async fn freeze(
    store: &Store,
    settings: &Settings,
    id: &str,
) -> Result<std::path::PathBuf, Failure> {
    let dates = dates_of(id)?;
    let folder = settings.data_dir.join("snapshots").join(id);
    if let Some(parent) = folder.parent() {
        std::fs::create_dir_all(parent)
            .map_err(|error| Failure::io("Making the folder of snapshots", &error))?;
    }
    let now = world::now();
    let extract_at = store.as_of().await?.unwrap_or_else(world::this_minute);
    let period = Period::new(dates.start, dates.end)?;
    take(store, &folder, Some(id.to_owned()), Some(period), extract_at).await?;
    let freeze = Freeze {
        at: now,
        snapshot_hash: Snapshot::open(&folder)?.hash().to_owned(),
        dictionary_version: domain::DICTIONARY_VERSION.to_owned(),
        indicator_version: indicator_versions()?,
    };
    store.freeze_cycle(&Actor::system("cycle freeze"), now, id, freeze).await?;
    Ok(folder)
}

/// The versions of the indicator definitions in force, each once.
fn indicator_versions() -> Result<String, Failure> {
    let versions: std::collections::BTreeSet<String> =
        Definition::shipped()?.into_iter().map(|definition| definition.version).collect();
    Ok(versions.into_iter().collect::<Vec<_>>().join(", "))
}
