//! One file a command.

pub(crate) mod codebook;
pub(crate) mod cycle;
pub(crate) mod demo;
pub(crate) mod export;
mod freeze;
pub(crate) mod import;
pub(crate) mod indicators;
pub(crate) mod member;
pub(crate) mod migrate;
pub(crate) mod pack;
mod proven;
pub(crate) mod questions;
pub(crate) mod serve;
pub(crate) mod snapshot;
pub(crate) mod token;
mod upload;
pub(crate) mod verify;

use domain::actor::Actor;
use domain::reference;
use store::Store;

use crate::failure::Failure;
use crate::settings::Settings;
use crate::world;

/// Opens the database, brings it to this version, and gives an empty one the directory and the calendar.
pub(crate) async fn open(settings: &Settings) -> Result<Store, Failure> {
    let store = Store::open(&settings.database()?).await?;
    store.migrate().await?;
    let actor = Actor::system("first start");
    if store.directory().await?.centres.is_empty() {
        let directory = reference::directory(reference::CENTRES, reference::DESIGNATIONS)?;
        store.put_directory(&actor, world::now(), directory).await?;
    }
    Ok(store)
}
