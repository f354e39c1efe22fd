//! A frozen cycle: one Parquet file a form and a manifest that proves them.
//!
//! ```text
//! records in key order ──► Writer ──► folder/physio_contacts.parquet … + manifest.json ──► Found ──► Snapshot
//! ```
//!
//! A snapshot is written beside its final place and renamed when it is whole, so there is never half of one. Its
//! manifest holds the hash of every table and its own; it is read only when each of them is right.
//! Equal records give equal bytes: rows in key order, fixed row groups and compression, no time of writing.

mod by_centre;
mod columns;
mod governance;
mod layout;
mod life;
mod manifest;
mod memory;
mod older;
mod reader;
mod reference;
mod rows;
mod table;
mod writer;

pub(crate) use by_centre::{ByCentre, Looked};
pub use governance::{
    CaseNote, Correction, CorrectionSide, Corrections, Day, Governance, Noted, Saying, SignedLine,
};
pub use life::{LifeCount, Lives};
pub use manifest::{FileEntry, Header, Manifest, QuestionText};
pub(crate) use memory::Memory;
pub use reader::{Found, Snapshot};
pub use writer::{Passing, Sealed, TableWriter, Writer};

/// Records as tables of typed columns, wherever they are kept.
pub(crate) trait Tables {
    /// Nothing later than this instant is known.
    fn extract_at(&self) -> jiff::Timestamp;

    /// The cycles of the audit, by which organisation audits are dated.
    fn cycles(&self) -> crate::Result<Vec<domain::reference::CycleDates>>;

    /// Some columns of a table, e.g. `ecmo_runs`, its rows in key order.
    fn table(&self, stem: &str, columns: &[&str]) -> crate::Result<polars::prelude::DataFrame>;
}
