//! One admission: its runs and contacts on a line of days, and the same as a table.

use askama::Template;
use axum::extract::State;
use jiff::civil::{Date, DateTime};
use store::{AdmissionRecords, StoredRecord};

use super::{Answer, chrome, contribution, html, life, links};
use crate::{
    App,
    entry::{answer_in_words, wall_time_in_words},
    extract::Path,
    gate::Member,
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
        patient: admission.raw.get(admission.form, "patient_ref").to_owned(),
        state: life::tag(admission),
        facts: facts(&held),
        actions: actions(&held, now.date()),
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
        ("Admitted".to_owned(), answer(admission, "icu_admitted_at")),
        ("Came from".to_owned(), answer(admission, "source")),
    ];
    for discharge in of_form(held, "discharge") {
        rows.push(("Left critical care".to_owned(), answer(discharge, "icu_discharged_at")));
        rows.push(("Outcome".to_owned(), answer(discharge, "icu_outcome")));
    }
    rows.retain(|(_, words)| !words.is_empty());
    SummaryList { rows }
}

fn actions(held: &AdmissionRecords, today: Date) -> Vec<Link> {
    let admission = &held.admission;
    let back = links::record(admission);
    let reference = admission.natural_key.as_str();
    let link = |href: String, text: &str| Link { href, text: text.to_owned() };
    let new = |form: &str| links::create(form, &[("admission_ref", reference), ("back", &back)]);
    let running = of_form(held, "ecmo_run").find(|run| run.raw.get(run.form, "time_off").is_empty());
    let next_run = (of_form(held, "ecmo_run").count() + 1).to_string();
    let run = [("admission_ref", reference), ("run_no", &next_run), ("back", &back)];
    let mut actions = vec![
        link(links::contact(admission, running), "Enter a contact"),
        link(links::day(reference, &today.to_string()), "Enter several contacts of a day"),
        link(links::create("ecmo_run", &run), "Add a run"),
        link(new("assessment"), "Enter an assessment"),
    ];
    actions.push(link(new("adverse_event"), "Report an adverse event"));
    let number = (of_form(held, "follow_up").count() + 1).to_string();
    let follow_up = [("admission_ref", reference), ("follow_up_no", &number), ("back", &back)];
    actions.push(link(links::create("follow_up", &follow_up), "Enter a follow-up"));
    for (form, text) in
        [("rehab_pathway", "Enter the rehabilitation pathway"), ("discharge", "Enter the discharge")]
    {
        if of_form(held, form).next().is_none() {
            actions.push(link(new(form), text));
        }
    }
    actions.push(link(links::details(admission.form, admission.id), "All answers of the admission"));
    actions
}

/// The answers that say most about a record, by form.
fn gist(record: &StoredRecord) -> String {
    let names: &[&str] = match record.form.id {
        "ecmo_run" => &["initial_mode", "dx_group", "time_off"],
        "physio_contact" => &["outcome", "domain", "minutes", "ims_achieved", "not_treated_reason"],
        "assessment" => &["instrument", "timepoint", "total"],
        "discharge" => &["icu_outcome", "icu_discharged_at"],
        _ => &[],
    };
    let labelled = |name: &&str| {
        let words = answer(record, name);
        let field = record.form.field(name)?;
        (!words.is_empty()).then(|| match field.kind {
            domain::Kind::WallTime | domain::Kind::Int { .. } => format!("{}: {words}", field.label),
            _ => words,
        })
    };
    names.iter().filter_map(labelled).collect::<Vec<_>>().join(", ")
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
    let start = local(admission, "icu_admitted_at")?;
    let end = of_form(held, "discharge")
        .find_map(|discharge| local(discharge, "icu_discharged_at").or_else(|| local(discharge, "death_at")));
    let runs: Vec<_> = of_form(held, "ecmo_run")
        .filter_map(|run| {
            Some(Bar {
                label: format!("Run {}, {}", run.raw.get(run.form, "run_no"), answer(run, "initial_mode")),
                start: local(run, "time_on")?,
                end: local(run, "time_off"),
            })
        })
        .collect();
    let contacts: Vec<_> = of_form(held, "physio_contact")
        .filter_map(|contact| {
            let treated = contact.raw.get(contact.form, "outcome") == "TREATED";
            Some(Mark { at: local(contact, "start_at")?, treated })
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
