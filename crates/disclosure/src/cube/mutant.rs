//! Releases that are weakened on purpose. An attack that does not notice is no attack (the anonymity dossier, §5.3).
//!
//! They take the way of every release and differ from it in one thing. Only a build with the feature `mutants` can ask
//! for one, and only the crate's own tests are built so. The dossier's M8, percentages from raw counts, is none of them:
//! [`Share::of`](super::Share::of) takes what is told and has no way to a raw count.

use super::{Count, Predicate, Stat};

/// What a release is weakened by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mutant {
    /// M1: the noise hangs on the people alone, as with classical cell keys.
    QuestionIgnored,
    /// M2: 0 is told, 1 to 7 are low, all else is rounded to the nearest 5.
    NearestFive,
    /// M3: nothing is asked but that the moved count is 10 or more.
    NoGates,
    /// M4: counts with up to two variables are told as they are, if they are 8 or more.
    ExactMargins,
    /// M5: the noise stays when an epoch begins.
    EpochIgnored,
    /// M6: a question may have four variables.
    FourVariables,
    /// M7: what is low says why. A count has no room for a reason, so it is told as a number that no count can be.
    ReasonsTold,
    /// M9: whoever asks again gets other noise.
    FreshNoise,
}

impl Mutant {
    /// What it tells in place of the release's answer; nothing where they do not differ.
    pub(super) fn answer(
        self,
        of: &Predicate,
        people: u32,
        moved: i64,
        is_let_through: bool,
    ) -> Option<Count> {
        let told = u32::try_from(moved).ok().filter(|told| *told >= super::guard::TOLD_FROM);
        let is_few = people < super::guard::FLOOR;
        match self {
            Self::NearestFive if people == 0 => Some(Count::Shown(0)),
            Self::NearestFive if is_few || !is_let_through => Some(Count::Low),
            Self::NearestFive => Some(Count::Shown((people + 2) / 5 * 5)),
            Self::NoGates => Some(told.map_or(Count::Low, Count::Shown)),
            Self::ExactMargins if of.parts().len() > 2 => None,
            Self::ExactMargins => Some(if is_few { Count::Low } else { Count::Shown(people) }),
            Self::ReasonsTold if is_few => Some(Count::Shown(1)),
            Self::ReasonsTold if !is_let_through => Some(Count::Shown(2)),
            Self::ReasonsTold if told.is_none() => Some(Count::Shown(3)),
            _ => None,
        }
    }

    /// Takes out of the noise what it should not forget: an epoch, a figure and a question stand there.
    pub(super) fn forget(self, bytes: &mut Vec<u8>, stat: Stat, of: &Predicate) {
        match self {
            Self::QuestionIgnored => {
                let mut question = Vec::new();
                of.encode(&mut question);
                bytes.truncate(bytes.len() - question.len());
            }
            Self::EpochIgnored => {
                *bytes = stat.encoded().to_vec();
                of.encode(bytes);
            }
            Self::FreshNoise => bytes.extend(call().to_be_bytes()),
            _ => {}
        }
    }
}

/// Another number at each call.
fn call() -> u64 {
    use std::sync::atomic::{AtomicU64, Ordering};
    static CALLS: AtomicU64 = AtomicU64::new(0);
    CALLS.fetch_add(1, Ordering::Relaxed)
}
