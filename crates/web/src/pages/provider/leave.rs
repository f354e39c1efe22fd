//! Going to the provider.

use axum::{
    extract::State,
    http::{HeaderMap, HeaderValue, header},
    response::Response,
};
use provider::{Going, Trip};
use store::{Errand, Source};
use tracing::warn;

use super::{
    super::{Answer, links, plain_chrome, question::Question, signing},
    BACK, federation,
    refuse::{self, Why},
};
use crate::{
    App,
    address::From,
    cookie::{self, Token},
    csrf::ProtectedForm,
    gate::Session,
    problem::Problem,
};

/// POST /sign-in/provider
pub(crate) async fn to_sign_in(
    State(app): State<App>,
    From(source): From,
    headers: HeaderMap,
    ProtectedForm(form): ProtectedForm,
) -> Answer {
    leave(&app, &headers, &source, Errand::SignIn, form.get("next")).await
}

/// POST /account/confirm/provider
pub(crate) async fn to_prove(
    State(app): State<App>,
    From(source): From,
    headers: HeaderMap,
    session: Session,
    ProtectedForm(form): ProtectedForm,
) -> Answer {
    leave(&app, &headers, &source, Errand::Prove(session.actor().member), form.get("next")).await
}

/// Begins a trip, and sends the browser on its way.
pub(in crate::pages) async fn leave(
    app: &App,
    headers: &HeaderMap,
    source: &Source,
    errand: Errand,
    next: &str,
) -> Answer {
    let federation = federation(app)?;
    let (now, next) = (app.world.now(), links::local(next));
    let (secret, back) = (Token::new(&app.world)?, address_of_back(app, headers)?);
    let trip = Trip::of(secret.as_str());
    let going = Going { trip: &trip, back: &back, ask: federation.ask(&errand), begun_at: now };
    let address = match federation.provider.address(now, going).await {
        Ok(address) => address,
        Err(error) => {
            warn!(%error, "nobody can sign in at the provider");
            return refuse::page(app, headers, &errand, next, &Why::Provider(error));
        }
    };
    match app.store.begin_trip(now, trip.state(), source, &errand, next).await {
        Err(store::Error::Crowded) => return refuse::page(app, headers, &errand, next, &Why::Crowded),
        begun => begun?,
    }
    let page = on_the_way(app, federation.provider.name(), &address)?;
    Ok(signing::with_cookie(page, cookie::set_trip(&secret, &app.config)))
}

/// A page that goes on by itself. No redirect: browsers that keep to the policy of the page before, which sends its
/// form to us alone, would not follow it.
fn on_the_way(app: &App, name: &str, address: &str) -> Answer {
    let page = Question::marked(String::new(), plain_chrome(app, format!("Sign in with your {name}")), "")
        .tell("You are taken there now.")
        .way(address, "Go there, if nothing happens");
    let mut page: Response = page.draw()?;
    let refresh = HeaderValue::from_str(&format!("0; url={address}")).map_err(Problem::fault)?;
    page.headers_mut().insert(header::REFRESH, refresh);
    Ok(page)
}

/// The address that the provider is told to send people back to.
pub(super) fn address_of_back(app: &App, headers: &HeaderMap) -> Result<String, Problem> {
    if let Some(public) = &app.config.public_url {
        return Ok(format!("{public}{BACK}"));
    }
    // To try it out on this machine; a provider sends people to no other address than those that it was told.
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let host =
        host.ok_or_else(|| Problem::Malformed("The request does not say which host it is for.".to_owned()))?;
    Ok(format!("http://{host}{BACK}"))
}
