//! The connections on which nothing is being answered, in the order in which they began to wait.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use tokio::sync::Notify;

/// The connections that wait for a request, the longest first.
#[derive(Debug, Default)]
pub(super) struct Waiting(Mutex<Line>);

#[derive(Debug, Default)]
struct Line {
    next: u64,
    places: BTreeMap<u64, Arc<Notify>>,
}

/// One connection's place: in the line while it waits, out of it while it is answered.
pub(super) struct Place {
    waiting: Arc<Waiting>,
    number: Mutex<Option<u64>>,
    close: Arc<Notify>,
    is_answering: AtomicBool,
}

/// Holds a connection out of the line for as long as it is answered.
pub(super) struct Answering(Arc<Place>);

impl Waiting {
    /// A place at the end of the line.
    pub(super) fn place(this: &Arc<Self>) -> Arc<Place> {
        let place = Place {
            waiting: this.clone(),
            number: Mutex::default(),
            close: Arc::default(),
            is_answering: AtomicBool::new(false),
        };
        place.wait();
        Arc::new(place)
    }

    /// Has the connection closed that has waited longest; `false` when none waits.
    pub(super) fn close_oldest(&self) -> bool {
        let first = lock(&self.0).places.pop_first();
        first.inspect(|(_, close)| close.notify_one()).is_some()
    }
}

impl Place {
    /// A request has begun; the place is given back when the guard is dropped.
    pub(super) fn answer(self: &Arc<Self>) -> Answering {
        self.is_answering.store(true, Ordering::Relaxed);
        self.leave();
        Answering(self.clone())
    }

    /// Whether a request is being answered.
    pub(super) fn is_answering(&self) -> bool {
        self.is_answering.load(Ordering::Relaxed)
    }

    /// Waits until the connection has to be closed for another.
    pub(super) async fn given_away(&self) {
        self.close.notified().await;
    }

    fn wait(&self) {
        let mut line = lock(&self.waiting.0);
        let number = line.next;
        line.next += 1;
        line.places.insert(number, self.close.clone());
        *lock(&self.number) = Some(number);
    }

    fn leave(&self) {
        let number = lock(&self.number).take();
        if let Some(number) = number {
            lock(&self.waiting.0).places.remove(&number);
        }
    }
}

impl Drop for Answering {
    fn drop(&mut self) {
        self.0.is_answering.store(false, Ordering::Relaxed);
        self.0.wait();
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.leave();
    }
}

/// What the locks guard is whole after each statement, so it is as good after a panic as before.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_closed(place: &Place) -> bool {
        // A notification that was sent is kept until somebody waits for it.
        let mut told = std::pin::pin!(place.given_away());
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        told.as_mut().poll(&mut context).is_ready()
    }

    #[test]
    fn the_longest_waiting_is_closed_first_and_none_that_is_answered() {
        let waiting = Arc::new(Waiting::default());
        let places: Vec<_> = (0..3).map(|_| Waiting::place(&waiting)).collect();
        let answering = places[0].answer();
        assert!(waiting.close_oldest() && is_closed(&places[1]));
        drop(answering);
        assert!(waiting.close_oldest() && is_closed(&places[2]) && !is_closed(&places[0]));
        assert!(waiting.close_oldest() && is_closed(&places[0]));
        assert!(!waiting.close_oldest());
    }

    #[test]
    fn a_connection_that_has_ended_leaves_the_line() {
        let waiting = Arc::new(Waiting::default());
        drop(Waiting::place(&waiting));
        assert!(!waiting.close_oldest());
    }
}
