//! What is fetched from the provider: over rustls, within a time and a size, and never from where a redirect leads.

use std::pin::Pin;
use std::time::Duration;

use openidconnect::http::{Method, header};
use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse};
use reqwest_tls::redirect::Policy;

use crate::error::Error;
use crate::settings::Issuer;

/// An answer takes no longer: three of them fit into the time of a page.
const PATIENCE: Duration = Duration::from_secs(5);
/// A provider that cannot be connected to is down.
const CONNECTS: Duration = Duration::from_secs(3);
/// No metadata, keys or tokens are longer.
const LARGEST: usize = 256 * 1024;

#[derive(Debug)]
pub(crate) struct Client(reqwest_tls::Client);

impl Client {
    pub(crate) fn new(issuer: &Issuer) -> Result<Self, Error> {
        let client = reqwest_tls::Client::builder()
            .redirect(Policy::none())
            .https_only(issuer.is_https())
            .connect_timeout(CONNECTS)
            .timeout(PATIENCE)
            .user_agent("ecmopt")
            .build();
        client.map(Self).map_err(|error| Error::Down(told(&error)))
    }

    /// The JSON at an address.
    pub(crate) async fn json(&self, address: &str) -> Result<Vec<u8>, Error> {
        let mut request = HttpRequest::new(Vec::new());
        *request.method_mut() = Method::GET;
        *request.uri_mut() =
            address.parse().map_err(|error| Error::Down(format!("{address} is no address: {error}")))?;
        request.headers_mut().insert(header::ACCEPT, header::HeaderValue::from_static("application/json"));
        let answer = self.fetch(request).await?;
        if !answer.status().is_success() {
            return Err(Error::Down(format!("{address} answers {}", answer.status())));
        }
        Ok(answer.into_body())
    }

    /// The answer to a request.
    async fn fetch(&self, request: HttpRequest) -> Result<HttpResponse, Error> {
        let down = |error: reqwest_tls::Error| Error::Down(told(&error));
        let request = reqwest_tls::Request::try_from(request).map_err(down)?;
        let mut answer = self.0.execute(request).await.map_err(down)?;
        let mut body = Vec::new();
        while let Some(part) = answer.chunk().await.map_err(down)? {
            if body.len() + part.len() > LARGEST {
                return Err(Error::Down(format!("an answer has more than {LARGEST} bytes")));
            }
            body.extend_from_slice(&part);
        }
        let mut whole = HttpResponse::new(body);
        *whole.status_mut() = answer.status();
        *whole.headers_mut() = answer.headers().clone();
        Ok(whole)
    }
}

impl<'c> AsyncHttpClient<'c> for Client {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, Error>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.fetch(request))
    }
}

/// An error with everything that led to it: `error sending request: connection refused`. Addresses stay in it; there is
/// no secret in those that are called.
fn told(error: &reqwest_tls::Error) -> String {
    let mut told = error.to_string();
    let mut next = std::error::Error::source(error);
    while let Some(cause) = next {
        told = format!("{told}: {cause}");
        next = cause.source();
    }
    told
}
