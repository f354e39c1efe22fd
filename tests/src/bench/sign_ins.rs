//! Submissions while others sign in: what a password costs must not be what everybody else waits for.

use std::time::Duration;

use tokio::task::JoinSet;

use super::{Table, http};
use crate::command::Ecmopt;
use crate::visitor::Visitor;

/// As when a hundred and twenty people, all of the network, come within a minute: with the pages that they see first.
const EACH_SECOND: u32 = 2;
const PEOPLE: usize = 20;
/// Rounds of each, in turn: one alone says nothing on a machine that others share.
const PAIRS: usize = 6;

/// Measures submissions without and with them.
pub async fn measure(table: &mut Table) {
    let ecmopt = Ecmopt::new();
    let token = http::member(&ecmopt);
    for number in 0..PEOPLE {
        http::add_member(&ecmopt, &login(number));
    }
    let serving = ecmopt.serve();
    let host = serving.url.trim_start_matches("http://").to_owned();
    http::admissions(&host, &token).await;
    let mut rounds: [Vec<Vec<Duration>>; 2] = Default::default();
    for round in 0..2 * PAIRS {
        // Without, with, with, without: more is held from round to round, and each round is a little slower for it.
        let beside = usize::from(matches!(round % 4, 1 | 2));
        let signing = (beside == 1).then(|| tokio::spawn(sign_in_steadily(serving.url.clone())));
        rounds[beside].push(http::load(&host, &token, round).await);
        if let Some(signing) = signing {
            assert!(!signing.is_finished(), "people were signed in until the end");
            signing.abort();
        }
    }
    let mut counts = [0; 2];
    for (beside, times) in rounds.into_iter().enumerate() {
        let what = if beside == 0 {
            "nobody signs in".to_owned()
        } else {
            format!("{EACH_SECOND} a second sign in")
        };
        let mut times = times.concat();
        times.sort();
        counts[beside] = times.len();
        let (p50, p99) = (http::at(&times, 500), http::at(&times, 990));
        let figure = format!("{}/s, p50 {p50:.1} ms, p99 {p99:.1} ms", times.len() / (http::SECONDS * PAIRS));
        table.add(&format!("physio_contact over HTTP while {what}, {PAIRS} rounds"), figure, "");
    }
    #[expect(clippy::cast_precision_loss, reason = "a count of requests")]
    let share = counts[1] as f64 / counts[0] as f64;
    table.add("submissions while others sign in ÷ without", format!("{share:.2}"), "≥ 0.90");
}

fn login(number: usize) -> String {
    format!("bench-{number}")
}

/// Somebody signs in every so often, each time somebody else, whether or not those before have been answered. It ends with
/// whoever waits for it.
async fn sign_in_steadily(url: String) {
    let mut pace = tokio::time::interval(Duration::from_secs(1) / EACH_SECOND);
    let mut signing = JoinSet::new();
    for number in 0.. {
        pace.tick().await;
        let url = url.clone();
        signing.spawn(async move {
            let visitor =
                Visitor::sign_in(&url, &login(number % PEOPLE)).await.expect("the service is there");
            let account = visitor.get("/account").await.expect("a page");
            assert!(account.contains("Your account"), "{account}");
        });
        while let Some(signed_in) = signing.try_join_next() {
            signed_in.expect("somebody is signed in");
        }
    }
}
