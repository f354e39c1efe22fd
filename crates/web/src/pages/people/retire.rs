//! Ending everything that a member is.

use axum::extract::State;
use store::Member;

use super::{
    super::{
        Answer, chrome,
        question::{self, Question},
        see_other,
    },
    AREA, address, named, stopping,
};
use crate::{App, csrf::ProtectedForm, extract::Path, gate::Session, problem::Problem};

/// GET /people/{id}/retire
pub(crate) async fn show(State(app): State<App>, Path(id): Path<String>, session: Session) -> Answer {
    page(&app, &session, &named(&app, &session, &id).await?).await?.draw()
}

/// POST /people/{id}/retire
pub(crate) async fn submit(
    State(app): State<App>,
    Path(id): Path<String>,
    session: Session,
    ProtectedForm(_): ProtectedForm,
) -> Answer {
    let member = named(&app, &session, &id).await?;
    match app.store.retire_member(session.actor(), app.world.now(), member.id).await {
        Ok(()) => Ok(see_other("/people?done=retired")),
        Err(error) => page(&app, &session, &member).await?.refuse(question::refusal(error)?).draw(),
    }
}

async fn page(app: &App, session: &Session, member: &Member) -> Result<Question, Problem> {
    let back = address(member.id);
    let frame = chrome(app, session, "End everything that they are", AREA);
    let page =
        Question::new(app, session, frame.back(back.as_str(), member.name.as_str()), member.name.clone());
    if session.actor().centre.is_some() {
        return Ok(page
            .tell("An administrator of the network does this. You end what they are at your centre, on their page.")
            .way(back, "Back to their page"));
    }
    let stopping = stopping(app, session, member, None).await?;
    Ok(page.tell(
            "They are a member of the network no longer: signed out at once, everywhere, with their programs. What they \
             did stays under their name. To come back they are invited under another user name.",
        )
        .tell_if(stopping)
        .send(format!("{back}/retire"), "End everything that they are")
        .warn()
        .way(back, "Cancel"))
}
