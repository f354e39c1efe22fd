//! Who acts, and what each role may do.
//!
//! The one table of permissions is [`Actor::may`]. Callers ask it before they read or write; none of them
//! looks at a role on its own.

use std::fmt;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::value::CentreCode;

/// A member of the network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MemberId(Uuid);

impl MemberId {
    /// The id under which the command line acts; no member has it.
    pub const SYSTEM: Self = Self(Uuid::nil());

    /// Wraps a stored or freshly made id.
    pub const fn new(id: Uuid) -> Self {
        Self(id)
    }

    /// The id itself.
    pub const fn uuid(self) -> Uuid {
        self.0
    }
}

impl fmt::Display for MemberId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What somebody is in the audit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Role {
    /// Enters the records of one centre.
    DataEntry,
    /// Leads physiotherapy at one centre: its records, their sign-off and all its indicators.
    CentreLead,
    /// Leads the network's audit: aggregates of all centres, never a row.
    AuditLead,
    /// The operator at the command line. Never given to a member.
    System,
}

impl Role {
    /// The roles that a member can have.
    pub const OF_MEMBERS: [Self; 3] = [Self::DataEntry, Self::CentreLead, Self::AuditLead];

    /// The stable code.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::DataEntry => "DATA_ENTRY",
            Self::CentreLead => "CENTRE_LEAD",
            Self::AuditLead => "AUDIT_LEAD",
            Self::System => "SYSTEM",
        }
    }

    /// The words shown to a person.
    pub const fn label(self) -> &'static str {
        match self {
            Self::DataEntry => "data entry",
            Self::CentreLead => "centre lead",
            Self::AuditLead => "network audit lead",
            Self::System => "system",
        }
    }

    /// Reads the code of a member's role.
    pub fn parse(text: &str) -> Option<Self> {
        Self::OF_MEMBERS.into_iter().find(|role| role.as_str() == text)
    }

    /// Whether somebody of this role belongs to one centre.
    pub const fn has_centre(self) -> bool {
        matches!(self, Self::DataEntry | Self::CentreLead)
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.label())
    }
}

/// Somebody who acts, with what the audit trail says of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// The member, or [`MemberId::SYSTEM`].
    pub member: MemberId,
    /// The name written in the audit trail.
    pub name: String,
    /// What they are.
    pub role: Role,
    /// The centre they act for.
    pub centre: Option<CentreCode>,
}

impl Actor {
    /// The operator at the command line, doing `what`.
    pub fn system(what: &str) -> Self {
        Self {
            member: MemberId::SYSTEM,
            name: format!("command line: {what}"),
            role: Role::System,
            centre: None,
        }
    }

    /// Whether this actor may do something: the one table of permissions (data dictionary §7.4).
    pub fn may(&self, action: Action<'_>) -> bool {
        let own = |centre: &CentreCode| self.centre.as_ref() == Some(centre);
        match (self.role, action) {
            (Role::System, _)
            | (Role::AuditLead, Action::ReadAggregates | Action::RunCycles | Action::AskQueries)
            | (Role::CentreLead, Action::ReadAggregates) => true,
            (Role::CentreLead, Action::SignOff(centre) | Action::ReadTrail(centre))
            | (
                Role::CentreLead | Role::DataEntry,
                Action::ReadRecords(centre) | Action::WriteRecords(centre),
            ) => own(centre),
            _ => false,
        }
    }
}

/// Something that needs permission.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action<'a> {
    /// Read a centre's records.
    ReadRecords(&'a CentreCode),
    /// Enter, change and withdraw a centre's records, keep drafts of them, answer queries about them.
    WriteRecords(&'a CentreCode),
    /// Sign a centre's records off, and unlock one with a reason.
    SignOff(&'a CentreCode),
    /// See who read a centre's records.
    ReadTrail(&'a CentreCode),
    /// Read the network's aggregates.
    ReadAggregates,
    /// Open, extend, lock, freeze and report cycles; see how far each centre is, in counts.
    RunCycles,
    /// Ask centres about fields of their records, named by key, and close such queries.
    AskQueries,
    /// Manage members and tokens, import for any centre, read every centre's rows for a snapshot.
    Operate,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn actor(role: Role, centre: Option<&str>) -> Actor {
        Actor {
            member: MemberId::new(Uuid::from_u128(1)),
            name: "Robin".to_owned(),
            role,
            centre: centre.and_then(CentreCode::parse),
        }
    }

    #[test]
    fn rows_stay_in_the_centre() {
        let (own, other) = (CentreCode::parse("STH").unwrap(), CentreCode::parse("PAP").unwrap());
        for role in [Role::DataEntry, Role::CentreLead] {
            let actor = actor(role, Some("STH"));
            assert!(actor.may(Action::ReadRecords(&own)));
            assert!(actor.may(Action::WriteRecords(&own)));
            assert!(!actor.may(Action::ReadRecords(&other)));
            assert!(!actor.may(Action::WriteRecords(&other)));
        }
        assert!(!actor(Role::AuditLead, None).may(Action::ReadRecords(&own)));
    }

    #[test]
    fn only_a_lead_signs_off() {
        let own = CentreCode::parse("STH").unwrap();
        assert!(actor(Role::CentreLead, Some("STH")).may(Action::SignOff(&own)));
        assert!(!actor(Role::DataEntry, Some("STH")).may(Action::SignOff(&own)));
    }

    #[test]
    fn only_the_network_asks() {
        assert!(actor(Role::AuditLead, None).may(Action::AskQueries));
        assert!(!actor(Role::CentreLead, Some("STH")).may(Action::AskQueries));
    }

    #[test]
    fn no_member_is_the_system() {
        assert_eq!(Role::parse("SYSTEM"), None);
        assert!(!actor(Role::AuditLead, None).may(Action::Operate));
        assert!(Actor::system("import").may(Action::Operate));
    }
}
