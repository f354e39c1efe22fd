//! Research projects on their way out of the database.

use std::collections::HashMap;

use domain::actor::MemberId;
use domain::code::Coded;
use domain::pack::Done;
use domain::project::{Investigator, Project, ProjectEntry, ProjectStep, Proposal, ResearchBasis};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::KeptProject;
use crate::entity::{research_entry, research_project};
use crate::error::{Error, Result};
use crate::ids::ProjectId;
use crate::time::from_db;

/// How many are looked up in one statement.
const CHUNK: usize = 1000;

/// Projects with what was done with them, in the order of the rows.
pub(super) async fn projects(
    db: &impl ConnectionTrait,
    rows: Vec<research_project::Model>,
) -> Result<Vec<KeptProject>> {
    let mut projects = Vec::with_capacity(rows.len());
    for chunk in rows.chunks(CHUNK) {
        let mut entries = entries(db, chunk).await?;
        for row in chunk {
            let project = whole(row, entries.remove(&row.id).unwrap_or_default())?;
            projects.push(KeptProject { id: ProjectId::new(row.id), project });
        }
    }
    Ok(projects)
}

async fn entries(
    db: &impl ConnectionTrait,
    rows: &[research_project::Model],
) -> Result<HashMap<Uuid, Vec<ProjectEntry>>> {
    let found = research_entry::Entity::find()
        .filter(research_entry::Column::ProjectId.is_in(rows.iter().map(|row| row.id)))
        .order_by_asc(research_entry::Column::ProjectId)
        .order_by_asc(research_entry::Column::Number)
        .all(db)
        .await?;
    let mut entries = HashMap::<Uuid, Vec<ProjectEntry>>::new();
    for row in found {
        let wrong = |column, problem: &str| {
            let key = format!("{} {}", row.project_id, row.number);
            Error::inconsistent("research_entry", column, key, problem)
        };
        let until = row.until.map(|day| from_db(day).ok_or_else(|| wrong("until", "it is not a date")));
        let step = ProjectStep::parse(&row.step, until.transpose()?);
        let entry = ProjectEntry {
            step: step.ok_or_else(|| wrong("step", "there is no such step"))?,
            text: row.text,
            member: MemberId::new(row.member_id),
            by: row.actor,
            at: row.at.instant(),
        };
        entries.entry(row.project_id).or_default().push(entry);
    }
    Ok(entries)
}

/// A stored project, read again step by step: entries that could not have been written name the row.
fn whole(row: &research_project::Model, entries: Vec<ProjectEntry>) -> Result<Project> {
    let wrong = |column, problem: &str| Error::inconsistent("research_project", column, row.id, problem);
    let date = |column, day| from_db(day).ok_or_else(|| wrong(column, "it is not a date"));
    let people: std::result::Result<Vec<_>, _> = row.investigators.lines().map(Investigator::parse).collect();
    let proposal = Proposal {
        title: row.title.clone(),
        question: row.question.clone(),
        summary: row.summary.clone(),
        people: people.map_err(|problem| wrong("investigators", &problem))?,
        basis: ResearchBasis::parse(&row.basis).ok_or_else(|| wrong("basis", "there is no such basis"))?,
        reference: row.reference.clone(),
        funding: row.funding.clone(),
        first_day: date("first_day", row.first_day)?,
        last_day: date("last_day", row.last_day)?,
    };
    let registered = Done { by: row.actor.clone(), at: row.at.instant() };
    let project = Project::registered(proposal, MemberId::new(row.member_id), registered);
    project.with(entries).map_err(|why| wrong("id", &why.to_string()))
}
