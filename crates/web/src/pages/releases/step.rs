//! Signing a release, and withdrawing it, asked about before it is done.

use axum::extract::State;
use domain::pack::PackState;
use store::Pack;

use super::{
    super::{
        Answer, chrome,
        question::{self, Question, Typed},
        see_other,
    },
    AREA, address, found, name,
    new::refusal,
};
use crate::{App, csrf::ProtectedForm, extract::Path, gate::Session};

const NO_REASON: &str = "Enter why this release is withdrawn";

/// GET /releases/{id}/sign
pub(crate) async fn ask_to_sign(State(app): State<App>, Path(id): Path<String>, session: Session) -> Answer {
    signing(&app, &session, &found(&app, &session, &id).await?).draw()
}

/// POST /releases/{id}/sign
pub(crate) async fn sign(
    State(app): State<App>,
    Path(id): Path<String>,
    session: Session,
    ProtectedForm(_): ProtectedForm,
) -> Answer {
    let release = found(&app, &session, &id).await?;
    // A second click finds what the first has done.
    if release.state.is_published() {
        return Ok(see_other(&address(release.id)));
    }
    match app.acts.sign_kept_release(&app.call(session.actor()), release.id).await {
        Ok(()) => Ok(see_other(&address(release.id))),
        Err(error) => signing(&app, &session, &release).refuse(refusal(error)?).draw(),
    }
}

/// GET /releases/{id}/withdraw
pub(crate) async fn ask_to_withdraw(
    State(app): State<App>,
    Path(id): Path<String>,
    session: Session,
) -> Answer {
    withdrawing(&app, &session, &found(&app, &session, &id).await?, Typed::default()).draw()
}

/// POST /releases/{id}/withdraw
pub(crate) async fn withdraw(
    State(app): State<App>,
    Path(id): Path<String>,
    session: Session,
    ProtectedForm(posted): ProtectedForm,
) -> Answer {
    let release = found(&app, &session, &id).await?;
    let reason = posted.get("reason").trim();
    if reason.is_empty() {
        return withdrawing(&app, &session, &release, Typed::wrong(reason, NO_REASON)).draw();
    }
    match app.store.withdraw_release(session.actor(), app.world.now(), release.id, reason).await {
        Ok(()) => Ok(see_other(&address(release.id))),
        Err(error) => {
            let refused = Typed::wrong(reason, question::refusal(error)?);
            withdrawing(&app, &session, &release, refused).draw()
        }
    }
}

fn signing(app: &App, session: &Session, release: &Pack) -> Question {
    asked(app, session, release, "Sign this release?")
        .tell(
            "You have read its certificate and answer for it with your name. From now on researchers with an approved \
             project can ask it, and numbers for the public are taken from it. Releases of earlier epochs answer no more.",
        )
        .tell("Nothing in it can be changed afterwards. It can be withdrawn; tables that were taken stay where they are.")
        .send(format!("{}/sign", address(release.id)), "Sign this release")
        .way(address(release.id), "Not yet")
}

fn withdrawing(app: &App, session: &Session, release: &Pack, reason: Typed) -> Question {
    let told = match release.state {
        PackState::Published { .. } => {
            "It answers no more. Tables that were taken stay with those who took them."
        }
        _ => "It was not signed: nobody has asked it.",
    };
    asked(app, session, release, "Withdraw this release?")
        .tell(told)
        .ask(question::area(
            "reason",
            "Why is this release withdrawn?",
            "For example: a key may have been seen. No name, date of birth or number.",
            reason,
        ))
        .send(format!("{}/withdraw", address(release.id)), "Withdraw this release")
        .warn()
        .way(address(release.id), "Leave it as it is")
}

fn asked(app: &App, session: &Session, release: &Pack, what: &str) -> Question {
    let frame = chrome(app, session, what, AREA).back(address(release.id), "Release");
    Question::new(app, session, frame, format!("Release {}", name(&release.of)))
}
