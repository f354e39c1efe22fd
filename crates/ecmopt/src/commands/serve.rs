//! `ecmopt serve`

use std::net::SocketAddr;

use store::{OsEntropy, Store};
use web::{Config, World};

use crate::cli::ServeArgs;
use crate::failure::{Failure, Outcome};
use crate::settings::Settings;
use crate::world;

pub(crate) async fn run(args: ServeArgs, settings: Settings) -> Result<Outcome, Failure> {
    let store = super::open_or_make(&settings).await?;
    let listen = args.listen.unwrap_or(settings.listen);
    serve(store, &settings, listen, |address| eprintln!("Serving on http://{address}")).await?;
    Ok(Outcome::Done)
}

/// Serves until the process is told to stop.
pub(crate) async fn serve(
    store: Store,
    settings: &Settings,
    listen: SocketAddr,
    ready: impl FnOnce(SocketAddr),
) -> Result<(), Failure> {
    // A service that cannot save says so now, not to the first person who has typed something.
    store.health(world::now()).await?;
    let synthetic = store.synthetic().await?.unwrap_or(false);
    let base = Config::default();
    let config = Config {
        listen,
        // A service on this machine alone is reached without HTTPS.
        secure_cookies: !settings.insecure_cookies.unwrap_or_else(|| listen.ip().is_loopback()),
        brand: settings.brand.clone().unwrap_or_else(|| base.brand.clone()),
        synthetic,
        ..base
    };
    let router = web::app(store, config, World::new(world::now, OsEntropy));
    web::serve(router, listen, ready, world::stop()).await?;
    Ok(())
}
