//! Signing somebody out wherever they are: a shared computer was left open, or a device is lost.

use axum::extract::State;

use super::{
    super::{Answer, chrome, question::Question, see_other},
    AREA, address, named,
};
use crate::{App, csrf::ProtectedForm, extract::Path, gate::Session};

/// GET /people/{id}/sign-out
pub(crate) async fn show(State(app): State<App>, Path(id): Path<String>, session: Session) -> Answer {
    let member = named(&app, &session, &id).await?;
    let back = address(member.id);
    let frame = chrome(&app, &session, "Sign them out", AREA).back(back.as_str(), member.name.as_str());
    Question::new(&app, &session, frame, member.name.clone())
        .tell(
            "They are signed out everywhere, at once, and sign in again. What they typed on an open page comes back then. Their programs go on.",
        )
        .send(format!("{back}/sign-out"), "Sign them out everywhere")
        .way(back, "Cancel")
        .draw()
}

/// POST /people/{id}/sign-out
pub(crate) async fn submit(
    State(app): State<App>,
    Path(id): Path<String>,
    session: Session,
    ProtectedForm(_): ProtectedForm,
) -> Answer {
    let member = named(&app, &session, &id).await?;
    app.store.sessions_end_of(session.actor(), app.world.now(), member.id).await?;
    Ok(see_other(&format!("{}?done=signed-out", address(member.id))))
}
