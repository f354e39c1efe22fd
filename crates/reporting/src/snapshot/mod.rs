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
mod manifest;
mod reader;
mod reference;
mod table;
mod writer;

pub use manifest::{FileEntry, Header, Manifest};
pub use reader::Snapshot;
pub use writer::{TableWriter, Writer};
