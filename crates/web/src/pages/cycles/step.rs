//! One step of a cycle, asked about before it is taken.

use axum::extract::State;
use domain::{
    cycle::{Cycle, Extension},
    value::CentreCode,
};
use jiff::civil::Date;

use super::{
    super::{
        Answer, chrome,
        question::{self, Question, Typed},
        see_other,
    },
    address, last_day,
};
use crate::{
    App,
    csrf::ProtectedForm,
    entry::{Posted, read_date},
    extract::Path,
    gate::AuditLead,
    problem::Problem,
    ui::{OptionGroup, SelectOption},
};

const NO_DATE: &str = "Enter the last day, like 20 November 2026";
const NO_CENTRE: &str = "Choose a centre";
const NO_REASON: &str = "Enter why this centre gets more time";

/// A step that the audit lead takes here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Grace,
    Extend,
    Lock,
}

impl Step {
    fn parse(text: &str) -> Result<Self, Problem> {
        let steps = [Self::Grace, Self::Extend, Self::Lock];
        steps.into_iter().find(|step| step.as_str() == text).ok_or(Problem::NotFound)
    }

    const fn as_str(self) -> &'static str {
        match self {
            Self::Grace => "grace",
            Self::Extend => "extend",
            Self::Lock => "lock",
        }
    }

    const fn title(self) -> &'static str {
        match self {
            Self::Grace => "Give every centre more time",
            Self::Extend => "Give one centre more time",
            Self::Lock => "Lock this cycle",
        }
    }
}

/// What was typed into the page of a step, and what is wrong with it.
#[derive(Default)]
struct Answers {
    until: Typed,
    centre: Typed,
    reason: Typed,
    refused: Option<String>,
}

/// GET /network/cycles/{id}/{step}
pub(crate) async fn show(
    State(app): State<App>,
    Path((id, step)): Path<(String, String)>,
    lead: AuditLead,
) -> Answer {
    let cycle = app.store.cycle(&id).await?.ok_or(Problem::NotFound)?;
    page(&app, &lead, &cycle, Step::parse(&step)?, Answers::default()).await?.draw()
}

/// POST /network/cycles/{id}/{step}
pub(crate) async fn submit(
    State(app): State<App>,
    Path((id, step)): Path<(String, String)>,
    lead: AuditLead,
    ProtectedForm(posted): ProtectedForm,
) -> Answer {
    let cycle = app.store.cycle(&id).await?.ok_or(Problem::NotFound)?;
    let step = Step::parse(&step)?;
    let answers = match Wanted::read(step, &posted) {
        Err(answers) => *answers,
        Ok(wanted) => match wanted.take(&app, &lead, &id).await {
            Ok(()) => return Ok(see_other(&format!("{}?done={}", address(&cycle), step.as_str()))),
            Err(error) => Answers { refused: Some(question::refusal(error)?), ..Answers::typed(&posted) },
        },
    };
    page(&app, &lead, &cycle, step, answers).await?.draw()
}

/// A step with everything that it needs.
enum Wanted {
    Grace(Date),
    Extend(Extension),
    Lock,
}

impl Wanted {
    /// Reads what was posted, or says what is wrong with it.
    fn read(step: Step, posted: &Posted) -> Result<Self, Box<Answers>> {
        let until = read_date(posted.get("until"));
        let centre = CentreCode::parse(posted.get("centre"));
        let reason = posted.get("reason").trim().to_owned();
        match (step, until, centre) {
            (Step::Lock, ..) => Ok(Self::Lock),
            (Step::Grace, Some(until), _) => Ok(Self::Grace(until)),
            (Step::Extend, Some(until), Some(centre)) if !reason.is_empty() => {
                Ok(Self::Extend(Extension { centre, until, reason }))
            }
            (step, until, centre) => {
                let mut answers = Answers::typed(posted);
                answers.until.error = until.is_none().then(|| NO_DATE.to_owned());
                if step == Step::Extend {
                    answers.centre.error = centre.is_none().then(|| NO_CENTRE.to_owned());
                    answers.reason.error = reason.is_empty().then(|| NO_REASON.to_owned());
                }
                Err(Box::new(answers))
            }
        }
    }

    async fn take(self, app: &App, lead: &AuditLead, id: &str) -> store::Result<()> {
        let (actor, now) = (lead.session.actor(), app.world.now());
        match self {
            Self::Grace(until) => app.store.cycle_grace(actor, now, id, until).await.map(drop),
            Self::Extend(extension) => app.store.extend_cycle(actor, now, id, extension).await,
            Self::Lock => app.store.lock_cycle(actor, now, id).await.map(drop),
        }
    }
}

impl Answers {
    fn typed(posted: &Posted) -> Self {
        let typed = |name| Typed::of(posted.get(name).trim());
        Self { until: typed("until"), centre: typed("centre"), reason: typed("reason"), refused: None }
    }
}

async fn page(
    app: &App,
    lead: &AuditLead,
    cycle: &Cycle,
    step: Step,
    answers: Answers,
) -> Result<Question, Problem> {
    let back = address(cycle);
    let frame = chrome(app, &lead.session, step.title(), "/network/cycles");
    let caption = format!("Cycle {}", cycle.dates.id);
    let mut page =
        Question::new(app, &lead.session, frame.back(back.as_str(), caption.as_str()), caption.clone());
    page = page.tell(format!("Records are to be signed off by {}.", last_day(cycle)));
    let hint = "Day first, for example 20 November 2026.";
    page = match step {
        Step::Grace => page
            .tell("Until then records are entered and signed off as before. They are named as late.")
            .ask(question::line("until", "Last day", hint, "20", answers.until)),
        Step::Extend => {
            let centres = centres(app, &answers.centre.text).await?;
            page.tell("This centre can enter and sign off records until then, also when the cycle is locked.")
                .ask(question::select("centre", "Centre", "", centres, answers.centre))
                .ask(question::line("until", "Last day", hint, "20", answers.until))
                .ask(question::area("reason", "Why", "Shown beside the extension.", answers.reason))
        }
        Step::Lock => page
            .tell("What is signed off is locked. Centres without an extension can no longer sign off.")
            .tell("A cycle is never opened again."),
    };
    page = page.send(format!("{back}/{}", step.as_str()), step.title());
    if step == Step::Lock {
        page = page.warn();
    }
    if let Some(sentence) = answers.refused {
        page = page.refuse(sentence);
    }
    Ok(page.way(back, "Cancel"))
}

async fn centres(app: &App, chosen: &str) -> Result<Vec<OptionGroup>, Problem> {
    let directory = app.store.directory().await?;
    let blank = SelectOption { value: String::new(), text: "Choose one".to_owned(), chosen: false };
    let centre = directory.centres.iter().map(|centre| SelectOption {
        value: centre.code.to_string(),
        text: format!("{} ({})", centre.short_name, centre.code),
        chosen: centre.code.as_str() == chosen,
    });
    let options = std::iter::once(blank).chain(centre).collect();
    Ok(vec![OptionGroup { label: String::new(), options }])
}
