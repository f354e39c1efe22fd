//! Who the demonstration can be signed in as.

use domain::actor::{Actor, Role};
use domain::permission::{LegalRoute, Permission};
use domain::value::CentreCode;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use secrecy::SecretString;
use store::{NewMember, Store};

use crate::failure::Failure;

/// The password of all of them; the demonstration holds nothing that needs a secret one.
pub(super) const PASSWORD: &str = "nothing here is a secret";

/// The centre whose approval ends soon.
const ENDS_SOON: &str = "LEI";

const AUDIT: &str = "audit@demo.ecmopt.invalid";
const SAFETY: &str = "safety@demo.ecmopt.invalid";
const RESEARCHER: &str = "research@demo.ecmopt.invalid";

/// Somebody to sign in as: login, name, role, centre.
pub(super) const GUIDES: [(&str, &str, Role, Option<&str>); 7] = [
    ("entry.sth@demo.ecmopt.invalid", "Demo Physiotherapist", Role::DataEntry, Some("STH")),
    ("lead.sth@demo.ecmopt.invalid", "Demo Centre Lead", Role::CentreLead, Some("STH")),
    ("lead.lei@demo.ecmopt.invalid", "Demo Lead Glenfield", Role::CentreLead, Some("LEI")),
    (AUDIT, "Demo Audit Lead", Role::AuditLead, None),
    (SAFETY, "Demo Safety Lead", Role::SafetyLead, None),
    (RESEARCHER, "Demo Researcher", Role::Researcher, None),
    ("admin@demo.ecmopt.invalid", "Demo Administrator", Role::Administrator, None),
];

/// The login of a centre's lead.
fn lead_of(centre: &CentreCode) -> String {
    format!("lead.{}@demo.ecmopt.invalid", centre.as_str().to_lowercase())
}

/// Makes them, and a lead of every other centre.
pub(super) async fn join(store: &Store, now: Timestamp) -> Result<(), Failure> {
    let guides = GUIDES.map(|(login, name, role, centre)| {
        (login.to_owned(), name.to_owned(), role, centre.and_then(CentreCode::parse))
    });
    let directory = store.directory().await?;
    let is_guide = |login: &str| GUIDES.iter().any(|(guide, ..)| *guide == login);
    let others = directory.centres.iter().map(|centre| {
        let name = format!("Demo Lead {}", centre.short_name);
        (lead_of(&centre.code), name, Role::CentreLead, Some(centre.code.clone()))
    });
    let others = others.filter(|(login, ..)| !is_guide(login));
    for (login, name, role, centre) in guides.into_iter().chain(others) {
        let member = NewMember { login, name, role, centre, password: SecretString::from(PASSWORD) };
        store.add_member(&Actor::system("demo"), now, member).await?;
    }
    Ok(())
}

/// Those who act in the demonstration's year.
pub(super) struct People {
    /// The leads of the centres, in the order of their logins.
    pub(super) leads: Vec<Actor>,
    /// The audit lead.
    pub(super) audit: Actor,
    /// The safety lead; a demonstration of an earlier version has none.
    pub(super) safety: Option<Actor>,
    /// A researcher; the same.
    pub(super) researcher: Option<Actor>,
}

impl People {
    pub(super) async fn of(store: &Store) -> Result<Self, Failure> {
        let members = store.members(&Actor::system("demo")).await?;
        // They are what they are from the beginning of the demonstration's year.
        let actors = members.iter().filter_map(|member| {
            let held = member.memberships.first()?;
            Some((member.login.as_str(), member.acting_as(held)))
        });
        let (mut leads, mut audit, mut safety, mut researcher) = (Vec::new(), None, None, None);
        for (login, actor) in actors {
            if login == AUDIT {
                audit = Some(actor);
            } else if login == SAFETY {
                safety = Some(actor);
            } else if login == RESEARCHER {
                researcher = Some(actor);
            } else if actor.centre.as_ref().is_some_and(|code| lead_of(code) == login) {
                leads.push(actor);
            }
        }
        let audit = audit.ok_or_else(|| Failure::refused("The demonstration has no audit lead any more."))?;
        Ok(Self { leads, audit, safety, researcher })
    }

    /// On which approval each centre submits; that of one ends soon, so that the warning can be seen.
    pub(super) async fn enter_permissions(&self, store: &Store, now: Timestamp) -> Result<(), Failure> {
        for lead in &self.leads {
            let Some(centre) = &lead.centre else { continue };
            let days = if centre.as_str() == ENDS_SOON { 60 } else { 365 };
            let permission = Permission {
                approval: format!("DEMO {centre}"),
                last_day: TimeZone::UTC.to_datetime(now).date().saturating_add(days.days()),
                guardian: format!("Demo Guardian {centre}"),
                route: LegalRoute::LocalAudit,
                opt_out_checked_on: None,
            };
            store.enter_permission(lead, now, permission).await?;
        }
        Ok(())
    }

    /// The lead of a centre.
    pub(super) fn lead(&self, centre: &str) -> Option<&Actor> {
        self.leads.iter().find(|lead| lead.centre.as_ref().is_some_and(|code| code.as_str() == centre))
    }
}
