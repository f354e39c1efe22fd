//! One's own second factor: what one has, setting an authenticator app up, recovery codes, taking it away.

use acts::london;
use askama::Template;
use axum::{extract::State, response::IntoResponse};
use qrcode::{QrCode, render::svg};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use store::{Factors, HandedOver, Proof, SignInError};
use tracing::info;

use super::super::{
    Answer, chrome, html,
    question::{self, Question},
    see_other,
    signing::{self, Refusal},
};
use crate::{
    App,
    csrf::{self, ProtectedForm},
    entry::{day_in_words, number_in_words},
    extract::Query,
    gate::Session,
    problem::Problem,
    ui::{Chrome, ErrorSummary, Field, SummaryItem},
};

const ADDRESS: &str = "/account/second-factor";
pub(super) const OWES: &str = "You have signed in without your second factor. Sign out, and sign in with it.";
const WRONG: &str = "This is not the code that the app shows now. Type the one that it shows now";

/// What has just been done.
#[derive(Deserialize)]
pub(crate) struct Done {
    done: Option<String>,
}

/// GET /account/second-factor
pub(crate) async fn show(State(app): State<App>, Query(done): Query<Done>, session: Session) -> Answer {
    let factors = app.store.factors(session.actor().member).await?;
    let notice = match done.done.as_deref() {
        Some("removed") => Some("You sign in without a second factor from now on.".to_owned()),
        Some("app") => Some(
            "Your authenticator app is set up. The recovery codes that you have are still right.".to_owned(),
        ),
        _ => None,
    };
    let frame =
        chrome(&app, &session, "Second factor", "/account").back("/account", "Your account").notice(notice);
    let page = Question::new(&app, &session, frame, "");
    if owes_a_code(&app, &session).await? {
        return page.tell(OWES).draw();
    }
    let page = ways(held(page, &factors)?, &app, &factors);
    if app.config.second_factor.is_asked_of(session.actor().role) && factors == Factors::default() {
        return page.tell("Your role needs one: until then you see your account and nothing else.").draw();
    }
    page.draw()
}

/// What somebody has.
fn held(mut page: Question, factors: &Factors) -> Result<Question, Problem> {
    let count =
        |count: u64, one, many| number_in_words(usize::try_from(count).unwrap_or_default(), one, many);
    if let Some(since) = factors.app_since {
        let since = day_in_words(since, &london()?);
        page = page.tell(format!(
            "You sign in with your password and a code of your authenticator app, since {since}."
        ));
    }
    if factors.passkeys > 0 {
        let passkeys = count(factors.passkeys, "passkey", "passkeys");
        page = page.tell(format!("You have {passkeys}. After your password, one of them is enough."));
    }
    if factors.is_any() {
        let left = count(factors.codes_left, "recovery code", "recovery codes");
        page = page.tell(format!("{left} for the day on which you lose it are left."));
    }
    Ok(page)
}

/// What they can do about it.
fn ways(page: Question, app: &App, factors: &Factors) -> Question {
    let page = match factors.app_since {
        Some(_) => page,
        None if !app.store.seals() => page.tell(
            "Second factors cannot be set up here: whoever runs the service has not given a key for them.",
        ),
        None if factors.is_any() => {
            page.send(format!("{ADDRESS}/app"), "Set an authenticator app up as well")
        }
        None => page
            .tell(
                "With a second factor nobody gets in with your password alone. You need an authenticator app on your \
                 phone, such as those of Microsoft, Google or 2FAS; the code that it shows is asked for when you sign in. \
                 Or you set a passkey up, on this device or on your phone.",
            )
            .send(format!("{ADDRESS}/app"), "Set an authenticator app up"),
    }
    .way("/account/passkeys", "Passkeys");
    if !factors.is_any() {
        return page;
    }
    page.way(format!("{ADDRESS}/codes"), "Make new recovery codes")
        .way(format!("{ADDRESS}/remove"), "Sign in with the password alone")
}

#[derive(Template)]
#[template(path = "pages/authenticator.html")]
struct AppPage {
    chrome: Chrome,
    summary: Option<ErrorSummary>,
    csrf: String,
    /// A drawing of the address.
    picture: String,
    key: String,
    code: Field,
}

/// POST /account/second-factor/app
pub(crate) async fn begin(
    State(app): State<App>,
    session: Session,
    ProtectedForm(_): ProtectedForm,
) -> Answer {
    if owes_a_code(&app, &session).await? {
        return refused(&app, &session, OWES.to_owned());
    }
    match app.store.begin_app(session.actor(), app.world.now(), &app.config.brand).await {
        Ok(handed) => app_page(&app, &session, &handed, None),
        Err(error) => refused(&app, &session, question::refusal(error)?),
    }
}

