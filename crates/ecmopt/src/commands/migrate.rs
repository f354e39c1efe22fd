//! `ecmopt migrate`

use store::{Access, Store};

use crate::cli::MigrateArgs;
use crate::failure::{Failure, Outcome};
use crate::settings::Settings;
use crate::world;

pub(crate) async fn run(args: MigrateArgs, settings: &Settings) -> Result<Outcome, Failure> {
    let status = if args.status {
        Store::open_existing(&settings.database(), Access::Read).await?.schema_status().await?
    } else {
        let store = Store::open(&settings.new_database()?).await?;
        let status = store.migrate(world::now()).await?;
        store.close().await;
        status
    };
    for change in &status.applied {
        println!("applied  {change}");
    }
    for change in &status.pending {
        println!("pending  {change}");
    }
    Ok(Outcome::Done)
}
