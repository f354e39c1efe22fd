//! Marks the rules: `domain::RULES` changes with any of the source by which records are judged.

use std::error::Error;
use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::Path;

fn main() -> Result<(), Box<dyn Error>> {
    let mut mark = DefaultHasher::new();
    for folder in ["src", "reference", "dictionary"] {
        println!("cargo::rerun-if-changed={folder}");
        take_in(Path::new(folder), &mut mark)?;
    }
    println!("cargo::rustc-env=DOMAIN_RULES={:016x}", mark.finish());
    Ok(())
}

fn take_in(folder: &Path, mark: &mut DefaultHasher) -> Result<(), Box<dyn Error>> {
    let mut entries = fs::read_dir(folder)?.collect::<Result<Vec<_>, _>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        if entry.file_type()?.is_dir() {
            take_in(&entry.path(), mark)?;
        } else {
            (entry.path().to_str(), fs::read(entry.path())?).hash(mark);
        }
    }
    Ok(())
}
