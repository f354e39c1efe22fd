//! The files of a pack: read here, or taken away. Who opens which stands in the audit trail.

use axum::{
    extract::State,
    http::{HeaderValue, header},
    response::{Html, IntoResponse},
};
use domain::pack::PackOf;

use super::{
    super::{Answer, imports},
    pack_id,
};
use crate::{App, extract::Path, gate::Session, problem::Problem};

/// The pack's web page is one file with its styles and drawings in it. It runs nothing, sends nothing and loads
/// nothing; in a sandbox it cannot even read what its address may.
const CSP: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; \
     frame-ancestors 'none'; sandbox",
);

/// GET /packs/{id}/read
pub(crate) async fn read(State(app): State<App>, Path(id): Path<String>, session: Session) -> Answer {
    let call = app.call(session.actor());
    let page = app.acts.open_pack_file(&call, pack_id(&id)?, "pack.html").await?;
    let page = String::from_utf8(page).map_err(Problem::fault)?;
    Ok(([(header::CONTENT_SECURITY_POLICY, CSP)], Html(page)).into_response())
}

/// GET /packs/{id}/files/{file}
pub(crate) async fn download(
    State(app): State<App>,
    Path((id, file)): Path<(String, String)>,
    session: Session,
) -> Answer {
    let id = pack_id(&id)?;
    let of = app.store.pack(session.actor(), id).await?.of;
    let call = app.call(session.actor());
    let bytes = app.acts.open_pack_file(&call, id, &path(&file)).await?;
    Ok(imports::attachment(&format!("{}-{file}", stem(&of)), bytes))
}

/// Where a file lies in the pack: tables have a folder of their own.
fn path(file: &str) -> String {
    match file.rsplit_once('.') {
        Some((_, "csv")) => format!("csv/{file}"),
        _ => file.to_owned(),
    }
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

    #[test]
    fn tables_lie_in_a_folder_of_their_own() {
        assert_eq!(path("matrix.csv"), "csv/matrix.csv");
        assert_eq!(path("csv.zip"), "csv.zip");
    }
}
