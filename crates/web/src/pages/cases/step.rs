//! Taking a step in a case.

use axum::extract::State;
use domain::{
    case::{CaseStep, Decision},
    query::Side,
};

use super::{
    super::{Answer, question, see_other},
    address, case_id,
    forms::{Sent, text_name},
    show,
};
use crate::{App, csrf::ProtectedForm, entry::Posted, extract::Path, gate::Session, problem::Problem};

const NO_DECISION: &str = "Choose a decision";

/// POST /cases/{id}/centre
pub(crate) async fn of_centre(
    State(app): State<App>,
    Path(id): Path<String>,
    session: Session,
    ProtectedForm(posted): ProtectedForm,
) -> Answer {
    take(&app, &session, &id, Side::Centre, &posted).await
}

/// POST /cases/{id}/network
pub(crate) async fn of_network(
    State(app): State<App>,
    Path(id): Path<String>,
    session: Session,
    ProtectedForm(posted): ProtectedForm,
) -> Answer {
    take(&app, &session, &id, Side::Network, &posted).await
}

async fn take(app: &App, session: &Session, id: &str, side: Side, posted: &Posted) -> Answer {
    let id = case_id(id)?;
    let kept = app.store.case(session.actor(), id).await?;
    let (code, decision) = (posted.get("step"), posted.get("decision").trim());
    let is_decision = code == CaseStep::Decide(Decision::Accepted).as_str();
    let chosen = is_decision.then(|| Decision::parse(decision).unwrap_or(Decision::NoAction));
    let step = CaseStep::parse(code, chosen.map(Decision::as_str)).filter(|step| step.side() == side);
    let step = step.ok_or_else(|| Problem::Malformed("The form names no step of a case.".to_owned()))?;
    let text = posted.get(text_name(step)).trim();
    let is_undecided = is_decision && Decision::parse(decision).is_none();
    let refusal = if is_undecided {
        NO_DECISION.to_owned()
    } else {
        match app.store.take_case(session.actor(), app.world.now(), id, step, text).await {
            Ok(()) => return Ok(see_other(&address(id))),
            Err(error) => question::refusal(error)?,
        }
    };
    // Somebody may have been faster: the page shows the case as it is now, with what was typed where it still fits.
    let now = if is_undecided { kept } else { app.store.case(session.actor(), id).await? };
    let sent =
        Sent { step, text: text.to_owned(), decision: decision.to_owned(), refusal, is_choice: is_undecided };
    show::page(app, session, &now, Some(&sent)).await
}
