//! Lets trouble befall the service at random moments, and looks whether anything that it acknowledged is lost, and
//! whether anything is there of which it said that nothing was saved.
//!
//! ```text
//! round: start the real binary ─► writers (API, drafts, an import) ─► trouble, kill -9 ─► compare with the ledger
//! ```
//! A ledger outside the service holds what was answered. What was sent and not answered, or answered with "it is
//! not known", may be there or not; half of it may not.

mod chance;
mod ledger;
mod trouble;
mod writers;

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use chance::Chance;
use ledger::Ledger;
use store::Store;
use writers::Writers;

use crate::command::Ecmopt;
use crate::database::Backend;
use crate::fixtures::PASSWORD;

pub use trouble::{Machine, Trouble};

/// No run has more rounds.
pub const MOST_ROUNDS: u32 = 200;
/// No run begins another round after this.
pub const LONGEST: Duration = Duration::from_secs(280);
/// The audit chain is followed after so many rounds, and at the end.
const VERIFY_EVERY: u32 = 20;
/// The service lives this long, in milliseconds, before the trouble, and again after it.
const LIFE_MS: std::ops::Range<u64> = 60..900;

/// What a run is to do.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    /// How many rounds; at most [`MOST_ROUNDS`]. The kinds of trouble take turns.
    pub rounds: u32,
    /// The same seed has the same moments.
    pub seed: u64,
}

/// What came of it.
#[derive(Debug, Default)]
pub struct Outcome {
    /// How often each kind of trouble befell the service.
    pub troubles: BTreeMap<Trouble, u32>,
    /// Acknowledged records, versions of drafts, and imports.
    pub records: usize,
    pub drafts: usize,
    pub imports: usize,
    /// Records that were refused with the word that nothing was saved.
    pub refused: usize,
    /// Records of which the service said that it does not know.
    pub uncertain: usize,
    /// What was acknowledged and is not there, and what is there by half.
    pub lost: Vec<String>,
    /// What is there although it was said that nothing was saved.
    pub stored_after_refusal: Vec<String>,
}

/// Makes trouble until the plan is fulfilled, or the time is over.
pub async fn run(machine: &Machine, backend: Backend, plan: Plan) -> Outcome {
    let ecmopt = &machine.ecmopt;
    let token = set_up(ecmopt);
    let (mut chance, mut ledger) = (Chance::of(plan.seed), Ledger::default());
    let mut outcome = Outcome::default();
    let began = Instant::now();
    for round in 0..plan.rounds.min(MOST_ROUNDS) {
        if began.elapsed() >= LONGEST {
            break;
        }
        let kinds = Trouble::of(backend);
        let trouble = kinds[round as usize % kinds.len()];
        let mut moment = || Duration::from_millis(chance.within(LIFE_MS));
        let serving = ecmopt.serve();
        let writers = Writers::start(ecmopt, &serving.url, &token, round);
        tokio::time::sleep(moment()).await;
        machine.suffer(trouble, serving, moment()).await;
        writers.cut_off().await.into_iter().for_each(|said| ledger.note(said));
        if trouble == Trouble::ReadOnlyDisk {
            machine.start_read_only();
        }
        *outcome.troubles.entry(trouble).or_default() += 1;
        outcome.lost.extend(ledger.compare(&opened(&machine.url).await).await);
        if (round + 1).is_multiple_of(VERIFY_EVERY) {
            ecmopt.must(&["verify"]);
        }
    }
    let store = opened(&machine.url).await;
    outcome.lost.extend(ledger.compare_all(&store).await);
    outcome.stored_after_refusal = ledger.stored_after_refusal(&store).await;
    ecmopt.must(&["verify"]);
    (outcome.records, outcome.drafts, outcome.imports) = ledger.acknowledged();
    (outcome.refused, outcome.uncertain) = ledger.not_acknowledged();
    outcome
}

/// The database as the next start finds it.
async fn opened(url: &str) -> Store {
    Store::open(url).await.expect("the database opens after the trouble")
}

/// A clerk and a token of theirs, made at the command line.
fn set_up(ecmopt: &Ecmopt) -> String {
    let add =
        ["member", "add", "--login", "clerk", "--name", "Clerk", "--role", "data-entry", "--centre", "STH"];
    let said = ecmopt.run_with(&add, &format!("{PASSWORD}\n"));
    assert_eq!(said.code, 0, "{}", said.err);
    ecmopt.must(&["token", "create", "--member", "clerk", "--label", "kill"]).trim().to_owned()
}
