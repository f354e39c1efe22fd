//! An invitation that waits, and taking it back.

use acts::london;
use axum::extract::State;
use store::{Invitation, InvitationId};

use super::{
    super::{
        Answer, chrome,
        question::{self, Question},
        see_other,
    },
    AREA,
};
use crate::{
    App, csrf::ProtectedForm, entry::instant_in_words, extract::Path, gate::Session, problem::Problem,
    ui::SummaryList,
};

/// GET /people/invitations/{id}
pub(crate) async fn show(State(app): State<App>, Path(id): Path<String>, session: Session) -> Answer {
    page(&app, &session, &found(&app, &session, &id).await?)?.draw()
}

/// POST /people/invitations/{id}
pub(crate) async fn revoke(
    State(app): State<App>,
    Path(id): Path<String>,
    session: Session,
    ProtectedForm(_): ProtectedForm,
) -> Answer {
    let invitation = found(&app, &session, &id).await?;
    match app.store.revoke_invitation(session.actor(), app.world.now(), invitation.id).await {
        Ok(()) => Ok(see_other("/people?done=revoked")),
        Err(error) => page(&app, &session, &invitation)?.refuse(question::refusal(error)?).draw(),
    }
}

async fn found(app: &App, session: &Session, id: &str) -> Result<Invitation, Problem> {
    let id = InvitationId::parse(id).ok_or(Problem::NotFound)?;
    let all = app.store.invitations(session.actor(), app.world.now()).await?;
    all.into_iter().find(|invitation| invitation.id == id).ok_or(Problem::NotFound)
}

fn page(app: &App, session: &Session, invitation: &Invitation) -> Result<Question, Problem> {
    let zone = london()?;
    let frame = chrome(app, session, "Take an invitation back", AREA).back(AREA, "People");
    let mut page = Question::new(app, session, frame, invitation.name.clone());
    page.facts = Some(SummaryList::of([
        ("User name", invitation.login.clone()),
        ("Invited by", format!("{} on {}", invitation.by, instant_in_words(invitation.at, &zone))),
        ("Works until", instant_in_words(invitation.expires_at, &zone)),
    ]));
    if let Some(sentence) = invitation.state.closed() {
        return Ok(page.tell(sentence).way(AREA, "Back to people"));
    }
    Ok(page
        .tell("The link is not kept, so it cannot be shown again. Invite them once more, and this link stops working.")
        .send(format!("{AREA}/invitations/{}", invitation.id), "Take the invitation back")
        .way(AREA, "Cancel"))
}
