//! What has moved since the last freeze: shown, signed off by the audit lead, and told to the next snapshot.
//!
//! ```text
//! records of now ─┐
//!                 ├─► corrections ─► their text and its hash ─► signed off ─► header of the next snapshot ─► its pack
//! last freeze ────┘
//! ```

use std::path::PathBuf;
use std::sync::Arc;

use domain::actor::{Action, Actor};
use domain::reference::CycleDates;
use jiff::tz::TimeZone;
use reporting::board::Board;
use reporting::snapshot::{Correction, Corrections, Day, Found, Header, SignedLine, Writer};
use store::{SignCorrections, SignedCorrections};

use crate::Acts;
use crate::call::Call;
use crate::error::Result;
use crate::live::Live;
use crate::moved::MovedNumbers;

/// What has moved since the last freeze.
#[derive(Debug, Clone)]
pub struct Delta {
    /// The frozen cycle.
    pub cycle: CycleDates,
    /// The numbers.
    pub moved: Arc<MovedNumbers>,
    /// What was signed off last.
    pub signed: Option<SignedCorrections>,
    snapshot: String,
}

/// What came of the wish to sign off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signing {
    /// It is signed.
    Done,
    /// Something else has moved than what was shown. Nothing is signed; the numbers of now are measured anew.
    Moved,
}

impl Delta {
    /// Whether the last sign-off is of exactly this.
    pub fn is_signed(&self) -> bool {
        self.signed.as_ref().is_some_and(|signed| signed.what.hash == self.moved.hash)
    }
}

impl Acts {
    /// What has moved between the last freeze and the numbers of now ([`Action::SignCorrections`]); `None` while no cycle is
    /// frozen, or its snapshot is not there.
    pub async fn corrections(&self, call: &Call, live: &Live) -> Result<Option<Delta>> {
        call.permit(Action::SignCorrections)?;
        let Some((frozen, moved)) = live.frozen.as_ref().zip(live.moved.as_ref()) else { return Ok(None) };
        let snapshot = frozen.board.snapshot().to_owned();
        let signed = self.store().signed_corrections(call.actor(), &snapshot).await?;
        Ok(Some(Delta { cycle: frozen.cycle.clone(), moved: Arc::clone(moved), signed, snapshot }))
    }

    /// Signs off what has moved, when it is what `hash` names ([`Action::SignCorrections`]). The records are measured anew
    /// first, so that what is signed is what they say now.
    pub async fn sign_corrections(&self, call: &Call, hash: &str, why: &str) -> Result<Signing> {
        call.permit(Action::SignCorrections)?;
        let service = call.on_behalf(Actor::service("corrections"));
        let live = self.measure_anew(&service).await?;
        let Some(delta) = self.corrections(call, &live).await?.filter(|delta| delta.moved.hash == hash)
        else {
            return Ok(Signing::Moved);
        };
        let sign = SignCorrections {
            cycle: delta.cycle.id.clone(),
            snapshot: delta.snapshot,
            moved: delta.moved.text.clone(),
            hash: delta.moved.hash.clone(),
            why: why.to_owned(),
        };
        self.store().sign_corrections(call.actor(), call.now(), sign).await?;
        Ok(Signing::Done)
    }

    /// The freeze before that of a cycle, and what was signed off of it; `None` for the first.
    pub(crate) async fn freeze_before(&self, call: &Call, cycle: &CycleDates) -> Result<Option<Before>> {
        let cycles = self.store().cycles().await?;
        let earlier = cycles.into_iter().filter(|other| other.dates.end < cycle.start).filter_map(|other| {
            let hash = other.state.freeze_facts()?.snapshot_hash.clone();
            Some((other.dates, hash))
        });
        let Some((cycle, hash)) = earlier.max_by_key(|(dates, _)| dates.end) else { return Ok(None) };
        let place = self.places()?.snapshot(&cycle.id);
        let signed = self.store().signed_corrections(call.actor(), &hash).await?;
        Ok(Some(Before { cycle, place, hash, signed }))
    }
}

/// A cycle that was frozen before, to be compared with.
pub(crate) struct Before {
    cycle: CycleDates,
    place: PathBuf,
    hash: String,
    signed: Option<SignedCorrections>,
}

impl Before {
    /// Adds to a header what the records of a snapshot, written but for it, have moved.
    pub(crate) fn told(self, writer: &mut Writer, mut header: Header) -> reporting::Result<Header> {
        let frozen = Found::open(&self.place).and_then(|found| Board::measure(&found.frozen_as(&self.hash)?));
        let lines = match frozen {
            Ok(frozen) => {
                let now = Board::measure(&writer.look(header.clone())?)?;
                Some(now.corrections_since(&frozen, &self.cycle)?)
            }
            // A freeze does not wait for a snapshot that is gone: its pack says that nobody can tell.
            Err(_) => None,
        };
        header.governance.corrections = Some(noted(self.cycle.id, lines, self.signed));
        Ok(header)
    }
}

/// What moved, each with whether it was signed off just so.
fn noted(cycle: String, lines: Option<Vec<Correction>>, signed: Option<SignedCorrections>) -> Corrections {
    let known = signed.as_ref().map(|signed| Correction::of_text(&signed.what.moved)).unwrap_or_default();
    let mark = |line: Correction| SignedLine { is_signed: known.contains(&line), line };
    Corrections {
        cycle,
        lines: lines.map(|lines| lines.into_iter().map(mark).collect()),
        signed: signed.as_ref().map(|signed| Day(TimeZone::UTC.to_datetime(signed.signed.at).date())),
        why: signed.map(|signed| signed.what.why),
    }
}

#[cfg(test)]
mod tests {
    use domain::pack::Done;
    use reporting::indicators::Rag;
    use reporting::snapshot::CorrectionSide;

    use super::*;

    fn line(value: &str) -> Correction {
        let side = |value: &str| CorrectionSide {
            value: Some(value.to_owned()),
            counts: "9 of 12 runs".to_owned(),
            rag: Rag::Grey,
            is_shown: true,
        };
        Correction {
            indicator: "P07".to_owned(),
            name: "Runs ever mobilised".to_owned(),
            centre: "STH".to_owned(),
            was: side("70.0%"),
            is: side(value),
            by: Some("+5.0".to_owned()),
            signals: Vec::new(),
        }
    }

    fn signed(lines: &[Correction]) -> SignedCorrections {
        let what = SignCorrections {
            cycle: "2025H2".to_owned(),
            snapshot: "ab".to_owned(),
            moved: Correction::to_text(lines).unwrap(),
            hash: "cd".to_owned(),
            why: "two runs were entered late".to_owned(),
        };
        SignedCorrections { what, signed: Done { by: "Sam".to_owned(), at: jiff::Timestamp::UNIX_EPOCH } }
    }

    #[test]
    fn what_moved_after_the_sign_off_is_not_signed() {
        let moved = vec![line("75.0%"), line("80.0%")];
        let told = noted("2025H2".to_owned(), Some(moved), Some(signed(&[line("75.0%")])));
        let signed: Vec<bool> = told.lines.unwrap().iter().map(|line| line.is_signed).collect();
        assert_eq!(signed, [true, false]);
        assert_eq!(told.why.as_deref(), Some("two runs were entered late"));
    }

    #[test]
    fn without_a_sign_off_nothing_is_signed() {
        let told = noted("2025H2".to_owned(), Some(vec![line("75.0%")]), None);
        assert!(!told.lines.unwrap()[0].is_signed && told.signed.is_none() && told.why.is_none());
    }
}
