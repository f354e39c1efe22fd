//! Everybody whom somebody keeps, and the invitations that were not used.

use acts::london;
use axum::extract::State;
use domain::{
    actor::{Action, Membership},
    centre::Directory,
};
use jiff::{Timestamp, tz::TimeZone};
use serde::Deserialize;
use store::{Invitation, InvitationState, Member, Purpose};

use super::{
    super::{Answer, chrome, html, records::ListPage},
    AREA, address, is_to_review, post_in_words, state, term,
};
use crate::{
    App,
    entry::{day_in_words, number_in_words},
    extract::Query,
    gate::Session,
    ui::{Cell, Colour, Link, Pagination, SummaryItem, Table, Tag},
};

const HELP: &str = "Who enters and signs off records. Somebody who leaves is signed out at once, with their programs; \
    what they did stays in the trail under their name.";

/// Who is listed, and what has just been done.
#[derive(Deserialize)]
pub(crate) struct Which {
    show: Option<String>,
    done: Option<String>,
}

/// GET /people
pub(crate) async fn show(State(app): State<App>, Query(which): Query<Which>, session: Session) -> Answer {
    let (actor, now) = (session.actor(), app.world.now());
    let (directory, zone) = (app.store.directory().await?, london()?);
    let is_all = which.show.as_deref() == Some("all");
    let mut members = app.store.members(actor).await?;
    let due =
        members.iter().flat_map(|member| member.held(now)).filter(|held| is_to_review(held, now)).count();
    members.retain(|member| is_all || member.held(now).next().is_some());
    let invited: Vec<_> = app.store.invitations(actor, now).await?.into_iter().filter(is_waiting).collect();
    let mut rows: Vec<_> = invited.iter().map(|waiting| invitation(waiting, &directory, &zone)).collect();
    rows.extend(members.iter().map(|member| row(member, &directory, now, &zone, is_all)));
    let mut ways = Vec::new();
    if due > 0 {
        let what = number_in_words(due, "membership", "memberships");
        ways.push(link(format!("{AREA}/review"), format!("Look at {what} again: is it still right?")));
    }
    if session.offers(Action::BreakGlass) {
        let text = "See a centre’s records in an emergency (break-glass access)";
        ways.push(link("/break-glass".to_owned(), text.to_owned()));
    }
    ways.push(link(format!("{AREA}/programs"), "Programs that send or read records".to_owned()));
    ways.push(if is_all {
        link(AREA.to_owned(), "Show members only".to_owned())
    } else {
        link(format!("{AREA}?show=all"), "Show those who have left too".to_owned())
    });
    html(&ListPage {
        chrome: chrome(&app, &session, "People", AREA).notice(told(which.done.as_deref())),
        help: HELP.to_owned(),
        new: Some(link(format!("{AREA}/invite"), "Invite somebody".to_owned())),
        table: (!rows.is_empty()).then(|| Table {
            caption: "People, and invitations that wait".to_owned(),
            heads: vec!["Name", "User name", "What they are", "State"],
            rows,
        }),
        empty: "There is nobody.".to_owned(),
        pages: Pagination { first: None, next: None },
        ways,
    })
}

fn link(href: String, text: String) -> Link {
    Link { href, text }
}

fn told(done: Option<&str>) -> Option<String> {
    let words = match done? {
        "revoked" => "The link no longer works.",
        "retired" => "They can no longer sign in.",
        "reviewed" => "It is written down that these memberships are still right.",
        _ => return None,
    };
    Some(words.to_owned())
}

/// Whether an invitation was neither used nor taken back.
fn is_waiting(invitation: &Invitation) -> bool {
    matches!(invitation.state, InvitationState::Open | InvitationState::Expired)
}

fn invitation(waiting: &Invitation, directory: &Directory, zone: &TimeZone) -> Vec<Cell> {
    let what = match &waiting.purpose {
        Purpose::Join { post, .. } => post_in_words(post, directory),
        Purpose::Password { .. } => "A new password".to_owned(),
    };
    let until = day_in_words(waiting.expires_at, zone);
    let state = match waiting.state {
        InvitationState::Open => Tag::new(Colour::Blue, format!("invited until {until}")),
        _ => Tag::new(Colour::Grey, format!("invitation ended on {until}")),
    };
    vec![
        Cell::link(format!("{AREA}/invitations/{}", waiting.id), waiting.name.clone()),
        Cell::text(waiting.login.clone()),
        Cell::text(what),
        Cell::Tag(state),
    ]
}

fn row(member: &Member, directory: &Directory, now: Timestamp, zone: &TimeZone, is_all: bool) -> Vec<Cell> {
    let shown = |held: &&Membership| is_all || held.holds(now);
    let posts: Vec<&Membership> = member.memberships.iter().filter(shown).collect();
    let words = |held: &&Membership| SummaryItem {
        text: format!("{}, {}", post_in_words(&held.post, directory), term(held, zone)),
        ..SummaryItem::default()
    };
    let tag = match posts.iter().find(|held| held.holds(now)) {
        Some(held) if !posts.iter().any(|held| is_to_review(held, now)) => state(held, now),
        Some(_) => Tag::new(Colour::Yellow, "to be looked at"),
        None => Tag::new(Colour::Grey, "has left"),
    };
    vec![
        Cell::link(address(member.id), member.name.clone()),
        Cell::text(member.login.clone()),
        Cell::Links(posts.iter().map(words).collect()),
        Cell::Tag(tag),
    ]
}
