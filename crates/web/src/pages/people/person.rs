//! One person: what they are and were, and what can be done about it.

use acts::london;
use axum::extract::State;
use domain::{
    actor::{Actor, Membership},
    centre::Directory,
};
use jiff::{Timestamp, tz::TimeZone};
use serde::Deserialize;
use store::Member;

use super::{
    super::{Answer, chrome, question::Question, trail},
    AREA, address, named, post_in_words, state, term,
};
use crate::{
    App,
    extract::{Path, Query},
    gate::Session,
    ui::{Cell, SummaryItem, SummaryList, Table},
};

/// What has just been done.
#[derive(Deserialize)]
pub(crate) struct Done {
    done: Option<String>,
}

/// GET /people/{id}
pub(crate) async fn show(
    State(app): State<App>,
    Path(id): Path<String>,
    Query(done): Query<Done>,
    session: Session,
) -> Answer {
    let member = named(&app, &session, &id).await?;
    let (directory, zone, now) = (app.store.directory().await?, london()?, app.world.now());
    let frame = chrome(&app, &session, member.name.clone(), AREA).back(AREA, "People");
    let mut page = Question::new(&app, &session, frame.notice(told(done.done.as_deref())), "");
    page.facts = Some(SummaryList::of([("User name", member.login.clone())]));
    let page = page.show(Some(table(&member, &directory, now, &zone)));
    ways(page, session.actor(), &member, now).draw()
}

fn told(done: Option<&str>) -> Option<String> {
    let words = match done? {
        "given" => "They are that too, from now on.",
        "changed" => "It is changed. Whoever acted as it signs in again.",
        "signed-out" => "They are signed out everywhere.",
        "ended" => "It is over: nobody is signed in as it any more, and no program acts as it.",
        _ => return None,
    };
    Some(words.to_owned())
}

fn table(member: &Member, directory: &Directory, now: Timestamp, zone: &TimeZone) -> Table {
    let row = |held: &Membership| {
        let act = |what: &str, text: &str| {
            let words = format!("{text}: {}", post_in_words(&held.post, directory));
            SummaryItem::link(format!("{AREA}/posts/{}/{what}", held.id), words)
        };
        let mut acts = Vec::new();
        if held.holds(now) && held.post.role.is_given() {
            acts.push(act("change", "Change"));
        }
        if held.holds(now) {
            acts.push(act("end", "End"));
        }
        vec![
            Cell::text(post_in_words(&held.post, directory)),
            Cell::text(term(held, zone)),
            Cell::Tag(state(held, now)),
            Cell::Links(acts),
        ]
    };
    Table {
        caption: "What they are, and were".to_owned(),
        heads: vec!["What", "When", "State", "What can be done"],
        rows: member.memberships.iter().map(row).collect(),
    }
}

fn ways(page: Question, actor: &Actor, member: &Member, now: Timestamp) -> Question {
    let own = address(member.id);
    let page = page.way(trail::Asked::by(member.id).address(""), "What they have done");
    let page = match member.retired_at {
        Some(_) => page.tell("They are a member no longer, and cannot sign in."),
        None => page.way(format!("{own}/posts"), "Let them be something else too"),
    };
    if member.held(now).next().is_none() {
        return page;
    }
    let page = page.way(format!("{own}/password"), "Make a link for a new password");
    let page = page.way(format!("{own}/sign-out"), "Sign them out everywhere");
    match actor.centre {
        Some(_) => page,
        None => page.way(format!("{own}/retire"), "End everything that they are"),
    }
}
