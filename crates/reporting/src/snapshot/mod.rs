//! A frozen cycle: one Parquet file a form and a manifest that proves them.
//!
//! ```text
//! records in key order ──► Writer ──► folder/physio_contacts.parquet … + manifest.json ──► Snapshot
//! ```
//!
//! A snapshot is written beside its final place and renamed when it is whole, so there is never half of one.
//! Equal records give equal bytes: rows in key order, fixed row groups and compression, no time of writing.

mod columns;
mod folder;
mod layout;
mod life;
mod manifest;
mod memory;
mod reader;
mod reference;
mod rows;
mod table;
mod writer;

pub use life::{LifeCount, Lives};
pub use manifest::{FileEntry, Header, Manifest, QuestionText};
pub(crate) use memory::Memory;
pub use reader::Snapshot;
pub use writer::{TableWriter, Writer};

/// Records as tables of typed columns, wherever they are kept.
pub(crate) trait Tables {
    /// Nothing later than this instant is known.
    fn extract_at(&self) -> jiff::Timestamp;

    /// Some columns of a table, e.g. `ecmo_runs`, its rows in key order.
    fn table(&self, stem: &str, columns: &[&str]) -> crate::Result<polars::prelude::DataFrame>;
}
