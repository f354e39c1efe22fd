//! What several test binaries need.
#![allow(dead_code, reason = "each binary needs a part of it")]

pub(crate) mod network;

use std::path::PathBuf;

/// A file of the shared example data: beside the repository, or below the folder that `ECMOPT_SHARED` names.
pub(crate) fn shared(file: &str) -> PathBuf {
    let shared = std::env::var_os("ECMOPT_SHARED").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared")),
        PathBuf::from,
    );
    let path = shared.join("data").join(file);
    assert!(path.exists(), "{} is missing; set ECMOPT_SHARED to the folder that holds data/", path.display());
    path
}

/// The same file, read as JSON.
pub(crate) fn shared_json(file: &str) -> serde_json::Value {
    let path = shared(file);
    let text = std::fs::read_to_string(&path).expect("the file can be read");
    serde_json::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}
