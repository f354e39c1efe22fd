//! Ending one thing that a member is.

use axum::extract::State;
use domain::actor::Membership;
use store::Member;

use super::{
    super::{
        Answer, chrome,
        question::{self, Question},
        see_other,
    },
    AREA, address, held, post_in_words, stopping,
};
use crate::{App, csrf::ProtectedForm, extract::Path, gate::Session, problem::Problem};

/// GET /people/posts/{id}/end
pub(crate) async fn show(State(app): State<App>, Path(id): Path<String>, session: Session) -> Answer {
    let found = held(&app, &session, &id).await?;
    page(&app, &session, &found).await?.draw()
}

/// POST /people/posts/{id}/end
pub(crate) async fn submit(
    State(app): State<App>,
    Path(id): Path<String>,
    session: Session,
    ProtectedForm(_): ProtectedForm,
) -> Answer {
    let found = held(&app, &session, &id).await?;
    let (member, held) = &found;
    match app.store.end_membership(session.actor(), app.world.now(), held.id).await {
        // Whoever has ended what they act as themselves is signed out now.
        Ok(()) => Ok(see_other(&format!("{}?done=ended", address(member.id)))),
        Err(error) => page(&app, &session, &found).await?.refuse(question::refusal(error)?).draw(),
    }
}

async fn page(
    app: &App,
    session: &Session,
    (member, held): &(Member, Membership),
) -> Result<Question, Problem> {
    let directory = app.store.directory().await?;
    let back = address(member.id);
    let stopping = stopping(app, session, member, Some(held)).await?;
    let frame = chrome(app, session, "End what they are", AREA);
    let page = Question::new(app, session, frame.back(back.as_str(), member.name.as_str()), member.name.clone())
        .tell(format!("{} will no longer be: {}.", member.name, post_in_words(&held.post, &directory)))
        .tell("Wherever they act as it they are signed out at once, and programs that act as it stop. What they did stays under their name.")
        .send(format!("{AREA}/posts/{}/end", held.id), "End it")
        .warn();
    Ok(page.tell_if(stopping).way(back, "Cancel"))
}
