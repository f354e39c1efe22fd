//! The write of a sign-off.

use std::sync::Arc;

use domain::centre::{Centre, Directory};
use domain::check::Around;
use domain::cycle::{Cycle, CycleState};
use domain::dictionary::Dictionary;
use domain::life::{Life, SignOff};
use domain::time::WallTime;
use domain::value::CentreCode;
use serde_json::json;

use super::{SignedOff, load};
use crate::cycles;
use crate::error::{Error, Result};
use crate::life::{LifeStep, Subject, step_all};
use crate::writer::{Step, Trace, Tx, Write};

pub(super) struct SignCycle {
    pub(super) centre: CentreCode,
    pub(super) cycle: String,
    pub(super) directory: Arc<Directory>,
    pub(super) dictionary: Arc<Dictionary>,
}

impl Write for SignCycle {
    const NAME: &'static str = "cycle.sign_off";
    const ALONE: bool = true;
    type Out = SignedOff;

    fn centres(&self) -> Vec<CentreCode> {
        vec![self.centre.clone()]
    }

    async fn run(&mut self, tx: &mut Tx<'_>) -> Result<Step<SignedOff>> {
        let centre = self.directory.centre(self.centre.as_str()).ok_or(Error::NotFound)?;
        let cycle = cycles::find(tx.db, &self.cycle).await?;
        open_to(tx, &cycle, centre).await?;
        let (done, signed) = self.judge(tx, &cycle, centre).await?;
        if signed.is_empty() {
            return Ok(Step::Declined(done));
        }
        let SignedOff { signed: count, already, blocked } = done;
        let mut detail = json!({
            "centre": self.centre.as_str(), "signed": count, "already": already, "blocked": blocked,
        });
        let cycle_id = Some(self.cycle.as_str());
        step_all(tx, LifeStep::SignedOff, cycle_id, signed.clone()).await?.stand_in(&mut detail);
        if let CycleState::Locking { .. } = cycle.state {
            // The others were locked already; this was signed off under an extension.
            cycles::claim::end(tx.db, &self.cycle).await?;
            let locked = lock(signed, tx)?;
            step_all(tx, LifeStep::Locked, cycle_id, locked).await?.stand_in(&mut detail);
        }
        Ok(Step::Done(done, Trace::new(Self::NAME, &self.cycle, detail)))
    }
}

impl SignCycle {
    /// What can be signed off now, and the account of all records of the cycle.
    async fn judge(
        &self,
        tx: &Tx<'_>,
        cycle: &Cycle,
        centre: &Centre,
    ) -> Result<(SignedOff, Vec<(Subject, Life)>)> {
        let around = Around {
            now: tx.by.now,
            directory: &self.directory,
            exported: false,
            dictionary: &self.dictionary,
        };
        let sign_off = SignOff { by: tx.by.actor.name.clone(), at: tx.by.now, cycle: self.cycle.clone() };
        let (mut done, mut signed) = (SignedOff::default(), Vec::new());
        for (subject, reviewed) in load::review(tx.db, centre, &cycle.dates, &around).await? {
            let holds = u32::try_from(reviewed.holds().count()).unwrap_or(u32::MAX);
            if reviewed.record.life.sign_off_facts().is_some() {
                done.already += 1;
            } else if let Ok(life) = reviewed.record.life.sign_off(sign_off.clone(), holds) {
                done.signed += 1;
                signed.push((subject, life));
            } else {
                done.blocked += 1;
            }
        }
        Ok((done, signed))
    }
}

fn lock(signed: Vec<(Subject, Life)>, tx: &Tx<'_>) -> Result<Vec<(Subject, Life)>> {
    let lock = |(subject, life): (Subject, Life)| {
        let locked = life.lock(tx.by.now).map_err(|error| Error::Invalid(error.to_string()))?;
        Ok((subject.stepped(), locked))
    };
    signed.into_iter().map(lock).collect()
}

/// Refuses with what to do when the cycle takes no sign-off of the centre any more.
async fn open_to(tx: &Tx<'_>, cycle: &Cycle, centre: &Centre) -> Result<()> {
    let extension = cycles::extension(tx.db, &cycle.dates.id, &centre.code).await?;
    let today = WallTime::at(tx.by.now, &centre.zone).date();
    if cycle.state.takes_sign_off(extension.as_ref(), today) {
        return Ok(());
    }
    let id = &cycle.dates.id;
    Err(Error::Invalid(match (&cycle.state, extension) {
        (CycleState::Locking { .. }, Some(extension)) => format!(
            "Cycle {id} is locked, and your centre’s extension ended on {}. \
             Ask the network’s audit lead for a new one.",
            extension.until
        ),
        (CycleState::Locking { .. }, None) => format!(
            "Cycle {id} is locked. Ask the network’s audit lead for an extension, and say why you need it."
        ),
        _ => format!(
            "Cycle {id} is frozen: its numbers are final. What was not signed off is counted as such in the pack."
        ),
    }))
}
