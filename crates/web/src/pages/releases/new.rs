//! Asking for a release.

use acts::Wanted;
use axum::extract::State;

use super::{
    super::{
        Answer, chrome,
        question::{self, Question, Typed},
        see_other,
    },
    AREA, address,
};
use crate::{
    App,
    csrf::ProtectedForm,
    extract::Path,
    gate::Session,
    problem::Problem,
    ui::{OptionGroup, SelectOption},
};

/// What is chosen.
#[derive(Default)]
struct Chosen {
    cycle: String,
    epoch: String,
    refused: Option<String>,
}

/// The word for drawing all noise anew.
const NEW: &str = "new";

/// GET /releases/new
pub(crate) async fn show(State(app): State<App>, session: Session) -> Answer {
    page(&app, &session, Chosen::default()).await?.draw()
}

/// POST /releases/new
pub(crate) async fn submit(
    State(app): State<App>,
    session: Session,
    ProtectedForm(posted): ProtectedForm,
) -> Answer {
    let get = |name| posted.get(name).trim().to_owned();
    let (cycle, epoch) = (get("cycle"), get("epoch"));
    let wanted = if epoch == NEW { Wanted::New } else { Wanted::Last };
    match app.acts.ask_for_release(&app.call(session.actor()), &cycle, wanted).await {
        Ok(id) => Ok(see_other(&address(id))),
        Err(error) => {
            let refused = Some(refusal(error)?);
            page(&app, &session, Chosen { cycle, epoch, refused }).await?.draw()
        }
    }
}

/// POST /releases/{id}/again
pub(crate) async fn again(
    State(app): State<App>,
    Path(id): Path<String>,
    session: Session,
    ProtectedForm(_): ProtectedForm,
) -> Answer {
    let release = super::found(&app, &session, &id).await?;
    let call = app.call(session.actor());
    match app.acts.ask_again_for_release(&call, release.id).await {
        Ok(id) => Ok(see_other(&address(id))),
        Err(error) => Err(Problem::WrongState(refusal(error)?)),
    }
}

/// The sentence with which something about a release is refused.
pub(super) fn refusal(error: acts::Error) -> Result<String, Problem> {
    match error {
        acts::Error::Store(error) => question::refusal(error),
        acts::Error::Refused(sentence)
        | acts::Error::Damaged(sentence)
        | acts::Error::Reporting(reporting::Error::Refused(sentence)) => Ok(sentence),
        other => Err(other.into()),
    }
}

async fn page(app: &App, session: &Session, chosen: Chosen) -> Result<Question, Problem> {
    let frame = chrome(app, session, "Make a release", AREA).back(AREA, "All releases");
    let page = Question::new(app, session, frame, "");
    let mut cycles = app.store.cycles().await?;
    cycles.retain(|cycle| cycle.state.freeze_facts().is_some());
    let page = match chosen.refused {
        Some(sentence) => page.refuse(sentence),
        None => page,
    };
    if cycles.is_empty() {
        return Ok(page
            .tell("No cycle is frozen yet. A release is made from the snapshot that a freeze takes.")
            .way("/network/cycles", "Go to the cycles"));
    }
    let cycles = cycles.iter().rev().map(|cycle| (cycle.dates.id.clone(), cycle.dates.id.clone()));
    let epochs = [
        ("last", "Keep the noise: only whole audit years that have come in since are new"),
        (NEW, "Draw all noise anew: for the first release, and for corrections, once a year at most"),
    ];
    let epochs = epochs.map(|(value, text)| (value.to_owned(), text.to_owned()));
    Ok(page
        .tell("It holds the audit years that have ended with the cycle. It is made and attacked beside the service in some seconds; nobody can ask it before you have read its certificate and signed it.")
        .ask(question::select(
            "cycle",
            "Cycle",
            "Only frozen cycles are listed.",
            options(cycles, &chosen.cycle),
            Typed::default(),
        ))
        .ask(question::select(
            "epoch",
            "Noise",
            "Numbers that were told once stay as they are as long as the noise is kept.",
            options(epochs.into_iter(), &chosen.epoch),
            Typed::default(),
        ))
        .send(format!("{AREA}/new"), "Make this release")
        .way(AREA, "Cancel"))
}

fn options(choices: impl Iterator<Item = (String, String)>, chosen: &str) -> Vec<OptionGroup> {
    let option = |(value, text): (String, String)| SelectOption { chosen: value == chosen, value, text };
    vec![OptionGroup { label: String::new(), options: choices.map(option).collect() }]
}
