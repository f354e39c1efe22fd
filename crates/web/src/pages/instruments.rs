//! Which instrument a new assessment is of: asked first, because everything else follows from it.

use std::collections::BTreeMap;

use askama::Template;
use domain::forms::Assessment;
use domain::instruments;
use domain::{
    FormSpec,
    instruments::{INSTRUMENTS, Instrument, Status},
};

use super::{Answer, chrome, html, links};
use crate::{
    App,
    entry::{Entry, instrument_of},
    gate::Member,
    ui::Chrome,
};

#[derive(Template)]
#[template(path = "pages/instruments.html")]
struct InstrumentsPage {
    chrome: Chrome,
    caption: String,
    groups: Vec<(&'static str, Vec<Choice>)>,
}

struct Choice {
    href: String,
    title: &'static str,
    used: &'static str,
}

/// The page on which the instrument is chosen; every other answer of the address goes along.
pub(super) fn choose(app: &App, member: &Member, answers: &BTreeMap<String, String>) -> Answer {
    let back = answers.get("back").map_or("/centre", |back| links::local(back));
    let choice = |instrument: &&Instrument| {
        let mut along: Vec<(&str, &str)> =
            answers.iter().map(|(name, answer)| (name.as_str(), answer.as_str())).collect();
        along.extend([
            (Assessment::INSTRUMENT, instrument.code()),
            (Assessment::VERSION, instrument.version),
            (Assessment::LANGUAGE, instruments::LANGUAGE),
        ]);
        Choice {
            href: links::create(Assessment::ID, &along),
            title: instrument.title(),
            used: instrument.used,
        }
    };
    let of = |status: Status| {
        INSTRUMENTS.iter().filter(|instrument| instrument.status == status).map(choice).collect()
    };
    let frame = chrome(app, &member.session, "New assessment: which instrument?", "/admissions");
    html(&InstrumentsPage {
        chrome: frame.back(back, "Back"),
        caption: answers
            .get(Assessment::ADMISSION_REF)
            .map(|key| format!("Admission {key}"))
            .unwrap_or_default(),
        groups: vec![
            ("Recorded at every centre", of(Status::Core)),
            ("Where your centre uses them", of(Status::Optional)),
        ],
    })
}

/// The title of a new assessment's page.
pub(super) fn title(form: &FormSpec, entry: &Entry) -> Option<String> {
    instrument_of(form, entry).map(|instrument| format!("New assessment: {}", instrument.title()))
}
