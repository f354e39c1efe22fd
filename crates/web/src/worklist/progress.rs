//! How far a centre's records of a cycle have come.

use domain::life::Life;
use store::{Review, Reviewed};

/// Where a record stands on its way to sign-off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// It can be signed off.
    Complete,
    /// Something is missing.
    Blocked,
    /// The network asks about it.
    Queried,
    /// The centre lead has signed it off.
    SignedOff,
    /// The cycle has closed over it.
    Locked,
}

impl Standing {
    /// Where a record stands; nowhere once it was withdrawn.
    pub(crate) fn of(reviewed: &Reviewed) -> Option<Self> {
        Some(match reviewed.record.life {
            Life::Withdrawn(_) => return None,
            Life::Locked { .. } => Self::Locked,
            Life::SignedOff(_) => Self::SignedOff,
            Life::Queried { .. } => Self::Queried,
            Life::Submitted if reviewed.is_complete() => Self::Complete,
            Life::Submitted => Self::Blocked,
        })
    }

    /// Whether something has to be done before it can be signed off.
    pub(crate) const fn is_open(self) -> bool {
        matches!(self, Self::Blocked | Self::Queried)
    }
}

/// Records by where they stand.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Progress {
    pub complete: usize,
    pub blocked: usize,
    pub queried: usize,
    pub signed_off: usize,
    pub locked: usize,
}

impl Progress {
    /// Counts the records of a review.
    pub(crate) fn of(review: &Review) -> Self {
        let mut progress = Self::default();
        for standing in review.records.iter().filter_map(Standing::of) {
            *match standing {
                Standing::Complete => &mut progress.complete,
                Standing::Blocked => &mut progress.blocked,
                Standing::Queried => &mut progress.queried,
                Standing::SignedOff => &mut progress.signed_off,
                Standing::Locked => &mut progress.locked,
            } += 1;
        }
        progress
    }

    /// All records that count.
    pub(crate) const fn all(self) -> usize {
        self.complete + self.blocked + self.queried + self.signed_off + self.locked
    }

    /// Those that somebody has to do something about first.
    pub(crate) const fn open(self) -> usize {
        self.blocked + self.queried
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::worklist::samples::{contact, held, review, signed_off, with_life};

    #[test]
    fn a_record_is_counted_once_and_a_withdrawn_one_never() {
        let signed = with_life(contact("C1"), Life::SignedOff(signed_off()));
        let locked = with_life(
            contact("C2"),
            Life::SignedOff(signed_off()).lock(jiff::Timestamp::UNIX_EPOCH).unwrap(),
        );
        let queried = with_life(held(contact("C3"), "rass"), Life::Queried { open: 1 });
        let withdrawn = with_life(contact("C4"), withdrawn());
        let all = [signed, locked, queried, withdrawn, contact("C5"), held(contact("C6"), "rass")];
        let progress = Progress::of(&review(all));
        assert_eq!(progress, Progress { complete: 1, blocked: 1, queried: 1, signed_off: 1, locked: 1 });
        assert_eq!((progress.all(), progress.open()), (5, 2));
    }

    fn withdrawn() -> Life {
        let withdrawal = domain::life::Withdrawal {
            by: "Robin".into(),
            at: jiff::Timestamp::UNIX_EPOCH,
            reason: "twice".into(),
        };
        Life::Submitted.withdraw(withdrawal).unwrap()
    }
}
