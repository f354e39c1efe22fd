//! Ending a token.

use acts::london;
use axum::extract::State;
use store::{Token, TokenState};

use super::{
    super::{
        super::{
            chrome,
            question::{self, Question},
            see_other,
        },
        AREA,
    },
    ADDRESS, Answer, named, remit_in_words,
};
use crate::{
    App, csrf::ProtectedForm, entry::instant_in_words, extract::Path, gate::Session, problem::Problem,
    ui::SummaryList,
};

/// GET /people/programs/{id}/end
pub(crate) async fn show(State(app): State<App>, Path(id): Path<String>, session: Session) -> Answer {
    page(&app, &session, &named(&app, &session, &id).await?)?.draw()
}

/// POST /people/programs/{id}/end
pub(crate) async fn submit(
    State(app): State<App>,
    Path(id): Path<String>,
    session: Session,
    ProtectedForm(_): ProtectedForm,
) -> Answer {
    let token = named(&app, &session, &id).await?;
    match app.store.token_revoke(session.actor(), app.world.now(), token.id).await {
        Ok(()) => Ok(see_other("/people/programs?done=ended")),
        Err(error) => page(&app, &session, &token)?.refuse(question::refusal(error)?).draw(),
    }
}

fn page(app: &App, session: &Session, token: &Token) -> Result<Question, Problem> {
    let zone = london()?;
    let frame = chrome(app, session, "End a program’s token", AREA).back(ADDRESS, "Programs");
    let mut page = Question::new(app, session, frame, token.label.clone());
    let used = token.used_at.map_or_else(|| "never".to_owned(), |at| instant_in_words(at, &zone));
    page.facts = Some(SummaryList::of([
        ("What it may do", remit_in_words(&token.remit)),
        ("Acts for", token.holder.clone()),
        ("Made", instant_in_words(token.created_at, &zone)),
        ("Last used", used),
    ]));
    if token.state != TokenState::Valid {
        return Ok(page.tell("It no longer works.").way(ADDRESS, "Back to programs"));
    }
    Ok(page
        .tell("The program gets no answer any more, within a few seconds. What it has sent stays. It cannot be undone: a new token is made in its place.")
        .send(format!("{ADDRESS}/{}/end", token.id), "End the token")
        .warn()
        .way(ADDRESS, "Cancel"))
}
