//! Asking a browser for a passkey.

use askama::{Template, filters::HtmlSafe};

/// A button with which the browser is asked for a passkey; the answer goes with the form that it stands in. Without
/// JavaScript there is a sentence in its place.
#[derive(Template)]
#[template(path = "components/passkey_box.html")]
pub(crate) struct PasskeyBox {
    /// `create` or `get`, as the browser's function is called.
    pub act: &'static str,
    /// What the browser is asked with, as JSON.
    pub options: String,
    /// The button's words.
    pub text: &'static str,
    /// What stands there where no passkey can be used.
    pub without: &'static str,
}

impl HtmlSafe for PasskeyBox {}
