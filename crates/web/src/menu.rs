//! The menu: each entry names the action of the page that it leads to, and is there for whoever may.

use domain::actor::{
    Action::{
        self, Arrive, AskQueries, AskReleases, ImportFiles, KeepPeople, MakeReleases, ProposeProjects,
        PutQuestions, ReadPacks, ReadRecords, ReadTrail, RunCycles, SeeCases, SeeIndicators, SeeNetwork,
        SeePermissions, SeeProjects, SeeWork,
    },
    Actor,
};

use crate::ui::NavItem;

/// Address, text, action.
type Entry = (&'static str, &'static str, Action);

#[rustfmt::skip]
const ENTRIES: [Entry; 21] = [
    ("/centre",          "Home",              SeeWork),
    ("/admissions",      "Admissions",        ReadRecords),
    ("/records",         "Records",           ReadRecords),
    ("/worklist",        "Worklist",          SeeWork),
    ("/queries",         "Queries",           SeeWork),
    ("/imports",         "Import and export", ImportFiles),
    ("/network",         "Network",           SeeNetwork),
    ("/network/cycles",  "Cycles",            RunCycles),
    ("/indicators",      "Indicators",        SeeIndicators),
    ("/packs",           "Packs",             ReadPacks),
    ("/releases",        "Releases",          MakeReleases),
    ("/cases",           "Cases",             SeeCases),
    ("/network/queries", "Queries",           AskQueries),
    ("/questions",       "Questions",         PutQuestions),
    ("/network/permissions", "Permissions",    SeePermissions),
    ("/network/projects", "Research",          SeeProjects),
    ("/projects",        "Research projects",  ProposeProjects),
    ("/tables",          "Tables",            AskReleases),
    ("/people",          "People",            KeepPeople),
    ("/trail",           "Audit trail",       ReadTrail),
    ("/help",            "Help",              Arrive),
];

fn entries(actor: &Actor) -> impl Iterator<Item = Entry> {
    ENTRIES.into_iter().filter(|(_, _, action)| actor.may(*action))
}

/// The entries for somebody, that of their page marked; `area` is its address.
pub(crate) fn menu(actor: &Actor, area: &str) -> Vec<NavItem> {
    entries(actor).map(|(href, text, _)| NavItem { href, text, current: href == area }).collect()
}

/// Where somebody starts.
pub(crate) fn first_page(actor: &Actor) -> &'static str {
    entries(actor).next().map_or("/help", |(href, ..)| href)
}

#[cfg(test)]
pub(crate) mod tests {
    use axum::http::Method;
    use domain::{
        actor::{MemberId, Role},
        value::CentreCode,
    };

    use super::*;

    pub(crate) fn member(role: Role, centre: Option<&str>) -> Actor {
        let centre = centre.and_then(CentreCode::parse);
        Actor { member: MemberId::SYSTEM, name: "Robin".to_owned(), role, centre, through: None }
    }

    #[test]
    fn an_entry_names_the_action_of_its_page() {
        for (href, _, action) in ENTRIES {
            let of_page = |route: &crate::Route| route.method == Method::GET && route.path == href;
            let route = crate::routes().into_iter().find(of_page).expect(href);
            assert_eq!(route.action, action, "{href}");
        }
    }

    #[test]
    fn everybody_starts_where_their_menu_begins() {
        assert_eq!(first_page(&member(Role::DataEntry, Some("STH"))), "/centre");
        assert_eq!(first_page(&member(Role::CentreLead, Some("STH"))), "/centre");
        assert_eq!(first_page(&member(Role::AuditLead, None)), "/network");
        assert_eq!(first_page(&member(Role::BreakGlass, Some("STH"))), "/admissions");
        assert_eq!(first_page(&member(Role::Researcher, None)), "/projects");
    }

    #[test]
    fn nobody_is_offered_what_they_may_not() {
        let texts = |actor| menu(&actor, "").iter().map(|item| item.text).collect::<Vec<_>>();
        assert_eq!(
            texts(member(Role::AuditLead, None)),
            [
                "Network",
                "Cycles",
                "Indicators",
                "Packs",
                "Releases",
                "Cases",
                "Queries",
                "Questions",
                "Permissions",
                "Research",
                "Tables",
                "Help"
            ]
        );
        assert_eq!(
            texts(member(Role::DataEntry, Some("STH"))),
            ["Home", "Admissions", "Records", "Worklist", "Queries", "Import and export", "Help"]
        );
        assert_eq!(texts(member(Role::BreakGlass, Some("STH"))), ["Admissions", "Records", "Help"]);
        assert_eq!(texts(member(Role::Researcher, None)), ["Research projects", "Tables", "Help"]);
        assert_eq!(texts(member(Role::SafetyLead, None)), ["Packs", "Research", "Help"]);
    }
}
