//! `ecmopt pack` and `ecmopt pack verify`

use acts::{PackOrder, make_pack, prove_pack};
use desk::Desk;
use reporting::pack::Verdict;

use super::proven;
use crate::cli::{PackArgs, PackCommand};
use crate::failure::{Failure, Outcome};
use crate::settings::Settings;
use crate::world;

pub(crate) async fn run(args: PackArgs, settings: &Settings) -> Result<Outcome, Failure> {
    let (desk, call) = (Desk::of_this_machine(), world::call("pack"));
    if let Some(PackCommand::Verify { dir, snapshot }) = args.verify {
        let snapshot = proven::open(&snapshot, settings).await?;
        return Ok(tell(prove_pack(&desk, &call, dir, snapshot).await?));
    }
    let (Some(snapshot), Some(out)) = (args.snapshot, args.out) else {
        return Err(Failure::usage("A pack needs a snapshot and --out DIR."));
    };
    let snapshot = proven::open(&snapshot, settings).await?;
    let order = PackOrder { definition: args.definition, period: args.period, centre: args.centre };
    make_pack(&desk, &call, snapshot, order, out.clone()).await?;
    println!("{}", out.display());
    Ok(Outcome::Done)
}

fn tell(verdict: Verdict) -> Outcome {
    match verdict {
        Verdict::Same => {
            println!("The pack is what its snapshot gives, byte for byte.");
            Outcome::Done
        }
        Verdict::Older(sentence) | Verdict::Altered(sentence) => {
            println!("{sentence}");
            Outcome::Refused
        }
    }
}
