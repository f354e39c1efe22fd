//! `ecmopt head`

use crate::failure::{Failure, Outcome};
use crate::settings::Settings;

/// Prints the last link of the audit trail, to be kept where whoever may write the database may not write.
pub(crate) async fn run(settings: &Settings) -> Result<Outcome, Failure> {
    let store = super::open_to_read(settings).await?;
    println!("{}", store.audit_head().await?);
    Ok(Outcome::Done)
}
