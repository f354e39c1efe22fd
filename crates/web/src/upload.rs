//! Files that people send with a form, checked like any other form.

use axum::{
    extract::{FromRequest, Request, multipart::MultipartError},
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
        let sender = csrf::Sender::of(&request, app)?;
        if !is_multipart(&request) {
            return Err(Problem::ForeignForm);
        }
        let form = extract::multipart(request, LARGEST + AROUND).await;
        let mut form = form.map_err(|problem| match problem {
            Problem::TooLarge(_) => Problem::TooLarge(LARGEST),
            other => other,
        })?;
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

#[expect(clippy::needless_pass_by_value, reason = "it stands where an error is mapped")]
fn unreadable(error: MultipartError) -> Problem {
    Problem::Malformed(format!("The files cannot be read: {}. Send them again.", error.body_text()))
}
