//! Marks the rules: `domain::RULES` changes with any of the source by which records are judged. And names the forms:
//! each file or folder of `src/forms` is one, with the struct of that name.

use std::env;
use std::error::Error;
use std::fmt::Write as _;
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
    fs::write(Path::new(&env::var("OUT_DIR")?).join("forms.rs"), forms(Path::new("src/forms"))?)?;
    Ok(())
}

/// The module of each form, its struct, and the list of all.
fn forms(folder: &Path) -> Result<String, Box<dyn Error>> {
    let mut modules = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let module = path.file_stem().and_then(|stem| stem.to_str()).ok_or("a form whose name is no text")?;
        if module != "mod" {
            let file = if path.is_dir() { path.join("mod.rs") } else { path.clone() };
            modules.push((module.to_owned(), fs::canonicalize(file)?));
        }
    }
    modules.sort();
    let mut code = String::new();
    let mut list = String::new();
    for (module, file) in &modules {
        let form = struct_of(module);
        writeln!(code, "#[path = \"{}\"]\npub mod {module};\npub use {module}::{form};", file.display())?;
        write!(list, "{form}::FORM_SPEC, ")?;
    }
    writeln!(code, "const ALL: [&FormSpec; {}] = [{list}];", modules.len())?;
    Ok(code)
}

/// `icu_admission` is the module of `IcuAdmission`.
fn struct_of(module: &str) -> String {
    let capital = |word: &str| word[..1].to_uppercase() + &word[1..];
    module.split('_').filter(|word| !word.is_empty()).map(capital).collect()
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
