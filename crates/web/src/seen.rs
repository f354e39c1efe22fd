//! What the server remembers between requests: when a session was last used, and who holds a token.
//!
//! Both belong to one process. A session that another process has served is taken as used just now; a token
//! that was revoked is refused here at most [`TOKEN_LIFE`] later.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use domain::actor::Actor;
use jiff::{SignedDuration, Timestamp};

/// The hash of a secret; secrets themselves are not kept.
type Key = [u8; 32];

/// So long a token's holder is remembered, so that each submission does not ask the database again.
const TOKEN_LIFE: SignedDuration = SignedDuration::from_secs(5);
/// Beyond so many entries, old ones are swept out.
const MANY: usize = 4096;

/// When each session was last used.
#[derive(Debug, Default)]
pub(crate) struct LastSeen(Mutex<HashMap<Key, Timestamp>>);

impl LastSeen {
    /// Notes a request of a session; `false` when the one before it is longer ago than `idle`.
    pub(crate) fn note(&self, token: &str, now: Timestamp, idle: SignedDuration) -> bool {
        let mut seen = lock(&self.0);
        if seen.len() > MANY {
            seen.retain(|_, last| now.duration_since(*last) <= idle);
        }
        let last = seen.entry(key(token)).or_insert(now);
        let in_time = now.duration_since(*last) <= idle;
        if in_time {
            *last = now;
        }
        in_time
    }

    /// The session has ended.
    pub(crate) fn forget(&self, token: &str) {
        lock(&self.0).remove(&key(token));
    }
}

/// Who holds each token.
#[derive(Debug, Default)]
pub(crate) struct Holders(Mutex<HashMap<Key, (Arc<Actor>, Timestamp)>>);

impl Holders {
    /// The holder, when it was looked up a moment ago.
    pub(crate) fn get(&self, token: &str, now: Timestamp) -> Option<Arc<Actor>> {
        let holders = lock(&self.0);
        let (actor, since) = holders.get(&key(token))?;
        let age = now.duration_since(*since);
        (!age.is_negative() && age <= TOKEN_LIFE).then(|| actor.clone())
    }

    /// Remembers a holder for a moment.
    pub(crate) fn put(&self, token: &str, actor: &Arc<Actor>, now: Timestamp) {
        let mut holders = lock(&self.0);
        if holders.len() > MANY {
            holders.clear();
        }
        holders.insert(key(token), (actor.clone(), now));
    }
}

fn key(secret: &str) -> Key {
    *blake3::hash(secret.as_bytes()).as_bytes()
}

/// The maps hold whole entries only, so one that a panicking thread left is as good as any.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::UNIX_EPOCH;
    const IDLE: SignedDuration = SignedDuration::from_mins(30);

    #[test]
    fn each_request_prolongs_a_session() {
        let seen = LastSeen::default();
        let minutes = |n| NOW + SignedDuration::from_mins(n);
        assert!(seen.note("a", NOW, IDLE));
        assert!(seen.note("a", minutes(29), IDLE));
        assert!(seen.note("a", minutes(58), IDLE));
        assert!(!seen.note("a", minutes(89), IDLE));
        assert!(!seen.note("a", minutes(90), IDLE), "what was refused does not prolong");
    }
}
