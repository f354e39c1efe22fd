//! One admission: its runs and contacts on a line of days, and the same as a table.

use askama::Template;
use axum::extract::State;
use domain::{
    FieldSpec, FormSpec, Kind,
    actor::Action,
    code::Coded,
    forms::{Discharge, EcmoRun, IcuAdmission, PhysioContact, physio_contact::Outcome},
    offer,
};
use jiff::civil::{Date, DateTime};
use store::{AdmissionRecords, StoredRecord};

use super::{Answer, chrome, contribution, html, life, links};
use crate::{
    App,
    entry::{answer_in_words, wall_time_in_words},
    extract::Path,
    gate::{Member, Session},
    problem::Problem,
    timeline::{Bar, Mark, Svg, Timeline},
    ui::{Cell, Chrome, Link, SummaryList, Table, Tag},
};

#[derive(Template)]
#[template(path = "pages/admission.html")]
struct AdmissionPage {
    chrome: Chrome,
    patient: String,
    reference: String,
    state: Tag,
    facts: SummaryList,
    actions: Vec<Link>,
    pictures: Option<Pictures>,
    events: Option<Table>,
    contribution: Option<Table>,
}

/// The same picture for a wide and for a narrow screen; the stylesheet shows one.
struct Pictures {
    wide: Svg,
    narrow: Svg,
}

/// GET /admissions/{reference}
pub(crate) async fn show(State(app): State<App>, Path(reference): Path<String>, member: Member) -> Answer {
    let held = member.records.admission(&reference).await?;
    let directory = app.store.directory().await?;
    let centre = directory.centre(member.centre.as_str()).ok_or(Problem::NotFound)?;
    let now = centre.zone.to_datetime(app.world.now());
    let line = timeline(&held, now);
    let admission = &held.admission;
    let frame = chrome(&app, &member.session, format!("Admission {reference}"), "/admissions");
    html(&AdmissionPage {
        chrome: frame.back("/admissions", "All admissions"),
        patient: admission.raw.get(admission.form, IcuAdmission::PATIENT_REF).to_owned(),
        state: life::tag(admission),
        facts: facts(&held),
        actions: actions(&held, &member.session, now.date()),
        pictures: line.map(|line| Pictures { wide: line.svg(1100, "wide"), narrow: line.svg(340, "narrow") }),
        events: events(&held),
        contribution: contribution::of_admission(&app, &member, &held).await?,
        reference,
    })
}

/// An answer of a record in words; nothing when the form has no such question.
pub(super) fn answer(record: &StoredRecord, name: &str) -> String {
    record.form.index(name).map_or_else(String::new, |index| {
        answer_in_words(&record.form.fields[index], &record.raw.cells[index])
    })
}

fn of_form<'a>(held: &'a AdmissionRecords, form: &'a str) -> impl Iterator<Item = &'a StoredRecord> {
    held.records.iter().filter(move |record| record.form.id == form)
}

fn facts(held: &AdmissionRecords) -> SummaryList {
    let admission = &held.admission;
    let mut rows = vec![
        ("Admitted".to_owned(), answer(admission, IcuAdmission::ICU_ADMITTED_AT)),
        ("Came from".to_owned(), answer(admission, IcuAdmission::SOURCE)),
    ];
    for discharge in of_form(held, Discharge::ID) {
        rows.push(("Left critical care".to_owned(), answer(discharge, Discharge::ICU_DISCHARGED_AT)));
        rows.push(("Outcome".to_owned(), answer(discharge, Discharge::ICU_OUTCOME)));
    }
    rows.retain(|(_, words)| !words.is_empty());
    SummaryList { rows }
}

