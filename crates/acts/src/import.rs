//! Importing a bundle: judged against what is held, then stored, what is good of it, in one transaction.

use std::sync::Arc;

use domain::actor::Action;
use domain::bundle::{Bundle, Checked};
use domain::finding::Level;
use domain::value::CentreCode;
use store::{Import, Imported};

use crate::Acts;
use crate::call::Call;
use crate::error::Result;

impl Acts {
    /// Judges a bundle against what is held already of its centres ([`Action::Operate`]). With `as_centre`, rows of any
    /// other centre are refused.
    pub async fn check_bundle(
        &self,
        call: &Call,
        bundle: Bundle,
        as_centre: Option<&CentreCode>,
    ) -> Result<Checked> {
        call.permit(Action::Operate)?;
        let step = Arc::new(call.begin("Checking every row"));
        let heard = Arc::clone(&step);
        let progress = Box::new(move |done, total| heard.at(done as u64, total as u64));
        let checked =
            self.store().check_bundle(call.actor(), call.now(), bundle, as_centre, progress).await?;
        if let Some(step) = Arc::into_inner(step) {
            let count = |level| checked.count(level);
            step.end(&format!(
                "{} E, {} S and {} W findings",
                count(Level::E),
                count(Level::S),
                count(Level::W)
            ));
        }
        Ok(checked)
    }

    /// Stores what can be stored of a bundle and keeps what was set aside, in one transaction ([`Action::Operate`]).
    pub async fn import_bundle(
        &self,
        call: &Call,
        checked: Checked,
        bundle_hash: String,
        name: String,
    ) -> Result<Imported> {
        call.permit(Action::Operate)?;
        if self.store().synthetic().await?.is_none() {
            self.store().declare_synthetic(call.actor(), call.now(), checked.meta.synthetic).await?;
        }
        let step = Arc::new(call.begin("Storing"));
        let heard = Arc::clone(&step);
        let total = checked.records.len() as u64;
        let progress = Box::new(move |done| heard.at(done as u64, total));
        let import = Import { progress, ..Import::of(checked, bundle_hash, name) };
        let imported = self.store().import(call.actor(), call.now(), import).await?;
        if let Some(step) = Arc::into_inner(step) {
            step.end("done");
        }
        Ok(imported)
    }
}
