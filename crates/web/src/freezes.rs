//! Freezes that this process is at, and how far they are.
//!
//! A freeze of a large network takes longer than a request may, so it goes on beside them. It is an act that a process
//! may end in at any point: what is remembered here is only what its page tells meanwhile.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use acts::{Acts, Call, Hears, Step};
use domain::cycle::Insistence;

/// So long the one who begins a freeze waits for its end: that of a small network is over by then.
const PATIENCE: Duration = Duration::from_secs(3);

/// How a freeze stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Freezing {
    /// It goes on: parts that are done, of all.
    Running(u64, u64),
    /// It was not done, and why.
    Refused(String),
}

/// The freezes by cycle. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub(crate) struct Freezes(Arc<Mutex<BTreeMap<String, Freezing>>>);

impl Freezes {
    /// The freeze of a cycle that this process is at, or that was not done.
    pub(crate) fn of(&self, cycle: &str) -> Option<Freezing> {
        self.lock().get(cycle).cloned()
    }

    /// Begins a freeze and waits for it a moment. What comes of it after that, [`Freezes::of`] tells.
    pub(crate) async fn begin(&self, acts: &Acts, call: Call, cycle: &str, insistence: Option<Insistence>) {
        if !self.take(cycle) {
            return;
        }
        let (freezes, acts, cycle) = (self.clone(), acts.clone(), cycle.to_owned());
        let call = call.heard_by(Hearing { freezes: self.clone(), cycle: cycle.clone() });
        let freeze = tokio::spawn(async move {
            let done = acts.freeze_cycle(&call, &cycle, insistence).await;
            freezes.end(&cycle, done.err().map(|error| sentence(&error)));
        });
        // Whoever does not wait any longer leaves it going.
        let _ = tokio::time::timeout(PATIENCE, freeze).await;
    }

    /// Notes that a freeze begins, unless it has.
    fn take(&self, cycle: &str) -> bool {
        let mut freezes = self.lock();
        let goes_on = matches!(freezes.get(cycle), Some(Freezing::Running(..)));
        if !goes_on {
            freezes.insert(cycle.to_owned(), Freezing::Running(0, 0));
        }
        !goes_on
    }

    fn end(&self, cycle: &str, refused: Option<String>) {
        let mut freezes = self.lock();
        match refused {
            Some(sentence) => freezes.insert(cycle.to_owned(), Freezing::Refused(sentence)),
            None => freezes.remove(cycle),
        };
    }

    /// Whole entries stand in it, so one that a panicking thread left is as good as any.
    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Freezing>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a person is told whose freeze was not done.
fn sentence(error: &acts::Error) -> String {
    match error {
        acts::Error::Refused(sentence) => sentence.clone(),
        acts::Error::Store(error @ (store::Error::Invalid(_) | store::Error::Full(_))) => error.to_string(),
        acts::Error::Desk(error @ desk::Error::Full) => error.to_string(),
        other => {
            tracing::error!(error = %other, "a freeze was not done");
            "The snapshot could not be made or put in its place. Freeze the cycle again: what was begun is \
             finished. If it happens again, tell whoever runs the service."
                .to_owned()
        }
    }
}

/// Hears how far one freeze is.
#[derive(Debug, Clone)]
struct Hearing {
    freezes: Freezes,
    cycle: String,
}

impl Hears for Hearing {
    fn begin(&self, _: &'static str) -> Box<dyn Step> {
        Box::new(self.clone())
    }

    fn note(&self, _: &str) {}
}

impl Step for Hearing {
    fn at(&self, done: u64, total: u64) {
        self.freezes.lock().insert(self.cycle.clone(), Freezing::Running(done, total));
    }

    fn end(self: Box<Self>, _: &str) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_that_goes_on_is_not_begun_again() {
        let freezes = Freezes::default();
        assert!(freezes.take("2025H2") && !freezes.take("2025H2"));
        Hearing { freezes: freezes.clone(), cycle: "2025H2".to_owned() }.at(3, 12);
        assert_eq!(freezes.of("2025H2"), Some(Freezing::Running(3, 12)));
        assert!(freezes.take("2026H1"), "another cycle's");
    }

    #[test]
    fn one_that_was_refused_says_why_until_it_is_begun_again() {
        let freezes = Freezes::default();
        freezes.take("2025H2");
        freezes.end("2025H2", Some("It is open.".to_owned()));
        assert_eq!(freezes.of("2025H2"), Some(Freezing::Refused("It is open.".to_owned())));
        assert!(freezes.take("2025H2"));
        freezes.end("2025H2", None);
        assert_eq!(freezes.of("2025H2"), None);
    }
}
