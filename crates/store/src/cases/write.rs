//! Opening cases, and writing in them.

use std::collections::HashSet;

use domain::case::{Case, CaseEntry, CaseStep, Outlying};
use domain::pack::Done;
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect};
use serde_json::json;

use super::load::{self, CENTRE, MEMBERS};
use crate::cycles::find_to_step;
use crate::entity::governance_case::{self, Column};
use crate::entity::governance_entry;
use crate::error::{Error, Result};
use crate::ids::CaseId;
use crate::writer::{Step, Trace, Tx, Write};

pub(super) struct OpenCases {
    pub(super) cycle: String,
    pub(super) snapshot: String,
    pub(super) found: Vec<Outlying>,
}

impl Write for OpenCases {
    const NAME: &'static str = "case.open";
    type Out = usize;

    async fn run(&mut self, tx: &mut Tx<'_>) -> Result<Step<usize>> {
        // Held, so that of two who open at once the second finds what the first has opened.
        let state = find_to_step(tx.db, &self.cycle).await?.state;
        if state.freeze_facts().is_none_or(|freeze| freeze.snapshot_hash != self.snapshot) {
            return Err(Error::Invalid(format!(
                "Cycle {} is not frozen with this snapshot. Cases are opened of the numbers that a freeze has fixed: \
                 look at the cycle again.",
                self.cycle
            )));
        }
        let known = self.known(tx).await?;
        let is_new =
            |found: &&Outlying| !known.contains(&(found.centre.to_string(), found.indicator.clone()));
        let mut opened = 0;
        for found in self.found.iter().filter(is_new) {
            let row = self.row(tx, found)?;
            tx.vouch(governance_case::Entity, &row);
            governance_case::Entity::insert(row.into_active_model()).exec_without_returning(tx.db).await?;
            opened += 1;
        }
        if opened == 0 {
            return Ok(Step::Declined(0));
        }
        let detail = json!({ "opened": opened, "snapshot": self.snapshot });
        Ok(Step::Done(opened, Trace::new(Self::NAME, &self.cycle, detail)))
    }
}

impl OpenCases {
    /// Centre and indicator of the cycle's cases.
    async fn known(&self, tx: &Tx<'_>) -> Result<HashSet<(String, String)>> {
        let known: Vec<(String, String)> = governance_case::Entity::find()
            .select_only()
            .columns([Column::Centre, Column::Indicator])
            .filter(Column::Cycle.eq(&self.cycle))
            .into_tuple()
            .all(tx.db)
            .await?;
        Ok(known.into_iter().collect())
    }

    fn row(&self, tx: &Tx<'_>, found: &Outlying) -> Result<governance_case::Model> {
        let id = tx.id()?;
        let count = |number: u32| i32::try_from(number).unwrap_or(i32::MAX);
        let by = Done { by: tx.by.actor.name.clone(), at: tx.by.now };
        let case = Case::opened(found.clone(), by);
        Ok(governance_case::Model {
            id,
            cycle: self.cycle.clone(),
            centre: found.centre.to_string(),
            indicator: found.indicator.clone(),
            version: found.version.clone(),
            name: found.name.clone(),
            level: found.level.as_str().to_owned(),
            side: found.direction.as_str().to_owned(),
            own_k: count(found.counted.0),
            own_n: count(found.counted.1),
            network_k: count(found.network.0),
            network_n: count(found.network.1),
            limits: serde_json::to_string(&found.limits)
                .map_err(|error| Error::inconsistent("governance_case", "limits", id, error))?,
            words: found.words.clone(),
            audience: if found.is_shown { MEMBERS } else { CENTRE }.to_owned(),
            snapshot: self.snapshot.clone(),
            due: case.due.map(Into::into),
            at: tx.by.now.into(),
            member_id: tx.by.actor.member.uuid(),
            actor: tx.by.actor.name.clone(),
        })
    }
}

pub(super) struct TakeStep {
    pub(super) id: CaseId,
    pub(super) step: CaseStep,
    pub(super) text: String,
}

impl Write for TakeStep {
    const NAME: &'static str = "case.step";
    type Out = ();

    async fn run(&mut self, tx: &mut Tx<'_>) -> Result<Step<()>> {
        // Held, so that of two responses at once the second finds the first.
        let held = governance_case::Entity::find_by_id(self.id.uuid()).lock_exclusive().one(tx.db).await?;
        let held = held.ok_or(Error::NotFound)?;
        let centre = held.centre.clone();
        let kept = load::cases(tx.db, vec![held]).await?.pop().ok_or(Error::NotFound)?;
        let number = kept.case.entries().len() + 1;
        let entry = CaseEntry {
            step: self.step,
            text: self.text.clone(),
            by: tx.by.actor.name.clone(),
            at: tx.by.now,
        };
        kept.case.take(entry).map_err(|wrong| Error::Invalid(wrong.to_string()))?;
        let decision = self.step.decision().map(|decision| decision.as_str().to_owned());
        let row = governance_entry::Model {
            case_id: self.id.uuid(),
            number: i32::try_from(number).unwrap_or(i32::MAX),
            step: self.step.as_str().to_owned(),
            decision: decision.clone(),
            text: self.text.clone(),
            at: tx.by.now.into(),
            member_id: tx.by.actor.member.uuid(),
            actor: tx.by.actor.name.clone(),
        };
        tx.vouch(governance_entry::Entity, &row);
        governance_entry::Entity::insert(row.into_active_model()).exec_without_returning(tx.db).await?;
        let detail = json!({ "centre": centre, "decision": decision });
        Ok(Step::Done((), Trace::new(action(self.step), self.id, detail)))
    }
}

/// What the trail calls a step.
const fn action(step: CaseStep) -> &'static str {
    match step {
        CaseStep::Respond => "case.respond",
        CaseStep::NoteOfCentre | CaseStep::NoteOfNetwork => "case.note",
        CaseStep::Decide(_) => "case.decide",
        CaseStep::Close => "case.close",
    }
}
