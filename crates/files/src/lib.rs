//! Folders and files that appear whole or not at all, and hashes as text. Knows nothing of the audit.
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
mod whole;

pub use digest::{hex, sha256, sha256_of_file};
pub use error::{Error, Result};
pub use file::write;
pub use folder::Folder;
pub use private::make_private;
pub use whole::Whole;
