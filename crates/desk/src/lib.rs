//! The one place for work that keeps a processor busy: judging, reading uploads, hashing passwords, packs, exports.
//!
//! The threads that answer requests never do such work; they bring it to the [`Desk`], which has few places and a
//! short queue:
//!
//! ```text
//! desk.moment(|| …)        for which a person waits: a password, a patient's contributions
//! desk.long(|wanted| …)    takes seconds: the check of an upload, an export, a pack
//! ```
//!
//! The two kinds have places of their own, so that nobody waits to sign in while files are checked. Whoever comes to
//! a full place waits in the order of coming; when the queue is full too, the answer is [`Error::Full`] at once. A
//! caller that goes away leaves the queue; work that has begun hears of it through [`Wanted`] and may stop, and its
//! place is free when it has ended, not before.

use std::num::NonZeroUsize;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Why work was not done.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// All places are taken, and as many wait as may.
    #[error("Too much is being worked out at the moment. Try again in a minute.")]
    Full,
    /// The work broke off: a fault of the program.
    #[error("work broke off: {0}")]
    Broken(String),
}

/// The places for work. Cheap to clone; all clones share them.
#[derive(Debug, Clone)]
pub struct Desk {
    moments: Places,
    long: Places,
}

impl Desk {
    /// A desk for a machine with so many processors.
    ///
    /// Work of a moment has two places at least and four at most: a password takes 19 MiB for its time. Long work
    /// leaves one processor to everybody else where there are several.
    pub fn with(processors: NonZeroUsize) -> Self {
        let processors = processors.get();
        Self {
            moments: Places::new(processors.clamp(2, 4), 256),
            long: Places::new(processors.saturating_sub(1).clamp(1, 8), 32),
        }
    }

    /// A desk for this machine.
    pub fn of_this_machine() -> Self {
        Self::with(std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN))
    }

    /// Does work for which a person waits.
    pub async fn moment<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Error> {
        self.moments.work(move |_| work()).await
    }

    /// Does work that takes seconds.
    pub async fn long<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Wanted) -> T + Send + 'static,
    ) -> Result<T, Error> {
        self.long.work(work).await
    }
}

/// Whether anybody still waits for the result.
#[derive(Debug, Clone)]
pub struct Wanted(Arc<AtomicBool>);

impl Wanted {
    /// False once the caller has gone away.
    pub fn still(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// Says that nobody waits any more, when it goes.
struct Waiting(Wanted);

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.0.store(false, Ordering::Relaxed);
    }
}

/// Places of one kind, and those in front of them.
#[derive(Debug, Clone)]
struct Places {
    places: Arc<Semaphore>,
    /// Everybody who has a place or waits for one.
    room: Arc<Semaphore>,
}

impl Places {
    fn new(places: usize, queue: usize) -> Self {
        Self { places: Arc::new(Semaphore::new(places)), room: Arc::new(Semaphore::new(places + queue)) }
    }

    async fn work<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Wanted) -> T + Send + 'static,
    ) -> Result<T, Error> {
        let place = self.take().await?;
        let wanted = Wanted(Arc::new(AtomicBool::new(true)));
        let _waiting = Waiting(wanted.clone());
        let done = tokio::task::spawn_blocking(move || {
            // The place is taken until the work has ended, whoever waits for it.
            let _place = place;
            work(&wanted)
        });
        done.await.map_err(|error| Error::Broken(error.to_string()))
    }

    async fn take(&self) -> Result<(OwnedSemaphorePermit, OwnedSemaphorePermit), Error> {
        let room = Arc::clone(&self.room).try_acquire_owned().map_err(|_| Error::Full)?;
        let place = Arc::clone(&self.places).acquire_owned().await;
        Ok((place.map_err(|error| Error::Broken(error.to_string()))?, room))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;
    use std::time::Duration;

    use super::*;

    /// A desk with one place for long work and room for one more to wait.
    fn small() -> Desk {
        Desk { moments: Places::new(1, 0), long: Places::new(1, 1) }
    }

    /// Work that has begun, and the way to end it.
    async fn begun(desk: &Desk) -> (tokio::task::JoinHandle<Result<bool, Error>>, mpsc::Sender<()>) {
        let (began, begins) = tokio::sync::oneshot::channel();
        let (end, ends) = mpsc::channel();
        let desk = desk.clone();
        let work = tokio::spawn(async move {
            let work = move |wanted: &Wanted| {
                began.send(()).unwrap();
                ends.recv().ok();
                wanted.still()
            };
            desk.long(work).await
        });
        begins.await.unwrap();
        (work, end)
    }

    #[tokio::test]
    async fn a_place_is_waited_for_and_a_full_queue_is_told_at_once() {
        let desk = small();
        let (first, end) = begun(&desk).await;
        let other = desk.clone();
        let second = tokio::spawn(async move { other.long(|_| 2).await });
        while desk.long.room.available_permits() > 0 {
            tokio::task::yield_now().await;
        }
        assert!(matches!(desk.long(|_| 3).await, Err(Error::Full)));
        end.send(()).unwrap();
        assert!(first.await.unwrap().unwrap());
        assert_eq!(second.await.unwrap().unwrap(), 2);
    }

    #[tokio::test]
    async fn long_work_holds_up_no_work_of_a_moment() {
        let desk = small();
        let (long, end) = begun(&desk).await;
        assert_eq!(desk.moment(|| 1).await.unwrap(), 1);
        end.send(()).unwrap();
        long.await.unwrap().unwrap();
    }

    #[tokio::test]
    async fn a_caller_that_goes_away_leaves_the_queue() {
        let desk = small();
        let (first, end) = begun(&desk).await;
        let second = tokio::time::timeout(Duration::from_millis(1), desk.long(|_| 2)).await;
        assert!(second.is_err());
        assert_eq!(desk.long.room.available_permits(), 1);
        end.send(()).unwrap();
        first.await.unwrap().unwrap();
    }

    #[tokio::test]
    async fn work_hears_that_nobody_waits_any_more_and_keeps_its_place_until_it_ends() {
        let desk = small();
        let (told, hears) = tokio::sync::oneshot::channel();
        let work = desk.long(move |wanted| {
            while wanted.still() {
                std::thread::yield_now();
            }
            told.send(()).unwrap();
        });
        assert!(tokio::time::timeout(Duration::from_millis(5), work).await.is_err());
        hears.await.unwrap();
        assert_eq!(desk.long(|_| 2).await.unwrap(), 2);
    }

    #[tokio::test]
    async fn work_that_breaks_off_gives_its_place_back() {
        let desk = small();
        assert!(matches!(desk.long(|_| panic!("broken")).await, Err(Error::Broken(_))));
        assert_eq!(desk.long(|_| 2).await.unwrap(), 2);
    }
}
