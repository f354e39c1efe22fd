//! `ecmopt verify`

use crate::failure::{Failure, Outcome};
use crate::progress::Step;
use crate::settings::Settings;

pub(crate) async fn run(settings: &Settings) -> Result<Outcome, Failure> {
    let store = super::open(settings).await?;
    let step = Step::begin("Checking the audit chain");
    let mut hear =
        |events: i64| step.at(u64::try_from(events).unwrap_or(0), u64::try_from(events).unwrap_or(0));
    let verified = store.verify(&mut hear).await?;
    match verified.broken {
        None => {
            step.end("every link holds");
            println!(
                "{} events, {} revisions, head {}",
                verified.head.seq, verified.revisions, verified.head.hash
            );
            Ok(Outcome::Done)
        }
        Some(broken) => {
            step.end("broken");
            println!("{broken}");
            Ok(Outcome::Refused)
        }
    }
}
