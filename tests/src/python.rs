//! Programs of the Python package index that check the work of this one.

use std::path::PathBuf;

/// A program of a list of tools: `tests/python-tools` puts the tools of `tests/<list>/requirements.txt` into the target
/// folder, and `tests/run` calls it.
#[must_use]
pub fn tool(list: &str, program: &str) -> PathBuf {
    let own = std::env::current_exe().expect("the test's own path");
    let folder = format!("{list}-tools");
    let found = own
        .ancestors()
        .map(|place| place.join(&folder).join("bin").join(program))
        .find(|path| path.is_file());
    found.unwrap_or_else(|| {
        panic!("{program} is not installed; tests/run does it, as does tests/python-tools {list}")
    })
}
