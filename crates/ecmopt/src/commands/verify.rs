//! `ecmopt verify`

use acts::Acts;

use crate::cli::VerifyArgs;
use crate::failure::{Failure, Outcome};
use crate::settings::Settings;
use crate::world;

pub(crate) async fn run(args: VerifyArgs, settings: &Settings) -> Result<Outcome, Failure> {
    let acts = Acts::of(super::open_to_read(settings).await?);
    let verified = acts.verify(&world::call("verify"), &args.expect_head).await?;
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
