//! Our own extractors: what cannot be read is a [`Problem`], said in words.
//!
//! Only here stand axum's own, which answer in words of a program; elsewhere clippy refuses them (`clippy.toml`).
#![expect(clippy::disallowed_types, reason = "the extractors that are made of them")]

use domain::dictionary::Dictionary;
use std::time::Duration;

use axum::{
    body::{Body, Bytes, HttpBody, to_bytes},
    extract::{DefaultBodyLimit, FromRequest, FromRequestParts, Multipart, Request},
    http::{header, request::Parts},
};
use domain::FormSpec;
use serde::de::DeserializeOwned;
use store::RecordId;

use crate::{once, problem::Problem};

/// The variable parts of the address. What does not parse is an address that does not exist.
pub(crate) struct Path<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Path<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        axum::extract::Path::from_request_parts(parts, state)
            .await
            .map(|axum::extract::Path(value)| Self(value))
            .map_err(|_| Problem::NotFound)
    }
}

/// What stands behind the question mark of an address.
pub(crate) struct Query<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        axum::extract::Query::try_from_uri(&parts.uri).map(|axum::extract::Query(value)| Self(value)).map_err(
            |error| Problem::Malformed(format!("The address cannot be read: {}.", error.body_text())),
        )
    }
}

/// A body of JSON.
pub(crate) struct Json(pub serde_json::Value);

/// The largest record that the dictionary allows fits several times.
const JSON_LIMIT: usize = 256 * 1024;

impl<S: Send + Sync> FromRequest<S> for Json {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        let is_json = request
            .headers()
            .get(header::CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .is_some_and(|value| value.starts_with("application/json"));
        if !is_json {
            return Err(Problem::NotJson);
        }
        let body = body(request, JSON_LIMIT).await?;
        let json = serde_json::from_slice(&body)
            .map_err(|error| Problem::Malformed(format!("The body is not JSON: {error}.")))?;
        once::each_key(&body)
            .map_err(|error| Problem::Malformed(format!("The body cannot be read: {error}.")))?;
        Ok(Self(json))
    }
}

/// How long a body may take: some seconds, and what its size takes at the speed of a poor connection.
fn patience(limit: usize) -> Duration {
    const BYTES_A_SECOND: usize = 64 * 1024;
    Duration::from_secs(10 + (limit / BYTES_A_SECOND) as u64)
}

/// The whole body, up to a limit in bytes. One that drips in is not waited for.
pub(crate) async fn body(request: Request, limit: usize) -> Result<Bytes, Problem> {
    within(patience(limit), request, limit).await
}

async fn within(patience: Duration, request: Request, limit: usize) -> Result<Bytes, Problem> {
    tokio::time::timeout(patience, whole(request, limit)).await.map_err(|_| Problem::TooSlow)?
}

async fn whole(request: Request, limit: usize) -> Result<Bytes, Problem> {
    let body = request.into_body();
    if body.size_hint().lower() > limit as u64 {
        return Err(Problem::TooLarge(limit));
    }
    to_bytes(body, limit).await.map_err(|error| {
        let too_large = std::error::Error::source(&error)
            .is_some_and(<dyn std::error::Error>::is::<http_body_util::LengthLimitError>);
        if too_large {
            Problem::TooLarge(limit)
        } else {
            Problem::Malformed("The body broke off before its end.".to_owned())
        }
    })
}

/// A form with files, part by part, up to a limit in bytes. The whole body is read first: one that is too large is
/// told so, whatever stands in it.
pub(crate) async fn multipart(request: Request, limit: usize) -> Result<Multipart, Problem> {
    let (parts, content) = request.into_parts();
    let content = body(Request::new(content), limit).await?;
    let mut request = Request::from_parts(parts, Body::from(content));
    DefaultBodyLimit::disable().apply(&mut request);
    Multipart::from_request(request, &()).await.map_err(|_| Problem::ForeignForm)
}

/// A form of the dictionary, by its id in the address.
pub(crate) fn form(id: &str) -> Result<&'static FormSpec, Problem> {
    Dictionary::shipped().form(id).ok_or(Problem::NotFound)
}

/// A record of a form, both by their ids in the address.
pub(crate) fn record(form_id: &str, id: &str) -> Result<(&'static FormSpec, RecordId), Problem> {
    Ok((form(form_id)?, RecordId::parse(id).ok_or(Problem::NotFound)?))
}

#[cfg(test)]
mod tests {
    use std::{
        convert::Infallible,
        pin::Pin,
        task::{Context, Poll},
    };

    use hyper::body::Frame;

    use super::*;

    /// A body that is announced and never comes.
    struct Never;

    impl HttpBody for Never {
        type Data = Bytes;
        type Error = Infallible;

        fn poll_frame(
            self: Pin<&mut Self>,
            _: &mut Context<'_>,
        ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
            Poll::Pending
        }
    }

    #[tokio::test]
    async fn a_body_that_does_not_come_is_not_waited_for() {
        let request = Request::new(Body::new(Never));
        let answer = within(Duration::from_millis(1), request, 1024).await;
        assert!(matches!(answer, Err(Problem::TooSlow)));
    }

    #[test]
    fn a_form_has_seconds_and_an_upload_minutes() {
        assert_eq!(patience(256 * 1024).as_secs(), 14);
        assert_eq!(patience(20 << 20).as_secs(), 330);
    }
}
