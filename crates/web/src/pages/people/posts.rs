//! Letting a member be one thing more, or another thing at the same place.

use axum::extract::State;
use domain::actor::{Membership, Role};
use store::Member;

use super::{
    super::{
        Answer, chrome,
        question::{self, Question, Typed},
        see_other,
    },
    AREA, Answers, address, held, named, post_in_words, roles, stopping,
};
use crate::{App, csrf::ProtectedForm, extract::Path, gate::Session, problem::Problem};

/// GET /people/{id}/posts
pub(crate) async fn ask(State(app): State<App>, Path(id): Path<String>, session: Session) -> Answer {
    let member = named(&app, &session, &id).await?;
    page(&app, &session, &member, Answers::default()).await?.draw()
}

/// POST /people/{id}/posts
pub(crate) async fn give(
    State(app): State<App>,
    Path(id): Path<String>,
    session: Session,
    ProtectedForm(posted): ProtectedForm,
) -> Answer {
    let member = named(&app, &session, &id).await?;
    let (actor, now) = (session.actor(), app.world.now());
    let (post, ends_at) = match Answers::read(actor, &posted, now) {
        Err(answers) => return page(&app, &session, &member, *answers).await?.draw(),
        Ok(read) => read,
    };
    match app.store.give_post(actor, now, member.id, post, ends_at).await {
        Ok(()) => Ok(see_other(&format!("{}?done=given", address(member.id)))),
        Err(error) => {
            let refused = question::refusal(error)?;
            page(&app, &session, &member, Answers::default()).await?.refuse(refused).draw()
        }
    }
}

async fn page(app: &App, session: &Session, member: &Member, answers: Answers) -> Result<Question, Problem> {
    let directory = app.store.directory().await?;
    let back = address(member.id);
    let frame = chrome(app, session, "Let them be something else too", AREA);
    let page =
        Question::new(app, session, frame.back(back.as_str(), member.name.as_str()), member.name.clone())
            .tell("They choose at their account as what they act. What they are already stays as it is.");
    let page = answers.ask(page, session.actor(), &directory);
    Ok(page.send(format!("{back}/posts"), "Let them be it").way(back, "Cancel"))
}

/// GET /people/posts/{id}/change
pub(crate) async fn ask_to_change(
    State(app): State<App>,
    Path(id): Path<String>,
    session: Session,
) -> Answer {
    let found = held(&app, &session, &id).await?;
    change_page(&app, &session, &found, Typed::default()).await?.draw()
}

/// POST /people/posts/{id}/change
pub(crate) async fn change(
    State(app): State<App>,
    Path(id): Path<String>,
    session: Session,
    ProtectedForm(posted): ProtectedForm,
) -> Answer {
    let found = held(&app, &session, &id).await?;
    let typed = posted.get("becomes");
    let Some(role) = Role::parse(typed) else {
        let typed = Typed::wrong(typed, "Choose what they will be");
        return change_page(&app, &session, &found, typed).await?.draw();
    };
    match app.store.change_post(session.actor(), app.world.now(), found.1.id, role).await {
        Ok(()) => Ok(see_other(&format!("{}?done=changed", address(found.0.id)))),
        Err(error) => {
            let refused = question::refusal(error)?;
            change_page(&app, &session, &found, Typed::of(typed)).await?.refuse(refused).draw()
        }
    }
}

async fn change_page(
    app: &App,
    session: &Session,
    (member, held): &(Member, Membership),
    role: Typed,
) -> Result<Question, Problem> {
    let directory = app.store.directory().await?;
    let back = address(member.id);
    let stopping = stopping(app, session, member, Some(held)).await?;
    let frame = chrome(app, session, "Change what they are", AREA);
    let page = Question::new(app, session, frame.back(back.as_str(), member.name.as_str()), member.name.clone())
        .tell(format!("Now: {}.", post_in_words(&held.post, &directory)))
        .tell("From now on they are something else at the same place. They sign in again to act as it, and programs that acted as it stop.")
        .tell_if(stopping)
        .ask(roles(session.actor(), role))
        .send(format!("{AREA}/posts/{}/change", held.id), "Change it");
    Ok(page.way(back, "Cancel"))
}
