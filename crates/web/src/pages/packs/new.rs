//! Asking for a pack.

use axum::extract::State;
use domain::{actor::Action, value::CentreCode};
use reporting::pack::PackDefinition;
use store::PackId;

use super::{
    super::{
        Answer, chrome,
        question::{self, Question, Typed},
        see_other,
    },
    AREA, address, kind, pack_id,
};
use crate::{
    App,
    csrf::ProtectedForm,
    extract::{Path, Query},
    gate::Session,
    problem::Problem,
    ui::{OptionGroup, SelectOption},
};

/// The cycle that somebody comes from.
#[derive(serde::Deserialize)]
pub(crate) struct Of {
    cycle: Option<String>,
}

/// What is chosen.
#[derive(Default)]
struct Chosen {
    cycle: String,
    definition: String,
    centre: String,
    refused: Option<String>,
}

/// GET /packs/new
pub(crate) async fn show(State(app): State<App>, Query(of): Query<Of>, session: Session) -> Answer {
    let chosen = Chosen { cycle: of.cycle.unwrap_or_default(), ..Chosen::default() };
    page(&app, &session, chosen).await?.draw()
}

/// POST /packs/new
pub(crate) async fn submit(
    State(app): State<App>,
    session: Session,
    ProtectedForm(posted): ProtectedForm,
) -> Answer {
    let get = |name| posted.get(name).trim().to_owned();
    let (cycle, definition, centre) = (get("cycle"), get("definition"), get("centre"));
    match ask(&app, &session, &cycle, &definition, CentreCode::parse(&centre)).await? {
        Ok(id) => Ok(see_other(&address(id))),
        Err(refused) => {
            let chosen = Chosen { cycle, definition, centre, refused: Some(refused) };
            page(&app, &session, chosen).await?.draw()
        }
    }
}

/// POST /packs/{id}/again
pub(crate) async fn again(
    State(app): State<App>,
    Path(id): Path<String>,
    session: Session,
    ProtectedForm(_): ProtectedForm,
) -> Answer {
    let of = app.store.pack(session.actor(), pack_id(&id)?).await?.of;
    match ask(&app, &session, &of.cycle, &of.definition, of.centre).await? {
        Ok(id) => Ok(see_other(&address(id))),
        Err(refused) => Err(Problem::WrongState(refused)),
    }
}

/// Asks for a pack; the sentence with which that is refused.
async fn ask(
    app: &App,
    session: &Session,
    cycle: &str,
    definition: &str,
    centre: Option<CentreCode>,
) -> Result<Result<PackId, String>, Problem> {
    let call = app.call(session.actor());
    match app.acts.ask_for_pack(&call, definition, cycle, centre).await {
        Ok(id) => Ok(Ok(id)),
        Err(acts::Error::Store(error)) => question::refusal(error).map(Err),
        Err(acts::Error::Reporting(reporting::Error::Refused(sentence))) => Ok(Err(sentence)),
        Err(other) => Err(other.into()),
    }
}

async fn page(app: &App, session: &Session, chosen: Chosen) -> Result<Question, Problem> {
    let frame = chrome(app, session, "Make a pack", AREA).back(AREA, "All packs");
    let page = Question::new(app, session, frame, "");
    let mut cycles = app.store.cycles().await?;
    cycles.retain(|cycle| cycle.state.freeze_facts().is_some());
    let page = match chosen.refused {
        Some(sentence) => page.refuse(sentence),
        None => page,
    };
    if cycles.is_empty() {
        return Ok(page
            .tell("No cycle is frozen yet. A pack is made from the snapshot that a freeze takes.")
            .way("/network/cycles", "Go to the cycles"));
    }
    let cycles = cycles.iter().rev().map(|cycle| (cycle.dates.id.clone(), cycle.dates.id.clone()));
    let definitions = PackDefinition::names().map(|name| (name.to_owned(), kind(name)));
    let directory = app.store.directory().await?;
    // A centre's pack is made by whoever sees each centre's numbers.
    let centres = directory.centres.iter().filter(|_| session.offers(Action::SeeNetwork));
    let centres = centres.map(|centre| (centre.code.to_string(), directory.in_words(centre.code.as_str())));
    let whose = std::iter::once((String::new(), "The network, for the leads of every centre".to_owned()));
    Ok(page
        .tell("It is made beside the service in some seconds. Nobody else sees it until you publish it.")
        .ask(question::select(
            "cycle",
            "Cycle",
            "Only frozen cycles are listed.",
            options(cycles, &chosen.cycle),
            Typed::default(),
        ))
        .ask(question::select(
            "definition",
            "Pack",
            "",
            options(definitions, &chosen.definition),
            Typed::default(),
        ))
        .ask(question::select(
            "centre",
            "Of",
            "Once published, a centre’s pack is read by that centre’s lead and nobody of another centre.",
            options(whose.chain(centres), &chosen.centre),
            Typed::default(),
        ))
        .send("/packs/new", "Make this pack")
        .way(AREA, "Cancel"))
}

fn options(choices: impl Iterator<Item = (String, String)>, chosen: &str) -> Vec<OptionGroup> {
    let option = |(value, text): (String, String)| SelectOption { chosen: value == chosen, value, text };
    vec![OptionGroup { label: String::new(), options: choices.map(option).collect() }]
}
