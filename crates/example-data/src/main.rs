//! `just example-data FROM`: renews the copies in `tests/data` from the documents that lay the data down.

#![allow(clippy::expect_used, reason = "a tool of the project's own, which says by panicking what it lacks")]

use std::path::PathBuf;

use example_data::{copies, originals, pack};

fn main() {
    let from = std::env::args_os().nth(1).map(PathBuf::from).expect("the folder of the documents");
    let packed = pack::pack(&originals::read(&from));
    let folder = copies::folder();
    for (name, bytes) in &packed {
        let path = folder.join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("the folder is written");
        std::fs::write(&path, bytes).expect("the file is written");
    }
    let size: usize = packed.values().map(Vec::len).sum();
    println!("{} files, {} KB, in {}", packed.len(), size >> 10, folder.display());
}
