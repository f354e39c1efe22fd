//! What the columns of staged files mean.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::State;
use domain::dictionary::Dictionary;
use exchange::{
    layout,
    mapping::{How, Mapped},
    read::{self, Tables},
};
use store::Mapping;

use super::{AREA, upload_id};
use crate::{
    App,
    csrf::{self, ProtectedForm},
    entry::Posted,
    extract::Path,
    gate::Member,
    pages::{Answer, chrome, html, see_other},
    ui::{Chrome, OptionGroup, Select, SelectOption, Tag},
};

#[derive(Template)]
#[template(path = "pages/imports/columns.html")]
struct ColumnsPage {
    chrome: Chrome,
    csrf: String,
    action: String,
    throw_away: String,
    name: String,
    /// The version of a bundle whose columns are what that version says they are.
    older: Option<String>,
    sheets: Vec<SheetView>,
    ignored: Vec<String>,
}

/// A sheet with its columns.
struct SheetView {
    name: String,
    title: &'static str,
    rows: usize,
    columns: Vec<ColumnView>,
}

/// A column as the person named it, and what it seems to mean.
struct ColumnView {
    id: String,
    header: String,
    example: String,
    how: Option<Tag>,
    choice: Select,
}

/// GET /imports/uploads/{id}
pub(crate) async fn show(State(app): State<App>, Path(id): Path<String>, member: Member) -> Answer {
    let call = app.call(member.session.actor());
    let (upload, tables) = app.acts.staged_tables(&call, &member.records, upload_id(&id)?).await?;
    let dictionary = app.store.dictionary().await?;
    let remembered = member.records.remembered_mapping().await?;
    let said = if upload.mapping.is_empty() { &remembered } else { &upload.mapping };
    let columns = acts::columns(&tables, &dictionary, said);
    let older = tables.older().map(|of| of.version().to_string());
    let at = format!("/imports/uploads/{id}");
    html(&ColumnsPage {
        chrome: chrome(&app, &member.session, "What the columns mean", AREA).back(AREA, "Import and export"),
        csrf: csrf::token(&member.session, app.world.now()),
        throw_away: format!("{at}/throw-away"),
        action: at,
        name: upload.name.clone(),
        sheets: if older.is_none() { sheets(&tables, &columns, &dictionary) } else { Vec::new() },
        older,
        ignored: tables.ignored,
    })
}

/// POST /imports/uploads/{id}
pub(crate) async fn keep(
    State(app): State<App>,
    Path(id): Path<String>,
    member: Member,
    ProtectedForm(posted): ProtectedForm,
) -> Answer {
    let id = upload_id(&id)?;
    let call = app.call(member.session.actor());
    let (_, tables) = app.acts.staged_tables(&call, &member.records, id).await?;
    // Of a bundle of an older version nothing was chosen, and nothing is remembered.
    if tables.older().is_none() {
        app.store.map_upload(member.session.actor(), app.world.now(), id, chosen(&tables, &posted)).await?;
    }
    Ok(see_other(&format!("/imports/uploads/{id}/check")))
}

/// What was chosen for each column, by its place. Of two columns with one header neither is left out unseen: what was
/// chosen for one of them stands for both, and the check then says that it is there twice.
fn chosen(tables: &Tables, posted: &Posted) -> Mapping {
    let mut mapping = Mapping::new();
    for (place, table) in tables.tables.iter().enumerate() {
        let mut columns = BTreeMap::new();
        for (column, header) in table.header.iter().enumerate() {
            let chosen = posted.get(&format!("c.{place}.{column}"));
            let meant: &mut Option<String> = columns.entry(header.clone()).or_default();
            if !chosen.is_empty() {
                *meant = Some(chosen.to_owned());
            }
        }
        mapping.insert(table.name.clone(), columns);
    }
    mapping
}

fn sheets(
    tables: &Tables,
    columns: &BTreeMap<String, Vec<Mapped>>,
    dictionary: &Dictionary,
) -> Vec<SheetView> {
    let view = |(place, table): (usize, &read::Table)| {
        let sheet = table.sheet()?;
        let fields = sheet.with(dictionary, domain::Audience::Desk);
        let mapped = columns.get(&table.name)?;
        let column = |(number, mapped): (usize, &Mapped)| {
            let example =
                table.rows.iter().filter_map(|row| row.cells.get(number)).find(|cell| !cell.is_empty());
            ColumnView {
                id: format!("c-{place}-{number}"),
                header: mapped.header.clone(),
                example: example.map_or_else(String::new, |cell| cell.chars().take(40).collect()),
                how: mark(mapped.how),
                choice: choice(place, number, mapped, &fields),
            }
        };
        Some(SheetView {
            name: table.name.clone(),
            title: sheet.spec().title,
            rows: table.rows.len(),
            columns: mapped.iter().enumerate().map(column).collect(),
        })
    };
    tables.tables.iter().enumerate().filter_map(view).collect()
}

/// How the meaning was found, where that is worth a look.
fn mark(how: How) -> Option<Tag> {
    use crate::ui::Colour;
    match how {
        How::Exact | How::Ours => None,
        How::Remembered => Some(Tag::new(Colour::Grey, "As last time")),
        How::Spelling | How::Label => Some(Tag::new(Colour::Blue, "Guessed")),
        How::Unknown => Some(Tag::new(Colour::Yellow, "Not known")),
        How::Twice => Some(Tag::new(Colour::Yellow, "Stands twice")),
        How::LeftOut => Some(Tag::new(Colour::Grey, "Left out")),
    }
}

fn choice(place: usize, number: usize, mapped: &Mapped, fields: &layout::Table) -> Select {
    let option = |value: &str, text: String| SelectOption {
        value: value.to_owned(),
        text,
        chosen: mapped.column.as_deref().unwrap_or_default() == value,
    };
    let mut options = vec![option("", "Leave this column out".to_owned())];
    options.extend(
        fields.fields().map(|field| option(&field.name, format!("{} ({})", field.label, field.name))),
    );
    Select {
        id: format!("c-{place}-{number}"),
        name: format!("c.{place}.{number}"),
        groups: vec![OptionGroup { label: String::new(), options }],
        described_by: String::new(),
        invalid: false,
    }
}
