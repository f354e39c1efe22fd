//! Verdicts that are kept: what was judged once is not judged again for every tab, page and download.

use std::collections::VecDeque;
use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};
use store::{CentreStamp, Mapping, Upload, UploadId};
use tokio::sync::OnceCell;

use super::check::Verdict;
use crate::error::Result;

/// How many verdicts are kept. One of the largest upload holds some hundred megabytes.
const KEPT: usize = 2;

/// How long a verdict stands: it was judged by the clock, too.
const STANDS: SignedDuration = SignedDuration::from_mins(15);

/// What a verdict depends on. Staged files never change: their id names their content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Key {
    upload: UploadId,
    /// What its columns mean.
    said: Mapping,
    /// How much was written about the centre's patients.
    stamp: CentreStamp,
}

impl Key {
    pub(super) fn of(upload: &Upload, said: &Mapping, stamp: CentreStamp) -> Self {
        Self { upload: upload.id, said: said.clone(), stamp }
    }
}

/// A verdict, or the wait for it.
#[derive(Debug, Clone)]
struct Kept {
    key: Key,
    at: Timestamp,
    verdict: Arc<OnceCell<Verdict>>,
}

/// The last verdicts of this process. Any process may be asked; one that has not judged does.
#[derive(Debug, Clone, Default)]
pub(crate) struct Verdicts(Arc<Mutex<VecDeque<Kept>>>);

impl Verdicts {
    /// The verdict that is kept, or a new one. Who asks for the same meanwhile waits for it.
    pub(super) async fn of<F: Future<Output = Result<Verdict>>>(
        &self,
        key: Key,
        now: Timestamp,
        judge: impl FnOnce() -> F,
    ) -> Result<Verdict> {
        let verdict = self.place(key, now);
        // Whoever waited for somebody who gave up judges next; a failure is not kept.
        verdict.get_or_try_init(judge).await.cloned()
    }

    /// The place of a verdict; of an upload there is one.
    fn place(&self, key: Key, now: Timestamp) -> Arc<OnceCell<Verdict>> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|kept| {
            now.duration_since(kept.at) < STANDS && (kept.key.upload != key.upload || kept.key == key)
        });
        if let Some(kept) = all.iter().find(|kept| kept.key == key) {
            return Arc::clone(&kept.verdict);
        }
        if all.len() == KEPT {
            all.pop_front();
        }
        let verdict = Arc::default();
        all.push_back(Kept { key, at: now, verdict: Arc::clone(&verdict) });
        verdict
    }

    /// Lets go of the verdict on an upload that is gone.
    pub(super) fn forget(&self, upload: UploadId) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|kept| kept.key.upload != upload);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(upload: u128, written: i64) -> Key {
        Key {
            upload: UploadId::new(uuid::Uuid::from_u128(upload)),
            said: Mapping::new(),
            stamp: CentreStamp::of(written),
        }
    }

    fn at(minutes: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_mins(minutes)
    }

    /// Whether asking at some minute judges.
    async fn judges(verdicts: &Verdicts, key: Key, minute: i64) -> bool {
        let judged = std::cell::Cell::new(false);
        let judge = || async {
            judged.set(true);
            Ok(Err("no table of the audit".to_owned()))
        };
        verdicts.of(key, at(minute), judge).await.unwrap().unwrap_err();
        judged.get()
    }

    #[tokio::test]
    async fn the_second_who_asks_is_told_what_the_first_was() {
        let verdicts = Verdicts::default();
        assert!(judges(&verdicts, key(1, 0), 0).await);
        assert!(!judges(&verdicts, key(1, 0), 14).await);
    }

    #[tokio::test]
    async fn what_was_written_meanwhile_is_judged_by() {
        let verdicts = Verdicts::default();
        assert!(judges(&verdicts, key(1, 0), 0).await);
        assert!(judges(&verdicts, key(1, 1), 0).await);
        assert!(!judges(&verdicts, key(1, 1), 0).await);
    }

    #[tokio::test]
    async fn columns_that_mean_something_else_are_judged_again() {
        let verdicts = Verdicts::default();
        let said = Mapping::from([("Sheet1".to_owned(), [("IMS".to_owned(), None)].into())]);
        assert!(judges(&verdicts, key(1, 0), 0).await);
        assert!(judges(&verdicts, Key { said, ..key(1, 0) }, 0).await);
    }

    #[tokio::test]
    async fn a_verdict_does_not_stand_for_ever() {
        let verdicts = Verdicts::default();
        assert!(judges(&verdicts, key(1, 0), 0).await);
        assert!(judges(&verdicts, key(1, 0), 15).await);
    }

    #[tokio::test]
    async fn few_are_kept_and_one_that_is_gone_is_not() {
        let verdicts = Verdicts::default();
        for upload in 1..=3 {
            assert!(judges(&verdicts, key(upload, 0), 0).await);
        }
        assert!(!judges(&verdicts, key(3, 0), 0).await);
        assert!(judges(&verdicts, key(1, 0), 0).await);
        verdicts.forget(UploadId::new(uuid::Uuid::from_u128(1)));
        assert!(judges(&verdicts, key(1, 0), 0).await);
    }

    #[tokio::test]
    async fn a_failure_is_not_kept() {
        let verdicts = Verdicts::default();
        let failed = verdicts.of(key(1, 0), at(0), || async { Err(crate::Error::GivenUp) }).await;
        assert!(failed.is_err());
        assert!(judges(&verdicts, key(1, 0), 0).await);
    }

    #[tokio::test]
    async fn two_who_ask_at_once_are_told_the_same() {
        let verdicts = Verdicts::default();
        let judged = std::cell::Cell::new(0);
        let judge = || async {
            judged.set(judged.get() + 1);
            tokio::task::yield_now().await;
            Ok(Err("no table".to_owned()))
        };
        let (first, second) =
            tokio::join!(verdicts.of(key(1, 0), at(0), judge), verdicts.of(key(1, 0), at(0), judge));
        assert_eq!(first.unwrap().unwrap_err(), second.unwrap().unwrap_err());
        assert_eq!(judged.get(), 1);
    }
}
