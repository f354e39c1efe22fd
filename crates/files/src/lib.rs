//! Folders and files that appear whole or not at all, hashes as text, and text that browsers and spreadsheets may
//! read. Knows nothing of the audit.
//!
//! ```text
//! Folder::begin(target) ──► .target.x7Kq2m.partial ──► finish ──► target
//!                                                 └──► seal ──► .target.x7Kq2m.whole ──► place ──► target
//! ```
//!
//! What is being made has a name of its own, so that two who make the same thing never meet in one folder. A
//! process that ends in the middle leaves a folder that nobody holds; the next one to begin clears it away.

mod digest;
mod error;
mod file;
mod folder;
mod names;
mod private;
mod shelf;
mod text;
mod whole;

pub use digest::{hex, sha256, sha256_of_file};
pub use error::{Error, IoError, Result};
pub use file::{create, write};
pub use folder::Folder;
pub use private::make_private;
pub use shelf::Shelf;
pub use text::{defused, escape};
pub use whole::Whole;
