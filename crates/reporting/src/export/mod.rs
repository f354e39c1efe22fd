//! Writers: a [`crate::document::Document`] in, the bytes of a file out.
//!
//! * [`pdf`]: tagged PDF for the meeting and the archive; the only module that knows printpdf;
//! * [`html`]: one self-contained page with the same content;
//! * [`csv`]: one file for each table, for people who compute on.

pub mod csv;
pub mod html;
pub mod pdf;
