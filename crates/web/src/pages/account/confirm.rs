//! Proving once more who one is, before something of consequence for others.

use axum::{extract::State, response::IntoResponse};
use secrecy::SecretString;
use store::{Source, Way};
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
    entry::{Posted, capitalised},
    extract::Query,
    gate::Session,
    kept::Kept,
    passkeys,
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
    page(&app, &session, &Kept { page: next, ..Kept::default() }, None).await?.draw()
}

/// The page in place of one that was sent without a recent proof.
pub(crate) async fn with_kept(app: &App, session: &Session, kept: &Kept) -> Answer {
    page(app, session, kept, None).await?.draw()
}

/// POST /account/confirm
pub(crate) async fn submit(
    State(app): State<App>,
    From(source): From,
    session: Session,
    ProtectedForm(posted): ProtectedForm,
) -> Answer {
    let kept = Kept::of(&posted);
    if !app.config.takes_passwords() && posted.get("passkey").is_empty() {
        let kept = kept.unwrap_or_else(|| Kept { page: posted.get("next").to_owned(), ..Kept::default() });
        return page(&app, &session, &kept, None).await?.draw();
    }
    let (actor, now) = (session.actor(), app.world.now());
    if let Some(refusal) = prove(&app, &session, &source, &posted).await? {
        let kept = kept.unwrap_or_else(|| Kept { page: posted.get("next").to_owned(), ..Kept::default() });
        let page = page(&app, &session, &kept, Some(&refusal)).await?.draw()?;
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

/// Proves who somebody is by one of their passkeys or, without one, by their password.
async fn prove(
    app: &App,
    session: &Session,
    source: &Source,
    posted: &Posted,
) -> Result<Option<Refusal>, Problem> {
    let (actor, answer) = (session.actor(), posted.get("passkey"));
    if !answer.is_empty() {
        return passkeys::try_answer(app, actor, answer).await.err().map(Refusal::of_passkey).transpose();
    }
    let password = SecretString::from(posted.get("password"));
    let proved = app.store.prove_password(actor, app.world.now(), password, source).await;
    proved.err().map(|error| Refusal::of(error, WRONG)).transpose()
}

async fn page(
    app: &App,
    session: &Session,
    kept: &Kept,
    refusal: Option<&Refusal>,
) -> Result<Question, Problem> {
    let wrong = refusal.and_then(Refusal::at_the_box);
    let mut page = Question::new(app, session, chrome(app, session, "Confirm that it is you", ""), "");
    page.passkey = passkeys::asked_of(app, session.actor()).await;
    let has_password = signing::has_password(app, session.actor()).await?;
    if matches!(session.way(), Way::Provider { .. }) || !has_password {
        let csrf = csrf::token(session, app.world.now());
        page.beside = signing::at_provider(app, "/account/confirm/provider", csrf, &kept.page, Some(kept));
    }
    let ways = [
        page.passkey.is_some().then_some("use a passkey"),
        has_password.then_some("type your password"),
        page.beside.is_some().then_some("sign in once more with your account"),
    ];
    let ways: Vec<_> = ways.into_iter().flatten().collect();
    let ways = if ways.is_empty() { "sign out and in again".to_owned() } else { ways.join(", or ") };
    page = page.tell(format!(
        "What you are about to do has consequences for others, and it is a while since you signed in. {}; nothing is \
         lost, and nothing was done yet.",
        capitalised(&ways)
    ));
    if page.passkey.is_some() {
        ADDRESS.clone_into(&mut page.action);
    }
    if has_password {
        page = page
            .ask(question::secret("password", "Password", "", "current-password", wrong))
            .send(ADDRESS, "Confirm");
    }
    if let Some(words) = refusal.and_then(Refusal::above) {
        page = page.refuse(words);
    }
    session.login().clone_into(&mut page.login);
    page.hidden.push(("next", links::local(&kept.page).to_owned()));
    if !kept.to.is_empty() {
        page.hidden.extend(kept.boxes());
    }
    Ok(page.way(links::local(&kept.page), "Cancel"))
}
