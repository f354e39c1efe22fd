//! What researchers and the public are told: from a snapshot's records to people who are counted, and from these to a release.
//!
//! ```text
//! Snapshot ─► Frames ─► People      one row a person, by the SQL of reports/research/questions.toml
//!                        │ with the keys of an epoch, disclosure::cube
//!                        ▼
//!                       Release     a folder: the cube, its questions, a certificate, a manifest; then a signature
//! ```

mod people;
mod questions;
pub mod release;
mod years;

pub use people::{Patients, patients};
pub use questions::Questions;
pub use years::{AuditYear, closed_by};
