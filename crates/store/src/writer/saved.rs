//! What was saved while a request was answered, so that no later failure can say that nothing was.

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

tokio::task_local! {
    static NOTES: Arc<Notes>;
}

#[derive(Default)]
struct Notes {
    kept: AtomicBool,
    failed: AtomicBool,
}

/// What became of what somebody sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Saved {
    /// No write of it was acknowledged.
    Nothing,
    /// Some writes were acknowledged, and one failed.
    Part,
    /// Every write that was tried was acknowledged.
    Everything,
}

/// Runs something and tells besides what was saved meanwhile.
pub async fn noticing_saves<F: Future>(work: F) -> (F::Output, Saved) {
    let notes = Arc::<Notes>::default();
    let output = NOTES.scope(Arc::clone(&notes), work).await;
    let saved = match (notes.kept.load(Ordering::Relaxed), notes.failed.load(Ordering::Relaxed)) {
        (false, _) => Saved::Nothing,
        (true, true) => Saved::Part,
        (true, false) => Saved::Everything,
    };
    (output, saved)
}

/// Takes note of a write that was acknowledged or failed. Where nobody asks, nothing is noted.
pub(super) fn note(kept: bool) {
    let _ = NOTES.try_with(|notes| {
        if kept { &notes.kept } else { &notes.failed }.store(true, Ordering::Relaxed);
    });
}
