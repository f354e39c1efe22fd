//! A bundle against what is held: the same judgement for the command line and for people.

use std::collections::BTreeMap;

use domain::actor::Actor;
use domain::bundle::{Against, Bundle, Checked};
use domain::value::CentreCode;
use domain::{FormSpec, Raw};
use jiff::Timestamp;

use crate::error::{Error, Result};
use crate::{Scoped, Store};

/// Hears how many patients are judged, of how many.
pub type Judging = Box<dyn FnMut(usize, usize) + Send>;

impl Store {
    /// Judges every row of a bundle against what is held of its centres. With `as_centre`, rows of any other
    /// centre are refused. Of a centre whose records the actor may not read nothing is looked up.
    pub async fn check_bundle(
        &self,
        actor: &Actor,
        now: Timestamp,
        bundle: Bundle,
        as_centre: Option<&CentreCode>,
        progress: Judging,
    ) -> Result<Checked> {
        let held = self.held_of(actor, now, &bundle).await?;
        self.judge_bundle(now, bundle, held, as_centre, progress).await
    }

    async fn judge_bundle(
        &self,
        now: Timestamp,
        bundle: Bundle,
        held: Vec<(&'static FormSpec, Raw)>,
        as_centre: Option<&CentreCode>,
        mut progress: Judging,
    ) -> Result<Checked> {
        same_world(self.synthetic().await?, bundle.meta.synthetic)?;
        let directory = self.cached_directory(now).await?;
        let as_centre = as_centre.cloned();
        // Whoever asks again finds what was judged: it goes on when nobody waits any more.
        let judged = self.desk.long(move |_| {
            let as_centre = as_centre.as_ref();
            let against = Against { directory: &directory, as_centre, now, held };
            bundle.check(against, &mut progress)
        });
        Ok(judged.await?)
    }

    async fn held_of(
        &self,
        actor: &Actor,
        now: Timestamp,
        bundle: &Bundle,
    ) -> Result<Vec<(&'static FormSpec, Raw)>> {
        let mut held = Vec::new();
        for code in bundle.centres() {
            let Some(centre) = CentreCode::parse(&code) else { continue };
            let Ok(scope) = self.scope_of(actor, now, "check of an import", centre) else { continue };
            held.extend(everything(&scope).await?);
        }
        Ok(held)
    }
}

impl Scoped {
    /// Judges every row of a bundle against what is held of this centre. Rows of any other are refused.
    pub async fn check_bundle(&self, bundle: Bundle, progress: Judging) -> Result<Checked> {
        let names_it = bundle.centres().iter().any(|code| code == self.centre().as_str());
        let held = if names_it { everything(self).await? } else { Vec::new() };
        self.store.judge_bundle(self.now, bundle, held, Some(self.centre()), progress).await
    }
}

async fn everything(scope: &Scoped) -> Result<Vec<(&'static FormSpec, Raw)>> {
    let records = scope.everything().await?;
    Ok(records.into_iter().map(|record| (record.form, record.raw)).collect())
}

/// Synthetic and real records never meet.
fn same_world(held: Option<bool>, coming: bool) -> Result<()> {
    let refused = |sentence: &str| Err(Error::Invalid(sentence.to_owned()));
    match (held, coming) {
        (Some(false), true) => refused(
            "This database holds real records; a synthetic bundle is refused. Use another data folder for it.",
        ),
        (Some(true), false) => refused(
            "This database holds synthetic records; a bundle of real ones is refused. Use another data folder for it.",
        ),
        _ => Ok(()),
    }
}

/// Names a bundle by its content.
pub fn bundle_hash(files: &BTreeMap<String, Vec<u8>>) -> String {
    let mut hasher = blake3::Hasher::new();
    for (name, bytes) in files {
        hasher.update(name.as_bytes()).update(&(bytes.len() as u64).to_le_bytes()).update(bytes);
    }
    hasher.finalize().to_hex().to_string()
}

#[cfg(test)]
mod tests;
