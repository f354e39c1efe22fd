//! Registering research projects, changing them until they are submitted, and taking their steps.

use domain::code::Coded;
use domain::project::{Investigator, ProjectEntry, ProjectStep, Proposal};
use jiff::civil::Date;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QuerySelect,
};
use serde_json::json;
use uuid::Uuid;

use super::{KeptProject, load};
use crate::entity::research_entry;
use crate::entity::research_project::{self, Column};
use crate::error::{Error, Result};
use crate::ids::ProjectId;
use crate::time::{Millis, to_db};
use crate::writer::{Step, Trace, Tx, Write};

/// The row of a proposal: whose, and since when.
fn row(id: Uuid, proposal: &Proposal, by: (Millis, Uuid, String)) -> Result<research_project::Model> {
    let far = || Error::Invalid("A date is too far away. Enter the project’s own.".to_owned());
    let (at, member_id, actor) = by;
    Ok(research_project::Model {
        id,
        title: proposal.title.clone(),
        question: proposal.question.clone(),
        summary: proposal.summary.clone(),
        investigators: proposal.people.iter().map(Investigator::line).collect::<Vec<_>>().join("\n"),
        basis: proposal.basis.code().to_owned(),
        reference: proposal.reference.clone(),
        funding: proposal.funding.clone(),
        first_day: to_db(proposal.first_day).ok_or_else(far)?,
        last_day: to_db(proposal.last_day).ok_or_else(far)?,
        at,
        member_id,
        actor,
    })
}

/// So many projects one person registers: who needs more has lost their way.
const MOST: u64 = 50;

pub(super) struct Register {
    pub(super) proposal: Proposal,
}

impl Write for Register {
    const NAME: &'static str = "project.register";
    type Out = ProjectId;

    async fn run(&mut self, tx: &mut Tx<'_>) -> Result<Step<ProjectId>> {
        let (id, actor) = (tx.id()?, &tx.by.actor);
        let own = research_project::Entity::find().filter(Column::MemberId.eq(actor.member.uuid()));
        if own.count(tx.db).await? >= MOST {
            let sentence = format!(
                "You have registered {MOST} projects. Change one that you have not submitted instead of registering another."
            );
            return Err(Error::Invalid(sentence));
        }
        let row = row(id, &self.proposal, (tx.by.now.into(), actor.member.uuid(), actor.name.clone()))?;
        tx.vouch(research_project::Entity, &row);
        research_project::Entity::insert(row.into_active_model()).exec_without_returning(tx.db).await?;
        Ok(Step::Done(ProjectId::new(id), Trace::new(Self::NAME, id, json!({}))))
    }
}

/// Held, so that of two who do something with it at once the second finds what the first has done.
async fn held(tx: &Tx<'_>, id: ProjectId) -> Result<(research_project::Model, KeptProject)> {
    let held = research_project::Entity::find_by_id(id.uuid()).lock_exclusive().one(tx.db).await?;
    let held = held.ok_or(Error::NotFound)?;
    let kept = load::projects(tx.db, vec![held.clone()]).await?.pop().ok_or(Error::NotFound)?;
    Ok((held, kept))
}

pub(super) struct Edit {
    pub(super) id: ProjectId,
    pub(super) proposal: Proposal,
}

impl Write for Edit {
    const NAME: &'static str = "project.edit";
    type Out = ();

    async fn run(&mut self, tx: &mut Tx<'_>) -> Result<Step<()>> {
        let (held, kept) = held(tx, self.id).await?;
        if !kept.project.is_draft() {
            let sentence = "The project has been submitted: nothing of it changes any more. Close it and register \
                            another, if it is not what you want to do.";
            return Err(Error::Invalid(sentence.to_owned()));
        }
        if kept.project.proposal == self.proposal {
            return Ok(Step::Declined(()));
        }
        let row = row(held.id, &self.proposal, (held.at, held.member_id, held.actor))?;
        tx.vouch(research_project::Entity, &row);
        row.into_active_model().reset_all().update(tx.db).await?;
        Ok(Step::Done((), Trace::new(Self::NAME, self.id, json!({}))))
    }
}

pub(super) struct TakeStep {
    pub(super) id: ProjectId,
    pub(super) step: ProjectStep,
    pub(super) text: String,
    pub(super) today: Date,
}

impl Write for TakeStep {
    const NAME: &'static str = "project.step";
    type Out = ();

    async fn run(&mut self, tx: &mut Tx<'_>) -> Result<Step<()>> {
        let (_, KeptProject { project, .. }) = held(tx, self.id).await?;
        let number = project.entries().len() + 1;
        let actor = &tx.by.actor;
        let entry = ProjectEntry {
            step: self.step,
            text: self.text.clone(),
            member: actor.member,
            by: actor.name.clone(),
            at: tx.by.now,
        };
        project.take(entry, self.today).map_err(|wrong| Error::Invalid(wrong.to_string()))?;
        let until = self.step.until();
        let row = research_entry::Model {
            project_id: self.id.uuid(),
            number: i32::try_from(number).unwrap_or(i32::MAX),
            step: self.step.as_str().to_owned(),
            until: until.and_then(to_db),
            text: self.text.clone(),
            at: tx.by.now.into(),
            member_id: actor.member.uuid(),
            actor: actor.name.clone(),
        };
        tx.vouch(research_entry::Entity, &row);
        research_entry::Entity::insert(row.into_active_model()).exec_without_returning(tx.db).await?;
        let detail = json!({ "until": until.map(|day| day.to_string()) });
        Ok(Step::Done((), Trace::new(action(self.step), self.id, detail)))
    }
}

/// What the trail calls a step.
const fn action(step: ProjectStep) -> &'static str {
    match step {
        ProjectStep::Submit => "project.submit",
        ProjectStep::Approve(_) => "project.approve",
        ProjectStep::Refuse => "project.refuse",
        ProjectStep::Withdraw => "project.withdraw",
        ProjectStep::Close => "project.close",
    }
}
