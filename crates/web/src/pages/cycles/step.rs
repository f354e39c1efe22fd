//! One step of a cycle, asked about before it is taken.

use axum::extract::State;
use domain::{
    cycle::{Cycle, Extension, Insistence},
    time::WallTime,
    value::CentreCode,
};
use jiff::civil::Date;
use store::CentreStanding;

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
    ui::{Cell, OptionGroup, SelectOption, Table},
};

const NO_DATE: &str = "Enter the last day, like 20 November 2026";
const NO_CENTRE: &str = "Choose a centre";
const NO_REASON: &str = "Enter why this centre gets more time";
const NO_REASON_TO_LOCK: &str = "Enter why the cycle is locked before its last day";
const NO_REASON_TO_FREEZE: &str = "Enter why the cycle is frozen before its last day";
const NO_REASON_TO_LIFT: &str = "Enter why the lock is lifted";

/// A step that the audit lead takes here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Grace,
    Extend,
    Lock,
    Unlock,
    Freeze,
}

impl Step {
    fn parse(text: &str) -> Result<Self, Problem> {
        let steps = [Self::Grace, Self::Extend, Self::Lock, Self::Unlock, Self::Freeze];
        steps.into_iter().find(|step| step.as_str() == text).ok_or(Problem::NotFound)
    }

    const fn as_str(self) -> &'static str {
        match self {
            Self::Grace => "grace",
            Self::Extend => "extend",
            Self::Lock => "lock",
            Self::Unlock => "unlock",
            Self::Freeze => "freeze",
        }
    }

    const fn title(self) -> &'static str {
        match self {
            Self::Grace => "Give every centre more time",
            Self::Extend => "Give one centre more time",
            Self::Lock => "Lock this cycle",
            Self::Unlock => "Lift the lock of this cycle",
            Self::Freeze => "Freeze this cycle",
        }
    }
}

/// What was typed into the page of a step, and what is wrong with it.
#[derive(Default)]
struct Answers {
    until: Typed,
    centre: Typed,
    reason: Typed,
    confirm: Typed,
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
    let answers = match Wanted::read(step, &cycle, is_early(&app, &cycle, step).await?, &posted) {
        Err(answers) => *answers,
        Ok(Wanted::Freeze(insistence)) => return freeze(&app, &lead, &cycle, insistence).await,
        Ok(wanted) => match wanted.take(&app, &lead, &id).await {
            Ok(()) => return Ok(see_other(&format!("{}?done={}", address(&cycle), step.as_str()))),
            Err(error) => Answers { refused: Some(question::refusal(error)?), ..Answers::typed(&posted) },
        },
    };
    page(&app, &lead, &cycle, step, answers).await?.draw()
}

/// Begins a freeze; its end may come later, and the cycle's page tells how far it is.
async fn freeze(app: &App, lead: &AuditLead, cycle: &Cycle, insistence: Option<Insistence>) -> Answer {
    let call = app.call(lead.session.actor());
    app.freezes.begin(&app.acts, call, &cycle.dates.id, insistence).await;
    Ok(see_other(&format!("{}?done=freeze", address(cycle))))
}

/// A step with everything that it needs.
enum Wanted {
    Grace(Date),
    Extend(Extension),
    Lock(Option<Insistence>),
    Unlock(String),
    Freeze(Option<Insistence>),
}

