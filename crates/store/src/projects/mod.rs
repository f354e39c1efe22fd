//! The register of research projects: written by researchers, approved by two of the network, read by everybody once
//! they are. What was submitted is never changed; a project's state follows from what was done with it.

mod load;
mod write;

use domain::actor::{Action, Actor};
use domain::project::{Project, ProjectStep, Proposal, PublicProject};
use jiff::Timestamp;
use jiff::civil::Date;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::entity::research_project::{Column, Entity};
use crate::error::{Error, Result};
use crate::ids::ProjectId;
use crate::{Store, words};

/// A project as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptProject {
    /// Its id.
    pub id: ProjectId,
    /// All that is known of it.
    pub project: Project,
}

impl Store {
    /// Registers a project of the actor's own ([`Action::ProposeProjects`]): a draft, which nobody else sees.
    /// `today` is the day on which its dates are judged.
    pub async fn register_project(
        &self,
        actor: &Actor,
        now: Timestamp,
        today: Date,
        proposal: Proposal,
    ) -> Result<ProjectId> {
        let proposal = proposed(actor, today, proposal)?;
        self.writer.write(actor, now, write::Register { proposal }).await
    }

    /// Writes one of the actor's own projects anew, as long as it has not been submitted.
    pub async fn edit_project(
        &self,
        actor: &Actor,
        now: Timestamp,
        today: Date,
        id: ProjectId,
        proposal: Proposal,
    ) -> Result<()> {
        self.own_project(actor, id).await?;
        let proposal = proposed(actor, today, proposal)?;
        self.writer.write(actor, now, write::Edit { id, proposal }).await
    }

    /// The actor's own projects ([`Action::ProposeProjects`]), the newest first.
    pub async fn own_projects(&self, actor: &Actor) -> Result<Vec<KeptProject>> {
        actor.permit(Action::ProposeProjects)?;
        let own = Entity::find().filter(Column::MemberId.eq(actor.member.uuid()));
        let rows = own.order_by_desc(Column::At).order_by_desc(Column::Id).all(&self.read).await?;
        load::projects(&self.read, rows).await
    }

    /// One of them. Somebody else's is [`Error::NotFound`], as one that does not exist.
    pub async fn own_project(&self, actor: &Actor, id: ProjectId) -> Result<KeptProject> {
        actor.permit(Action::ProposeProjects)?;
        let kept = self.any_project(id).await?;
        Some(kept).filter(|kept| kept.project.applicant == actor.member).ok_or(Error::NotFound)
    }

    /// The actor's own projects in which they may work on a day: approved by two, begun, and not over. What shows numbers
    /// to researchers asks this first, or [`Store::current_project`].
    pub async fn current_projects(&self, actor: &Actor, day: Date) -> Result<Vec<KeptProject>> {
        let mut own = self.own_projects(actor).await?;
        own.retain(|kept| kept.project.is_current(day));
        Ok(own)
    }

    /// One of [`Store::current_projects`]; any other is [`Error::NotFound`].
    pub async fn current_project(&self, actor: &Actor, id: ProjectId, day: Date) -> Result<KeptProject> {
        let own = self.own_project(actor, id).await?;
        Some(own).filter(|kept| kept.project.is_current(day)).ok_or(Error::NotFound)
    }

    /// Every project that was submitted ([`Action::SeeProjects`]), the newest first.
    pub async fn projects(&self, actor: &Actor) -> Result<Vec<KeptProject>> {
        actor.permit(Action::SeeProjects)?;
        let mut projects = self.every_project().await?;
        projects.retain(|kept| is_submitted(&kept.project));
        Ok(projects)
    }

    /// One of them. What its applicant has not submitted is [`Error::NotFound`].
    pub async fn project(&self, actor: &Actor, id: ProjectId) -> Result<KeptProject> {
        actor.permit(Action::SeeProjects)?;
        let kept = self.any_project(id).await?;
        Some(kept).filter(|kept| is_submitted(&kept.project)).ok_or(Error::NotFound)
    }

    /// What everybody may read of the projects that two people have approved, the newest first.
    pub async fn public_projects(&self) -> Result<Vec<PublicProject>> {
        let projects = self.every_project().await?;
        Ok(projects.iter().filter_map(|kept| kept.project.published()).collect())
    }

    /// Takes a step in a project on a day, with what is written to it ([`ProjectStep::action`]). [`Error::Invalid`] with
    /// the sentence to show when its state, who takes it, the day or the text does not allow it.
    pub async fn take_project(
        &self,
        actor: &Actor,
        now: Timestamp,
        today: Date,
        id: ProjectId,
        step: ProjectStep,
        text: &str,
    ) -> Result<()> {
        actor.permit(step.action())?;
        if step.is_applicants() {
            self.own_project(actor, id).await?;
        } else {
            self.project(actor, id).await?;
        }
        let text = match step.text_name() {
            Some(name) if !(text.trim().is_empty() && step.needs_no_text()) => words::read(name, text)?,
            _ => String::new(),
        };
        self.writer.write(actor, now, write::TakeStep { id, step, text, today }).await
    }

    async fn every_project(&self) -> Result<Vec<KeptProject>> {
        let newest = Entity::find().order_by_desc(Column::At).order_by_desc(Column::Id);
        load::projects(&self.read, newest.all(&self.read).await?).await
    }

    async fn any_project(&self, id: ProjectId) -> Result<KeptProject> {
        let row = Entity::find_by_id(id.uuid()).all(&self.read).await?;
        load::projects(&self.read, row).await?.pop().ok_or(Error::NotFound)
    }
}

/// Whether its applicant has let it out of their hands.
fn is_submitted(project: &Project) -> bool {
    project.entries().iter().any(|entry| entry.step == ProjectStep::Submit)
}

/// A proposal that somebody may make, as it is kept; or the first sentence about what is wrong.
fn proposed(actor: &Actor, today: Date, proposal: Proposal) -> Result<Proposal> {
    actor.permit(Action::ProposeProjects)?;
    proposal.checked(today).map_err(|problems| {
        let first = problems.into_iter().next().map(|(_, sentence)| sentence);
        Error::Invalid(format!("{}.", first.unwrap_or_default()))
    })
}
