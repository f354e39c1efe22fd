//! Files in and out: the CSV bundle, XLSX workbooks, templates, column mapping, the codebook and JSON Schema.
//!
//! Knows the forms, and neither the database nor HTTP. Records go out one after another, so that an export
//! of millions takes no more memory than one of ten:
//!
//! ```text
//! out   records ──► write::BundleWriter │ xlsx::WorkbookWriter ──► a folder │ a workbook
//! in    workbook │ ZIP │ CSV ──► read::files ──► Tables ──► mapping::suggest, the person decides
//!       ──► mapping::apply ──► the files of a bundle, and Places: where each cell came from
//!       ──► domain::bundle judges them ──► mend: the rows to mend, with the reason beside each cell
//! ```
//!
//! What the forms are for people and machines that fill files is drawn from their dictionary entries:
//! [`template`], [`codebook`], [`schema`]. A new form or field needs nothing here.

pub mod archive;
pub mod codebook;
mod error;
mod guard;
pub mod layout;
pub mod mapping;
pub mod mend;
pub mod read;
pub mod schema;
pub mod template;
pub mod write;
pub mod xlsx;

pub use error::{Error, Result};
