//! Writers: a [`crate::document::Document`] in, the bytes of a file out.
//!
//! * [`pdf`]: tagged PDF for the meeting and the archive; the only module that knows printpdf;
//! * [`html`]: one self-contained page with the same content;
//! * [`csv`]: one file for each table, for people who compute on.

pub mod csv;
pub mod html;
pub mod pdf;

/// Text made safe for XML and HTML, in elements and in quoted attributes.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}
