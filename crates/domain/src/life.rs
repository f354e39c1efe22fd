//! The life of a record: saved, asked about, signed off for a cycle, locked, or withdrawn.
//!
//! Each step is a method that takes who and when; there is no other way to the next state. A draft is not a
//! record yet and has no life here.

use jiff::Timestamp;

/// Where a record is on its way through a cycle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Life {
    /// Saved; it can be changed.
    Submitted,
    /// The network asks about it.
    Queried {
        /// How many queries are open.
        open: u32,
    },
    /// The centre lead declared it complete.
    SignedOff(SignOff),
    /// Signed off, and the cycle has closed over it: it changes only after an unlock with a reason.
    Locked {
        /// The sign-off that was locked.
        sign_off: SignOff,
        /// Since when.
        since: Timestamp,
    },
    /// Taken out; kept with its history, and counted nowhere.
    Withdrawn(Withdrawal),
}

/// A centre lead's word that a record is complete.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignOff {
    /// Who.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// For which cycle.
    pub cycle: String,
}

/// Why a record no longer counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Withdrawal {
    /// Who took it out.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// Why.
    pub reason: String,
}

/// A step that a record cannot take from where it is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LifeError {
    /// Locked records change only after an unlock.
    #[error(
        "This record is locked: it was signed off by {} for {}. The centre lead can unlock it with a reason.",
        .0.by, .0.cycle
    )]
    Locked(SignOff),
    /// It was taken out.
    #[error("This record was withdrawn by {}: {}", .0.by, .0.reason)]
    Withdrawn(Withdrawal),
    /// Open queries are answered and closed first.
    #[error("{open} open {} to be answered and closed before this record can be signed off.",
        if *.open == 1 { "query has" } else { "queries have" })]
    Queried {
        /// How many.
        open: u32,
    },
    /// Something that it needs is missing.
    #[error("{holds} {} missing before this record can be signed off.",
        if *.holds == 1 { "answer is" } else { "answers are" })]
    Incomplete {
        /// How many findings of level S.
        holds: u32,
    },
    /// The step does not fit the state.
    #[error("A record that is {from} cannot be {to}.")]
    WrongStep {
        /// The state it is in, in words.
        from: &'static str,
        /// What was wanted, in words.
        to: &'static str,
    },
}

