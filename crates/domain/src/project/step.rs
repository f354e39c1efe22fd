//! Steps of a project, and why one is not taken.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::actor::{Action, MemberId};

/// A step of a project after it was registered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProjectStep {
    /// The applicant submits it: nothing of it changes any more.
    Submit,
    /// One of two people approves it, up to and with a day.
    Approve(Date),
    /// One of the network refuses it.
    Refuse,
    /// One of the network ends an approval.
    Withdraw,
    /// The applicant ends it.
    Close,
}

impl ProjectStep {
    /// The stable code.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Submit => "SUBMIT",
            Self::Approve(_) => "APPROVE",
            Self::Refuse => "REFUSE",
            Self::Withdraw => "WITHDRAW",
            Self::Close => "CLOSE",
        }
    }

    /// Reads a stored code, with the day of an approval.
    pub fn parse(step: &str, until: Option<Date>) -> Option<Self> {
        let plain = [Self::Submit, Self::Refuse, Self::Withdraw, Self::Close];
        match until {
            Some(until) => Some(Self::Approve(until)).filter(|found| found.as_str() == step),
            None => plain.into_iter().find(|found| found.as_str() == step),
        }
    }

    /// Until when it is approved, of an approval.
    pub const fn until(self) -> Option<Date> {
        if let Self::Approve(until) = self { Some(until) } else { None }
    }

    /// Whether the applicant takes it, and nobody else.
    pub const fn is_applicants(self) -> bool {
        matches!(self, Self::Submit | Self::Close)
    }

    /// What whoever takes it must be allowed to do.
    pub const fn action(self) -> Action {
        if self.is_applicants() { Action::ProposeProjects } else { Action::ApproveProjects }
    }

    /// What is written with it, as the name of its text; nothing where nothing is.
    pub const fn text_name(self) -> Option<&'static str> {
        match self {
            Self::Submit => None,
            Self::Approve(_) => Some("conditions"),
            Self::Refuse | Self::Withdraw | Self::Close => Some("reason"),
        }
    }

    /// Whether its text may be empty.
    pub const fn needs_no_text(self) -> bool {
        matches!(self, Self::Submit | Self::Approve(_))
    }

    /// `A project that … cannot be {…}.`
    const fn done(self) -> &'static str {
        match self {
            Self::Submit => "submitted",
            Self::Approve(_) => "approved",
            Self::Refuse => "refused",
            Self::Withdraw => "stopped",
            Self::Close => "closed",
        }
    }
}

/// A step that was taken: by whom, when, and what was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProjectEntry {
    /// Which.
    pub step: ProjectStep,
    /// Conditions of an approval, or the reason; nothing of a submission.
    pub text: String,
    /// Who.
    pub member: MemberId,
    /// Their name.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// How far a project has come, by what was done. Whether an approval is over is asked of a day
/// ([`Project::is_over`](super::Project::is_over)).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ProjectState {
    /// The applicant writes it.
    Draft,
    /// It waits for two approvals.
    Submitted,
    /// It waits for one more; the first is up to and with a day.
    ApprovedOnce(Date),
    /// Two people approved it, up to and with a day.
    Approved(Date),
    /// One of the network refused it.
    Refused,
    /// One of the network ended its approval.
    Withdrawn,
    /// Its applicant ended it.
    Closed,
}

impl ProjectState {
    /// `A project that {…}`
    const fn label(self) -> &'static str {
        match self {
            Self::Draft => "has not been submitted",
            Self::Submitted => "waits for two approvals",
            Self::ApprovedOnce(_) => "waits for its second approval",
            Self::Approved(_) => "is approved",
            Self::Refused => "was refused",
            Self::Withdrawn => "was stopped",
            Self::Closed => "was closed",
        }
    }
}

/// A step that a project cannot take.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WrongProjectStep {
    /// Its state does not allow it.
    #[error("A project that {now} cannot be {step}. Look at it again: somebody may have been faster.")]
    State {
        /// How far it is, in words.
        now: &'static str,
        /// What was wanted, in words.
        step: &'static str,
    },
    /// The applicant would decide.
    #[error("You have applied for this project. Two others decide about it; you can close it yourself.")]
    Own,
    /// The same person would approve a second time.
    #[error("You have approved this project already. The second approval is another person’s.")]
    Twice,
    /// An approval of no day that is left.
    #[error("An approval lasts until today at least. Enter a later day.")]
    Past,
    /// An approval that ends before the project begins.
    #[error("The project begins on {}. Enter a day from then on.", .0.strftime("%-d %B %Y"))]
    BeforeItBegins(Date),
    /// An approval that goes on after the project.
    #[error("The project ends on {}. Enter that day or an earlier one.", .0.strftime("%-d %B %Y"))]
    AfterItEnds(Date),
    /// The first approval is over before there is a second.
    #[error(
        "The first approval ended on {} before there was a second. Refuse the project and say so: it can be registered again.",
        .0.strftime("%-d %B %Y")
    )]
    Lapsed(Date),
    /// The project or its approval is over.
    #[error("It has been over since {}. Nothing is left to be done with it.", .0.strftime("%-d %B %Y"))]
    Over(Date),
    /// It would be submitted after its own end.
    #[error("The project’s last day, {}, has passed. Change it, then submit.", .0.strftime("%-d %B %Y"))]
    TooLate(Date),
}

impl WrongProjectStep {
    pub(super) const fn of_state(now: ProjectState, step: ProjectStep) -> Self {
        Self::State { now: now.label(), step: step.done() }
    }
}
