//! Questions that the network added, by cycle.

use domain::actor::Actor;
use domain::questions::Questions;
use jiff::Timestamp;

use crate::Store;
use crate::error::{Error, Result};

impl Store {
    /// All question sets as they stand.
    pub async fn questions(&self) -> Result<Questions> {
        Ok(Questions::none())
    }

    /// The question sets as they were when they were last read or put by this process; another process's
    /// change is seen within a minute.
    pub(crate) async fn cached_questions(&self) -> Result<Questions> {
        self.questions().await
    }

    /// The text of a cycle's set, as it was written.
    pub async fn questions_text(&self, _cycle: &str) -> Result<Option<String>> {
        Ok(None)
    }

    /// Makes a TOML text the question set of the cycle that it names (the audit lead). Refused with a
    /// sentence when it cannot be read, when the cycle is frozen, or when answers were given already to a
    /// question, or with a code, that it would take away without a declared mapping.
    pub async fn put_questions(&self, _actor: &Actor, _now: Timestamp, _text: String) -> Result<String> {
        Err(Error::Invalid("not there yet".into()))
    }
}
