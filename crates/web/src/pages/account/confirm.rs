//! Proving once more who one is, before something of consequence for others.

use axum::{extract::State, response::IntoResponse};
use secrecy::SecretString;
use store::Way;
use tracing::info;

use super::super::{
    Answer, chrome, links,
    question::{self, Question},
    see_other,
    signing::{self, Next, Refusal},
};
use crate::{
    App,
    address::From,
    again::After,
    csrf::{self, ProtectedForm},
    extract::Query,
    gate::Session,
    kept::Kept,
    problem::Problem,
};

const ADDRESS: &str = "/account/confirm";
const WRONG: &str = "The password is not right";

/// GET /account/confirm
pub(crate) async fn show(
    State(app): State<App>,
    Query(Next { next }): Query<Next>,
    session: Session,
) -> Answer {
    page(&app, &session, &Kept { page: next, ..Kept::default() }, None).draw()
}

/// The page in place of one that was sent without a recent proof.
pub(crate) fn with_kept(app: &App, session: &Session, kept: &Kept) -> Answer {
    page(app, session, kept, None).draw()
}

/// POST /account/confirm
pub(crate) async fn submit(
    State(app): State<App>,
    From(source): From,
    session: Session,
    ProtectedForm(posted): ProtectedForm,
) -> Answer {
    if !app.config.takes_passwords() {
        return Ok(see_other(ADDRESS));
    }
    let kept = Kept::of(&posted);
    let (actor, now) = (session.actor(), app.world.now());
    let password = SecretString::from(posted.get("password"));
    if let Err(error) = app.store.prove_password(actor, now, password, &source).await {
        let refusal = Refusal::of(error, WRONG)?;
        let kept = kept.unwrap_or_else(|| Kept { page: posted.get("next").to_owned(), ..Kept::default() });
        let page = page(&app, &session, &kept, Some(refusal.words.clone())).draw()?;
        return Ok(if refusal.is_about_time() { refusal.on(page) } else { page });
    }
    let token = session.cookie().as_str();
    let token = app.store.session_prove(actor, now, token, session.proof()).await?;
    let token = token.ok_or_else(|| Problem::SignInNeeded(ADDRESS.to_owned()))?;
    info!(member = %actor.member, "proved who they are");
    let session = signing::held_by(&app, &token).await?;
    let cookie = session.cookie().set(&app.config);
    let answer = match kept.filter(|kept| kept.is_for(session.actor())) {
        Some(kept) => signing::again(&session, kept, After::Proof),
        None => see_other(links::local(posted.get("next"))),
    };
    Ok(signing::with_cookie(answer.into_response(), cookie))
}

fn page(app: &App, session: &Session, kept: &Kept, wrong: Option<String>) -> Question {
    let mut page = Question::new(app, session, chrome(app, session, "Confirm that it is you", ""), "");
    let has = "What you are about to do has consequences for others, and it is a while since you signed in.";
    let by_provider = matches!(session.way(), Way::Provider { .. });
    let or = if by_provider { ", or sign in once more with your account" } else { "" };
    if app.config.takes_passwords() {
        page = page
            .tell(format!("{has} Type your password{or}; nothing is lost, and nothing was done yet."))
            .ask(question::secret("password", "Password", "", "current-password", wrong))
            .send(ADDRESS, "Confirm");
    } else {
        page = page.tell(format!("{has} Sign in once more; nothing is lost, and nothing was done yet."));
    }
    if by_provider {
        let csrf = csrf::token(session, app.world.now());
        page.beside = signing::at_provider(app, "/account/confirm/provider", csrf, &kept.page, Some(kept));
    }
    session.login().clone_into(&mut page.login);
    page.hidden.push(("next", links::local(&kept.page).to_owned()));
    if !kept.to.is_empty() {
        page.hidden.extend(kept.boxes());
    }
    page.way(links::local(&kept.page), "Cancel")
}
