//! Who acts, and what each role may do.
//!
//! The policy stands in one table, behind [`Actor::may`]. Doors, pages and acts name an [`Action`] and ask; none of
//! them looks at a role on its own.

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

    /// The service itself, doing `what` that somebody has asked for before.
    pub fn service(what: &str) -> Self {
        Self { name: format!("service: {what}"), ..Self::system(what) }
    }

    /// Whether this actor may do something: for what is of a centre, at their own.
    ///
    /// Doors ask this before an act begins, and pages before they offer it.
    pub fn may(&self, action: Action) -> bool {
        let has_place = !action.is_of_a_centre() || self.centre.is_some() || self.role == Role::System;
        self.role.may(action) && has_place
    }

    /// As [`Actor::may`], for an act that does not begin without.
    pub fn permit(&self, action: Action) -> Result<(), Denied> {
        if self.may(action) { Ok(()) } else { Err(Denied) }
    }

    /// Lets an act of one centre begin: at the actor's own, or by the operator.
    pub fn permit_at(&self, action: Action, centre: &CentreCode) -> Result<(), Denied> {
        let is_theirs = self.role == Role::System || self.centre.as_ref() == Some(centre);
        if is_theirs { self.permit(action) } else { Err(Denied) }
    }

    /// The centre at which this actor does something, if they may.
    pub fn own_centre(&self, action: Action) -> Result<CentreCode, Denied> {
        self.permit(action)?;
        self.centre.clone().ok_or(Denied)
    }
}

impl Role {
    /// The policy (data dictionary §7.4): what each role may do. There is no other table of it.
    const fn may(self, action: Action) -> bool {
        use Action as A;
        match action {
            A::Arrive | A::UseAccount => true,
            A::ReadRecords | A::WriteRecords | A::ImportFiles | A::ExportRecords => {
                matches!(self, Self::DataEntry | Self::CentreLead | Self::System)
            }
            A::SignOff | A::Unlock | A::TraceIndicators | A::AnswerCases => {
                matches!(self, Self::CentreLead | Self::System)
            }
            A::SeeNetwork
            | A::RunCycles
            | A::FreezeCycle
            | A::AskQueries
            | A::PutQuestions
            | A::MakePacks
            | A::RunCases
            | A::SignCorrections => {
                matches!(self, Self::AuditLead | Self::System)
            }
            A::ReadPacks | A::SeeIndicators | A::SeeCases => {
                matches!(self, Self::CentreLead | Self::AuditLead | Self::System)
            }
            A::ReadEveryCentre | A::Operate => matches!(self, Self::System),
        }
    }
}

/// The actor may not do it. Who learns of what, the door decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("You do not have access to this.")]
pub struct Denied;

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

/// Something that needs permission. Every route, menu entry, button and command names one; who may is said by
/// [`Actor::may`] alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// See what is for everybody: the start page, signing in, help, whether the service answers.
    Arrive,
    /// Use an own account: change the password, sign out, take templates without any record in them.
    UseAccount,
    /// Read a centre's records.
    ReadRecords,
    /// Enter, change and withdraw a centre's records, keep drafts of them, answer queries about them.
    WriteRecords,
    /// Bring files with a centre's records, check and import them, undo such an import.
    ImportFiles,
    /// Take all of a centre's records out in files.
    ExportRecords,
    /// Sign a centre's records off.
    SignOff,
    /// Open a locked record of a centre for a correction.
    Unlock,
    /// See how many records each centre has and how far it is: counts, never a row.
    SeeNetwork,
    /// Open, extend, lock and report cycles.
    RunCycles,
    /// Freeze a cycle with a snapshot of all that it holds.
    FreezeCycle,
    /// Ask centres about fields of their records, named by key, and close such queries.
    AskQueries,
    /// Set the questions that the network adds to a cycle.
    PutQuestions,
    /// Make packs of frozen cycles, publish and withdraw them.
    MakePacks,
    /// Read packs that were published: those of the network, and of one's own centre.
    ReadPacks,
    /// See the indicators of the records as they are now: of one's own centre, or of all where one leads the audit.
    SeeIndicators,
    /// Open the records behind an indicator's number of one's own centre.
    TraceIndicators,
    /// See the cases of numbers beyond what chance allows: one's own centre's, or all where one leads the audit.
    SeeCases,
    /// Respond to a case of one's own centre, and add to it.
    AnswerCases,
    /// Open cases, decide them and close them.
    RunCases,
    /// Sign off what corrections have moved since a freeze.
    SignCorrections,
    /// Read every centre's rows, for a snapshot or an export of the network.
    ReadEveryCentre,
    /// Keep the installation: members, tokens, the directory, imports for any centre.
    Operate,
}

