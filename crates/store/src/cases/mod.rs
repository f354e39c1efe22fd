//! Cases of frozen numbers beyond what chance allows: opened by the network, responded to by the centre, decided and
//! closed. Neither a case nor what was written in it is ever changed; its state follows from both.

mod load;
mod write;

use domain::actor::{Action, Actor};
use domain::case::{Case, CaseStep, Outlying};
use domain::query::Side;
use domain::value::CentreCode;
use jiff::Timestamp;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::entity::governance_case;
use crate::error::{Error, Result};
use crate::ids::CaseId;
use crate::{Store, words};

/// A case as it is kept.
#[derive(Debug, Clone)]
pub struct KeptCase {
    /// Its id.
    pub id: CaseId,
    /// All that is known of it.
    pub case: Case,
}

impl Store {
    /// Opens the cases of a frozen cycle, found in the snapshot of that hash ([`Action::RunCases`]); how many are new.
    /// One that is open already, or was, is not opened again.
    pub async fn open_cases(
        &self,
        actor: &Actor,
        now: Timestamp,
        cycle: &str,
        snapshot: &str,
        found: Vec<Outlying>,
    ) -> Result<usize> {
        actor.permit(Action::RunCases)?;
        let open = write::OpenCases { cycle: cycle.to_owned(), snapshot: snapshot.to_owned(), found };
        self.writer.write(actor, now, open).await
    }

    /// The cases that somebody may know of ([`Action::SeeCases`]): all, or those of the own centre. What is due first,
    /// by its day, then what is open, newest cycle first, then what is closed.
    pub async fn cases(&self, actor: &Actor) -> Result<Vec<KeptCase>> {
        actor.permit(Action::SeeCases)?;
        let mut find = governance_case::Entity::find();
        if let Some(centre) = limited_to(actor)? {
            find = find.filter(governance_case::Column::Centre.eq(centre.as_str()));
        }
        let mut cases = load::cases(&self.read, find.all(&self.read).await?).await?;
        cases.sort_by(load::order);
        Ok(cases)
    }

    /// One of them. Another centre's is [`Error::NotFound`], as one that does not exist.
    pub async fn case(&self, actor: &Actor, id: CaseId) -> Result<KeptCase> {
        actor.permit(Action::SeeCases)?;
        let row = governance_case::Entity::find_by_id(id.uuid()).all(&self.read).await?;
        let case = load::cases(&self.read, row).await?.pop().ok_or(Error::NotFound)?;
        let is_theirs = limited_to(actor)?.is_none_or(|centre| *centre == case.case.found.centre);
        Some(case).filter(|_| is_theirs).ok_or(Error::NotFound)
    }

    /// Takes the next step in a case, with what is written to it ([`CaseStep::action`]). [`Error::Invalid`] with the
    /// sentence to show when its state or the text does not allow it.
    pub async fn take_case(
        &self,
        actor: &Actor,
        now: Timestamp,
        id: CaseId,
        step: CaseStep,
        text: &str,
    ) -> Result<()> {
        let case = self.case(actor, id).await?.case;
        match step.side() {
            Side::Centre => actor.permit_at(step.action(), &case.found.centre)?,
            Side::Network => actor.permit(step.action())?,
        }
        let text = words::read(step.text_name(), text)?;
        self.writer.write(actor, now, write::TakeStep { id, step, text }).await
    }
}

/// The centre whose cases alone somebody knows of; `None` for who sees all. Whoever is of no centre and does not run
/// cases sees none.
fn limited_to(actor: &Actor) -> Result<Option<&CentreCode>> {
    match (&actor.centre, actor.permit(Action::RunCases).is_ok()) {
        (Some(centre), _) => Ok(Some(centre)),
        (None, true) => Ok(None),
        (None, false) => Err(Error::Forbidden),
    }
}
