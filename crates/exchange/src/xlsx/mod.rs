//! XLSX workbooks: one sheet a file of the bundle.

mod cell;
mod format;
mod read;
mod sheet;
mod tables;
mod write;

pub(crate) use read::read;
pub(crate) use sheet::{Pen, new_book};
pub use tables::tables;
pub use write::WorkbookWriter;
