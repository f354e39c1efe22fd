//! All records of one form, page by page.

use askama::Template;
use axum::extract::State;
use domain::FormSpec;
use domain::actor::Action;
use domain::dictionary::Dictionary;
use serde::Deserialize;
use store::{RecordId, StoredRecord};

use super::{Answer, chrome, html, life, links};
use crate::{
    App,
    entry::{answer_in_words, in_sentence},
    extract::{self, Path, Query},
    gate::Member,
    ui::{Cell, Chrome, Link, Pagination, Table},
};

#[derive(Template)]
#[template(path = "pages/list.html")]
pub(super) struct ListPage {
    pub chrome: Chrome,
    pub help: String,
    pub new: Option<Link>,
    pub table: Option<Table>,
    pub empty: String,
    pub pages: Pagination,
    /// Other lists.
    pub ways: Vec<Link>,
}

/// Where a page of a list begins.
#[derive(Deserialize)]
pub(crate) struct After {
    pub after: Option<String>,
}

impl After {
    /// The record after which the page begins; anything else begins at the beginning.
    pub(super) fn id(&self) -> Option<RecordId> {
        self.after.as_deref().and_then(RecordId::parse)
    }
}

/// Rows on a page of a list.
pub(super) const ROWS: u64 = 50;

/// GET /records
pub(crate) async fn index(State(app): State<App>, member: Member) -> Answer {
    let counts = member.records.overview().await?.records().await?;
    html(&ListPage {
        chrome: chrome(&app, &member.session, "Records", "/records"),
        help: "Everything that your centre has entered, by form. What belongs to an admission is entered on its page."
            .to_owned(),
        new: None,
        table: Some(forms(&counts, member.session.offers(Action::WriteRecords))),
        empty: String::new(),
        pages: Pagination { first: None, next: None },
        ways: Vec::new(),
    })
}

/// The forms, and how one adds a record where one may.
fn forms(counts: &[(&'static FormSpec, u64)], writes: bool) -> Table {
    let row = |(form, count): &(&'static FormSpec, u64)| {
        let add = match form.parent {
            None => Cell::link(
                links::create(form.id, &[("back", "/records")]),
                format!("New {}", in_sentence(form.title)),
            ),
            Some(parent) => Cell::text(from_parent(parent.form)),
        };
        let mut cells = vec![
            Cell::link(format!("/records/{}", form.id), form.plural),
            Cell::text(form.help),
            Cell::text(count.to_string()),
        ];
        cells.extend(writes.then_some(add));
        cells
    };
    let mut heads = vec!["Form", "What one is", "Records"];
    heads.extend(writes.then_some("To add one"));
    Table { caption: "Records of your centre".to_owned(), heads, rows: counts.iter().map(row).collect() }
}

/// Where a record that belongs to another one is added.
fn from_parent(parent: &str) -> String {
    let title = Dictionary::shipped().form(parent).map_or(parent, |form| form.title);
    format!("On the page of its {}", in_sentence(title))
}

/// GET /records/{form}
pub(crate) async fn list(
    State(app): State<App>,
    Path(form): Path<String>,
    Query(after): Query<After>,
    member: Member,
) -> Answer {
    let form = extract::form(&form)?;
    let records = member.records.records(form, after.id(), ROWS).await?;
    let address = format!("/records/{}", form.id);
    html(&ListPage {
        chrome: chrome(&app, &member.session, form.plural, "/records").back("/records", "All forms"),
        help: form.help.to_owned(),
        new: member.session.offers(Action::WriteRecords).then(|| Link {
            href: links::create(form.id, &[("back", &address)]),
            text: format!("New {}", in_sentence(form.title)),
        }),
        table: (!records.is_empty()).then(|| table(form, &records)),
        empty: "No record has been entered yet.".to_owned(),
        pages: pages(&address, &after, &records),
        ways: Vec::new(),
    })
}

/// The way on, when the page is full, and back to the beginning.
pub(super) fn pages(address: &str, after: &After, records: &[StoredRecord]) -> Pagination {
    let full = records.len() as u64 == ROWS;
    Pagination {
        first: after.id().map(|_| address.to_owned()),
        next: records.last().filter(|_| full).map(|last| format!("{address}?after={}", last.id)),
    }
}

/// The first answers of each record, and whether it is complete.
fn table(form: &'static FormSpec, records: &[StoredRecord]) -> Table {
    let shown: Vec<_> = form
        .fields
        .iter()
        .enumerate()
        .filter(|(_, field)| !field.system && !form.key.contains(&&*field.name))
        .take(3)
        .collect();
    let row = |record: &StoredRecord| {
        let mut cells = vec![Cell::link(links::record(record), record.natural_key.as_str())];
        cells.extend(
            shown.iter().map(|(index, field)| Cell::text(answer_in_words(field, &record.raw.cells[*index]))),
        );
        cells.push(Cell::Tag(life::tag(record)));
        cells
    };
    let mut heads = vec!["Reference"];
    heads.extend(shown.iter().map(|(_, field)| &*field.label));
    heads.push("State");
    Table { caption: "Records of your centre".to_owned(), heads, rows: records.iter().map(row).collect() }
}
