//! A centre's cycle: what is in it, what blocks its sign-off, signing off, unlocking, withdrawing.

use domain::actor::Actor;
use domain::reference::CycleDates;
use domain::{Finding, FormSpec};
use jiff::Timestamp;

use crate::error::{Error, Result};
use crate::ids::{RecordId, Revision};
use crate::record::StoredRecord;
use crate::{Scoped, Store, SubmitError};

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
    pub async fn review(&self, _cycle: &CycleDates) -> Result<Review> {
        Err(Error::Invalid("not there yet".into()))
    }
}

impl Store {
    /// Signs off every complete record of the actor's centre in a cycle (the centre lead). Refused with a
    /// sentence when the cycle takes no sign-off any more.
    pub async fn sign_off(&self, _actor: &Actor, _now: Timestamp, _cycle: &str) -> Result<SignedOff> {
        Err(Error::Invalid("not there yet".into()))
    }

    /// Opens a locked record for a correction (the centre lead); the reason stands in its history.
    pub async fn unlock(
        &self,
        _actor: &Actor,
        _now: Timestamp,
        _form: &'static FormSpec,
        _id: RecordId,
        _reason: String,
    ) -> Result<(), SubmitError> {
        Err(SubmitError::NotFound)
    }

    /// Takes a record out. Refused while other records belong to it.
    pub async fn withdraw(
        &self,
        _actor: &Actor,
        _now: Timestamp,
        _form: &'static FormSpec,
        _id: RecordId,
        _expected: Revision,
        _reason: String,
    ) -> Result<(), SubmitError> {
        Err(SubmitError::NotFound)
    }
}
