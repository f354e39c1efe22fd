//! What somebody can be in the audit.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What somebody is in the audit (data dictionary §7.4 and §10.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Role {
    /// Enters the records of one centre.
    DataEntry,
    /// Leads physiotherapy at one centre: its records, their sign-off, all its indicators, and its people.
    CentreLead,
    /// Leads the network's audit: aggregates of all centres, never a row.
    AuditLead,
    /// Looks after safety in the network: major events as the packs redact them, never a row.
    SafetyLead,
    /// Prepares meetings: packs of frozen cycles, resources; never a row.
    Coordinator,
    /// Meets ECMO occasionally, at a transplant centre for example: what is published.
    Associate,
    /// Asks for anonymised data.
    Researcher,
    /// Keeps the network's people: who they are, never anything clinical.
    Administrator,
    /// Reads the records of one centre for an hour, in an emergency. Nobody gives it: an administrator takes it.
    BreakGlass,
    /// The operator at the command line. Never given to a member.
    System,
}

impl Role {
    /// The roles that somebody gives to a member.
    pub const OF_MEMBERS: [Self; 8] = [
        Self::DataEntry,
        Self::CentreLead,
        Self::AuditLead,
        Self::SafetyLead,
        Self::Coordinator,
        Self::Associate,
        Self::Researcher,
        Self::Administrator,
    ];

    /// The stable code.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::DataEntry => "DATA_ENTRY",
            Self::CentreLead => "CENTRE_LEAD",
            Self::AuditLead => "AUDIT_LEAD",
            Self::SafetyLead => "SAFETY_LEAD",
            Self::Coordinator => "COORDINATOR",
            Self::Associate => "ASSOCIATE",
            Self::Researcher => "RESEARCHER",
            Self::Administrator => "ADMINISTRATOR",
            Self::BreakGlass => "BREAK_GLASS",
            Self::System => "SYSTEM",
        }
    }

    /// The words shown to a person.
    pub const fn label(self) -> &'static str {
        match self {
            Self::DataEntry => "data entry",
            Self::CentreLead => "centre lead",
            Self::AuditLead => "network audit lead",
            Self::SafetyLead => "network safety lead",
            Self::Coordinator => "network coordinator",
            Self::Associate => "associate member",
            Self::Researcher => "researcher",
            Self::Administrator => "administrator",
            Self::BreakGlass => "break-glass access",
            Self::System => "system",
        }
    }

    /// What somebody of this role does, for whoever gives it.
    pub const fn does(self) -> &'static str {
        match self {
            Self::DataEntry => "enters the records of one centre",
            Self::CentreLead => "signs off the records of one centre, sees its indicators, keeps its people",
            Self::AuditLead => {
                "runs cycles, asks queries, makes packs, decides about research; sees numbers of all centres, never a record"
            }
            Self::SafetyLead => {
                "reads packs with the major events in them, decides about research; never a record"
            }
            Self::Coordinator => "makes and publishes packs, prepares meetings; never a record",
            Self::Associate => "sees what is published",
            Self::Researcher => "registers research projects, for anonymised numbers",
            Self::Administrator => "keeps the people of every centre and their sign-in; nothing clinical",
            Self::BreakGlass => {
                "reads the records of one centre for an hour, for a reason that the centre sees"
            }
            Self::System => "runs the program",
        }
    }

    /// Reads the code of a role that somebody gives.
    pub fn parse(text: &str) -> Option<Self> {
        Self::OF_MEMBERS.into_iter().find(|role| role.as_str() == text)
    }

    /// Reads the code of a role that a member holds, given or taken.
    pub fn held(text: &str) -> Option<Self> {
        Self::parse(text).or_else(|| (text == Self::BreakGlass.as_str()).then_some(Self::BreakGlass))
    }

    /// Whether somebody gives it to a member.
    pub fn is_given(self) -> bool {
        Self::OF_MEMBERS.contains(&self)
    }

    /// Whether somebody of this role belongs to one centre.
    pub const fn has_centre(self) -> bool {
        matches!(self, Self::DataEntry | Self::CentreLead | Self::BreakGlass)
    }

    /// Whether somebody of this role answers for others, as leads and all above them do.
    pub const fn leads(self) -> bool {
        !matches!(self, Self::DataEntry | Self::Associate | Self::Researcher)
    }

    /// Whether there must always be somebody of this role where there has been one: at a centre, or in the network.
    pub const fn must_stay(self) -> bool {
        matches!(self, Self::CentreLead | Self::Administrator)
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.label())
    }
}
