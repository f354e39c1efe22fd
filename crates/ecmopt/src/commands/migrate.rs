//! `ecmopt migrate`

use store::Store;

use crate::cli::MigrateArgs;
use crate::failure::{Failure, Outcome};
use crate::settings::Settings;
use crate::world;

pub(crate) async fn run(args: MigrateArgs, settings: &Settings) -> Result<Outcome, Failure> {
    let store = Store::open(&settings.database()?).await?;
    let status = if args.status { store.schema_status().await? } else { store.migrate(world::now()).await? };
    for change in &status.applied {
        println!("applied  {change}");
    }
    for change in &status.pending {
        println!("pending  {change}");
    }
    Ok(Outcome::Done)
}
