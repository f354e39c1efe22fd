//! The files of a pack: read here, or taken away. Who opens which stands in the audit trail.

use axum::{
    extract::State,
    http::{HeaderValue, header},
    response::{Html, IntoResponse},
};
use domain::pack::PackOf;
use reporting::pack::PAGE;

use super::{
    super::{Answer, imports},
    pack_id,
};
use crate::{App, extract::Path, gate::Session, problem::Problem};

/// The pack's web page is one file with its styles and drawings in it. It runs nothing, sends nothing and loads
/// nothing; its links to tables lead to [`table`], which is why it stays of this origin: a request from a page without one
/// brings no session along.
const CSP: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; object-src 'none'; base-uri 'none'; form-action 'none'; \
     frame-ancestors 'none'; sandbox allow-same-origin allow-downloads",
);

/// GET /packs/{id}/read
pub(crate) async fn read(State(app): State<App>, Path(id): Path<String>, session: Session) -> Answer {
    let call = app.call(session.actor());
    let page = app.acts.open_pack_file(&call, pack_id(&id)?, PAGE).await?;
    let page = String::from_utf8(page).map_err(Problem::fault)?;
    Ok(([(header::CONTENT_SECURITY_POLICY, CSP)], Html(page)).into_response())
}

/// GET /packs/{id}/files/{file}
pub(crate) async fn download(
    State(app): State<App>,
    Path((id, file)): Path<(String, String)>,
    session: Session,
) -> Answer {
    taken(&app, &session, &id, &file, &file).await
}

/// GET /packs/{id}/csv/{table}
pub(crate) async fn table(
    State(app): State<App>,
    Path((id, table)): Path<(String, String)>,
    session: Session,
) -> Answer {
    taken(&app, &session, &id, &format!("csv/{table}"), &table).await
}

/// A file by its path in the pack, to keep under a name that says of which pack it is.
async fn taken(app: &App, session: &Session, id: &str, path: &str, name: &str) -> Answer {
    let id = pack_id(id)?;
    let of = app.store.pack(session.actor(), id).await?.of;
    let bytes = app.acts.open_pack_file(&app.call(session.actor()), id, path).await?;
    Ok(imports::attachment(&format!("{}-{name}", stem(&of)), bytes))
}

/// How the names of files begin that are kept outside: `ecmopt-2025H2-biannual`.
fn stem(of: &PackOf) -> String {
    let centre = of.centre.as_ref().map_or_else(String::new, |code| format!("-{code}"));
    format!("ecmopt-{}-{}{centre}", of.cycle, of.definition)
}

#[cfg(test)]
mod tests {
    use domain::value::CentreCode;

    use super::*;

    #[test]
    fn a_file_outside_says_of_which_cycle_and_centre_it_is() {
        let mut of = PackOf {
            definition: "biannual".to_owned(),
            cycle: "2025H2".to_owned(),
            centre: None,
            snapshot: String::new(),
            program: String::new(),
        };
        assert_eq!(stem(&of), "ecmopt-2025H2-biannual");
        of.centre = CentreCode::parse("STH");
        assert_eq!(stem(&of), "ecmopt-2025H2-biannual-STH");
    }
}
