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

/// The most characters of a name or a login.
const NAME_CHARS: usize = 100;

/// A name or a login as it is kept: one line, single spaces, nothing around them. `Err` goes on from “The
/// name”.
///
/// Names stand in lists, logs and the trail, where a line break, an escape or a mark that turns the direction of
/// writing would show something else than what is there.
pub fn name_of(text: &str) -> Result<String, String> {
    if let Some(bad) = text.trim().chars().find(|c| is_unprintable(*c)) {
        return Err(format!(
            "holds a character that is not seen (U+{:04X}), such as a line break or an escape. Type it again \
             without it.",
            u32::from(bad)
        ));
    }
    let name = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match name.chars().count() {
        0 => Err("is empty. Type it in.".to_owned()),
        chars if chars > NAME_CHARS => {
            Err(format!("has {chars} characters. Shorten it to {NAME_CHARS} at most."))
        }
        _ => Ok(name),
    }
}

/// Control characters, line and paragraph separators, and marks that are invisible or turn the direction.
fn is_unprintable(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
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
    fn a_name_is_one_line_that_shows_what_it_is() {
        assert_eq!(name_of("  Robin \u{a0} van  Dyke ").unwrap(), "Robin van Dyke");
        assert_eq!(name_of("Zoë O’Neill-Šimková").unwrap(), "Zoë O’Neill-Šimková");
        for bad in ["Robin\nAdmin", "Robin\u{1b}[2K", "Robin\0", "Robin\u{202e}nimda", "a\tb", "a\u{200b}b"] {
            assert!(name_of(bad).unwrap_err().starts_with("holds a character that is not seen"), "{bad:?}");
        }
        assert!(name_of(" \u{3000} ").unwrap_err().starts_with("is empty"));
        assert!(name_of(&"n".repeat(101)).unwrap_err().contains("100 at most"));
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
