//! A pack's row.

use domain::pack::{Contents, Done, PackOf, PackState};
use domain::value::CentreCode;

use super::Pack;
use crate::entity::pack;
use crate::error::{Error, Result};
use crate::ids::PackId;
use crate::time::Millis;

/// A stored pack: its columns are one state, or an error that names the row.
pub(super) fn read(row: &pack::Model) -> Result<Pack> {
    let wrong = |column, problem: &str| Error::inconsistent("pack", column, row.id, problem);
    let centre = |code: &String| CentreCode::parse(code).ok_or_else(|| wrong("centre", "it is no centre"));
    Ok(Pack {
        id: PackId::new(row.id),
        of: PackOf {
            definition: row.definition.clone(),
            cycle: row.cycle.clone(),
            centre: row.centre.as_ref().map(centre).transpose()?,
            snapshot: row.snapshot.clone(),
            program: row.program.clone(),
        },
        asked: Done { by: row.actor.clone(), at: row.at.instant() },
        state: state(row)?.ok_or_else(|| wrong("state", "its columns do not fit its state"))?,
        folder: row.folder.clone(),
    })
}

fn state(row: &pack::Model) -> Result<Option<PackState>> {
    let published = done(row.published_by.as_ref(), row.published_at);
    let withdrawn = done(row.withdrawn_by.as_ref(), row.withdrawn_at);
    Ok(match (row.state.as_str(), contents(row)?) {
        (PackState::ASKED, None) => Some(PackState::Asked),
        (PackState::BUILDING, None) => {
            row.begun_at.map(|since| PackState::Building { since: since.instant() })
        }
        (PackState::FAILED, None) => row.failure.clone().map(|why| PackState::Failed { why }),
        (PackState::READY, Some(contents)) => Some(PackState::Ready(contents)),
        (PackState::PUBLISHED, Some(contents)) => {
            published.map(|published| PackState::Published { contents, published })
        }
        (PackState::WITHDRAWN, Some(contents)) => withdrawn
            .zip(row.withdrawn_reason.clone())
            .map(|(withdrawn, reason)| PackState::Withdrawn { contents, published, withdrawn, reason }),
        _ => None,
    })
}

fn done(by: Option<&String>, at: Option<Millis>) -> Option<Done> {
    by.cloned().zip(at).map(|(by, at)| Done { by, at: at.instant() })
}

fn contents(row: &pack::Model) -> Result<Option<Contents>> {
    let (Some(hash), Some(files), Some(at)) = (&row.hash, &row.files, row.ready_at) else { return Ok(None) };
    let files =
        serde_json::from_str(files).map_err(|error| Error::inconsistent("pack", "files", row.id, error))?;
    Ok(Some(Contents { hash: hash.clone(), at: at.instant(), files }))
}

/// Writes a state into the columns that say it.
pub(super) fn put(row: &mut pack::Model, state: &PackState) -> Result<()> {
    state.as_str().clone_into(&mut row.state);
    row.begun_at = if let PackState::Building { since } = state { Some((*since).into()) } else { None };
    row.failure = if let PackState::Failed { why } = state { Some(why.clone()) } else { None };
    let contents = state.contents();
    row.hash = contents.map(|contents| contents.hash.clone());
    row.ready_at = contents.map(|contents| contents.at.into());
    row.files = contents
        .map(|contents| serde_json::to_string(&contents.files))
        .transpose()
        .map_err(|error| Error::inconsistent("pack", "files", row.id, error))?;
    let (published, withdrawn, reason) = match state {
        PackState::Published { published, .. } => (Some(published), None, None),
        PackState::Withdrawn { published, withdrawn, reason, .. } => {
            (published.as_ref(), Some(withdrawn), Some(reason))
        }
        _ => (None, None, None),
    };
    row.published_by = published.map(|done| done.by.clone());
    row.published_at = published.map(|done| done.at.into());
    row.withdrawn_by = withdrawn.map(|done| done.by.clone());
    row.withdrawn_at = withdrawn.map(|done| done.at.into());
    row.withdrawn_reason = reason.cloned();
    Ok(())
}
