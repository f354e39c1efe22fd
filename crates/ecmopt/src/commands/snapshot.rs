//! `ecmopt snapshot`

use acts::{Acts, Content, read_time};
use reporting::indicators::Period;

use crate::cli::SnapshotArgs;
use crate::failure::{Failure, Outcome};
use crate::settings::Settings;
use crate::world;

pub(crate) async fn run(args: SnapshotArgs, settings: &Settings) -> Result<Outcome, Failure> {
    let acts = Acts::of(super::open(settings).await?);
    let call = world::call("snapshot");
    let cycle = match &args.cycle {
        Some(id) => Some(match acts.store().cycle(id).await? {
            Some(opened) => opened.dates,
            None => acts.cycle_dates(id).await?,
        }),
        None => None,
    };
    let period = match (&cycle, args.from, args.to) {
        (Some(cycle), ..) => Some(Period::new(cycle.start, cycle.end)?),
        (None, Some(from), Some(to)) => Some(Period::new(from, to)?),
        _ => None,
    };
    let extract_at = match &args.extract_at {
        Some(text) => read_time(text)?,
        None => acts.extract_time(&call).await?,
    };
    let taken = acts.take_snapshot(&call, Content { cycle, period, extract_at }, &args.out).await?;
    println!("{} files, {} rows, extract at {}", taken.files, taken.rows, taken.extract_at);
    Ok(Outcome::Done)
}
