//! Files that people send with a form, checked like any other form.

use axum::{
    body::Body,
    extract::{DefaultBodyLimit, FromRequest, Multipart, Request},
    http::header,
};

use domain::characters;

use crate::{App, csrf, extract, problem::Problem};

/// No request with files is larger, in bytes.
pub(crate) const LARGEST: usize = 20 << 20;

/// What surrounds the files in a request: boundaries, names, the form's token.
const AROUND: usize = 64 * 1024;

/// A posted form with files. The only way to its content is this extractor, which checks where it came from.
pub(crate) struct ProtectedFiles(pub Vec<(String, Vec<u8>)>);

impl FromRequest<App> for ProtectedFiles {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &App) -> Result<Self, Problem> {
        let sender = csrf::Sender::of(request.headers(), app)?;
        if !is_multipart(&request) {
            return Err(Problem::ForeignForm);
        }
        let mut form = open(request).await?;
        let mut token = String::new();
        let mut files = Vec::new();
        while let Some(field) = form.next_field().await.map_err(unreadable)? {
            match field.file_name().map(str::to_owned) {
                None if field.name() == Some("csrf") => token = field.text().await.map_err(unreadable)?,
                None => {}
                // A browser sends an empty file when none was chosen.
                Some(name) if name.is_empty() => {}
                Some(name) => files.push((
                    characters::shown(&name).into_owned(),
                    field.bytes().await.map_err(unreadable)?.to_vec(),
                )),
            }
        }
        sender.check(&token)?;
        Ok(Self(files))
    }
}

fn is_multipart(request: &Request) -> bool {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    kind.is_some_and(|kind| kind.starts_with("multipart/form-data"))
}

/// Reads the whole body first: one that is too large is told so, whatever stands in it.
async fn open(request: Request) -> Result<Multipart, Problem> {
    let (parts, body) = request.into_parts();
    let body =
        extract::body(Request::new(body), LARGEST + AROUND).await.map_err(|problem| match problem {
            Problem::TooLarge(_) => Problem::TooLarge(LARGEST),
            other => other,
        })?;
    let mut request = Request::from_parts(parts, Body::from(body));
    DefaultBodyLimit::disable().apply(&mut request);
    Multipart::from_request(request, &()).await.map_err(|_| Problem::ForeignForm)
}

#[expect(clippy::needless_pass_by_value, reason = "it stands where an error is mapped")]
fn unreadable(error: axum::extract::multipart::MultipartError) -> Problem {
    Problem::Malformed(format!("The files cannot be read: {}. Send them again.", error.body_text()))
}
