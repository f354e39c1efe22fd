//! Opening the cases of a frozen cycle.

use axum::extract::State;
use domain::cycle::Cycle;

use super::{
    super::{
        Answer, chrome,
        question::{self, Question, Typed},
        see_other,
    },
    AREA,
};
use crate::{
    App,
    csrf::ProtectedForm,
    extract::Query,
    gate::AuditLead,
    problem::Problem,
    ui::{OptionGroup, SelectOption},
};

const NO_CYCLE: &str = "Choose a frozen cycle";

/// The cycle that somebody comes from.
#[derive(serde::Deserialize)]
pub(crate) struct Of {
    cycle: Option<String>,
}

/// GET /cases/open
pub(crate) async fn show(State(app): State<App>, Query(of): Query<Of>, lead: AuditLead) -> Answer {
    page(&app, &lead, of.cycle.as_deref().unwrap_or_default(), None).await?.draw()
}

/// POST /cases/open
pub(crate) async fn submit(
    State(app): State<App>,
    lead: AuditLead,
    ProtectedForm(posted): ProtectedForm,
) -> Answer {
    let cycle = posted.get("cycle").trim();
    if cycle.is_empty() {
        return page(&app, &lead, cycle, Some(NO_CYCLE.to_owned())).await?.draw();
    }
    let refused = match app.acts.open_cases(&app.call(lead.session.actor()), cycle).await {
        Ok(opened) => return Ok(see_other(&format!("{AREA}?opened={}", opened.new))),
        Err(acts::Error::Store(error)) => question::refusal(error)?,
        Err(
            acts::Error::Refused(sentence)
            | acts::Error::Misnamed(sentence)
            | acts::Error::Reporting(reporting::Error::Refused(sentence)),
        ) => sentence,
        Err(other) => return Err(other.into()),
    };
    page(&app, &lead, cycle, Some(refused)).await?.draw()
}

async fn page(app: &App, lead: &AuditLead, chosen: &str, wrong: Option<String>) -> Result<Question, Problem> {
    let frame = chrome(app, &lead.session, "Open the cases of a cycle", AREA).back(AREA, "All cases");
    let page = Question::new(app, &lead.session, frame, "");
    let mut cycles = app.store.cycles().await?;
    cycles.retain(|cycle| cycle.state.freeze_facts().is_some());
    if cycles.is_empty() {
        return Ok(page
            .tell("No cycle is frozen yet. Cases are opened of the numbers that a freeze has fixed.")
            .way("/network/cycles", "To the cycles"));
    }
    Ok(page
        .tell(
            "Every number of the members’ pack is looked at: of each centre with 10 records or more, beside what chance allows around the \
             network’s value. Beyond 2 standard deviations a case is an alert, beyond 3 an alarm; what is better than chance allows is told, too.",
        )
        .tell(
            "The centres’ leads see their cases from now on. An alarm for the worse asks them for a response within 60 days of today. What was \
             opened before is not opened twice.",
        )
        .ask(question::select("cycle", "Cycle", "Only frozen cycles are listed.", options(&cycles, chosen), Typed {
            text: String::new(),
            error: wrong,
        }))
        .send(format!("{AREA}/open"), "Open its cases")
        .way(AREA, "Cancel"))
}

/// The newest is chosen where nothing was.
fn options(cycles: &[Cycle], chosen: &str) -> Vec<OptionGroup> {
    let newest = cycles.last().map_or("", |cycle| cycle.dates.id.as_str());
    let is_known = cycles.iter().any(|cycle| cycle.dates.id == chosen);
    let chosen = if is_known { chosen } else { newest };
    let option = |cycle: &Cycle| {
        let id = cycle.dates.id.clone();
        SelectOption { chosen: id == chosen, text: id.clone(), value: id }
    };
    vec![OptionGroup { label: String::new(), options: cycles.iter().rev().map(option).collect() }]
}
