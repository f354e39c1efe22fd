//! Opening a cycle.

use axum::extract::State;
use domain::reference::CycleDates;

use super::super::{
    Answer, chrome,
    question::{self, Question, Typed},
    see_other,
};
use crate::{
    App,
    csrf::ProtectedForm,
    entry::{Posted, date_in_words, read_date},
    gate::AuditLead,
    problem::Problem,
};

/// What was typed, and what is wrong with it.
#[derive(Default)]
struct Answers {
    id: Typed,
    start: Typed,
    end: Typed,
    deadline: Typed,
    refused: Option<String>,
}

/// GET /network/cycles/new
pub(crate) async fn show(State(app): State<App>, lead: AuditLead) -> Answer {
    let answers = next(&app).await?.map_or_else(Answers::default, |dates| Answers::of(&dates));
    page(&app, &lead, answers).draw()
}

/// POST /network/cycles/new
pub(crate) async fn submit(
    State(app): State<App>,
    lead: AuditLead,
    ProtectedForm(posted): ProtectedForm,
) -> Answer {
    let answers = match Answers::read(&posted) {
        Err(answers) => *answers,
        Ok(dates) => {
            let id = dates.id.clone();
            match app.store.open_cycle(lead.session.actor(), app.world.now(), dates).await {
                Ok(()) => return Ok(see_other(&format!("/network/cycles/{id}?done=open"))),
                Err(error) => Answers { refused: Some(question::refusal(error)?), ..Answers::typed(&posted) },
            }
        }
    };
    page(&app, &lead, answers).draw()
}

/// The first cycle of the calendar that has not been opened.
async fn next(app: &App) -> Result<Option<CycleDates>, Problem> {
    let opened = app.store.cycles().await?;
    let calendar = app.store.calendar().await?.cycles;
    let last = opened.last().map(|cycle| cycle.dates.end);
    Ok(calendar.into_iter().find(|dates| last.is_none_or(|last| dates.start > last)))
}

impl Answers {
    fn of(dates: &CycleDates) -> Self {
        let date = |date| Typed::of(&date_in_words(date));
        Self {
            id: Typed::of(&dates.id),
            start: date(dates.start),
            end: date(dates.end),
            deadline: date(dates.lock_deadline),
            refused: None,
        }
    }

    fn typed(posted: &Posted) -> Self {
        let typed = |name| Typed::of(posted.get(name).trim());
        Self {
            id: typed("id"),
            start: typed("start"),
            end: typed("end"),
            deadline: typed("deadline"),
            refused: None,
        }
    }

    /// Reads what was posted, or says what is wrong with it.
    fn read(posted: &Posted) -> Result<CycleDates, Box<Self>> {
        let date = |name| read_date(posted.get(name));
        let (start, end, deadline) = (date("start"), date("end"), date("deadline"));
        let id = posted.get("id").trim().to_owned();
        if let (false, Some(start), Some(end), Some(lock_deadline)) = (id.is_empty(), start, end, deadline) {
            return Ok(CycleDates { id, start, end, lock_deadline });
        }
        let mut answers = Self::typed(posted);
        let wrong = |is_wrong: bool, sentence: &str| is_wrong.then(|| sentence.to_owned());
        answers.id.error = wrong(id.is_empty(), "Enter the name of the cycle, like 2026H1");
        answers.start.error = wrong(start.is_none(), "Enter the first day, like 1 April 2026");
        answers.end.error = wrong(end.is_none(), "Enter the last day, like 30 September 2026");
        answers.deadline.error = wrong(deadline.is_none(), "Enter the deadline, like 11 November 2026");
        Err(Box::new(answers))
    }
}

fn page(app: &App, lead: &AuditLead, answers: Answers) -> Question {
    let frame = chrome(app, &lead.session, "Open a cycle", "/network/cycles");
    let page = Question::new(app, &lead.session, frame.back("/network/cycles", "All cycles"), "")
        .tell("Records that happen in its period belong to it. Centres sign them off by the deadline, at least 42 days after its end.")
        .ask(question::line("id", "Name", "The year and H1 (from April) or H2 (from October).", "10", answers.id))
        .ask(question::line("start", "First day", "", "20", answers.start))
        .ask(question::line("end", "Last day", "", "20", answers.end))
        .ask(question::line("deadline", "Signed off by", "", "20", answers.deadline))
        .send("/network/cycles/new", "Open this cycle")
        .way("/network/cycles", "Cancel");
    match answers.refused {
        Some(sentence) => page.refuse(sentence),
        None => page,
    }
}
