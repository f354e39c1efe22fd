//! What is said where there is no request: the house is full, what came is no HTTP, or it came without encryption.
//!
//! The router gives these answers once, at the start, so that they carry the headers of every other answer.

use std::{fmt::Write as _, sync::Arc};

use axum::{
    Router,
    body::Body,
    http::{HeaderValue, Request, StatusCode, header},
    response::{IntoResponse, Response},
};
use http_body_util::{BodyExt, Collected};
use hyper::service::Service;
use hyper_util::service::TowerToHyperService;

/// Why there is no request; left on one of our own making, which the outermost layer answers.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Unasked {
    /// All connections are being answered.
    Full,
    /// What came cannot be read.
    Broken,
    /// What came is not encrypted, and should be.
    Plain,
}

impl Unasked {
    /// What is said of it.
    pub(crate) fn answer(self) -> Response {
        let (status, sentence) = match self {
            Self::Full => (
                StatusCode::SERVICE_UNAVAILABLE,
                "The service is busy. Nothing was saved. Try again in a moment.",
            ),
            Self::Broken => (
                StatusCode::BAD_REQUEST,
                "This is no request that can be read. Nothing was saved. Send it as HTTP/1.1 says.",
            ),
            Self::Plain => (
                StatusCode::BAD_REQUEST,
                "This service is reached over HTTPS. Nothing was read. Type https:// before its address.",
            ),
        };
        let mut answer = (status, sentence).into_response();
        answer.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
        if matches!(self, Self::Full) {
            answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
        }
        answer
    }
}

/// These answers as they go over the line, without their first line, which holds the status.
#[derive(Debug, Clone)]
pub(super) struct Said {
    pub full: Arc<[u8]>,
    pub broken: Arc<[u8]>,
    pub plain: Arc<[u8]>,
}

impl Said {
    /// As a router says them.
    pub(super) async fn by(router: &Router) -> Self {
        let said = |unasked| said(router, unasked);
        Self {
            full: said(Unasked::Full).await,
            broken: said(Unasked::Broken).await,
            plain: said(Unasked::Plain).await,
        }
    }
}

async fn said(router: &Router, unasked: Unasked) -> Arc<[u8]> {
    let mut request = Request::new(Body::empty());
    request.extensions_mut().insert(unasked);
    let Ok(answer) = TowerToHyperService::new(router.clone()).call(request).await;
    let (head, body) = answer.into_parts();
    // A text in memory always comes whole.
    let body = body.collect().await.map(Collected::to_bytes).unwrap_or_default();
    let mut text = String::new();
    for (name, value) in head.headers.iter().filter(|(name, _)| **name != header::CONTENT_LENGTH) {
        let _ = write!(text, "{name}: {}\r\n", String::from_utf8_lossy(value.as_bytes()));
    }
    let _ = write!(text, "{}: {}\r\n\r\n", header::CONTENT_LENGTH, body.len());
    [text.as_bytes(), &body].concat().into()
}
