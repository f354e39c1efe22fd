//! A centre's cycle: what is in it, what blocks its sign-off, signing off, unlocking, withdrawing.

mod centres;
mod load;
mod sign;
mod standing;
mod step;

use domain::actor::{Action, Actor};
use domain::check::Around;
use domain::reference::CycleDates;
use domain::value::CentreCode;
use domain::{Finding, FormSpec};
use jiff::Timestamp;

pub use self::centres::CentreStanding;
pub(crate) use self::load::Span;
pub use self::standing::Standing;
pub(crate) use self::standing::drafts_by_centre;
pub use self::step::Belonging;
use crate::error::{Error, Result};
use crate::ids::{RecordId, Revision};
use crate::record::StoredRecord;
use crate::{Scoped, Store, SubmitError, words};

/// A centre's records of a cycle, judged now: findings stored with a record grow stale when another changes.
#[derive(Debug, Clone)]
pub struct Review {
    /// The cycle.
    pub cycle: CycleDates,
    /// The records that happened in it, with the patients they are about, oldest first.
    pub records: Vec<Reviewed>,
}

/// A record of a review.
#[derive(Debug, Clone)]
pub struct Reviewed {
    /// The record.
    pub record: StoredRecord,
    /// What is found on it now, of levels S and W.
    pub findings: Vec<Finding>,
}

impl Reviewed {
    /// Whether nothing keeps it from sign-off but the sign-off itself.
    pub fn is_complete(&self) -> bool {
        self.holds().next().is_none() && !matches!(self.record.life, domain::life::Life::Queried { .. })
    }

    /// The findings that keep it from sign-off.
    pub fn holds(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|finding| finding.level == domain::Level::S)
    }
}

/// What a sign-off did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SignedOff {
    /// Records signed off now.
    pub signed: u64,
    /// Records that were signed off before.
    pub already: u64,
    /// Records that something keeps from it.
    pub blocked: u64,
}

impl Scoped {
    /// The centre's records of a cycle, judged now.
    pub async fn review(&self, cycle: &CycleDates) -> Result<Review> {
        let (directory, dictionary) =
            (self.store.cached_directory(self.now).await?, self.store.cached_dictionary(self.now).await?);
        let around =
            Around { now: self.now, directory: &directory, exported: false, dictionary: &dictionary };
        let centre = directory.centre(self.centre().as_str()).ok_or(Error::NotFound)?;
        let db = self.still().await?;
        let records = load::review(&db, centre, cycle, &around).await?;
        self.log(&format!("cycle {}", cycle.id), records.len()).await?;
        let records = records.into_iter().map(|(_, reviewed)| reviewed).collect();
        Ok(Review { cycle: cycle.clone(), records })
    }
}

impl Scoped {
    /// The records of the centre that belong to one. While there are any, it is not withdrawn.
    pub async fn belonging_to(&self, record: &StoredRecord) -> Result<Vec<Belonging>> {
        let row = self.even_withdrawn(record.form, record.id).await?;
        let belonging = step::leaning(&self.see().await?, &row, record.form).await?;
        self.log(&format!("what belongs to {} {}", record.form.id, record.id), belonging.len()).await?;
        Ok(belonging)
    }
}

impl Store {
    /// Signs off every complete record of the actor's centre in a cycle (the centre lead). Refused with a
    /// sentence when the cycle takes no sign-off any more.
    pub async fn sign_off(&self, actor: &Actor, now: Timestamp, cycle: &str) -> Result<SignedOff> {
        let centre = actor.own_centre(Action::SignOff)?;
        let sign = sign::SignCycle {
            centre,
            cycle: cycle.to_owned(),
            directory: self.cached_directory(now).await?,
            dictionary: self.cached_dictionary(now).await?,
        };
        self.writer.write(actor, now, sign).await
    }

    /// Opens a locked record for a correction (the centre lead); the reason stands in its history.
    pub async fn unlock(
        &self,
        actor: &Actor,
        now: Timestamp,
        form: &'static FormSpec,
        id: RecordId,
        reason: String,
    ) -> Result<(), SubmitError> {
        let centre = own_centre(actor)?;
        actor.permit(Action::Unlock).map_err(Error::from)?;
        let reason = words::read("reason", &reason)?;
        self.writer.write(actor, now, step::Unlock { centre, form, id, reason }).await?
    }

    /// Takes a record out. Refused while other records belong to it.
    pub async fn withdraw(
        &self,
        actor: &Actor,
        now: Timestamp,
        form: &'static FormSpec,
        id: RecordId,
        expected: Revision,
        reason: String,
    ) -> Result<(), SubmitError> {
        let centre = own_centre(actor)?;
        let reason = words::read("reason", &reason)?;
        self.writer.write(actor, now, step::Withdraw { centre, form, id, expected, reason }).await?
    }
}

/// The centre whose records an actor changes.
fn own_centre(actor: &Actor) -> Result<CentreCode, SubmitError> {
    actor.own_centre(Action::WriteRecords).map_err(|_| SubmitError::NotFound)
}
