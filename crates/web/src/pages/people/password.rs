//! A link with which somebody chooses a new password.

use axum::{extract::State, http::HeaderMap};
use store::Member;

use super::{
    super::{
        Answer, chrome,
        question::{self, Question},
    },
    AREA, address, handed_out, named,
};
use crate::{App, csrf::ProtectedForm, extract::Path, gate::Session};

/// GET /people/{id}/password
pub(crate) async fn show(State(app): State<App>, Path(id): Path<String>, session: Session) -> Answer {
    page(&app, &session, &named(&app, &session, &id).await?).draw()
}

/// POST /people/{id}/password
pub(crate) async fn submit(
    State(app): State<App>,
    Path(id): Path<String>,
    session: Session,
    headers: HeaderMap,
    ProtectedForm(posted): ProtectedForm,
) -> Answer {
    let member = named(&app, &session, &id).await?;
    let clears = posted.get("clears") == "yes";
    let made = app.store.invite_to_password(session.actor(), app.world.now(), member.id, clears).await;
    match made {
        Ok((_, link)) => handed_out(&app, &session, &headers, "The link is made", &member.name, &link),
        Err(error) => page(&app, &session, &member).refuse(question::refusal(error)?).draw(),
    }
}

fn page(app: &App, session: &Session, member: &Member) -> Question {
    let back = address(member.id);
    let frame = chrome(app, session, "Make a link for a new password", AREA);
    Question::new(app, session, frame.back(back.as_str(), member.name.as_str()), member.name.clone())
        .tell(
            "Be sure that it is they who ask: call them at a number that you know. Until they use the link, their \
             password stays as it is; then they are signed out everywhere.",
        )
        .ask(question::tick(
            "clears",
            "Second factor",
            "They have lost their authenticator app or passkey: all of theirs are forgotten with the password",
            None,
        ))
        .send(format!("{back}/password"), "Make the link")
        .way(back, "Cancel")
}
