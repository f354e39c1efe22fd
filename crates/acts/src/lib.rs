//! The acts: what people and programs do with the audit, one function each, for every door.
//!
//! ```text
//! browser │ JSON API │ command line          a door knows who asks, and how to answer them
//!      └───────┼──────────┘
//!            acts                            what is done, in which order, on whose behalf
//!      ┌───────┼──────────┬──────────┐
//!    store  reporting  exchange  desk        a room knows how
//! ```
//!
//! Every act takes a [`Call`]: the actor, the clock, and who hears how far it is. It begins with the
//! [`Action`](domain::actor::Action) that it is, which the policy allows or not. What keeps a processor busy it
//! brings to the [`Desk`].
//!
//! An act is a future: whoever drops it gives it up, and it stops at its next step. Effects come after checks and
//! appear whole or not at all, so that giving up, like a process that ends, leaves what the same act finishes.
//!
//! What is one call of the store is no act of its own: `store.submit`, `store.sign_off` and their like take an actor
//! and a time, and ask the same policy.

mod call;
mod cases;
mod corrections;
mod error;
mod export;
mod flow;
mod freeze;
mod import;
mod live;
mod moved;
mod pack;
mod packs;
mod places;
mod reference;
mod releases;
mod snapshot;
mod upload;
mod verify;

use std::sync::Arc;

use desk::Desk;
use store::Store;
use tokio::sync::Notify;

use upload::Verdicts;

pub use call::{Call, Clock, Hears, Step};
pub use cases::Opened;
pub use corrections::{Delta, Signing};
pub use error::{Error, Result};
pub use export::Format;
pub use live::{FRESH, Frozen, Live, Shown};
pub use moved::MovedNumbers;
pub use pack::{PackOrder, default_period, make_pack, prove_pack};
pub use packs::{EVERYTHING, TABLES, WORKBOOK};
pub use places::Places;
pub use reference::{london, minute_of, read_time};
pub use releases::{Release, ReleaseOrder, Wanted, make_release, sign_release};
pub use snapshot::{Content, Taken};
pub use upload::{Judged, Verdict, columns};

/// What the acts of one installation are done with. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Acts {
    store: Store,
    verdicts: Verdicts,
    places: Option<Places>,
    /// Somebody has asked for a pack.
    asked: Arc<Notify>,
    /// The indicators of now.
    kept: live::Kept,
    /// The release that was asked last.
    released: releases::Read,
}

impl Acts {
    /// The acts of an installation that keeps no files.
    pub fn of(store: Store) -> Self {
        Self {
            store,
            verdicts: Verdicts::default(),
            places: None,
            asked: Arc::default(),
            kept: live::Kept::default(),
            released: releases::Read::default(),
        }
    }

    /// The same of one that keeps its files there.
    #[must_use]
    pub fn keeping(self, places: Places) -> Self {
        Self { places: Some(places), ..self }
    }

    /// Its database.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// Where its files are kept.
    fn places(&self) -> Result<&Places> {
        let nowhere = || Error::refused("This service has no folder for snapshots and packs.");
        self.places.as_ref().ok_or_else(nowhere)
    }

    /// Its place for work that keeps a processor busy.
    pub fn desk(&self) -> &Desk {
        self.store.desk()
    }
}
