//! A research project: what a researcher applies for, and what the network makes of it.
//!
//! ```text
//! draft ──► submitted ──► approved once ──► approved ─ ─► over, when its day has passed
//!   │           │               │               ├──► withdrawn, by the network
//!   │           ├───────────────┴──► refused    │
//!   └───────────┴───────────────────────────────┴──► closed, by the applicant
//! ```
//!
//! Two different people approve, neither of them the applicant; each says until when, and the earlier day holds. What was
//! written is never changed: a project is its proposal and its entries, and its state follows from them. That an approval
//! is over is told by the day alone, and kept nowhere.

mod proposal;
mod public;
mod step;

use jiff::civil::Date;

pub use self::proposal::{Investigator, Proposal, ProposalPart, ProposalProblem, ResearchBasis};
pub use self::public::{PublicProject, PublicStanding};
pub use self::step::{ProjectEntry, ProjectState, ProjectStep, WrongProjectStep};
use crate::actor::MemberId;
use crate::pack::Done;

/// A project with all that was done with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Project {
    /// What is applied for.
    pub proposal: Proposal,
    /// Who applies.
    pub applicant: MemberId,
    /// Their name, and when they registered it.
    pub registered: Done,
    /// What was done since, oldest first.
    entries: Vec<ProjectEntry>,
}

impl Project {
    /// A project that its applicant has begun to write.
    pub const fn registered(proposal: Proposal, applicant: MemberId, registered: Done) -> Self {
        Self { proposal, applicant, registered, entries: Vec::new() }
    }

    /// The same with what was done since, as it was kept: entries that could not have been written are an error.
    pub fn with(self, entries: Vec<ProjectEntry>) -> Result<Self, WrongProjectStep> {
        entries.into_iter().try_fold(self, |mut project, entry| {
            project.permits(entry.step, entry.member)?;
            project.entries.push(entry);
            Ok(project)
        })
    }

    /// What was done since it was registered, oldest first.
    pub fn entries(&self) -> &[ProjectEntry] {
        &self.entries
    }

    /// How far it has come.
    pub fn state(&self) -> ProjectState {
        let until = |entry: &ProjectEntry| entry.step.until();
        let last = self.entries.iter().rev().find(|entry| until(entry).is_none()).map(|entry| entry.step);
        let approvals: Vec<Date> = self.entries.iter().filter_map(until).collect();
        match (last, approvals.as_slice()) {
            (None | Some(ProjectStep::Approve(_)), _) => ProjectState::Draft,
            (Some(ProjectStep::Refuse), _) => ProjectState::Refused,
            (Some(ProjectStep::Withdraw), _) => ProjectState::Withdrawn,
            (Some(ProjectStep::Close), _) => ProjectState::Closed,
            (Some(ProjectStep::Submit), []) => ProjectState::Submitted,
            (Some(ProjectStep::Submit), [once]) => ProjectState::ApprovedOnce(*once),
            (Some(ProjectStep::Submit), [one, other, ..]) => ProjectState::Approved(*one.min(other)),
        }
    }

    /// Whether its applicant still writes it.
    pub fn is_draft(&self) -> bool {
        self.state() == ProjectState::Draft
    }

    /// Since which day an approval is over that nobody has ended; the last day on which it held.
    pub fn is_over(&self, today: Date) -> Option<Date> {
        match self.state() {
            ProjectState::Approved(until) if until < today => Some(until),
            _ => None,
        }
    }

    /// Whether its researchers may work on a day: it is approved, has begun, and its approval is not over.
    pub fn is_current(&self, day: Date) -> bool {
        matches!(self.state(), ProjectState::Approved(until) if (self.proposal.first_day..=until).contains(&day))
    }

    /// Whether somebody has approved it.
    pub fn is_approved_by(&self, member: MemberId) -> bool {
        self.entries.iter().any(|entry| entry.member == member && entry.step.until().is_some())
    }

    /// Whether it waits for somebody's decision: for two others', or for one more.
    pub fn waits_for(&self, member: MemberId) -> bool {
        let waits = matches!(self.state(), ProjectState::Submitted | ProjectState::ApprovedOnce(_));
        waits && self.applicant != member && !self.is_approved_by(member)
    }

    /// Takes the next step on a day, or says why it cannot be taken. Who may take it the policy says, by
    /// [`ProjectStep::action`].
    pub fn take(mut self, entry: ProjectEntry, today: Date) -> Result<Self, WrongProjectStep> {
        self.allows(entry.step, entry.member, today)?;
        self.entries.push(entry);
        Ok(self)
    }

    /// Whether somebody can take a step on a day.
    pub fn allows(&self, step: ProjectStep, member: MemberId, today: Date) -> Result<(), WrongProjectStep> {
        self.permits(step, member)?;
        match self.is_over(today) {
            Some(until) => Err(WrongProjectStep::Over(until)),
            None => self.fits(step, today),
        }
    }

    /// Whether the order of the steps lets somebody take one.
    fn permits(&self, step: ProjectStep, member: MemberId) -> Result<(), WrongProjectStep> {
        use ProjectState as S;
        use ProjectStep as T;
        let is_own = self.applicant == member;
        let state = self.state();
        match (state, step) {
            _ if is_own && !step.is_applicants() => Err(WrongProjectStep::Own),
            _ if !is_own && step.is_applicants() => Err(WrongProjectStep::of_state(state, step)),
            (S::ApprovedOnce(_), T::Approve(_)) if self.is_approved_by(member) => {
                Err(WrongProjectStep::Twice)
            }
            (S::Draft, T::Submit | T::Close)
            | (S::Submitted | S::ApprovedOnce(_), T::Approve(_) | T::Refuse | T::Close)
            | (S::Approved(_), T::Withdraw | T::Close) => Ok(()),
            _ => Err(WrongProjectStep::of_state(state, step)),
        }
    }

    /// Whether the days let a step be taken.
    fn fits(&self, step: ProjectStep, today: Date) -> Result<(), WrongProjectStep> {
        let Proposal { first_day, last_day, .. } = self.proposal;
        match (step, self.state()) {
            (ProjectStep::Submit, _) if last_day < today => Err(WrongProjectStep::TooLate(last_day)),
            (ProjectStep::Approve(_), ProjectState::ApprovedOnce(first)) if first < today => {
                Err(WrongProjectStep::Lapsed(first))
            }
            (ProjectStep::Approve(until), _) if until > last_day => {
                Err(WrongProjectStep::AfterItEnds(last_day))
            }
            (ProjectStep::Approve(until), _) if until < first_day => {
                Err(WrongProjectStep::BeforeItBegins(first_day))
            }
            (ProjectStep::Approve(until), _) if until < today => Err(WrongProjectStep::Past),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests;
