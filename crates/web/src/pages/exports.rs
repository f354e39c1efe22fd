//! Files out: the centre's own records, templates to fill in, the data dictionary.

use acts::Format;
use askama::Template;
use axum::extract::State;
use domain::dictionary::Dictionary;
use exchange::{codebook, template};

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
    let format = match kind.as_str() {
        "bundle.zip" => Format::Csv,
        "workbook.xlsx" => Format::Workbook,
        _ => return Err(Problem::NotFound),
    };
    let call = app.call(member.session.actor());
    let bytes = app.acts.download(&call, &member.records, format).await?;
    Ok(imports::attachment(&format!("ecmopt-{}-{kind}", member.centre), bytes))
}

/// GET /templates/{name}
pub(crate) async fn template(State(app): State<App>, Path(name): Path<String>, _: Session) -> Answer {
    let make: fn(&Dictionary) -> exchange::Result<Vec<u8>> = match name.as_str() {
        "ecmopt.xlsx" => template::xlsx,
        "csv.zip" => template::csv_zip,
        "codebook.html" => |questions| Ok(codebook::html(questions).into_bytes()),
        "codebook.csv" => codebook::csv,
        _ => return Err(Problem::NotFound),
    };
    let dictionary = app.store.dictionary().await?;
    let bytes = app.acts.desk().moment(move || make(&dictionary)).await??;
    Ok(imports::attachment(&name, bytes))
}
