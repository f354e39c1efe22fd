//! `ecmopt demo`: a network of invented records from seed to meeting pack, and a place to look at it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use acts::{Acts, PackOrder, london, make_pack, minute_of};
use domain::actor::{Actor, Role};
use domain::bundle::Bundle;
use domain::cycle::{CycleState, Insistence};
use domain::pack::PackState;
use domain::reference::CycleDates;
use domain::time::WallTime;
use domain::value::CentreCode;
use jiff::Span;
use jiff::civil::Date;
use secrecy::SecretString;
use store::NewMember;
use synthetic::Plan;

use super::{import, proven, serve};
use crate::cli::DemoArgs;
use crate::failure::{Failure, Outcome};
use crate::progress::Step;
use crate::settings::Settings;
use crate::world;

/// Everybody who runs the demonstration on one day sees the same network.
const SEED: u64 = 2026;
/// The password of all its members; the demonstration holds nothing that needs a secret one.
const PASSWORD: &str = "nothing here is a secret";

/// Somebody to sign in as: login, name, role, centre.
const MEMBERS: [(&str, &str, Role, Option<&str>); 4] = [
    ("entry.sth@demo.ecmopt.invalid", "Demo Physiotherapist", Role::DataEntry, Some("STH")),
    ("lead.sth@demo.ecmopt.invalid", "Demo Centre Lead", Role::CentreLead, Some("STH")),
    ("lead.lei@demo.ecmopt.invalid", "Demo Lead Glenfield", Role::CentreLead, Some("LEI")),
    ("audit@demo.ecmopt.invalid", "Demo Audit Lead", Role::AuditLead, None),
];

pub(crate) async fn run(args: DemoArgs, settings: Settings) -> Result<Outcome, Failure> {
    let settings = settings.within(args.dir.clone());
    let store = super::open_or_make(&settings).await?;
    let acts = Acts::of(store.clone()).keeping(settings.places()?);
    let cycle = last_complete_cycle(&acts).await?;
    if store.synthetic().await?.is_none() {
        fill(&acts, &cycle).await?;
    }
    let snapshot = frozen(&acts, &cycle).await?;
    let pack = args.dir.join("packs").join(&cycle.id);
    let snapshot = proven::open(&snapshot, &settings).await?;
    let order = PackOrder { definition: "biannual".to_owned(), period: None, centre: None };
    make_pack(acts.desk(), &world::call("demo"), snapshot, order, pack.clone()).await?;
    publish(&acts, &cycle).await?;
    tell(&pack);
    if !args.once {
        serve::serve(acts, &settings, args.listen, |address| {
            eprintln!("Open http://{address} in a browser. Ctrl-C stops the service.");
        })
        .await?;
    }
    Ok(Outcome::Done)
}

/// Makes the members and the network, and imports it as any bundle.
async fn fill(acts: &Acts, cycle: &CycleDates) -> Result<(), Failure> {
    let store = acts.store();
    let step = Step::begin("Making a synthetic network");
    let files = network(cycle)?;
    let bundle = Bundle::open(&files, &store.dictionary().await?)?;
    step.end("two years of ten centres, every row invented");
    for (login, name, role, centre) in MEMBERS {
        let member = NewMember {
            login: login.to_owned(),
            name: name.to_owned(),
            role,
            centre: centre.and_then(CentreCode::parse),
            password: SecretString::from(PASSWORD),
        };
        store.add_member(&Actor::system("demo"), world::now(), member).await?;
    }
    let call = world::call("import");
    let checked = acts.check_bundle(&call, bundle, None).await?;
    let (hash, name) = (store::bundle_hash(&files), "demonstration".to_owned());
    import::told(&acts.import_bundle(&call, checked, hash, name).await?);
    Ok(())
}

/// The files of a bundle of two years up to now.
fn network(cycle: &CycleDates) -> Result<BTreeMap<String, Vec<u8>>, Failure> {
    let zone = london()?;
    let from = cycle
        .end
        .checked_sub(Span::new().years(2))
        .and_then(Date::tomorrow)
        .map_err(|error| Failure::refused(error.to_string()))?;
    let plan = Plan::network(SEED, from, cycle.end, WallTime::at(minute_of(world::now()), &zone))?;
    let network = synthetic::network(&plan);
    Ok(network.iter().map(|(stem, _)| (format!("{stem}.csv"), network.csv(stem).into_bytes())).collect())
}

/// The cycle's snapshot; taken now when it was not frozen before. Done again, it finishes what was cut off.
async fn frozen(acts: &Acts, dates: &CycleDates) -> Result<PathBuf, Failure> {
    let store = acts.store();
    let actor = Actor::system("demo");
    if store.cycle(&dates.id).await?.is_none() {
        store.open_cycle(&actor, world::now(), dates.clone()).await?;
    }
    // Its deadline may lie ahead: a demonstration does not wait for it.
    let insistence = Insistence { reason: "demonstration".to_owned(), cycle: dates.id.clone() };
    let state = store.cycle(&dates.id).await?.map(|cycle| cycle.state);
    if matches!(state, Some(CycleState::Open)) {
        store.lock_cycle(&actor, world::now(), &dates.id, Some(insistence.clone())).await?;
    }
    Ok(acts.freeze_cycle(&world::call("cycle freeze"), &dates.id, Some(insistence)).await?)
}

/// The same pack for the pages, published, so that centre leads find it there.
async fn publish(acts: &Acts, cycle: &CycleDates) -> Result<(), Failure> {
    let call = world::call("demo");
    let id = acts.ask_for_pack(&call, "biannual", &cycle.id, None).await?;
    acts.build_packs(&call).await?;
    if matches!(acts.store().pack(call.actor(), id).await?.state, PackState::Ready(_)) {
        acts.store().publish_pack(call.actor(), world::now(), id).await?;
    }
    // What the pack found beyond chance, so that there is something to respond to.
    acts.open_cases(&call, &cycle.id).await?;
    Ok(())
}

/// The last cycle that has ended.
async fn last_complete_cycle(acts: &Acts) -> Result<CycleDates, Failure> {
    let today = london()?.to_datetime(world::now()).date();
    let calendar = acts.store().calendar().await?;
    let none = || Failure::refused("The calendar holds no cycle that has ended. Is the clock right?");
    calendar.last_complete(today).cloned().ok_or_else(none)
}

fn tell(pack: &Path) {
    eprintln!("\nThe meeting pack: {}", pack.join("pack.pdf").display());
    eprintln!("Sign-ins, all with the password “{PASSWORD}”:");
    for (login, _, role, centre) in MEMBERS {
        eprintln!("  {login:<32} {role}{}", centre.map_or_else(String::new, |centre| format!(", {centre}")));
    }
    eprintln!();
}
