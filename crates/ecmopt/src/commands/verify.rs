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
    let broken = altered_packs(acts, settings).await?;
    if !broken.is_empty() {
        for sentence in &broken {
            println!("{sentence}");
        }
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

/// The files of packs that are not as they were built. Without a pack no place for them is looked for.
async fn altered_packs(acts: Acts, settings: &Settings) -> Result<Vec<String>, Failure> {
    let call = world::call("verify");
    let packs = acts.store().packs(call.actor()).await?;
    if packs.iter().all(|pack| pack.state.contents().is_none()) {
        return Ok(Vec::new());
    }
    Ok(acts.keeping(settings.places()?).verify_packs(&call).await?)
}
