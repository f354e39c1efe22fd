//! `ecmopt rebuild`

use domain::actor::Actor;

use crate::failure::{Failure, Outcome};
use crate::progress::Step;
use crate::settings::Settings;
use crate::world;

/// Makes anew what pages are shown of many records: after `ecmopt verify` has found that it differs.
pub(crate) async fn run(settings: &Settings) -> Result<Outcome, Failure> {
    let store = super::open(settings).await?;
    let step = Step::begin("Making the counts and worklists of every centre anew");
    let patients = store.rebuild(&Actor::system("rebuild"), world::now()).await?;
    step.end(&format!("{patients} patients and centres"));
    Ok(Outcome::Done)
}
