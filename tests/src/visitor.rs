//! Somebody at a browser without JavaScript, signed in to the real binary.

use reqwest::{Client, Response, Result, redirect::Policy};

use crate::fixtures::PASSWORD;

/// A session over HTTP.
pub struct Visitor {
    client: Client,
    url: String,
}

impl Visitor {
    /// Somebody who is not signed in.
    pub fn nobody(url: &str) -> Result<Self> {
        let client = Client::builder().cookie_store(true).redirect(Policy::none()).build()?;
        Ok(Self { client, url: url.to_owned() })
    }

    /// Signs a member in; an error when the service is not there.
    pub async fn sign_in(url: &str, login: &str) -> Result<Self> {
        let visitor = Self::nobody(url)?;
        let page = visitor.get("/sign-in").await?;
        let form = [("csrf", &*value_of(&page, "csrf")), ("login", login), ("password", PASSWORD)];
        visitor.post("/sign-in", &form).await?;
        Ok(visitor)
    }

    /// A page's HTML.
    pub async fn get(&self, path: &str) -> Result<String> {
        self.ask(path).await?.text().await
    }

    /// The answer to a request for a page or a file.
    pub async fn ask(&self, path: &str) -> Result<Response> {
        self.client.get(format!("{}{path}", self.url)).send().await
    }

    /// The answer to a form.
    pub async fn post(&self, path: &str, form: &[(&str, &str)]) -> Result<Response> {
        self.client.post(format!("{}{path}", self.url)).form(form).send().await
    }
}

/// The value of the first control of a name on a page; nothing without one.
pub fn value_of(page: &str, name: &str) -> String {
    let rest = page.split_once(&format!("name=\"{name}\"")).map_or("", |(_, rest)| rest);
    let tag = rest.split('>').next().unwrap_or_default();
    let value = tag.split_once("value=\"").map_or("", |(_, rest)| rest);
    value.split('"').next().unwrap_or_default().to_owned()
}
