//! One record with all its answers, and what keeps it from being signed off.

use askama::Template;
use axum::extract::State;
use domain::{
    Finding, FormSpec, Level, Raw,
    actor::Action,
    dictionary::Dictionary,
    forms::{IcuAdmission, PhysioContact},
    offer,
};
use serde::Deserialize;
use store::{Closed, StoredRecord};

use super::{Answer, chrome, contribution, html, life, links};
use crate::{
    App,
    entry::{answer_in_words, answered, instant_in_words, number_in_words},
    extract::{self, Path, Query},
    gate::Member,
    problem::Problem,
    ui::{Cell, Chrome, LifePanel, Link, SummaryItem, SummaryList, Table, Tag},
    worklist::Lack,
};

#[derive(Template)]
#[template(path = "pages/record.html")]
struct RecordPage {
    chrome: Chrome,
    caption: String,
    state: Tag,
    life: LifePanel,
    actions: Vec<Link>,
    missing: Vec<SummaryItem>,
    sections: Vec<(&'static str, SummaryList)>,
    groups: Vec<Table>,
    contribution: Option<Table>,
    saved: String,
    history: String,
}

/// What has just been done, to say so.
#[derive(Deserialize)]
pub(crate) struct Done {
    saved: Option<String>,
}

/// GET /records/{form}/{id}
pub(crate) async fn show(
    State(app): State<App>,
    Path((form, id)): Path<(String, String)>,
    Query(done): Query<Done>,
    member: Member,
) -> Answer {
    let (form, id) = extract::record(&form, &id)?;
    let record = member.records.record_even_withdrawn(form, id).await?;
    let latest = member.records.history(form, id).await?.into_iter().next().ok_or(Problem::NotFound)?;
    let directory = app.store.directory().await?;
    let centre = directory.centre(member.centre.as_str()).ok_or(Problem::NotFound)?;
    let writes = member.session.offers(Action::WriteRecords);
    let missing = if writes { missing(form, &record, &latest.findings) } else { Vec::new() };
    let queries = if member.session.offers(Action::SeeWork) {
        member.records.queries_of(id).await?
    } else {
        Vec::new()
    };
    let closed = member.records.closed_to(id).await?;
    let frame = chrome(&app, &member.session, form.title, links::area(form));
    let above = above(&record);
    html(&RecordPage {
        chrome: frame.back(above.href, above.text).notice(notice(
            form,
            &done,
            missing.len(),
            closed.as_ref(),
        )),
        caption: record.natural_key.clone(),
        state: life::tag(&record),
        life: life::panel(&record, &queries, &member.session, &centre.zone),
        actions: if writes { actions(&record) } else { Vec::new() },
        missing,
        sections: sections(form, &*app.store.dictionary().await?, &record.raw),
        groups: groups(form, &record.raw),
        contribution: contribution::of_record(&app, &member, &record).await?,
        saved: format!(
            "Revision {}, saved on {} by {}.",
            record.revision,
            instant_in_words(latest.at, &centre.zone),
            latest.actor
        ),
        history: links::history(form, id),
    })
}

fn notice(form: &FormSpec, done: &Done, missing: usize, closed: Option<&Closed>) -> Option<String> {
    done.saved.as_deref().map(|saved| match (saved, missing) {
        ("unlock", _) => format!("{} unlocked. It can be changed now.", form.title),
        ("withdraw", _) => format!("{} withdrawn.", form.title),
        _ if closed.is_some() => {
            format!("{} saved. {}", form.title, closed.map(Closed::sentence).unwrap_or_default())
        }
        (_, 0) => format!("{} saved. Nothing is missing.", form.title),
        (_, missing) => format!(
            "{} saved. {} still needed to sign it off.",
            form.title,
            number_in_words(missing, "answer is", "answers are")
        ),
    })
}

fn missing(form: &FormSpec, record: &StoredRecord, findings: &[Finding]) -> Vec<SummaryItem> {
    let held = findings.iter().filter(|finding| finding.level == Level::S && life::is_open(record));
    held.map(|finding| links::lack(form, record.id, Lack::of(finding))).collect()
}

/// The page that the record is found on.
fn above(record: &StoredRecord) -> Link {
    match (record.form.parent, &record.parent_key) {
        (Some(parent), Some(key)) if parent.form == IcuAdmission::ID => {
            Link { href: format!("/admissions/{key}"), text: format!("Admission {key}") }
        }
        (Some(_), _) => Link { href: "/admissions".to_owned(), text: "All admissions".to_owned() },
        (None, _) => Link { href: format!("/records/{}", record.form.id), text: "All records".to_owned() },
    }
}

fn actions(record: &StoredRecord) -> Vec<Link> {
    let link = |href: String, text: &str| Link { href, text: text.to_owned() };
    let mut actions = Vec::new();
    if life::is_open(record) {
        actions.push(link(links::edit(record.form, record.id), "Change"));
    }
    let back = links::details(record.form, record.id);
    if record.form.id == PhysioContact::ID {
        let get = |name| record.raw.get(record.form, name);
        let answers = [PhysioContact::ADMISSION_REF, PhysioContact::RUN_NO].map(|name| (name, get(name)));
        let answers = answers.into_iter().chain([("back", back.as_str())]).collect::<Vec<_>>();
        actions.push(link(links::create(PhysioContact::ID, &answers), "Enter another contact"));
    }
    // What an admission offers stands on its own page, where it is known how many there are already.
    if record.form.id != IcuAdmission::ID {
        let offers = offer::offers(record.form, &record.raw, |_| 0);
        actions.extend(offers.iter().map(|offer| links::offer(offer, &back)));
    }
    actions
}

fn sections(form: &'static FormSpec, dictionary: &Dictionary, raw: &Raw) -> Vec<(&'static str, SummaryList)> {
    let mut sections: Vec<(&'static str, SummaryList)> = Vec::new();
    let own = form.fields.iter().zip(raw.cells.iter().map(String::as_str));
    let own = own.filter(|(field, cell)| !cell.is_empty() && !field.system);
    let extra = answered(dictionary, form, raw).into_iter();
    let extra = extra.map(|field| (field, raw.extra.get(&*field.name).map_or("", String::as_str)));
    for (field, cell) in own.chain(extra) {
        let row = (field.label.to_string(), answer_in_words(field, cell));
        match sections.iter_mut().find(|(title, _)| *title == field.section) {
            Some((_, list)) => list.rows.push(row),
            None => sections.push((field.section, SummaryList { rows: vec![row] })),
        }
    }
    sections
}

/// Each repeated group as a table of the questions that were answered in it.
fn groups(form: &'static FormSpec, raw: &Raw) -> Vec<Table> {
    let groups = form.children.iter().zip(&raw.children).filter(|(_, rows)| !rows.is_empty());
    groups
        .map(|(child, rows)| {
            let answered = |index: &usize| rows.iter().any(|row| !row.cells[*index].is_empty());
            let columns: Vec<_> = (0..child.spec.fields.len())
                .filter(|index| !child.spec.fields[*index].system)
                .filter(answered)
                .collect();
            let row = |raw: &Raw| {
                let cell = |index: &usize| {
                    Cell::text(answer_in_words(&child.spec.fields[*index], &raw.cells[*index]))
                };
                columns.iter().map(cell).collect()
            };
            Table {
                caption: child.spec.title.to_owned(),
                heads: columns.iter().map(|index| &*child.spec.fields[*index].label).collect(),
                rows: rows.iter().map(row).collect(),
            }
        })
        .collect()
}
