//! One's own account: who one is here, and where one is signed in.

pub(crate) mod confirm;
mod device;
pub(crate) mod factor;
pub(crate) mod passkeys;
pub(crate) mod password;

use acts::london;
use askama::Template;
use axum::{extract::State, http::HeaderMap};
use domain::actor::MembershipId;
use jiff::{Timestamp, tz::TimeZone};
use serde::Deserialize;
use store::{OwnSession, SessionId};

use super::{Answer, chrome, html, people, see_other, signing};
use crate::{
    App,
    address::From,
    csrf::{self, ProtectedForm},
    entry::instant_in_words,
    extract::Query,
    gate::Session,
    problem::Problem,
    ui::{Chrome, SummaryList},
};

#[derive(Template)]
#[template(path = "pages/account.html")]
struct AccountPage {
    chrome: Chrome,
    csrf: String,
    facts: SummaryList,
    /// Passwords are taken.
    local: bool,
    /// What an account of the provider is called; empty when there is none.
    provider: String,
    /// What else they are: the membership's id and its words.
    others: Vec<(String, String)>,
    sessions: Vec<SessionRow>,
}

/// One place where somebody is signed in.
struct SessionRow {
    /// Nothing for the one that asks, and for one that has no name.
    id: String,
    device: String,
    source: String,
    since: String,
    seen: String,
    is_this: bool,
}

/// What has just been done.
#[derive(Deserialize)]
pub(crate) struct Done {
    done: Option<String>,
}

/// GET /account
pub(crate) async fn show(State(app): State<App>, Query(done): Query<Done>, session: Session) -> Answer {
    let (actor, now) = (session.actor(), app.world.now());
    let (directory, zone) = (app.store.directory().await?, london()?);
    let member = app.store.oneself(actor).await?;
    let own = app.store.sessions(actor, session.cookie().as_str(), now, app.config.idle).await?;
    let others =
        member.held(now).filter(|held| !actor.acts_as(&held.post) && session.way().confirms(held.id));
    let until = member.held(now).find(|held| actor.acts_as(&held.post)).and_then(|held| held.ends_at);
    let place = match &actor.centre {
        Some(code) => format!("{} at {}", actor.role, directory.in_words(code.as_str())),
        None => actor.role.to_string(),
    };
    let mut rows = vec![
        ("Name".to_owned(), member.name.clone()),
        ("User name".to_owned(), member.login.clone()),
        ("You act as".to_owned(), place),
    ];
    if let Some(end) = until {
        rows.push(("Until".to_owned(), people::last_day(end, &zone)));
    }
    html(&AccountPage {
        chrome: chrome(&app, &session, "Your account", "/account").notice(told(done.done.as_deref())),
        csrf: csrf::token(&session, now),
        facts: SummaryList { rows },
        local: signing::has_password(&app, actor).await?,
        provider: app.config.federation.as_ref().map_or_else(String::new, |at| at.provider.name().to_owned()),
        others: others.map(|held| (held.id.to_string(), held.post.to_string())).collect(),
        sessions: own.into_iter().map(|own| row(own, &zone)).collect(),
    })
}

fn told(done: Option<&str>) -> Option<String> {
    let words = match done? {
        "ended" => "Signed out there.",
        "others" => "You are signed out everywhere else.",
        _ => return None,
    };
    Some(words.to_owned())
}

fn row(own: OwnSession, zone: &TimeZone) -> SessionRow {
    let at = |instant: Timestamp| instant_in_words(instant, zone);
    SessionRow {
        id: own.id.filter(|_| !own.is_this).map(|id| id.to_string()).unwrap_or_default(),
        device: device::in_words(&own.agent),
        source: own.source,
        since: at(own.since),
        seen: at(own.seen_at),
        is_this: own.is_this,
    }
}

/// POST /account/sessions
pub(crate) async fn end_sessions(
    State(app): State<App>,
    session: Session,
    ProtectedForm(posted): ProtectedForm,
) -> Answer {
    let (actor, now) = (session.actor(), app.world.now());
    if posted.get("session") == "others" {
        app.store.sessions_end_others(actor, now, session.cookie().as_str()).await?;
        return Ok(see_other("/account?done=others"));
    }
    let id = SessionId::parse(posted.get("session")).ok_or(Problem::NotFound)?;
    app.store.session_end(actor, now, id).await?;
    Ok(see_other("/account?done=ended"))
}

/// POST /account/act-as: the session ends, and one of the other membership begins that lasts no longer.
pub(crate) async fn act_as(
    State(app): State<App>,
    From(source): From,
    headers: HeaderMap,
    session: Session,
    ProtectedForm(posted): ProtectedForm,
) -> Answer {
    let (actor, now) = (session.actor(), app.world.now());
    let id = MembershipId::parse(posted.get("membership")).ok_or(Problem::NotFound)?;
    if !session.way().confirms(id) {
        return Err(Problem::NotFound);
    }
    let other = app.store.acting_as(actor, now, id).await?.ok_or(Problem::NotFound)?;
    signing::go_on_as(&app, &session, &other, source, &headers).await
}
