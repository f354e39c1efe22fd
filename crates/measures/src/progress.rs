//! How far a centre's records of a cycle have come.

use domain::life::Life;

/// Where a record stands on its way to sign-off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
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
    /// Where a record stands that something keeps from sign-off, or nothing; nowhere once it was withdrawn.
    pub const fn of(life: &Life, is_blocked: bool) -> Option<Self> {
        Some(match life {
            Life::Withdrawn(_) => return None,
            Life::Locked { .. } => Self::Locked,
            Life::SignedOff(_) => Self::SignedOff,
            Life::Queried { .. } => Self::Queried,
            Life::Submitted if is_blocked => Self::Blocked,
            Life::Submitted => Self::Complete,
        })
    }

    /// Whether something has to be done before it can be signed off.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Blocked | Self::Queried)
    }
}

/// Records by where they stand.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    /// They can be signed off.
    pub complete: usize,
    /// Something is missing.
    pub blocked: usize,
    /// The network asks about them.
    pub queried: usize,
    /// Signed off, not locked yet.
    pub signed_off: usize,
    /// Signed off and locked.
    pub locked: usize,
}

impl Progress {
    /// Counts so many records more.
    pub const fn add(&mut self, standing: Standing, records: usize) {
        let count = match standing {
            Standing::Complete => &mut self.complete,
            Standing::Blocked => &mut self.blocked,
            Standing::Queried => &mut self.queried,
            Standing::SignedOff => &mut self.signed_off,
            Standing::Locked => &mut self.locked,
        };
        *count += records;
    }

    /// All records that count.
    pub const fn all(self) -> usize {
        self.complete + self.blocked + self.queried + self.signed_off + self.locked
    }

    /// Those that somebody has to do something about first.
    pub const fn open(self) -> usize {
        self.blocked + self.queried
    }
}

impl FromIterator<Standing> for Progress {
    fn from_iter<I: IntoIterator<Item = Standing>>(standings: I) -> Self {
        let mut progress = Self::default();
        for standing in standings {
            progress.add(standing, 1);
        }
        progress
    }
}

#[cfg(test)]
mod tests {
    use domain::life::{SignOff, Withdrawal};
    use jiff::Timestamp;

    use super::*;

    fn signed_off() -> Life {
        let (by, cycle) = ("Robin".to_owned(), "2026H1".to_owned());
        Life::SignedOff(SignOff { by, at: Timestamp::UNIX_EPOCH, cycle })
    }

    fn withdrawn() -> Life {
        let (by, reason) = ("Robin".to_owned(), "twice".to_owned());
        Life::Submitted.withdraw(Withdrawal { by, at: Timestamp::UNIX_EPOCH, reason }).unwrap()
    }

    #[test]
    fn a_record_is_counted_once_and_a_withdrawn_one_never() {
        let locked = signed_off().lock(Timestamp::UNIX_EPOCH).unwrap();
        let lives = [
            (signed_off(), false),
            (locked, true),
            (Life::Queried { open: 1 }, true),
            (withdrawn(), false),
            (Life::Submitted, false),
            (Life::Submitted, true),
        ];
        let progress: Progress =
            lives.iter().filter_map(|(life, blocked)| Standing::of(life, *blocked)).collect();
        assert_eq!(progress, Progress { complete: 1, blocked: 1, queried: 1, signed_off: 1, locked: 1 });
        assert_eq!((progress.all(), progress.open()), (5, 2));
    }
}
