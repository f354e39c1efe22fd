//! One's own passkeys: those that are there, making one, taking one away.

use acts::london;
use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use jiff::tz::TimeZone;
use serde::Deserialize;
use store::{Passkey, PasskeyId, Proof};
use tracing::info;

use super::{
    super::{
        Answer, chrome, html,
        question::{self, Question, Typed},
        see_other, signing,
    },
    factor,
};
use crate::{
    App,
    csrf::{self, ProtectedForm},
    entry::day_in_words,
    extract::Query,
    gate::Session,
    passkeys,
    problem::Problem,
    ui::{Chrome, ErrorSummary, Field, SummaryItem},
};

const ADDRESS: &str = "/account/passkeys";
const FACTORS: &str = "/account/second-factor";

/// What has just been done.
#[derive(Deserialize)]
pub(crate) struct Done {
    done: Option<String>,
}

#[derive(Template)]
#[template(path = "pages/passkeys.html")]
struct PasskeysPage {
    chrome: Chrome,
    summary: Option<ErrorSummary>,
    csrf: String,
    passkeys: Vec<Row>,
    /// Why none can be made; empty where they can.
    why_not: String,
    label: Field,
}

/// A passkey in the list.
struct Row {
    id: String,
    label: String,
    made: String,
    used: String,
}

/// GET /account/passkeys
pub(crate) async fn show(State(app): State<App>, Query(done): Query<Done>, session: Session) -> Answer {
    if factor::owes_a_code(&app, &session).await? {
        return refused(&app, &session, factor::OWES.to_owned());
    }
    let told = match done.done.as_deref() {
        Some("made") => "Your passkey is set up: from now on it is asked for when you sign in.",
        Some("removed") => "The passkey is forgotten here. Delete it on the device, too.",
        _ => "",
    };
    let notice = (!told.is_empty()).then(|| told.to_owned());
    list(&app, &session, notice, Typed::default()).await
}

/// POST /account/passkeys
pub(crate) async fn begin(
    State(app): State<App>,
    session: Session,
    ProtectedForm(posted): ProtectedForm,
) -> Answer {
    if factor::owes_a_code(&app, &session).await? {
        return refused(&app, &session, factor::OWES.to_owned());
    }
    let party = match passkeys::party(&app) {
        Ok(party) => party,
        Err(sentence) => return refused(&app, &session, sentence),
    };
    let label = posted.get("label");
    let begun = app.store.begin_passkey(session.actor(), app.world.now(), &party, label).await;
    match begun {
        Ok(options) => make(&app, &session, options),
        Err(error) => {
            let page = list(&app, &session, None, Typed::wrong(label, question::refusal(error)?)).await?;
            Ok(question::with_status(true, page))
        }
    }
}

fn make(app: &App, session: &Session, options: String) -> Answer {
    let frame = chrome(app, session, "Make the passkey", "/account").back(ADDRESS, "Passkeys");
    let mut page = Question::new(app, session, frame, "").tell(
        "Your browser asks where to keep the passkey, and for a finger, a face or a PIN. It waits five minutes.",
    );
    page.action = format!("{ADDRESS}/answer");
    page.passkey = Some(passkeys::to_be_made(options));
    page.way(ADDRESS, "Cancel").draw()
}

/// POST /account/passkeys/answer
pub(crate) async fn confirm(
    State(app): State<App>,
    session: Session,
    ProtectedForm(posted): ProtectedForm,
) -> Answer {
    if factor::owes_a_code(&app, &session).await? {
        return refused(&app, &session, factor::OWES.to_owned());
    }
    let (actor, now, token) = (session.actor(), app.world.now(), session.cookie().as_str());
    let party = match passkeys::party(&app) {
        Ok(party) => party,
        Err(sentence) => return refused(&app, &session, sentence),
    };
    let codes = match app.store.confirm_passkey(actor, now, &party, token, posted.get("passkey")).await {
        Ok(codes) => codes,
        Err(error) => return refused(&app, &session, question::refusal(error)?),
    };
    info!(member = %actor.member, "passkey set up");
    let token = app.store.session_prove(actor, now, token, Proof::Two).await?;
    let token = token.ok_or_else(|| Problem::SignInNeeded(ADDRESS.to_owned()))?;
    let session = signing::held_by(&app, &token).await?;
    let page: Response = if codes.is_empty() {
        see_other("/account/passkeys?done=made").into_response()
    } else {
        factor::codes_page(&app, &session, "Your passkey is set up", &codes)?
    };
    Ok(signing::with_cookie(page, session.cookie().set(&app.config)))
}

/// POST /account/passkeys/remove
pub(crate) async fn remove(
    State(app): State<App>,
    session: Session,
    ProtectedForm(posted): ProtectedForm,
) -> Answer {
    if factor::owes_a_code(&app, &session).await? {
        return refused(&app, &session, factor::OWES.to_owned());
    }
    let id = PasskeyId::parse(posted.get("which")).ok_or(Problem::NotFound)?;
    app.store.remove_passkey(session.actor(), app.world.now(), id).await?;
    info!(member = %session.actor().member, "passkey removed");
    Ok(see_other("/account/passkeys?done=removed"))
}

async fn list(app: &App, session: &Session, notice: Option<String>, label: Typed) -> Answer {
    let zone = london()?;
    let held = app.store.passkeys(session.actor().member).await?;
    let summary = label.error.as_ref().map(|text| ErrorSummary {
        heading: "There is a problem".to_owned(),
        items: vec![SummaryItem::link("#f-label", text.as_str())],
    });
    let frame = chrome(app, session, "Passkeys", "/account").back(FACTORS, "Second factor").notice(notice);
    html(&PasskeysPage {
        chrome: frame.problem(summary.is_some()),
        summary,
        csrf: csrf::token(session, app.world.now()),
        passkeys: held.into_iter().map(|passkey| row(passkey, &zone)).collect(),
        why_not: passkeys::party(app).err().unwrap_or_default(),
        label: question::line(
            "label",
            "What do you call it?",
            "Such as “my phone” or “ward computer 3”.",
            "20",
            label,
        ),
    })
}

fn row(passkey: Passkey, zone: &TimeZone) -> Row {
    let day = |at| day_in_words(at, zone);
    Row {
        id: passkey.id.to_string(),
        label: passkey.label,
        made: day(passkey.made_at),
        used: passkey
            .last_used_at
            .map_or_else(|| "not used yet".to_owned(), |at| format!("last used {}", day(at))),
    }
}

fn refused(app: &App, session: &Session, sentence: String) -> Answer {
    let frame = chrome(app, session, "Passkeys", "/account").back(FACTORS, "Second factor");
    Question::new(app, session, frame, "").refuse(sentence).way(ADDRESS, "Back to the passkeys").draw()
}
