//! Failed sign-ins, counted so that passwords cannot be tried out.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use jiff::{SignedDuration, Timestamp};

/// So many failures of one login are a person who has forgotten a password; more are a guess.
const MOST_FAILURES: u32 = 10;
/// They are forgotten after so long.
const WINDOW: SignedDuration = SignedDuration::from_mins(15);
/// More logins than the network has members: what goes beyond is swept out.
const MOST_LOGINS: usize = 4096;

/// Failures by login. Kept by each process: several processes multiply the limit, which it can bear.
#[derive(Debug, Default)]
pub(crate) struct Attempts(Mutex<HashMap<Box<str>, Failures>>);

#[derive(Debug, Clone, Copy)]
struct Failures {
    first: Timestamp,
    count: u32,
}

impl Failures {
    /// When they are forgotten.
    fn until(self) -> Timestamp {
        self.first.saturating_add(WINDOW).unwrap_or(Timestamp::MAX)
    }
}

impl Attempts {
    /// Counts an attempt before it is made, so that many at once count too; `Err` holds the seconds to wait.
    pub(crate) fn begin(&self, login: &str, now: Timestamp) -> Result<(), u32> {
        let mut failures = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if failures.len() > MOST_LOGINS {
            failures.retain(|_, failure| failure.until() > now);
        }
        let entry = failures.entry(key(login)).or_insert(Failures { first: now, count: 0 });
        if entry.until() <= now {
            *entry = Failures { first: now, count: 0 };
        }
        if entry.count >= MOST_FAILURES {
            let wait = entry.until().duration_since(now).as_secs();
            return Err(u32::try_from(wait).unwrap_or(0).max(1));
        }
        entry.count += 1;
        Ok(())
    }

    /// The attempt was good: what went before is forgiven.
    pub(crate) fn succeeded(&self, login: &str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&key(login));
    }
}

fn key(login: &str) -> Box<str> {
    login.trim().to_lowercase().chars().take(100).collect::<String>().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::UNIX_EPOCH;

    #[test]
    fn the_eleventh_failure_waits() {
        let attempts = Attempts::default();
        for _ in 0..MOST_FAILURES {
            assert_eq!(attempts.begin("robin", NOW), Ok(()));
        }
        assert_eq!(attempts.begin(" ROBIN", NOW), Err(900));
        assert_eq!(attempts.begin("sam", NOW), Ok(()));
        assert_eq!(attempts.begin("robin", NOW + WINDOW), Ok(()));
    }

    #[test]
    fn a_good_one_forgives() {
        let attempts = Attempts::default();
        for _ in 0..MOST_FAILURES {
            assert_eq!(attempts.begin("robin", NOW), Ok(()));
        }
        attempts.succeeded("robin");
        assert_eq!(attempts.begin("robin", NOW), Ok(()));
    }
}
