//! Cuts the power of the service at random moments, and looks whether anything that it acknowledged is lost.
//!
//! ```text
//! round: start the real binary ─► writers (API, drafts, an import) ─► kill -9 ─► start, compare with the ledger
//! ```
//! A ledger outside the service holds what was acknowledged. What was sent and not acknowledged may be there
//! or not; half of it may not.

mod chance;
mod ledger;
mod writers;

use std::time::{Duration, Instant};

use chance::Chance;
use ledger::Ledger;
use store::Store;
use writers::Writers;

use crate::command::Ecmopt;
use crate::fixtures::PASSWORD;

/// No run kills more often.
pub const MOST_KILLS: u32 = 200;
/// No run begins another round after this.
pub const LONGEST: Duration = Duration::from_secs(280);
/// The audit chain is followed after so many rounds, and at the end.
const VERIFY_EVERY: u32 = 20;
/// The service lives this long, in milliseconds, before its power is cut.
const LIFE_MS: std::ops::Range<u64> = 60..900;

/// What a run is to do.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    /// How often the power is cut; at most [`MOST_KILLS`].
    pub kills: u32,
    /// The same seed cuts after the same times.
    pub seed: u64,
}

/// What came of it.
#[derive(Debug, Default)]
pub struct Outcome {
    pub kills: u32,
    /// Acknowledged records, versions of drafts, and imports.
    pub records: usize,
    pub drafts: usize,
    pub imports: usize,
    /// What was acknowledged and is not there, and what is there by half.
    pub lost: Vec<String>,
}

/// Cuts the power until the plan is fulfilled, or the time is over. `url` is the program's database.
pub async fn run(ecmopt: &Ecmopt, url: &str, plan: Plan) -> Outcome {
    let token = set_up(ecmopt);
    let (mut chance, mut ledger) = (Chance::of(plan.seed), Ledger::default());
    let mut outcome = Outcome::default();
    let began = Instant::now();
    while outcome.kills < plan.kills.min(MOST_KILLS) && began.elapsed() < LONGEST {
        let serving = ecmopt.serve();
        let writers = Writers::start(ecmopt, &serving.url, &token, outcome.kills);
        tokio::time::sleep(Duration::from_millis(chance.within(LIFE_MS))).await;
        serving.kill();
        writers.cut_off().await.into_iter().for_each(|said| ledger.note(said));
        outcome.kills += 1;
        let store = opened(url).await;
        outcome.lost.extend(ledger.compare(&store).await);
        if outcome.kills.is_multiple_of(VERIFY_EVERY) {
            ecmopt.must(&["verify"]);
        }
    }
    outcome.lost.extend(ledger.compare_all(&opened(url).await).await);
    ecmopt.must(&["verify"]);
    (outcome.records, outcome.drafts, outcome.imports) = ledger.acknowledged();
    outcome
}

/// The database as a start after the power cut finds it.
async fn opened(url: &str) -> Store {
    Store::open(url).await.expect("the database opens after a power cut")
}

/// A clerk and a token of theirs, made at the command line.
fn set_up(ecmopt: &Ecmopt) -> String {
    let add =
        ["member", "add", "--login", "clerk", "--name", "Clerk", "--role", "data-entry", "--centre", "STH"];
    let said = ecmopt.run_with(&add, &format!("{PASSWORD}\n"));
    assert_eq!(said.code, 0, "{}", said.err);
    ecmopt.must(&["token", "create", "--member", "clerk", "--label", "kill"]).trim().to_owned()
}
