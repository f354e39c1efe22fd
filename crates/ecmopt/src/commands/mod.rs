//! One file a command.

pub(crate) mod backup;
pub(crate) mod codebook;
pub(crate) mod cycle;
pub(crate) mod demo;
pub(crate) mod export;
pub(crate) mod forget;
pub(crate) mod head;
pub(crate) mod import;
pub(crate) mod indicators;
pub(crate) mod member;
pub(crate) mod migrate;
pub(crate) mod pack;
mod proven;
pub(crate) mod questions;
pub(crate) mod rebuild;
pub(crate) mod release;
pub(crate) mod restore;
pub(crate) mod serve;
pub(crate) mod snapshot;
pub(crate) mod token;
mod upload;
pub(crate) mod verify;

use std::sync::OnceLock;

use domain::actor::Actor;
use domain::reference::{self, Calendar};
use store::{Access, Store};

use crate::failure::Failure;
use crate::settings::Settings;
use crate::world;

/// The database that the command works with.
static OPENED: OnceLock<Store> = OnceLock::new();

/// Opens the database, or makes one: for commands that begin an installation or bring records into it.
pub(crate) async fn open_or_make(settings: &Settings) -> Result<Store, Failure> {
    prepare(settings.asking(Store::open(&settings.new_database()?).await?)).await
}

/// Opens the database that is there. A mistyped path makes no new one.
pub(crate) async fn open(settings: &Settings) -> Result<Store, Failure> {
    prepare(settings.asking(Store::open_existing(&settings.database(), Access::Existing).await?)).await
}

/// Opens the database to look at it as it is.
pub(crate) async fn open_to_read(settings: &Settings) -> Result<Store, Failure> {
    let store = Store::open_existing(&settings.database(), Access::Read).await?;
    store.ready().await?;
    Ok(store)
}

/// Leaves the database's file whole at the end of the command.
pub(crate) async fn close() {
    if let Some(store) = OPENED.get() {
        store.close().await;
    }
}

/// Brings a database to this version, and gives an empty one the directory and the calendar.
async fn prepare(store: Store) -> Result<Store, Failure> {
    // A command opens one; were there a second, it would be closed by SQLite itself.
    let _ = OPENED.set(store.clone());
    store.migrate(world::now()).await?;
    let actor = Actor::system("first start");
    if store.directory().await?.centres.is_empty() {
        let directory = reference::directory(reference::CENTRES, reference::DESIGNATIONS)?;
        store.put_directory(&actor, world::now(), directory).await?;
    }
    if store.kept_calendar().await?.is_none() {
        store.put_calendar(&actor, world::now(), Calendar::shipped()?).await?;
    }
    Ok(store)
}
