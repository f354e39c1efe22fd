//! Inviting somebody.

use axum::{extract::State, http::HeaderMap};
use store::Invite;

use super::{
    super::{
        Answer, chrome,
        question::{self, Question, Typed},
    },
    AREA, Answers, handed_out,
};
use crate::{App, csrf::ProtectedForm, gate::Session, problem::Problem};

const ADDRESS: &str = "/people/invite";

/// GET /people/invite
pub(crate) async fn show(State(app): State<App>, session: Session) -> Answer {
    page(&app, &session, [Typed::default(), Typed::default()], Answers::default()).await?.draw()
}

/// POST /people/invite
pub(crate) async fn submit(
    State(app): State<App>,
    session: Session,
    headers: HeaderMap,
    ProtectedForm(posted): ProtectedForm,
) -> Answer {
    let (actor, now) = (session.actor(), app.world.now());
    let needed = |name, error: &str| {
        let text = posted.get(name).trim();
        if text.is_empty() { Typed::wrong(text, error) } else { Typed::of(text) }
    };
    let name = needed("name", "Enter their name");
    let login = needed("login", "Enter what they will sign in with, such as their e-mail address");
    let (post, ends_at) = match Answers::read(actor, &posted, now) {
        Err(answers) => return page(&app, &session, [name, login], *answers).await?.draw(),
        Ok(read) => read,
    };
    let typed = || Answers {
        role: Typed::of(posted.get("becomes")),
        centre: Typed::of(posted.get("centre")),
        until: Typed::of(posted.get("until")),
    };
    if name.error.is_some() || login.error.is_some() {
        return page(&app, &session, [name, login], typed()).await?.draw();
    }
    let invite = Invite { login: login.text.clone(), name: name.text.clone(), post, ends_at };
    match app.store.invite(actor, now, invite).await {
        Ok((_, link)) => handed_out(&app, &session, &headers, "The invitation is made", &name.text, &link),
        Err(error) => {
            let refused = question::refusal(error)?;
            page(&app, &session, [name, login], typed()).await?.refuse(refused).draw()
        }
    }
}

async fn page(
    app: &App,
    session: &Session,
    [name, login]: [Typed; 2],
    answers: Answers,
) -> Result<Question, Problem> {
    let directory = app.store.directory().await?;
    let frame = chrome(app, session, "Invite somebody", AREA).back(AREA, "People");
    let how = match &app.config.federation {
        Some(federation) if !app.config.takes_passwords() => {
            format!("You get a link to send to them. They connect their {} with it.", federation.provider.name())
        }
        _ => "You get a link to send to them. They choose a password of their own with it; nobody else ever knows it.".to_owned(),
    };
    let page = Question::new(app, session, frame, "")
        .tell(how)
        .ask(question::line("name", "Name", "", "", name))
        .ask(question::line("login", "User name", "Their e-mail address at work, for example.", "", login));
    Ok(answers
        .ask(page, session.actor(), &directory)
        .send(ADDRESS, "Make the invitation")
        .way(AREA, "Cancel"))
}
