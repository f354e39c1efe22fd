//! `ecmopt cycle`

use acts::Acts;
use domain::actor::Actor;
use domain::cycle::{Cycle, CycleState, Extension, Insistence};
use store::{CentreStanding, Store};

use crate::cli::{CycleCommand, InsistArgs};
use crate::failure::{Failure, Outcome};
use crate::settings::Settings;
use crate::world;

pub(crate) async fn run(command: CycleCommand, settings: &Settings) -> Result<Outcome, Failure> {
    let store = super::open(settings).await?;
    let actor = Actor::system("cycle");
    match command {
        CycleCommand::Open { id } => {
            let dates = Acts::of(store.clone()).cycle_dates(&id).await?;
            store.open_cycle(&actor, world::now(), dates).await?;
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
        CycleCommand::Lock { id, insist } => {
            tell(&store, &id).await?;
            store.lock_cycle(&actor, world::now(), &id, insistence(insist)?).await?;
            eprintln!(
                "Cycle {id} is locking: what is signed off is locked, but for centres with an extension."
            );
        }
        CycleCommand::Unlock { id, reason } => {
            store.lift_lock(&actor, world::now(), &id, &reason).await?;
            eprintln!("Cycle {id} is open again. What it had locked is signed off as before.");
        }
        CycleCommand::Freeze { id, insist } => {
            tell(&store, &id).await?;
            let acts = Acts::of(store).keeping(settings.places()?);
            let folder = acts.freeze_cycle(&world::call("cycle freeze"), &id, insistence(insist)?).await?;
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

/// What was typed to insist on a step before its day: both, or neither.
fn insistence(InsistArgs { reason, confirm }: InsistArgs) -> Result<Option<Insistence>, Failure> {
    match (reason, confirm) {
        (Some(reason), Some(cycle)) => Ok(Some(Insistence { reason, cycle })),
        (None, None) => Ok(None),
        _ => Err(Failure::usage("Give both, --reason TEXT and --confirm CYCLE.")),
    }
}

/// Says what the step will do to whom, before it is taken: to each centre's records that are not signed off.
async fn tell(store: &Store, id: &str) -> Result<(), Failure> {
    let unknown = || Failure::refused(format!("There is no cycle {id}."));
    let cycle = store.cycle(id).await?.ok_or_else(unknown)?;
    let standings = store.cycle_standing(&Actor::system("cycle"), world::now(), &cycle.dates).await?;
    for centre in CentreStanding::of(&standings) {
        let (share, unsigned) = (centre.share(), centre.unsigned());
        eprintln!(
            "  {:<6} {share:>10} signed off, {unsigned} of {} records not",
            centre.centre, centre.records
        );
    }
    Ok(())
}
