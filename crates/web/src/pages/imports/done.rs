//! What an import did, and the rows that it still keeps aside.

use askama::Template;
use axum::extract::State;
use domain::dictionary::Dictionary;
use store::{Closed, ImportSummary, KeptAside};

use super::{AREA, import_id, place_of, rows_in_words};
use crate::{
    App,
    entry::{instant_in_words, number_in_words},
    extract::{Path, Query},
    gate::Member,
    pages::{Answer, chrome, desk::Desk, html},
    ui::{Cell, Chrome, SummaryList, Table},
};

#[derive(Template)]
#[template(path = "pages/imports/done.html")]
struct DonePage {
    chrome: Chrome,
    facts: SummaryList,
    /// What is too late for its cycle.
    closed: Vec<String>,
    undo: Option<String>,
    aside: Option<Table>,
}

/// What has just been done.
#[derive(serde::Deserialize)]
pub(crate) struct Announced {
    done: Option<String>,
    mended: Option<String>,
    undone: Option<String>,
}

/// GET /imports/{id}
pub(crate) async fn show(
    State(app): State<App>,
    Path(id): Path<String>,
    Query(done): Query<Announced>,
    member: Member,
) -> Answer {
    let id = import_id(&id)?;
    let import = member.records.import(id).await?;
    let kept = member.records.kept_aside(id).await?;
    let desk = Desk::of(&app, &member).await?;
    let title = if import.name.is_empty() { "Import" } else { &import.name };
    let frame = chrome(&app, &member.session, title, AREA).back(AREA, "Import and export");
    html(&DonePage {
        chrome: frame.notice(notice(&done, &import)),
        closed: member.records.closed_to_import(id).await?.iter().map(too_late).collect(),
        facts: facts(&import, &desk),
        undo: import.undone.is_none().then(|| format!("/imports/{id}/undo")),
        aside: table(&import, &kept),
    })
}

fn notice(done: &Announced, import: &ImportSummary) -> Option<String> {
    let count = |count: u64| usize::try_from(count).unwrap_or(usize::MAX);
    let records = |number: u64| number_in_words(count(number), "record", "records");
    match done {
        Announced { done: Some(_), .. } => Some(format!(
            "{} are new, {} changed. {} kept aside.",
            records(import.created),
            records(import.updated),
            rows_in_words(import.aside, "are"),
        )),
        Announced { mended: Some(_), .. } => {
            Some("The record is saved. Its row is no longer kept aside.".to_owned())
        }
        Announced { undone: Some(_), .. } => Some("The import is undone.".to_owned()),
        _ => None,
    }
}

/// What of an import came after its cycle was closed.
fn too_late((closed, records): &(Closed, u64)) -> String {
    let Closed { cycle, is_frozen } = closed;
    let count = usize::try_from(*records).unwrap_or(usize::MAX);
    let belong = number_in_words(count, "record of this import belongs", "records of this import belong");
    if *is_frozen {
        return format!(
            "{belong} to cycle {cycle}, which is frozen: its numbers are final and do not change."
        );
    }
    format!(
        "{belong} to cycle {cycle}, which is locked: they cannot be signed off for it. \
         Ask the network’s audit lead for an extension, and say why you need it."
    )
}

fn facts(import: &ImportSummary, desk: &Desk) -> SummaryList {
    let fact = |name: &str, value: String| (name.to_owned(), value);
    let mut rows = vec![
        fact("Imported", format!("{} by {}", instant_in_words(import.at, &desk.zone), import.by)),
        fact("New records", import.created.to_string()),
        fact("Changed records", import.updated.to_string()),
        fact("There already, just so", import.unchanged.to_string()),
        fact("Rows kept aside", import.aside.to_string()),
    ];
    if let Some((by, at)) = &import.undone {
        rows.push(fact("Undone", format!("{} by {by}", instant_in_words(*at, &desk.zone))));
    }
    SummaryList { rows }
}

fn table(import: &ImportSummary, kept: &[KeptAside]) -> Option<Table> {
    let row = |kept: &KeptAside| {
        let found: Vec<&str> = kept.findings.iter().map(|(_, _, message)| message.as_str()).collect();
        let found =
            if found.is_empty() { "It belongs to a row with an error.".to_owned() } else { found.join(" ") };
        let is_record = Dictionary::shipped().forms().iter().any(|form| form.file == kept.row.file);
        let next = if is_record {
            let address = format!("/imports/{}/rows/{}/{}", import.id, kept.row.file, kept.row.row);
            Cell::link(address, "Mend")
        } else {
            Cell::text("With its record")
        };
        vec![Cell::text(place_of(kept)), Cell::text(found), next]
    };
    (!kept.is_empty()).then(|| Table {
        caption: "Rows kept aside".to_owned(),
        heads: vec!["Where", "What is wrong, and how to mend it", "Next step"],
        rows: kept.iter().map(row).collect(),
    })
}
