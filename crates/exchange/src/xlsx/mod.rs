//! XLSX workbooks: one sheet a file of the bundle.

mod cell;
mod format;
mod read;
mod sheet;
mod write;

pub(crate) use read::read;
pub(crate) use sheet::{Pen, new_book};
pub use write::WorkbookWriter;
