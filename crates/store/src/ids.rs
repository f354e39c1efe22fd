//! One id type a table, made from the clock and random bytes that the caller hands in.

use std::fmt;

use jiff::Timestamp;
use sea_orm::DeriveValueType;
use serde::{Deserialize, Serialize};
use uuid::{Builder, Uuid};

use crate::error::{Error, Result};

macro_rules! id {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
        )]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// Wraps an id that was stored or stands in an address.
            pub const fn new(id: Uuid) -> Self {
                Self(id)
            }

            /// Reads an id as it is written in an address.
            pub fn parse(text: &str) -> Option<Self> {
                Uuid::try_parse(text).ok().map(Self)
            }

            /// The id itself.
            pub const fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

id!(
    /// A record.
    RecordId
);
id!(
    /// An import of a bundle.
    ImportId
);
id!(
    /// A token of the API.
    TokenId
);
id!(
    /// A link that lets somebody in once.
    InvitationId
);
id!(
    /// A session in a browser.
    SessionId
);
id!(
    /// A passkey.
    PasskeyId
);
id!(
    /// A draft.
    DraftId
);
id!(
    /// A query.
    QueryId
);
id!(
    /// Files that somebody sent for an import and that wait for a decision.
    UploadId
);
id!(
    /// A pack that somebody asked for.
    PackId
);
id!(
    /// A case of a number beyond what chance allows.
    CaseId
);
id!(
    /// A research project.
    ProjectId
);

/// The version of a record: 1 when it is first stored, one more with each edit.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, DeriveValueType,
)]
#[serde(transparent)]
pub struct Revision(pub i32);

impl Revision {
    /// The first version.
    pub const FIRST: Self = Self(1);

    /// The version after this one.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0 + 1)
    }
}

impl fmt::Display for Revision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Where unguessable bytes come from: ids, session tokens, salts.
pub trait Entropy: Send + Sync {
    /// Fills `bytes`, or says why it cannot.
    fn fill(&self, bytes: &mut [u8]) -> Result<()>;
}

/// The operating system's generator.
#[derive(Debug, Clone, Copy, Default)]
pub struct OsEntropy;

impl Entropy for OsEntropy {
    fn fill(&self, bytes: &mut [u8]) -> Result<()> {
        getrandom::fill(bytes).map_err(|error| Error::Unavailable(error.to_string()))
    }
}

/// A fresh id (UUID version 7): ids made later sort later.
pub(crate) fn fresh(now: Timestamp, entropy: &dyn Entropy) -> Result<Uuid> {
    let mut random = [0; 10];
    entropy.fill(&mut random)?;
    let millis = u64::try_from(now.as_millisecond()).unwrap_or_default();
    Ok(Builder::from_unix_timestamp_millis(millis, &random).into_uuid())
}

#[cfg(test)]
mod tests;