fn actions(held: &AdmissionRecords, session: &Session, today: Date) -> Vec<Link> {
    let admission = &held.admission;
    let back = links::record(admission);
    let count = |form: &FormSpec| of_form(held, form.id).count();
    let running = of_form(held, EcmoRun::ID).find(|run| run.raw.get(run.form, EcmoRun::TIME_OFF).is_empty());
    let mut actions = Vec::new();
    let mut offers = offer::offers(admission.form, &admission.raw, count);
    offers.retain(|_| session.offers(Action::WriteRecords));
    for mut offer in offers {
        let is_contact = offer.form == PhysioContact::ID;
        if let Some(run) = running.filter(|_| is_contact) {
            let number = run.raw.get(run.form, EcmoRun::RUN_NO).to_owned();
            offer.answers.push((PhysioContact::RUN_NO, number));
        }
        actions.push(links::offer(&offer, &back));
        if is_contact {
            let href = links::day(&admission.natural_key, &today.to_string());
            actions.push(Link { href, text: "Enter several contacts of a day".to_owned() });
        }
    }
    let href = links::details(admission.form, admission.id);
    actions.push(Link { href, text: "All answers of the admission".to_owned() });
    actions
}

/// The answers that say most about a record.
fn gist(record: &StoredRecord) -> String {
    let labelled = |field: &'static FieldSpec| {
        let words = answer(record, &field.name);
        (!words.is_empty()).then(|| match field.kind {
            Kind::WallTime | Kind::Int { .. } => format!("{}: {words}", field.label),
            _ => words,
        })
    };
    let shown = record.form.fields.iter().filter(|field| field.presented.gist);
    shown.filter_map(labelled).collect::<Vec<_>>().join(", ")
}

fn events(held: &AdmissionRecords) -> Option<Table> {
    let row = |record: &StoredRecord| {
        let when = record.form.occurred.map_or("", |column| record.raw.get(record.form, column));
        vec![
            Cell::text(wall_time_in_words(when)),
            Cell::link(
                links::details(record.form, record.id),
                format!("{} {}", record.form.title, record.natural_key),
            ),
            Cell::text(gist(record)),
            Cell::Tag(life::tag(record)),
        ]
    };
    (!held.records.is_empty()).then(|| Table {
        caption: "Runs, contacts and everything else, by time".to_owned(),
        heads: vec!["When", "Record", "In short", "State"],
        rows: held.records.iter().map(row).collect(),
    })
}

fn timeline(held: &AdmissionRecords, now: DateTime) -> Option<Timeline> {
    let admission = &held.admission;
    let start = local(admission, IcuAdmission::ICU_ADMITTED_AT)?;
    let left = |discharge: &StoredRecord| {
        local(discharge, Discharge::ICU_DISCHARGED_AT).or_else(|| local(discharge, Discharge::DEATH_AT))
    };
    let end = of_form(held, Discharge::ID).find_map(left);
    let runs: Vec<_> = of_form(held, EcmoRun::ID)
        .filter_map(|run| {
            Some(Bar {
                label: format!(
                    "Run {}, {}",
                    run.raw.get(run.form, EcmoRun::RUN_NO),
                    answer(run, EcmoRun::INITIAL_MODE)
                ),
                start: local(run, EcmoRun::TIME_ON)?,
                end: local(run, EcmoRun::TIME_OFF),
            })
        })
        .collect();
    let contacts: Vec<_> = of_form(held, PhysioContact::ID)
        .filter_map(|contact| {
            let outcome = contact.raw.get(contact.form, PhysioContact::OUTCOME);
            let treated = outcome == Outcome::Treated.code();
            Some(Mark { at: local(contact, PhysioContact::START_AT)?, treated })
        })
        .collect();
    let ends = runs.iter().filter_map(|run| run.end).chain(contacts.iter().map(|contact| contact.at));
    let open = end.is_none() || runs.iter().any(|run| run.end.is_none());
    let last = ends.chain(end).max().unwrap_or(start);
    Some(Timeline {
        title: format!("Admission {}", admission.natural_key),
        stay: Bar { label: "In critical care".to_owned(), start, end },
        runs,
        contacts,
        until: if open { last.max(now) } else { last },
    })
}

/// A wall time of a record; nothing when none was entered.
fn local(record: &StoredRecord, name: &str) -> Option<DateTime> {
    record.raw.get(record.form, name).get(..16)?.parse().ok()
}
