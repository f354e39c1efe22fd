//! On which approval a centre submits, and until when: its lead enters it, the network sees all of them.

pub(crate) mod centre;
pub(crate) mod network;

use domain::actor::Action;
use domain::code::Coded;
use domain::permission::{Permission, Standing};
use jiff::civil::Date;

use super::Answer;
use crate::{
    App,
    entry::date_in_words,
    gate::Session,
    problem::Problem,
    ui::{Colour, Tag},
};

/// How a permission stands, in a few words.
fn state(standing: Standing) -> Tag {
    match standing {
        Standing::Missing => Tag::new(Colour::Grey, "not entered"),
        Standing::Holds => Tag::new(Colour::Green, "holds"),
        Standing::Ends(day) => Tag::new(Colour::Yellow, format!("ends on {}", date_in_words(day))),
        Standing::Ended(day) => Tag::new(Colour::Red, format!("ended on {}", date_in_words(day))),
    }
}

/// What a centre has to know of its permission; nothing while all is well.
pub(super) fn warning(permission: Option<&Permission>, today: Date, is_needed: bool) -> Option<String> {
    let approval = permission.map_or("", |permission| permission.approval.as_str());
    match Standing::of(permission, today) {
        Standing::Holds => None,
        Standing::Missing if is_needed => {
            Some("Nothing can be saved before your centre’s approval is entered.".to_owned())
        }
        Standing::Missing => Some("Your centre’s approval has not been entered yet.".to_owned()),
        Standing::Ends(day) => Some(format!(
            "Your centre’s approval {approval} ends on {}. Records cannot be saved after that day.",
            date_in_words(day)
        )),
        Standing::Ended(day) => Some(format!(
            "Your centre’s approval {approval} ended on {}. Records cannot be saved until the new one is entered; drafts \
             can.",
            date_in_words(day)
        )),
    }
}

/// The same of somebody's own centre. That none was entered, where none is needed, is for those who can enter it.
pub(super) async fn warned(app: &App, session: &Session, today: Date) -> Result<Option<String>, Problem> {
    let held = app.store.own_permission(session.actor(), app.world.now()).await?;
    let is_needed = app.store.needs_permission();
    let is_theirs = held.is_some() || is_needed || session.offers(Action::KeepPermission);
    Ok(warning(held.as_ref(), today, is_needed).filter(|_| is_theirs))
}

/// The parts of a permission, for a list of facts or a table.
fn route_in_words(permission: &Permission) -> String {
    match permission.opt_out_checked_on {
        Some(day) => {
            format!("{}; opt-outs taken out on {}", permission.route.label(), date_in_words(day))
        }
        None => permission.route.label().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use domain::permission::LegalRoute;
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_centre_is_warned_before_it_cannot_save_any_more() {
        let permission = Permission {
            approval: "R-12".to_owned(),
            last_day: date(2026, 9, 30),
            guardian: "Robin Dyke".to_owned(),
            route: LegalRoute::Consent,
            opt_out_checked_on: None,
        };
        let told = |day| warning(Some(&permission), day, false);
        assert_eq!(told(date(2026, 6, 1)), None);
        assert!(told(date(2026, 8, 1)).unwrap().contains("R-12 ends on 30 September 2026"));
        assert!(told(date(2026, 10, 1)).unwrap().contains("R-12 ended on 30 September 2026"));
        assert!(warning(None, date(2026, 10, 1), true).unwrap().starts_with("Nothing can be saved"));
    }
}
