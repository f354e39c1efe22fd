//! The room before argon2: so many wait there and no more, and of one source only some.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};

use super::Source;

/// More would only wait for longer than anybody waits: two at a time take some 40 ms each.
const ROOM: usize = 48;
/// A source that sends many at once leaves room for others.
const OF_ONE_SOURCE: usize = 24;

static WAITING: LazyLock<Mutex<HashMap<Source, usize>>> = LazyLock::new(Mutex::default);

/// A place in the room, given back when it is dropped.
pub(super) struct Place(Source);

/// A place, when there is one.
pub(super) fn enter(source: &Source) -> Option<Place> {
    let mut waiting = lock();
    let all: usize = waiting.values().sum();
    let own = waiting.get(source).copied().unwrap_or(0);
    if all >= ROOM || own >= OF_ONE_SOURCE {
        return None;
    }
    waiting.insert(source.clone(), own + 1);
    Some(Place(source.clone()))
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut waiting = lock();
        match waiting.get_mut(&self.0) {
            Some(own) if *own > 1 => *own -= 1,
            _ => drop(waiting.remove(&self.0)),
        }
    }
}

fn lock() -> MutexGuard<'static, HashMap<Source, usize>> {
    WAITING.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_source_does_not_fill_it_and_places_come_back() {
        let source = |last: u8| Source::of([192, 0, 2, last].into());
        let mine: Vec<_> = (0..OF_ONE_SOURCE).map(|_| enter(&source(1)).unwrap()).collect();
        assert!(enter(&source(1)).is_none());
        let others: Vec<_> = (0..ROOM - OF_ONE_SOURCE).map(|_| enter(&source(2)).unwrap()).collect();
        assert!(enter(&source(3)).is_none());
        drop((mine, others));
        assert!(enter(&source(3)).is_some());
        assert!(lock().is_empty());
    }
}
