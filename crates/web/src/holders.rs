//! Who holds each token, remembered for a moment, so that each submission does not ask the database again.
//!
//! It belongs to one process. A token that was revoked, or whose member was retired, by any process is refused
//! here at most [`LIFE`] later.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use domain::actor::Actor;
use jiff::{SignedDuration, Timestamp};

/// The hash of a token; tokens themselves are not kept.
type Key = [u8; 32];

/// So long a token's holder is remembered.
const LIFE: SignedDuration = SignedDuration::from_secs(2);
/// Beyond so many entries, all are forgotten.
const MANY: usize = 4096;

/// Who holds each token.
#[derive(Debug, Default)]
pub(crate) struct Holders(Mutex<HashMap<Key, (Arc<Actor>, Timestamp)>>);

impl Holders {
    /// The holder, when it was looked up a moment ago.
    pub(crate) fn get(&self, token: &str, now: Timestamp) -> Option<Arc<Actor>> {
        let holders = self.lock();
        let (actor, since) = holders.get(&key(token))?;
        let age = now.duration_since(*since);
        (!age.is_negative() && age <= LIFE).then(|| actor.clone())
    }

    /// Remembers a holder for a moment.
    pub(crate) fn put(&self, token: &str, actor: &Arc<Actor>, now: Timestamp) {
        let mut holders = self.lock();
        if holders.len() > MANY {
            holders.clear();
        }
        holders.insert(key(token), (actor.clone(), now));
    }

    /// The map holds whole entries only, so one that a panicking thread left is as good as any.
    fn lock(&self) -> MutexGuard<'_, HashMap<Key, (Arc<Actor>, Timestamp)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn key(secret: &str) -> Key {
    *blake3::hash(secret.as_bytes()).as_bytes()
}
