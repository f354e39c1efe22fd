//! The forms of the steps that somebody can take in a case now.

use domain::{
    actor::{Action, Actor},
    case::{Case, CaseStep, Decision},
    query::Side,
};
use jiff::Timestamp;
use store::KeptCase;

use super::{
    super::question::{self, Typed},
    address,
};
use crate::ui::{Field, OptionGroup, SelectOption};

/// A form that takes one step.
pub(super) struct StepForm {
    pub action: String,
    /// The step's code, sent with the form.
    pub step: &'static str,
    pub heading: &'static str,
    pub fields: Vec<Field>,
    pub button: &'static str,
    /// Not what the case waits for.
    pub is_aside: bool,
}

/// What was sent and refused.
pub(super) struct Sent {
    /// The step that was wanted; of a decision, any.
    pub step: CaseStep,
    /// What was typed.
    pub text: String,
    /// What was chosen.
    pub decision: String,
    /// Why it was not taken.
    pub refusal: String,
    /// The choice is to be mended, not the text.
    pub is_choice: bool,
}

/// The name of a step's text on the page.
pub(super) const fn text_name(step: CaseStep) -> &'static str {
    match step {
        CaseStep::Respond => "response",
        CaseStep::NoteOfCentre | CaseStep::NoteOfNetwork => "added",
        CaseStep::Decide(_) => "reason",
        CaseStep::Close => "closing",
    }
}

/// The forms for an actor: what the case waits for first.
pub(super) fn of(kept: &KeptCase, actor: &Actor, now: Timestamp, sent: Option<&Sent>) -> Vec<StepForm> {
    let case = &kept.case;
    // What a decision is makes no difference to whether there can be one.
    let steps = [
        CaseStep::Respond,
        CaseStep::Decide(Decision::Accepted),
        CaseStep::Close,
        CaseStep::NoteOfCentre,
        CaseStep::NoteOfNetwork,
    ];
    let may = |step: &CaseStep| match step.side() {
        Side::Centre => answers(case, actor),
        Side::Network => actor.permit(Action::RunCases).is_ok(),
    };
    let open: Vec<CaseStep> =
        steps.into_iter().filter(|step| may(step) && case.allows(*step, now).is_ok()).collect();
    let lost = sent.filter(|sent| !open.iter().any(|step| is_same(*step, sent.step)));
    let of_step = |step| {
        let sent = sent.filter(|sent| is_same(step, sent.step));
        // What somebody typed whose step was taken meanwhile is not lost: it can be added as a note.
        let rescued = lost.filter(|lost| is_note(step) && lost.step.side() == step.side());
        form(kept, step, sent, rescued.map_or("", |lost| lost.text.as_str()))
    };
    open.iter().map(|step| of_step(*step)).collect()
}

/// Decisions of any kind are one step.
fn is_same(one: CaseStep, other: CaseStep) -> bool {
    one.as_str() == other.as_str()
}

const fn is_note(step: CaseStep) -> bool {
    matches!(step, CaseStep::NoteOfCentre | CaseStep::NoteOfNetwork)
}

/// Whether somebody writes for the centre whose case it is.
fn answers(case: &Case, actor: &Actor) -> bool {
    actor.own_centre(Action::AnswerCases).as_ref() == Ok(&case.found.centre)
}

fn form(kept: &KeptCase, step: CaseStep, sent: Option<&Sent>, rescued: &str) -> StepForm {
    let side = match step.side() {
        Side::Centre => "centre",
        Side::Network => "network",
    };
    let (heading, label, hint, button) = words(&kept.case, step);
    let typed = |is_choice: bool, text: &str| Typed {
        text: text.to_owned(),
        error: sent.filter(|sent| sent.is_choice == is_choice).map(|sent| sent.refusal.clone()),
    };
    let text = sent.map_or(rescued, |sent| sent.text.as_str());
    let mut fields = Vec::new();
    if step.decision().is_some() {
        let chosen = sent.map_or("", |sent| sent.decision.as_str());
        fields.push(question::select("decision", "Decision", "", decisions(chosen), typed(true, "")));
    }
    fields.push(question::area(text_name(step), label, hint, typed(false, text)));
    StepForm {
        action: format!("{}/{side}", address(kept.id)),
        step: step.as_str(),
        heading,
        fields,
        button,
        is_aside: is_note(step),
    }
}

/// Heading, question, hint and button.
const fn words(case: &Case, step: CaseStep) -> (&'static str, &'static str, &'static str, &'static str) {
    match step {
        CaseStep::Respond if case.due.is_none() => (
            "Respond, if you wish",
            "Your response",
            "Nothing is due. If the number is a good one: what could others learn from it? No name, date of birth or number.",
            "Send the response",
        ),
        CaseStep::Respond => (
            "Respond",
            "Your response",
            "Say three things: whether the records were checked and are right, what explains the number, and what will be done by when. No name, date of \
             birth or number.",
            "Send the response",
        ),
        CaseStep::NoteOfCentre => (
            "Add to the response",
            "What was done since",
            "For the log of actions: what was done, and what it changed. No name, date of birth or number.",
            "Add it",
        ),
        CaseStep::NoteOfNetwork => (
            "Add a note",
            "Your note",
            "The centre’s lead reads it. No name, date of birth or number.",
            "Add it",
        ),
        CaseStep::Decide(_) => (
            "Decide",
            "Why",
            "The centre’s lead reads it. No name, date of birth or number.",
            "Send the decision",
        ),
        CaseStep::Close => (
            "Close the case",
            "What came of it",
            "Nothing more is written in a closed case; the next pack says that it is closed. No name, date of birth or number.",
            "Close this case",
        ),
    }
}

fn decisions(chosen: &str) -> Vec<OptionGroup> {
    let option = |decision: Decision| {
        let value = decision.as_str();
        SelectOption { value: value.to_owned(), text: decision.to_string(), chosen: value == chosen }
    };
    let options = std::iter::once(SelectOption::none()).chain(Decision::ALL.map(option)).collect();
    vec![OptionGroup { label: String::new(), options }]
}
