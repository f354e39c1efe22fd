//! Who acts, and what each role may do.
//!
//! The policy stands in one table, behind [`Actor::may`]. Doors, pages and acts name an [`Action`] and ask; none of
//! them looks at a role on its own.

mod action;
mod membership;
mod remit;
mod role;
mod sight;

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::value::CentreCode;

pub use action::Action;
pub use membership::{Membership, MembershipId, Post};
pub use remit::Remit;
pub use role::Role;
pub use sight::Sight;

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

    /// Reads an id as it is written in an address.
    pub fn parse(text: &str) -> Option<Self> {
        Uuid::try_parse(text).ok().map(Self)
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

/// By what somebody came who acts: the audit trail names it beside them.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Through {
    /// A session in a browser, by its id.
    Session(Uuid),
    /// A token of a program, by its id, and what it lets the program do.
    Token(Uuid, Arc<Remit>),
}

impl fmt::Display for Through {
    /// As the audit trail writes it: `session 0192…`, `token 0192…`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Session(id) => write!(f, "session {id}"),
            Self::Token(id, _) => write!(f, "token {id}"),
        }
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
    /// By what they came; nothing of whoever acts at the command line, or is just signing in.
    pub through: Option<Through>,
}

impl Actor {
    /// The operator at the command line, doing `what`.
    pub fn system(what: &str) -> Self {
        Self {
            member: MemberId::SYSTEM,
            name: format!("command line: {what}"),
            role: Role::System,
            centre: None,
            through: None,
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
        self.role.may(action) && has_place && self.remit().is_none_or(|remit| remit.holds(action))
    }

    /// What narrows this actor beyond their role: the remit of the token by which a program came.
    fn remit(&self) -> Option<&Remit> {
        match &self.through {
            Some(Through::Token(_, remit)) => Some(remit),
            Some(Through::Session(_)) | None => None,
        }
    }

    /// Whether they see records because they broke the glass: their pages say so.
    pub fn broke_the_glass(&self) -> bool {
        self.role == Role::BreakGlass
    }

    /// The forms that this actor is kept to; `None` when to none.
    pub fn kept_to(&self) -> Option<&[String]> {
        self.remit().map(|remit| remit.forms.as_slice()).filter(|forms| !forms.is_empty())
    }

    /// Lets an act with records of a form begin.
    pub fn permit_form(&self, form: &str) -> Result<(), Denied> {
        if self.remit().is_none_or(|remit| remit.is_for(form)) { Ok(()) } else { Err(Denied) }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn actor(role: Role, centre: Option<&str>) -> Actor {
        Actor {
            member: MemberId::new(Uuid::from_u128(1)),
            name: "Robin".to_owned(),
            role,
            centre: centre.and_then(CentreCode::parse),
            through: None,
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
    fn a_program_does_what_its_token_is_for_and_no_more_than_its_member() {
        let by_token = |role, remit: Remit| Actor {
            through: Some(Through::Token(Uuid::nil(), Arc::new(remit))),
            ..actor(role, Some("STH"))
        };
        let forms = vec!["physio_contact".to_owned()];
        let sender = by_token(Role::CentreLead, Remit::of(true, false, forms).unwrap());
        for action in Action::ALL {
            assert_eq!(sender.may(action), action == Action::WriteRecords, "{action:?}");
        }
        assert_eq!(
            (sender.permit_form("physio_contact"), sender.permit_form("patient")),
            (Ok(()), Err(Denied))
        );
        assert!(!by_token(Role::Researcher, Remit::whole()).may(Action::ReadRecords));
        let lead = actor(Role::CentreLead, Some("STH"));
        assert_eq!(
            (lead.permit_form("patient"), lead.kept_to()),
            (Ok(()), None),
            "nothing keeps people to forms"
        );
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
        let may = |role: Role| -> Vec<Action> {
            let actor = actor(role, role.has_centre().then_some("STH"));
            A::ALL.into_iter().filter(|action| actor.may(*action)).collect()
        };
        let all = [A::Arrive, A::UseAccount];
        let rows = [A::ReadRecords, A::SeeWork, A::WriteRecords, A::ImportFiles, A::ExportRecords];
        assert_eq!(may(Role::DataEntry), [&all[..], &rows].concat());
        let lead = [A::SignOff, A::Unlock];
        let people = [A::KeepPeople, A::KeepPermission, A::MakeTokens, A::ReadTrail];
        let numbers = [A::ReadPacks, A::SeeIndicators, A::TraceIndicators, A::SeeCases, A::AnswerCases];
        assert_eq!(may(Role::CentreLead), [&all[..], &rows, &lead, &numbers, &people].concat());
        let network = [
            A::SeeNetwork,
            A::RunCycles,
            A::FreezeCycle,
            A::AskQueries,
            A::PutQuestions,
            A::MakePacks,
            A::MakeReleases,
            A::AskReleases,
            A::ReadPacks,
            A::SeeIndicators,
            A::SeeCases,
            A::RunCases,
            A::SeeProjects,
            A::ApproveProjects,
            A::SignCorrections,
            A::SeePermissions,
        ];
        assert_eq!(may(Role::AuditLead), [&all[..], &network].concat());
        let decides = [A::ReadPacks, A::SeeProjects, A::ApproveProjects];
        assert_eq!(may(Role::SafetyLead), [&all[..], &decides].concat());
        assert_eq!(
            may(Role::Coordinator),
            [&all[..], &[A::MakePacks, A::ReadPacks, A::SeeProjects, A::SeePermissions]].concat()
        );
        assert_eq!(may(Role::Associate), all);
        assert_eq!(may(Role::Researcher), [&all[..], &[A::AskReleases, A::ProposeProjects]].concat());
        let people = [A::KeepPeople, A::ReadTrail, A::BreakGlass];
        assert_eq!(may(Role::Administrator), [&all[..], &people].concat());
        assert_eq!(may(Role::BreakGlass), [&all[..], &[A::ReadRecords]].concat(), "it reads, and no more");
        let of_people = |action: &Action| matches!(action, A::ProposeProjects | A::ApproveProjects);
        let rest: Vec<_> = A::ALL.into_iter().filter(|action| !of_people(action)).collect();
        assert_eq!(may(Role::System), rest, "two people approve a third one’s project");
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
