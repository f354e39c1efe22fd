//! `ecmopt forget`

use domain::actor::Actor;

use crate::failure::{Failure, Outcome};
use crate::settings::Settings;
use crate::world;

/// Takes from events of the audit trail that are older than the setting says who did them.
pub(crate) async fn run(settings: &Settings) -> Result<Outcome, Failure> {
    let (now, store) = (world::now(), super::open(settings).await?);
    let before = settings.forgets_before(now);
    let events = store.forget_events(&Actor::system("forget"), now, before).await?;
    println!("{events} events of before {before} no longer say who did them");
    Ok(Outcome::Done)
}