impl Action {
    /// Each of them.
    pub const ALL: [Self; 23] = [
        Self::Arrive,
        Self::UseAccount,
        Self::ReadRecords,
        Self::WriteRecords,
        Self::ImportFiles,
        Self::ExportRecords,
        Self::SignOff,
        Self::Unlock,
        Self::SeeNetwork,
        Self::RunCycles,
        Self::FreezeCycle,
        Self::AskQueries,
        Self::PutQuestions,
        Self::MakePacks,
        Self::ReadPacks,
        Self::SeeIndicators,
        Self::TraceIndicators,
        Self::SeeCases,
        Self::AnswerCases,
        Self::RunCases,
        Self::SignCorrections,
        Self::ReadEveryCentre,
        Self::Operate,
    ];

    /// Whether it is done at one centre, with its records.
    pub const fn is_of_a_centre(self) -> bool {
        matches!(
            self,
            Self::ReadRecords
                | Self::WriteRecords
                | Self::ImportFiles
                | Self::ExportRecords
                | Self::SignOff
                | Self::Unlock
                | Self::TraceIndicators
                | Self::AnswerCases
        )
    }
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
        let of_a_centre = Action::ALL.into_iter().filter(|action| action.is_of_a_centre());
        for (action, role) in of_a_centre.flat_map(|action| Role::OF_MEMBERS.map(|role| (action, role))) {
            let (here, nowhere) = (actor(role, Some("STH")), actor(role, None));
            assert_eq!(here.permit_at(action, &own).is_ok(), here.may(action), "{role} {action:?}");
            assert_eq!(here.permit_at(action, &other), Err(Denied), "{role} {action:?}");
            assert!(!nowhere.may(action), "{role} {action:?}");
        }
        assert_eq!(actor(Role::AuditLead, None).permit_at(Action::ReadRecords, &own), Err(Denied));
    }

    #[test]
    fn an_act_of_a_centre_is_done_at_the_actors_own() {
        let own = actor(Role::DataEntry, Some("STH")).own_centre(Action::WriteRecords);
        assert_eq!(own, Ok(CentreCode::parse("STH").unwrap()));
        assert_eq!(actor(Role::DataEntry, Some("STH")).own_centre(Action::SignOff), Err(Denied));
        // The operator may, but is at no centre.
        assert_eq!(Actor::system("test").own_centre(Action::WriteRecords), Err(Denied));
    }

    /// The whole policy, role by role: whoever changes it changes this.
    #[test]
    fn each_role_may_do_what_the_dictionary_says() {
        use Action as A;
        let may = |role, centre| -> Vec<Action> {
            let actor = actor(role, centre);
            A::ALL.into_iter().filter(|action| actor.may(*action)).collect()
        };
        let entry =
            [A::Arrive, A::UseAccount, A::ReadRecords, A::WriteRecords, A::ImportFiles, A::ExportRecords];
        assert_eq!(may(Role::DataEntry, Some("STH")), entry);
        assert_eq!(
            may(Role::CentreLead, Some("STH")),
            [
                &entry[..],
                &[A::SignOff, A::Unlock, A::ReadPacks, A::SeeIndicators, A::TraceIndicators],
                &[A::SeeCases, A::AnswerCases],
            ]
            .concat()
        );
        let network = [
            A::SeeNetwork,
            A::RunCycles,
            A::FreezeCycle,
            A::AskQueries,
            A::PutQuestions,
            A::MakePacks,
            A::ReadPacks,
            A::SeeIndicators,
            A::SeeCases,
            A::RunCases,
            A::SignCorrections,
        ];
        assert_eq!(may(Role::AuditLead, None), [&[A::Arrive, A::UseAccount], &network[..]].concat());
        assert_eq!(may(Role::System, None), A::ALL);
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
    fn no_member_is_the_system() {
        assert_eq!(Role::parse("SYSTEM"), None);
        assert!(!actor(Role::AuditLead, None).may(Action::Operate));
        assert!(Actor::system("import").may(Action::Operate));
    }
}
