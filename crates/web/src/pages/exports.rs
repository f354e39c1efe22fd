//! Files out: the centre's own records, templates to fill in, the data dictionary.

use std::io::Cursor;

use askama::Template;
use axum::extract::State;
use domain::{Audience, Raw, bundle::Direction, bundle::Meta, questions::Questions};
use exchange::{archive, codebook, layout, template, write, xlsx::WorkbookWriter};
use jiff::tz::TimeZone;
use store::StoredRecord;

use super::{Answer, chrome, html, imports};
use crate::{
    App,
    extract::Path,
    gate::{Member, Session},
    problem::Problem,
    ui::Chrome,
};

#[derive(Template)]
#[template(path = "pages/exports.html")]
struct ExportsPage {
    chrome: Chrome,
    centre: String,
}

/// GET /exports
pub(crate) async fn show(State(app): State<App>, member: Member) -> Answer {
    html(&ExportsPage {
        chrome: chrome(&app, &member.session, "Export", "/imports").back("/imports", "Import and export"),
        centre: member.centre.to_string(),
    })
}

/// GET /exports/{kind}
///
/// Every record of the centre, and of no other; reading them is written into the audit trail.
pub(crate) async fn download(State(app): State<App>, Path(kind): Path<String>, member: Member) -> Answer {
    let write: fn(&Export) -> exchange::Result<Vec<u8>> = match kind.as_str() {
        "bundle.zip" => Export::bundle,
        "workbook.xlsx" => Export::workbook,
        _ => return Err(Problem::NotFound),
    };
    let export = Export {
        meta: imports::meta(&app, Direction::Export).await?,
        questions: app.store.questions().await?,
        records: complete_records(&app, &member).await?,
    };
    let bytes = imports::blocking(move || write(&export)).await??;
    Ok(imports::attachment(&format!("ecmopt-{}-{kind}", member.centre), bytes))
}

/// Every record of the centre as a bundle holds it.
async fn complete_records(app: &App, member: &Member) -> Result<Vec<StoredRecord>, Problem> {
    let directory = app.store.directory().await?;
    let zone = directory.centre(member.centre.as_str()).map_or(TimeZone::UTC, |centre| centre.zone.clone());
    let mut records = member.records.everything().await?;
    for record in &mut records {
        write::complete(record.form, &mut record.raw, record.created_at, &zone);
    }
    Ok(records)
}

/// GET /templates/{name}
pub(crate) async fn template(State(app): State<App>, Path(name): Path<String>, _: Session) -> Answer {
    let questions = app.store.questions().await?;
    let bytes = match name.as_str() {
        "ecmopt.xlsx" => template::xlsx(&questions)?,
        "csv.zip" => template::csv_zip(&questions)?,
        "codebook.html" => codebook::html(&questions).into_bytes(),
        "codebook.csv" => codebook::csv(&questions)?,
        _ => return Err(Problem::NotFound),
    };
    Ok(imports::attachment(&name, bytes))
}

/// Records on their way out.
struct Export {
    meta: Meta,
    questions: Questions,
    records: Vec<StoredRecord>,
}

impl Export {
    /// The CSV bundle, packed, with its data dictionary.
    fn bundle(&self) -> exchange::Result<Vec<u8>> {
        let mut files = vec![
            ("bundle.csv".to_owned(), write::bundle_csv(&self.meta).into_bytes()),
            ("codebook.csv".to_owned(), codebook::csv(&self.questions)?),
        ];
        for sheet in layout::sheets() {
            let records = self.raws(sheet.form.id);
            let table = write::csv_table(sheet, &self.questions, Audience::Centre, records, Vec::new())?;
            files.push((format!("{}.csv", sheet.stem), table));
        }
        archive::pack(files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())))
    }

    /// One workbook with a sheet a file.
    fn workbook(&self) -> exchange::Result<Vec<u8>> {
        let mut workbook = WorkbookWriter::new(&self.meta, &self.questions, Audience::Centre)?;
        for record in &self.records {
            workbook.record(record.form, &record.raw)?;
        }
        let mut out = Cursor::new(Vec::new());
        workbook.finish(&mut out)?;
        Ok(out.into_inner())
    }

    fn raws(&self, form: &str) -> impl Iterator<Item = &Raw> {
        self.records.iter().filter(move |record| record.form.id == form).map(|record| &record.raw)
    }
}