impl Life {
    /// The stable code.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Submitted => "SUBMITTED",
            Self::Queried { .. } => "QUERIED",
            Self::SignedOff(_) => "SIGNED_OFF",
            Self::Locked { .. } => "LOCKED",
            Self::Withdrawn(_) => "WITHDRAWN",
        }
    }

    /// The words shown to a person.
    pub const fn label(&self) -> &'static str {
        match self {
            Self::Submitted => "submitted",
            Self::Queried { .. } => "queried",
            Self::SignedOff(_) => "signed off",
            Self::Locked { .. } => "locked",
            Self::Withdrawn(_) => "withdrawn",
        }
    }

    /// The sign-off that stands.
    pub const fn sign_off_facts(&self) -> Option<&SignOff> {
        match self {
            Self::SignedOff(sign_off) | Self::Locked { sign_off, .. } => Some(sign_off),
            Self::Submitted | Self::Queried { .. } | Self::Withdrawn(_) => None,
        }
    }

    /// Its content is changed. A sign-off lapses: it was given for another content.
    pub fn edit(self) -> Result<Self, LifeError> {
        match self {
            Self::Submitted | Self::SignedOff(_) => Ok(Self::Submitted),
            Self::Queried { open } => Ok(Self::Queried { open }),
            Self::Locked { sign_off, .. } => Err(LifeError::Locked(sign_off)),
            Self::Withdrawn(withdrawal) => Err(LifeError::Withdrawn(withdrawal)),
        }
    }

    /// The network asks about it. A sign-off lapses until the answer is accepted.
    pub fn ask(self) -> Result<Self, LifeError> {
        match self {
            Self::Submitted | Self::SignedOff(_) => Ok(Self::Queried { open: 1 }),
            Self::Queried { open } => Ok(Self::Queried { open: open.saturating_add(1) }),
            Self::Locked { sign_off, .. } => Err(LifeError::Locked(sign_off)),
            Self::Withdrawn(withdrawal) => Err(LifeError::Withdrawn(withdrawal)),
        }
    }

    /// One of its queries is closed.
    pub fn close_query(self) -> Result<Self, LifeError> {
        match self {
            Self::Queried { open: 0 | 1 } => Ok(Self::Submitted),
            Self::Queried { open } => Ok(Self::Queried { open: open - 1 }),
            // A record that was withdrawn with its queries open stays so.
            Self::Withdrawn(withdrawal) => Ok(Self::Withdrawn(withdrawal)),
            other => Err(other.cannot("freed of a query")),
        }
    }

    /// The centre lead declares it complete. `holds` are its findings of level S.
    pub fn sign_off(self, sign_off: SignOff, holds: u32) -> Result<Self, LifeError> {
        match self {
            Self::Submitted if holds > 0 => Err(LifeError::Incomplete { holds }),
            Self::Submitted => Ok(Self::SignedOff(sign_off)),
            Self::Queried { open } => Err(LifeError::Queried { open }),
            other => Err(other.cannot("signed off")),
        }
    }

    /// The cycle closes over it.
    pub fn lock(self, since: Timestamp) -> Result<Self, LifeError> {
        match self {
            Self::SignedOff(sign_off) => Ok(Self::Locked { sign_off, since }),
            other => Err(other.cannot("locked")),
        }
    }

    /// The lock of its cycle is lifted. The sign-off stands.
    pub fn lift(self) -> Result<Self, LifeError> {
        match self {
            Self::Locked { sign_off, .. } => Ok(Self::SignedOff(sign_off)),
            other => Err(other.cannot("freed of its cycle's lock")),
        }
    }

    /// It is opened for a correction; the reason stands in its history.
    pub fn unlock(self) -> Result<Self, LifeError> {
        match self {
            Self::Locked { .. } => Ok(Self::Submitted),
            other => Err(other.cannot("unlocked")),
        }
    }

    /// It is taken out.
    pub fn withdraw(self, withdrawal: Withdrawal) -> Result<Self, LifeError> {
        match self {
            Self::Submitted | Self::Queried { .. } | Self::SignedOff(_) => Ok(Self::Withdrawn(withdrawal)),
            Self::Locked { sign_off, .. } => Err(LifeError::Locked(sign_off)),
            Self::Withdrawn(earlier) => Err(LifeError::Withdrawn(earlier)),
        }
    }

    const fn cannot(&self, to: &'static str) -> LifeError {
        LifeError::WrongStep { from: self.label(), to }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sign_off() -> SignOff {
        SignOff { by: "Robin".into(), at: Timestamp::UNIX_EPOCH, cycle: "2026H1".into() }
    }

    fn withdrawal() -> Withdrawal {
        Withdrawal { by: "Robin".into(), at: Timestamp::UNIX_EPOCH, reason: "entered twice".into() }
    }

    fn locked() -> Life {
        Life::SignedOff(sign_off()).lock(Timestamp::UNIX_EPOCH).unwrap()
    }

    mod sign_off {
        use super::*;

        #[test]
        fn needs_a_complete_record_without_queries() {
            assert!(matches!(Life::Submitted.sign_off(sign_off(), 0), Ok(Life::SignedOff(_))));
            assert_eq!(
                Life::Submitted.sign_off(sign_off(), 1).unwrap_err().to_string(),
                "1 answer is missing before this record can be signed off."
            );
            assert_eq!(
                Life::Queried { open: 2 }.sign_off(sign_off(), 0).unwrap_err().to_string(),
                "2 open queries have to be answered and closed before this record can be signed off."
            );
        }

        #[test]
        fn lapses_with_an_edit_or_a_query() {
            assert_eq!(Life::SignedOff(sign_off()).edit(), Ok(Life::Submitted));
            assert_eq!(Life::SignedOff(sign_off()).ask(), Ok(Life::Queried { open: 1 }));
        }
    }

    mod lock {
        use super::*;

        #[test]
        fn refuses_every_change_but_an_unlock() {
            assert!(matches!(locked().edit(), Err(LifeError::Locked(_))));
            assert!(matches!(locked().ask(), Err(LifeError::Locked(_))));
            assert!(matches!(locked().withdraw(withdrawal()), Err(LifeError::Locked(_))));
            assert_eq!(locked().unlock(), Ok(Life::Submitted));
        }

        #[test]
        fn leaves_the_sign_off_when_it_is_lifted() {
            assert_eq!(locked().lift(), Ok(Life::SignedOff(sign_off())));
            assert!(Life::Submitted.lift().is_err());
        }

        #[test]
        fn takes_only_what_is_signed_off() {
            assert_eq!(
                Life::Submitted.lock(Timestamp::UNIX_EPOCH).unwrap_err().to_string(),
                "A record that is submitted cannot be locked."
            );
        }
    }

    mod queries {
        use super::*;

        #[test]
        fn the_last_one_closed_frees_the_record() {
            let asked_twice = Life::Submitted.ask().unwrap().ask().unwrap();
            assert_eq!(asked_twice.close_query().unwrap().close_query(), Ok(Life::Submitted));
        }

        #[test]
        fn an_edit_leaves_them_open() {
            assert_eq!(Life::Queried { open: 2 }.edit(), Ok(Life::Queried { open: 2 }));
        }
    }

    #[test]
    fn a_withdrawn_record_is_withdrawn_for_good() {
        let withdrawn = Life::Submitted.withdraw(withdrawal()).unwrap();
        assert!(withdrawn.clone().edit().is_err());
        assert!(withdrawn.withdraw(withdrawal()).is_err());
    }
}
