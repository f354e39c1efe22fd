//! The source of the project as text: its files, which of their lines are tests, and which modules name which.
//!
//! It is read line by line, as `rustfmt` lays it out: a test module begins with `#[cfg(test)]` and ends with the
//! bracket below its first letter.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// One file of Rust.
#[derive(Debug, Clone)]
pub struct SourceFile {
    /// Its path from the root, with `/` between folders.
    pub path: String,
    /// All its lines.
    pub lines: usize,
    /// Those of tests and of what serves them alone.
    pub tests: usize,
    /// Lines of code: neither test nor comment, and not empty.
    pub code: usize,
    /// What is left without its tests.
    pub text: String,
}

/// Where the project stands.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the folder above the tests")
}

/// Every file of Rust below a folder, by path.
pub fn files(root: &Path) -> Vec<SourceFile> {
    let mut paths = Vec::new();
    collect(root, &mut paths);
    let read = |path: &PathBuf| {
        let own = path.strip_prefix(root).expect("it lies below").to_string_lossy().replace('\\', "/");
        (own, fs::read_to_string(path).expect("a text"))
    };
    let texts: BTreeMap<String, String> = paths.iter().map(read).collect();
    let declared: BTreeSet<String> = texts
        .iter()
        .flat_map(|(path, text)| split(text).modules.into_iter().map(|name| of(path, &name)))
        .collect();
    texts.iter().map(|(path, text)| measure(path, text, &declared)).collect()
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() {
            if !name.starts_with('.') && name != "target" {
                collect(&path, found);
            }
        } else if path.extension().is_some_and(|kind| kind == "rs") {
            found.push(path);
        }
    }
}

/// The path of a module without its ending: `a/b.rs` and `a/b/mod.rs` are `a/b`.
pub fn module(path: &str) -> &str {
    let bare = path.strip_suffix(".rs").unwrap_or(path);
    ["/mod", "/lib", "/main"].iter().find_map(|end| bare.strip_suffix(end)).unwrap_or(bare)
}

/// A module that a file declares.
fn of(path: &str, name: &str) -> String {
    format!("{}/{name}", module(path))
}

fn measure(path: &str, text: &str, declared: &BTreeSet<String>) -> SourceFile {
    let own = module(path);
    let is_test = path.starts_with("tests/")
        || path.contains("/tests/")
        || declared.iter().any(|test| own == test || own.starts_with(&format!("{test}/")));
    let lines = text.lines().count();
    let split = split(text);
    let (tests, text) = if is_test { (lines, String::new()) } else { (split.tests, split.rest) };
    let code = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("//")).count();
    SourceFile { path: path.to_owned(), lines, tests, code, text }
}

struct Split {
    /// How many lines are of tests.
    tests: usize,
    /// The other lines.
    rest: String,
    /// Modules that stand in files of their own and are of tests.
    modules: Vec<String>,
}

fn split(text: &str) -> Split {
    let mut split = Split { tests: 0, rest: String::new(), modules: Vec::new() };
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if line.trim() != "#[cfg(test)]" {
            split.rest.push_str(line);
            split.rest.push('\n');
            continue;
        }
        split.tests += 1;
        let indent = &line[..line.len() - line.trim_start().len()];
        let end = format!("{indent}}}");
        let mut is_open = false;
        for line in lines.by_ref() {
            split.tests += 1;
            if let Some((_, name)) = line.strip_suffix(';').and_then(|line| line.rsplit_once("mod ")) {
                split.modules.push(name.to_owned());
            }
            is_open |= line.ends_with('{');
            let is_attribute = line.trim_start().starts_with("#[");
            if line == end || (!is_open && !is_attribute) {
                break;
            }
        }
    }
    split
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "//! About.\nfn a() {}\n\n#[cfg(test)]\nmod tests {\n    #[test]\n    fn b() {}\n}\n";

    fn measured(path: &str, text: &str, declared: &[&str]) -> (usize, usize, usize) {
        let declared = declared.iter().map(|name| (*name).to_owned()).collect();
        let file = measure(path, text, &declared);
        (file.lines, file.tests, file.code)
    }

    #[test]
    fn a_test_module_ends_with_its_bracket() {
        assert_eq!(measured("crates/a/src/b.rs", TEXT, &[]), (8, 5, 1));
        let more = format!("{TEXT}\nfn c() {{}}\n");
        assert_eq!(measured("crates/a/src/b.rs", &more, &[]), (10, 5, 2));
    }

    #[test]
    fn a_test_module_may_stand_in_a_file_of_its_own() {
        let split = split(
            "fn a() {}\n#[cfg(test)]\npub(crate) mod typed;\n#[cfg(test)]\n#[path = \"x\"]\nmod b;\nfn c() {}\n",
        );
        assert_eq!((split.modules, split.tests), (vec!["typed".to_owned(), "b".to_owned()], 5));
        assert_eq!(of("crates/a/src/cli.rs", "typed"), "crates/a/src/cli/typed");
        assert_eq!(of("crates/a/src/lib.rs", "tests"), "crates/a/src/tests");
        assert_eq!(
            measured("crates/a/src/cli/typed.rs", "fn a() {}\n", &["crates/a/src/cli/typed"]),
            (1, 1, 0)
        );
    }

    #[test]
    fn folders_of_tests_are_tests() {
        assert_eq!(measured("tests/it/main.rs", "fn a() {}\n", &[]), (1, 1, 0));
        assert_eq!(measured("crates/a/tests/b.rs", "fn a() {}\n", &[]), (1, 1, 0));
        assert_eq!(measured("crates/a/src/latest.rs", "fn a() {}\n", &[]), (1, 0, 1));
    }
}