/// POST /account/second-factor/app/code
pub(crate) async fn confirm(
    State(app): State<App>,
    session: Session,
    ProtectedForm(posted): ProtectedForm,
) -> Answer {
    if owes_a_code(&app, &session).await? {
        return refused(&app, &session, OWES.to_owned());
    }
    let (actor, now) = (session.actor(), app.world.now());
    let token = session.cookie().as_str();
    let codes = match app.store.confirm_app(actor, now, token, posted.get("digits")).await {
        Ok(codes) => codes,
        Err(SignInError::Store(error)) => return refused(&app, &session, question::refusal(error)?),
        Err(error) => {
            let refusal = Refusal::of_code(error, WRONG)?;
            let Some(handed) = app.store.begun_app(actor, now, &app.config.brand).await? else {
                return Ok(see_other(ADDRESS));
            };
            let page = app_page(&app, &session, &handed, Some(refusal.words.clone()))?;
            return Ok(if refusal.is_about_time() { refusal.on(page) } else { page });
        }
    };
    info!(member = %actor.member, "second factor set up");
    let token = app.store.session_prove(actor, now, token, Proof::Two).await?;
    let token = token.ok_or_else(|| Problem::SignInNeeded(ADDRESS.to_owned()))?;
    let session = signing::held_by(&app, &token).await?;
    let page = if codes.is_empty() {
        see_other("/account/second-factor?done=app").into_response()
    } else {
        codes_page(&app, &session, "Your authenticator app is set up", &codes)?
    };
    Ok(signing::with_cookie(page.into_response(), session.cookie().set(&app.config)))
}

/// GET /account/second-factor/codes
pub(crate) async fn ask_for_codes(State(app): State<App>, session: Session) -> Answer {
    let frame = chrome(&app, &session, "Make new recovery codes", "/account").back(ADDRESS, "Second factor");
    Question::new(&app, &session, frame, "")
        .tell("You get new codes. Those that you have now work no longer.")
        .send(format!("{ADDRESS}/codes"), "Make new codes")
        .way(ADDRESS, "Cancel")
        .draw()
}

/// POST /account/second-factor/codes
pub(crate) async fn renew_codes(
    State(app): State<App>,
    session: Session,
    ProtectedForm(_): ProtectedForm,
) -> Answer {
    if owes_a_code(&app, &session).await? {
        return refused(&app, &session, OWES.to_owned());
    }
    match app.store.renew_codes(session.actor(), app.world.now()).await {
        Ok(codes) => codes_page(&app, &session, "Your new recovery codes", &codes),
        Err(error) => refused(&app, &session, question::refusal(error)?),
    }
}

/// GET /account/second-factor/remove
pub(crate) async fn ask_to_remove(State(app): State<App>, session: Session) -> Answer {
    let frame =
        chrome(&app, &session, "Sign in with the password alone", "/account").back(ADDRESS, "Second factor");
    Question::new(&app, &session, frame, "")
        .tell("Your authenticator app, your passkeys and your recovery codes are forgotten. To use one again you set it up anew.")
        .send(format!("{ADDRESS}/remove"), "Forget my second factor")
        .warn()
        .way(ADDRESS, "Cancel")
        .draw()
}

/// POST /account/second-factor/remove
pub(crate) async fn remove(
    State(app): State<App>,
    session: Session,
    ProtectedForm(_): ProtectedForm,
) -> Answer {
    if owes_a_code(&app, &session).await? {
        return refused(&app, &session, OWES.to_owned());
    }
    app.store.remove_factors(session.actor(), app.world.now()).await?;
    info!(member = %session.actor().member, "second factor removed");
    Ok(see_other("/account/second-factor?done=removed"))
}

/// Whether somebody has a second factor and has not shown it in this session.
pub(super) async fn owes_a_code(app: &App, session: &Session) -> Result<bool, Problem> {
    let factors = app.store.factors(session.actor().member).await?;
    Ok(factors.is_any() && session.proof() != Proof::Two)
}

fn refused(app: &App, session: &Session, sentence: String) -> Answer {
    let frame = chrome(app, session, "Second factor", "/account").back("/account", "Your account");
    Question::new(app, session, frame, "").refuse(sentence).way(ADDRESS, "Back to the second factor").draw()
}

fn app_page(app: &App, session: &Session, handed: &HandedOver, wrong: Option<String>) -> Answer {
    let picture = QrCode::new(handed.address.expose_secret()).map_err(Problem::fault)?;
    let picture = picture.render::<svg::Color<'_>>().min_dimensions(220, 220).build();
    // The drawing stands within the page, so it begins with its root.
    let picture = picture.find("<svg").map_or("", |start| &picture[start..]).to_owned();
    let summary = wrong.as_ref().map(|text| ErrorSummary {
        heading: "There is a problem".to_owned(),
        items: vec![SummaryItem::link("#f-digits", text.as_str())],
    });
    let is_wrong = wrong.is_some();
    let frame =
        chrome(app, session, "Set an authenticator app up", "/account").back(ADDRESS, "Second factor");
    let page = html(&AppPage {
        chrome: frame.problem(is_wrong),
        summary,
        csrf: csrf::token(session, app.world.now()),
        picture,
        key: in_groups(handed.key.expose_secret()),
        code: question::code("Six digits, a new code each half minute.", wrong),
    })?;
    Ok(question::with_status(is_wrong, page))
}

/// `GEZD GNBV …`, to be typed.
fn in_groups(key: &str) -> String {
    let letters: Vec<char> = key.chars().collect();
    letters.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

#[derive(Template)]
#[template(path = "pages/recovery_codes.html")]
struct CodesPage {
    chrome: Chrome,
    codes: Vec<String>,
}

pub(super) fn codes_page(app: &App, session: &Session, title: &str, codes: &[SecretString]) -> Answer {
    html(&CodesPage {
        chrome: chrome(app, session, title, "/account"),
        codes: codes.iter().map(|code| code.expose_secret().to_owned()).collect(),
    })
}
