//! One record through the rules and into the database.

mod around;
mod write;

use std::sync::Arc;

use domain::actor::{Action, Actor};
use domain::life::LifeError;
use domain::value::CentreCode;
use domain::{Finding, FormSpec, Level, Raw};
use jiff::Timestamp;

use crate::Store;
use crate::error::{Error, Result};
use crate::ids::{DraftId, ImportId, RecordId, Revision};
use crate::words;

/// A record that somebody hands in.
#[derive(Debug, Clone)]
pub struct Submit {
    /// Its form.
    pub form: &'static FormSpec,
    /// The centre it is for.
    pub centre: CentreCode,
    /// Its cells. What the system sets (the centre, the time of entry) is set here, whatever they say.
    pub raw: Raw,
    /// The warnings that were confirmed: [`Finding::key`], or a rule's id for all findings of that rule.
    pub confirm: Vec<String>,
    /// The client's own name of this submission: sent again, it gives the same answer and no second record.
    pub idempotency_key: Option<String>,
    /// The record to change; without it a new one is made.
    pub id: Option<RecordId>,
    /// The version that the change was made on.
    pub expected: Option<Revision>,
    /// Why it is changed.
    pub reason: Option<String>,
    /// The draft that it was made from: gone in the moment in which the record is there.
    pub draft: Option<DraftId>,
    /// The rows of an import that it mends: no longer kept aside once the record is there.
    pub mends: Option<Mended>,
}

/// Rows that an import kept aside and that somebody has put right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mended {
    /// The import.
    pub import: ImportId,
    /// File (stem) and row of each.
    pub rows: Vec<(String, usize)>,
}

/// A record that is stored, durably.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submitted {
    /// Its id.
    pub id: RecordId,
    /// Its version.
    pub revision: Revision,
    /// What it was stored with: confirmed warnings, and what keeps it from sign-off.
    pub findings: Vec<Finding>,
    /// It had been stored already under the same idempotency key.
    pub replayed: bool,
}

/// Why a record was not stored. Nothing of it was.
#[derive(Debug, thiserror::Error)]
pub enum SubmitError {
    /// Some findings are of level E.
    #[error("The record cannot be saved as it is.")]
    Refused(Vec<Finding>),
    /// Some warnings have not been confirmed.
    #[error("Some values need to be confirmed before the record can be saved.")]
    NeedsConfirmation(Vec<Finding>),
    /// Somebody else changed the record in the meantime.
    #[error(
        "Somebody else has changed this record. Look at the current version, then make your change again."
    )]
    Conflict {
        /// The version that is current.
        current: Revision,
    },
    /// There is no such record or centre, or it is not the actor's: callers cannot tell which.
    #[error("There is no such record at your centre.")]
    NotFound,
    /// Where it is in its life it cannot be changed.
    #[error(transparent)]
    Life(LifeError),
    /// The idempotency key belongs to another submission.
    #[error("This Idempotency-Key was used for another submission. Use a new one.")]
    KeyReused,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] Error),
}

impl SubmitError {
    /// The sentence for whoever sent it, when nothing is wrong with what was sent: it cannot be stored now.
    pub fn refusal_now(&self) -> Option<String> {
        match self {
            Self::Life(error) => Some(error.to_string()),
            Self::Store(Error::Unpermitted(error)) => Some(error.to_string()),
            _ => None,
        }
    }

    /// Whether the centre's permission is what is missing: what was typed waits for it.
    pub fn is_unpermitted(&self) -> bool {
        matches!(self, Self::Store(Error::Unpermitted(_)))
    }
}

impl Store {
    /// Judges a record in its surroundings and stores it with its version and its audit event, in one
    /// transaction; returns once that is durable.
    pub async fn submit(
        &self,
        actor: &Actor,
        now: Timestamp,
        submit: Submit,
    ) -> Result<Submitted, SubmitError> {
        actor.permit_at(Action::WriteRecords, &submit.centre).map_err(|_| SubmitError::NotFound)?;
        actor.permit_form(submit.form.id).map_err(Error::from)?;
        let unpermitted = self.unpermitted([&submit.centre], now).await?;
        let submit = worded(submit)?;
        let directory = self.cached_directory(now).await?;
        let Some(centre) = directory.centre(submit.centre.as_str()) else {
            return Err(SubmitError::NotFound);
        };
        let zone = centre.zone.clone();
        let dictionary = self.cached_dictionary(now).await?;
        let write =
            write::SubmitRecord { submit, unpermitted, zone, directory: Arc::clone(&directory), dictionary };
        self.writer.write(actor, now, write).await?
    }
}

/// A submission whose words beside the fields have passed the gate, or what is wrong with them. A reason that
/// holds nothing is none.
fn worded(mut submit: Submit) -> Result<Submit, SubmitError> {
    if let Some(key) = &submit.idempotency_key {
        submit.idempotency_key = Some(words::line("Idempotency-Key", key)?);
    }
    if let Some(reason) = submit.reason.take().filter(|reason| !reason.trim().is_empty()) {
        let refused = |sentence| {
            SubmitError::Refused(vec![Finding::new("reason", words::rule(&reason), Level::E, sentence)])
        };
        submit.reason = Some(words::read("reason", &reason).map_err(|wrong| match wrong {
            Error::Invalid(sentence) => refused(sentence),
            other => other.into(),
        })?);
    }
    Ok(submit)
}
