//! What everybody may read of an approved project: nobody's name, and nothing of what was decided.

use jiff::Timestamp;
use jiff::civil::Date;

use super::{Project, ProjectState};

/// An approved project as everybody sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicProject {
    /// Its title.
    pub title: String,
    /// What it is about, in plain words.
    pub summary: String,
    /// The institutions, in the order of the people.
    pub institutions: Vec<String>,
    /// Its first day.
    pub first_day: Date,
    /// The last day of its approval.
    pub until: Date,
    /// When it was ended before that day.
    pub ended_at: Option<Timestamp>,
}

/// How an approved project stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PublicStanding {
    /// Somebody works in it.
    Running,
    /// It has not begun.
    Coming,
    /// It is over.
    Ended,
}

impl PublicProject {
    /// How it stands on a day.
    pub fn standing(&self, today: Date) -> PublicStanding {
        if self.ended_at.is_some() || self.until < today {
            PublicStanding::Ended
        } else if today < self.first_day {
            PublicStanding::Coming
        } else {
            PublicStanding::Running
        }
    }
}

impl Project {
    /// What everybody may read of it, once two people have approved it.
    pub fn published(&self) -> Option<PublicProject> {
        let mut approvals = self.entries().iter().filter_map(|entry| entry.step.until());
        let (one, other) = (approvals.next()?, approvals.next()?);
        let is_ended = matches!(self.state(), ProjectState::Withdrawn | ProjectState::Closed);
        let ended_at = self.entries().last().filter(|_| is_ended).map(|entry| entry.at);
        let mut institutions: Vec<String> = Vec::new();
        for somebody in &self.proposal.people {
            if !institutions.contains(&somebody.institution) {
                institutions.push(somebody.institution.clone());
            }
        }
        Some(PublicProject {
            title: self.proposal.title.clone(),
            summary: self.proposal.summary.clone(),
            institutions,
            first_day: self.proposal.first_day,
            until: one.min(other),
            ended_at,
        })
    }
}
