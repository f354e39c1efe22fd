//! `ecmopt serve`

use std::net::SocketAddr;
use std::time::Duration;

use acts::Acts;
use domain::actor::Actor;
use mail::Outbox;
use store::{OsEntropy, Store};
use web::{Config, Entrance, Federation, Limits, Tls, World};

use crate::cli::ServeArgs;
use crate::failure::{Failure, Outcome};
use crate::settings::Settings;
use crate::world;

pub(crate) async fn run(args: ServeArgs, settings: Settings) -> Result<Outcome, Failure> {
    let settings = settings.served_as(&args);
    let listen = settings.listen;
    // Settings that cannot be served are said before the database is touched.
    let outside = Outside::of(&settings, listen)?;
    settings.look_at_breached()?;
    if !settings.secure_cookies(listen)? && settings.public_url.is_none() {
        tracing::warn!(
            "no public address is set, so that cookies are made for trying the service out on this machine, without \
             HTTPS; behind a proxy, set ECMOPT_PUBLIC_URL=https://…"
        );
    }
    let scheme = if outside.tls.is_some() { "https" } else { "http" };
    let store = super::open_or_make(&settings).await?.sealing_with(settings.seal_key()?);
    let acts = Acts::of(store).keeping(settings.places()?);
    serve(acts, &settings, listen, outside, |address| eprintln!("Serving on {scheme}://{address}")).await?;
    Ok(Outcome::Done)
}

/// What a service has to do with those outside: the provider at which people sign in, its own certificate, and the server
/// that takes its messages.
#[derive(Debug, Default)]
pub(crate) struct Outside {
    federation: Option<Federation>,
    tls: Option<Tls>,
    outbox: Option<Outbox>,
}

impl Outside {
    fn of(settings: &Settings, listen: SocketAddr) -> Result<Self, Failure> {
        Ok(Self {
            federation: settings.federation(listen)?,
            tls: settings.tls()?,
            outbox: settings.outbox()?,
        })
    }
}

/// Serves until the process is told to stop.
pub(crate) async fn serve(
    acts: Acts,
    settings: &Settings,
    listen: SocketAddr,
    outside: Outside,
    ready: impl FnOnce(SocketAddr),
) -> Result<(), Failure> {
    let store = acts.store().clone();
    // A service that cannot save says so now, not to the first person who has typed something.
    store.health(world::now()).await?;
    if store.sees_past_row_security().await? {
        tracing::warn!(
            "the account at PostgreSQL is a superuser's, or passes by row-level security: the database shows it the rows \
             of every centre whatever it asks. Give the service an account of its own"
        );
    }
    let synthetic = store.synthetic().await?.unwrap_or(false);
    let base = Config::default();
    let config = Config {
        listen,
        public_url: settings.public_url.clone(),
        trusted_proxies: settings.trusted_proxies.clone(),
        secure_cookies: settings.secure_cookies(listen)?,
        brand: settings.brand.clone().unwrap_or_else(|| base.brand.clone()),
        synthetic,
        second_factor: settings.second_factor,
        federation: outside.federation,
        outbox: outside.outbox,
        ..base
    };
    let router = web::app(acts.clone(), config, World::new(world::now, OsEntropy));
    let beside = [
        tokio::spawn(catching_up(store.clone())),
        tokio::spawn(forgetting(store, settings.clone())),
        tokio::spawn(building(acts.clone())),
        tokio::spawn(measuring(acts)),
    ];
    let entrance = Entrance { address: listen, tls: outside.tls };
    let served = web::serve(router, entrance, Limits::of_this_machine(), ready, world::stop()).await;
    beside.iter().for_each(tokio::task::JoinHandle::abort);
    Ok(served?)
}

/// How long what an import or another process has written waits, at most, until it is counted for the pages. A page
/// that is asked for meanwhile counts what it shows itself.
const CATCHES_UP: Duration = Duration::from_mins(1);

/// Counts for the pages what was written, so that the first page after a large import need not, and deletes what is kept
/// no longer.
async fn catching_up(store: Store) {
    loop {
        if let Err(error) = store.catch_up(world::now()).await {
            tracing::warn!(%error, "what pages are shown of many records could not be brought up to date");
        }
        if let Err(error) = store.forget_uploads(world::now()).await {
            tracing::warn!(%error, "files that were sent a week ago are not deleted yet");
        }
        tokio::time::sleep(CATCHES_UP).await;
    }
}

/// How often it is looked for events that are old enough to forget who did them.
const FORGETS: Duration = Duration::from_hours(24);

/// Forgets who did what so long ago that nobody needs it any more.
async fn forgetting(store: Store, settings: Settings) {
    let actor = Actor::service("forget");
    loop {
        let now = world::now();
        if let Err(error) = store.forget_events(&actor, now, settings.forgets_before(now)).await {
            tracing::warn!(%error, "old events of the audit trail still say who did them; run ecmopt forget");
        }
        tokio::time::sleep(FORGETS).await;
    }
}

/// Measures the indicators of now whenever a page wants newer ones.
async fn measuring(acts: Acts) {
    let call = world::service("indicators");
    loop {
        acts.live_wanted().await;
        if let Err(error) = acts.measure_live(&call).await {
            tracing::warn!(%error, "the indicators of now were not measured");
        }
    }
}

/// How long a pack waits, at most, that was asked for at another process or was left half done by one.
const LOOKS_FOR_PACKS: Duration = Duration::from_secs(10);

/// Builds the packs that people ask for, one at a time.
async fn building(acts: Acts) {
    let call = world::service("packs");
    loop {
        if let Err(error) = acts.build_packs(&call).await {
            tracing::warn!(%error, "packs that were asked for are not built yet");
        }
        acts.pack_asked(LOOKS_FOR_PACKS).await;
    }
}
