//! One's own account at the provider: connected, and disconnected.

use acts::london;
use axum::{extract::State, http::HeaderMap};
use serde::Deserialize;
use store::Errand;
use tracing::info;

use super::{
    super::{
        Answer, chrome,
        question::{self, Question},
        see_other, signing,
    },
    leave::leave,
};
use crate::{
    App, address::From, csrf::ProtectedForm, entry::day_in_words, extract::Query, federation::Federation,
    gate::Session, problem::Problem,
};

const ADDRESS: &str = "/account/provider";

/// What has just been done.
#[derive(Deserialize)]
pub(crate) struct Done {
    done: Option<String>,
}

/// GET /account/provider
pub(crate) async fn show(State(app): State<App>, Query(done): Query<Done>, session: Session) -> Answer {
    let notice = match done.done.as_deref() {
        Some("connected") => Some("Connected. You can sign in with it from now on.".to_owned()),
        Some("disconnected") => Some("Disconnected. You are signed out everywhere else.".to_owned()),
        _ => None,
    };
    page(&app, &session, notice).await?.draw()
}

/// POST /account/provider/connect
pub(crate) async fn connect(
    State(app): State<App>,
    From(source): From,
    headers: HeaderMap,
    session: Session,
    ProtectedForm(_): ProtectedForm,
) -> Answer {
    leave(&app, &headers, &source, Errand::Connect(session.actor().member), ADDRESS).await
}

/// POST /account/provider/disconnect
pub(crate) async fn disconnect(
    State(app): State<App>,
    session: Session,
    ProtectedForm(_): ProtectedForm,
) -> Answer {
    let refuse = async |sentence: String| page(&app, &session, None).await?.refuse(sentence).draw();
    if !app.config.takes_passwords() {
        return refuse("Passwords are not used here, so that this is your only way in.".to_owned()).await;
    }
    match app.store.disconnect(session.actor(), app.world.now(), session.cookie().as_str()).await {
        Ok(()) => {
            info!(member = %session.actor().member, "disconnected their account of the provider");
            Ok(see_other("/account/provider?done=disconnected"))
        }
        Err(error) => refuse(question::refusal(error)?).await,
    }
}

async fn page(app: &App, session: &Session, notice: Option<String>) -> Result<Question, Problem> {
    let Some(Federation { provider, .. }) = &app.config.federation else {
        let frame =
            chrome(app, session, "Your hospital’s account", "/account").back("/account", "Your account");
        return Ok(Question::new(app, session, frame, "").tell("No hospital’s accounts can be used here."));
    };
    let (name, issuer) = (provider.name(), provider.issuer());
    let title = format!("Your {name}");
    let frame = chrome(app, session, title, "/account").back("/account", "Your account").notice(notice);
    let page = Question::new(app, session, frame, "");
    let ways = app.store.ways_in(session.actor().member, issuer).await?;
    Ok(match ways.connected_at {
        Some(since) => {
            let page =
                page.tell(format!("You can sign in with it since {}.", day_in_words(since, &london()?)));
            if signing::has_password(app, session.actor()).await? {
                page.tell("Disconnect it when it is not yours any more. You sign in with your password then.")
                    .send(format!("{ADDRESS}/disconnect"), "Disconnect it")
                    .warn()
            } else {
                page.tell(
                    "It is your only way in. When it is not yours any more, ask the lead of your centre, or an \
                     administrator of the network, for a link.",
                )
            }
        }
        None => page
            .tell(format!(
                "Connect your {name}, and you sign in with it from then on. You sign in there once now."
            ))
            .send(format!("{ADDRESS}/connect"), "Connect it"),
    })
}
