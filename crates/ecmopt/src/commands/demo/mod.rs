//! `ecmopt demo`: a year of an invented network, from seed to meeting pack, and a place to look at it.

mod cycle;
mod people;
mod records;
mod research;

use std::collections::BTreeMap;
use std::path::Path;

use acts::{Acts, Call, PackOrder, london, make_pack};
use domain::actor::Actor;
use domain::bundle::Bundle;
use domain::reference::CycleDates;
use jiff::Timestamp;

use super::{import, proven, serve};
use crate::cli::DemoArgs;
use crate::failure::{Failure, Outcome};
use crate::progress::Step;
use crate::settings::Settings;
use crate::world;
use cycle::Half;
use people::{GUIDES, PASSWORD, People};
use records::Records;

pub(crate) async fn run(args: DemoArgs, settings: Settings) -> Result<Outcome, Failure> {
    let settings = settings.within(args.dir.clone());
    let store = super::open_or_make(&settings).await?.sealing_with(settings.seal_key()?);
    let acts = Acts::of(store.clone()).keeping(settings.places()?);
    let now = world::now();
    let cycles = last_complete_cycles(&acts, now).await?;
    live(&acts, &cycles, now).await?;
    let [_, last] = cycles;
    // It is frozen: this tells where.
    let place = acts.freeze_cycle(&world::call("demo"), &last.id, None).await?;
    let snapshot = proven::open(&place, &settings).await?;
    let pack = args.dir.join("packs").join(&last.id);
    let order = PackOrder { definition: "biannual".to_owned(), period: None, centre: None };
    make_pack(acts.desk(), &world::call("demo"), snapshot, order, pack.clone()).await?;
    tell(&pack);
    if !args.once {
        serve::serve(acts, &settings, args.listen, serve::Outside::default(), |address| {
            eprintln!("Open http://{address} in a browser. Ctrl-C stops the service.");
        })
        .await?;
    }
    Ok(Outcome::Done)
}

/// What the last import of the demonstration is called.
const TODAY: &str = "now";

/// A year: two cycles with all that belongs to them, and the records that have come since. Done again, it finishes what was
/// cut off.
async fn live(acts: &Acts, cycles: &[CycleDates; 2], now: Timestamp) -> Result<(), Failure> {
    let store = acts.store();
    let [before, last] = cycles;
    let is_new = store.synthetic().await?.is_none();
    // A demonstration that an earlier version made has lived one cycle; it stays as it is.
    if !is_new && store.cycle(&before.id).await?.is_none() {
        return Ok(());
    }
    let step = Step::begin("Making a synthetic network");
    let records = Records::up_to(last, now)?;
    step.end("two years of ten centres, every row invented");
    if is_new {
        people::join(store, now).await?;
    }
    let people = People::of(store).await?;
    if is_new {
        people.enter_permissions(store, now).await?;
        research::live(&people, store, now).await?;
    }
    for (dates, left_open) in [(before, 0), (last, 1)] {
        Half { acts, people: &people, records: &records, dates, now, left_open }.live().await?;
    }
    let name = name_of(TODAY);
    if !store.imports(&Actor::system("demo")).await?.iter().any(|import| import.name == name) {
        bring(acts, &world::call("import"), records.now(), TODAY).await?;
    }
    Ok(())
}

fn name_of(what: &str) -> String {
    format!("demonstration, {what}")
}

/// Imports some files as any bundle.
async fn bring(
    acts: &Acts,
    call: &Call,
    files: BTreeMap<String, Vec<u8>>,
    what: &str,
) -> Result<(), Failure> {
    let bundle = Bundle::open(&files, &acts.store().dictionary().await?)?;
    let checked = acts.check_bundle(call, bundle, None).await?;
    import::told(&acts.import_bundle(call, checked, store::bundle_hash(&files), name_of(what)).await?);
    Ok(())
}

/// The last two cycles that have ended, the earlier first.
async fn last_complete_cycles(acts: &Acts, now: Timestamp) -> Result<[CycleDates; 2], Failure> {
    let today = london()?.to_datetime(now).date();
    let calendar = acts.store().calendar().await?;
    let mut ended: Vec<CycleDates> =
        calendar.cycles.into_iter().filter(|cycle| cycle.has_ended(today)).collect();
    ended.sort_by_key(|cycle| cycle.end);
    let none = || Failure::refused("The calendar holds no two cycles that have ended. Is the clock right?");
    let last = ended.pop().ok_or_else(none)?;
    Ok([ended.pop().ok_or_else(none)?, last])
}

fn tell(pack: &Path) {
    eprintln!("\nThe meeting pack: {}", pack.join("pack.pdf").display());
    eprintln!("Sign-ins, all with the password “{PASSWORD}”:");
    for (login, _, role, centre) in GUIDES {
        eprintln!("  {login:<32} {role}{}", centre.map_or_else(String::new, |centre| format!(", {centre}")));
    }
    eprintln!();
}
