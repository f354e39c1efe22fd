//! `ecmopt verify`

use store::{Store, Verified};

use crate::cli::VerifyArgs;
use crate::failure::{Failure, Outcome};
use crate::progress::Step;
use crate::settings::Settings;

pub(crate) async fn run(args: VerifyArgs, settings: &Settings) -> Result<Outcome, Failure> {
    let store = super::open_to_read(settings).await?;
    let verified = check(&store, &args).await?;
    if let Some(broken) = verified.broken {
        println!("{broken}");
        return Ok(Outcome::Refused);
    }
    println!("{} events, {} revisions, head {}", verified.head.seq, verified.revisions, verified.head);
    if args.expect_head.is_empty() {
        eprintln!(
            "No noted head was given (--expect-head): a trail that was written anew from its beginning is not \
             found without one."
        );
    }
    Ok(Outcome::Done)
}

/// Checks the whole trail, and says how far it is.
pub(crate) async fn check(store: &Store, args: &VerifyArgs) -> Result<Verified, Failure> {
    let step = Step::begin("Checking the audit chain");
    let mut hear =
        |events: i64| step.at(u64::try_from(events).unwrap_or(0), u64::try_from(events).unwrap_or(0));
    let verified = store.verify_against(&args.expect_head, &mut hear).await?;
    step.end(if verified.broken.is_none() { "every link holds" } else { "broken" });
    Ok(verified)
}