impl Wanted {
    /// Reads what was posted, or says what is wrong with it.
    fn read(step: Step, cycle: &Cycle, is_early: bool, posted: &Posted) -> Result<Self, Box<Answers>> {
        let until = read_date(posted.get("until"));
        let centre = CentreCode::parse(posted.get("centre"));
        let reason = posted.get("reason").trim().to_owned();
        match (step, until, centre) {
            (Step::Lock, ..) if !is_early => Ok(Self::Lock(None)),
            (Step::Freeze, ..) if !is_early => Ok(Self::Freeze(None)),
            (Step::Lock | Step::Freeze, ..)
                if !reason.is_empty() && posted.get("confirm").trim() == cycle.dates.id =>
            {
                let insistence = Some(Insistence { reason, cycle: cycle.dates.id.clone() });
                Ok(if step == Step::Lock { Self::Lock(insistence) } else { Self::Freeze(insistence) })
            }
            (Step::Unlock, ..) if !reason.is_empty() => Ok(Self::Unlock(reason)),
            (Step::Grace, Some(until), _) => Ok(Self::Grace(until)),
            (Step::Extend, Some(until), Some(centre)) if !reason.is_empty() => {
                Ok(Self::Extend(Extension { centre, until, reason }))
            }
            (step, until, centre) => {
                let mut answers = Answers::typed(posted);
                let no_reason = |sentence: &str| reason.is_empty().then(|| sentence.to_owned());
                match step {
                    Step::Extend => {
                        answers.until.error = until.is_none().then(|| NO_DATE.to_owned());
                        answers.centre.error = centre.is_none().then(|| NO_CENTRE.to_owned());
                        answers.reason.error = no_reason(NO_REASON);
                    }
                    Step::Lock | Step::Freeze => {
                        let is_other = answers.confirm.text != cycle.dates.id;
                        let sentence =
                            if step == Step::Lock { NO_REASON_TO_LOCK } else { NO_REASON_TO_FREEZE };
                        answers.reason.error = no_reason(sentence);
                        answers.confirm.error = is_other.then(|| format!("Type {}", cycle.dates.id));
                    }
                    Step::Unlock => answers.reason.error = no_reason(NO_REASON_TO_LIFT),
                    Step::Grace => {
                        answers.until.error = until.is_none().then(|| NO_DATE.to_owned());
                    }
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
            Self::Lock(insistence) => app.store.lock_cycle(actor, now, id, insistence).await.map(drop),
            Self::Unlock(reason) => app.store.lift_lock(actor, now, id, &reason).await.map(drop),
            // Taken beside the request, before it comes here.
            Self::Freeze(_) => Ok(()),
        }
    }
}

impl Answers {
    fn typed(posted: &Posted) -> Self {
        let typed = |name| Typed::of(posted.get(name).trim());
        Self {
            until: typed("until"),
            centre: typed("centre"),
            reason: typed("reason"),
            confirm: typed("confirm"),
            refused: None,
        }
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
        Step::Lock => {
            page = page
                .tell("What is signed off is locked. Centres without an extension can no longer sign off.")
                .tell("What is not signed off counts all the same: the pack says of it that it was not locked, and why. The lock can be lifted until the freeze, with a reason.")
                .show(standing(app, lead, cycle).await?);
            let early = is_early(app, cycle, step).await?;
            if early { insist(page, cycle, "locked", answers.reason, answers.confirm) } else { page }
        }
        Step::Unlock => page
            .tell("What this cycle has locked is signed off as before, at each centre, and can be changed again. Centres sign off again.")
            .tell("Your name and the reason stay in each record’s history for good.")
            .show(standing(app, lead, cycle).await?)
            .ask(question::area("reason", "Why the lock is lifted", "", answers.reason)),
        Step::Freeze => {
            page = page
                .tell("A freeze takes a snapshot of every centre’s records. Every number of the cycle comes from it, for good. No step leads back.")
                .tell("What is signed off and not locked yet is locked, also at centres with an extension. What is not signed off counts all the same: the pack says of it that it was not locked, and why.")
                .tell("It is done beside the service and takes from a second to some minutes. The cycle’s page tells how far it is; you need not wait there.")
                .show(standing(app, lead, cycle).await?);
            let early = is_early(app, cycle, step).await?;
            if early { insist(page, cycle, "frozen", answers.reason, answers.confirm) } else { page }
        }
    };
    page = page.send(format!("{back}/{}", step.as_str()), step.title());
    if matches!(step, Step::Lock | Step::Unlock | Step::Freeze) {
        page = page.warn();
    }
    if let Some(sentence) = answers.refused {
        page = page.refuse(sentence);
    }
    Ok(page.way(back, "Cancel"))
}

/// Asks for what a step needs while centres still have time.
fn insist(page: Question, cycle: &Cycle, done: &str, reason: Typed, confirm: Typed) -> Question {
    let id = &cycle.dates.id;
    let hint = format!("Type {id}, so that no other cycle is meant.");
    page.tell("The last day has not passed: centres may still be at work. To do it now, say why and type the cycle’s name.")
        .ask(question::area("reason", &format!("Why it is {done} before its last day"), "", reason))
        .ask(question::line("confirm", "Name of the cycle", &hint, "10", confirm))
}

/// Whether centres still have time. A freeze ends the extensions of single centres, too.
async fn is_early(app: &App, cycle: &Cycle, step: Step) -> Result<bool, Problem> {
    let (directory, now) = (app.store.directory().await?, app.world.now());
    let today = directory.centres.iter().map(|centre| WallTime::at(now, &centre.zone).date()).min();
    let Some(today) = today else { return Ok(false) };
    let extensions =
        if step == Step::Freeze { app.store.extensions(&cycle.dates.id).await? } else { Vec::new() };
    Ok(cycle.is_early(today) || extensions.iter().any(|extension| today <= extension.until))
}

/// How far each centre is, and what a lock does not lock.
async fn standing(app: &App, lead: &AuditLead, cycle: &Cycle) -> Result<Option<Table>, Problem> {
    let standings = app.store.kept_standing(lead.session.actor(), app.world.now(), &cycle.dates).await?;
    let directory = app.store.directory().await?;
    let row = |centre: &CentreStanding| {
        let numbers = [centre.unsigned(), centre.records, centre.drafts];
        let mut row =
            vec![Cell::text(directory.in_words(centre.centre.as_str())), Cell::text(centre.share())];
        row.extend(numbers.map(|number| Cell::text(number.to_string())));
        row
    };
    let centres = CentreStanding::of(&standings);
    Ok((!centres.is_empty()).then(|| Table {
        caption: "What each centre has signed off".to_owned(),
        heads: vec!["Centre", "Signed off", "Not signed off", "Records", "Drafts"],
        rows: centres.iter().map(row).collect(),
    }))
}

async fn centres(app: &App, chosen: &str) -> Result<Vec<OptionGroup>, Problem> {
    let directory = app.store.directory().await?;
    let centre = directory.centres.iter().map(|centre| SelectOption {
        value: centre.code.to_string(),
        text: format!("{} ({})", centre.short_name, centre.code),
        chosen: centre.code.as_str() == chosen,
    });
    let options = std::iter::once(SelectOption::none()).chain(centre).collect();
    Ok(vec![OptionGroup { label: String::new(), options }])
}
