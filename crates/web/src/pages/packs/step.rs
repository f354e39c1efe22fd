//! Publishing a pack, and withdrawing it, asked about before it is done.

use axum::extract::State;
use domain::pack::PackState;
use store::Pack;

use super::{
    super::{
        Answer, chrome,
        question::{self, Question, Typed},
        see_other,
    },
    AREA, address, pack_id, title, whose,
};
use crate::{App, csrf::ProtectedForm, extract::Path, gate::Session, problem::Problem};

const NO_REASON: &str = "Enter why this pack is withdrawn";

/// GET /packs/{id}/publish
pub(crate) async fn ask_to_publish(
    State(app): State<App>,
    Path(id): Path<String>,
    session: Session,
) -> Answer {
    publishing(&app, &session, &found(&app, &session, &id).await?).await?.draw()
}

/// POST /packs/{id}/publish
pub(crate) async fn publish(
    State(app): State<App>,
    Path(id): Path<String>,
    session: Session,
    ProtectedForm(_): ProtectedForm,
) -> Answer {
    let pack = found(&app, &session, &id).await?;
    match app.store.publish_pack(session.actor(), app.world.now(), pack.id).await {
        Ok(()) => Ok(see_other(&format!("{}?done=published", address(pack.id)))),
        // A second click finds what the first has done.
        Err(store::Error::Invalid(_)) if pack.state.is_published() => Ok(see_other(&address(pack.id))),
        Err(error) => publishing(&app, &session, &pack).await?.refuse(question::refusal(error)?).draw(),
    }
}

/// GET /packs/{id}/withdraw
pub(crate) async fn ask_to_withdraw(
    State(app): State<App>,
    Path(id): Path<String>,
    session: Session,
) -> Answer {
    withdrawing(&app, &session, &found(&app, &session, &id).await?, Typed::default()).draw()
}

/// POST /packs/{id}/withdraw
pub(crate) async fn withdraw(
    State(app): State<App>,
    Path(id): Path<String>,
    session: Session,
    ProtectedForm(posted): ProtectedForm,
) -> Answer {
    let pack = found(&app, &session, &id).await?;
    let reason = posted.get("reason").trim();
    if reason.is_empty() {
        return withdrawing(&app, &session, &pack, Typed::wrong(reason, NO_REASON)).draw();
    }
    match app.store.withdraw_pack(session.actor(), app.world.now(), pack.id, reason).await {
        Ok(()) => Ok(see_other(&format!("{}?done=withdrawn", address(pack.id)))),
        Err(error) => {
            let refused = Typed::wrong(reason, question::refusal(error)?);
            withdrawing(&app, &session, &pack, refused).draw()
        }
    }
}

async fn found(app: &App, session: &Session, id: &str) -> Result<Pack, Problem> {
    Ok(app.store.pack(session.actor(), pack_id(id)?).await?)
}

async fn publishing(app: &App, session: &Session, pack: &Pack) -> Result<Question, Problem> {
    let page = asked(app, session, pack, "Publish this pack?");
    let readers = if pack.of.centre.is_some() {
        let centre = whose(&pack.of, &app.store.directory().await?);
        format!("The lead of {centre} reads it from now on. Nobody of another centre does.")
    } else {
        "The leads of every centre read it from now on.".to_owned()
    };
    Ok(page
        .tell(readers)
        .tell(
            "It can be withdrawn later, with a reason. Copies that were taken stay with those who took them.",
        )
        .send(format!("{}/publish", address(pack.id)), "Publish this pack")
        .way(address(pack.id), "Not yet"))
}

fn withdrawing(app: &App, session: &Session, pack: &Pack, reason: Typed) -> Question {
    let page = asked(app, session, pack, "Withdraw this pack?");
    let told = match pack.state {
        PackState::Published { .. } => {
            "Members read it no more. They see that it was withdrawn, your name, and the reason."
        }
        _ => "It was not published: members do not learn of it. You see the reason in the list.",
    };
    page.tell(told)
        .tell("It is not published again. A pack of the same cycle can be made anew.")
        .ask(question::area(
            "reason",
            "Why is this pack withdrawn?",
            "For example: a centre’s bed days were wrong. No name, date of birth or number.",
            reason,
        ))
        .send(format!("{}/withdraw", address(pack.id)), "Withdraw this pack")
        .warn()
        .way(address(pack.id), "Leave it as it is")
}

fn asked(app: &App, session: &Session, pack: &Pack, what: &str) -> Question {
    let frame = chrome(app, session, what, AREA).back(address(pack.id), "Pack");
    Question::new(app, session, frame, title(&pack.of))
}
