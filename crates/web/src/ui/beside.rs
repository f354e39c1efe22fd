//! A form of one button that stands beside the form of a page.

use askama::{Template, filters::HtmlSafe};

/// Sign-in at the provider, and the way back from it for what was typed.
#[derive(Template)]
#[template(path = "components/beside.html")]
pub(crate) struct Beside {
    /// Where the button is sent.
    pub action: &'static str,
    pub csrf: String,
    pub hidden: Vec<(&'static str, String)>,
    pub text: String,
    /// It is the page's only button.
    pub is_first: bool,
    /// What was typed before. It stays on this page, and the provider is gone to in another tab.
    pub kept: Vec<(&'static str, String)>,
}

impl HtmlSafe for Beside {}
