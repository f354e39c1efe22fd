//! A folder that is its owner's alone.

use std::fs::DirBuilder;
use std::path::Path;

use crate::error::{Doing, Result};

/// Makes a folder that only its owner may look into, with those above it. One that is there is left as it is.
pub fn make_private(folder: &Path) -> Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).doing("creating", folder)
}
