//! Reads the examples of rules: records in their surroundings, and what must be found on them.
//!
//! `base.toml` names records without a fault. An example puts some of them around a record and says what is
//! found on it. Cells are in the grammar of the CSV bundle, so that an example can go through every door.

use domain::dictionary::Dictionary;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use domain::check::judge::Surroundings;
use domain::{FormSpec, Raw};
use serde::Deserialize;

/// The centre of every record.
pub(crate) const CENTRE: &str = "STH";
/// The time at which every example is judged, unless it says otherwise.
pub(crate) const NOW: &str = "2026-06-30T12:00:00Z";

type Cells = BTreeMap<String, String>;
type Rows = BTreeMap<String, Vec<Cells>>;

/// A record without a fault, by its name in `base.toml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Base {
    /// The form's id.
    pub(crate) form: String,
    /// Cells that are not empty.
    pub(crate) set: Cells,
    /// Rows of repeated groups.
    #[serde(default)]
    pub(crate) rows: Rows,
}

/// The record of an example.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Given {
    /// The record it is made from.
    pub(crate) base: String,
    /// Cells that are changed.
    #[serde(default)]
    pub(crate) set: Cells,
    /// Groups that are replaced.
    #[serde(default)]
    pub(crate) rows: Rows,
}

/// One example.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Example {
    /// The rule it shows.
    pub(crate) rule: String,
    /// What it shows, in words.
    pub(crate) says: String,
    /// The records around it, by name; `contact x 60` puts copies with references of their own.
    #[serde(default)]
    pub(crate) with: Vec<String>,
    /// Cells of the surroundings that are changed, e.g. `"run.time_off" = ""`.
    #[serde(default)]
    pub(crate) change: Cells,
    /// Groups of the surroundings that are replaced, e.g. `"run.segments" = [{ … }]`.
    #[serde(default)]
    pub(crate) change_rows: Rows,
    /// The record's earlier version, when it is an edit.
    pub(crate) replaced: Option<Given>,
    /// The earlier version was signed off.
    #[serde(default)]
    pub(crate) signed_off: bool,
    /// The record comes from an export of the audit.
    #[serde(default)]
    pub(crate) exported: bool,
    /// The record that is handed in.
    pub(crate) record: Given,
    /// A value of its JSON that has no cell, by field: for the door of programs only.
    pub(crate) json: Option<BTreeMap<String, toml::Value>>,
    /// Keys of the findings of levels E and W, sorted; none when it is accepted.
    #[serde(default)]
    pub(crate) verdict: Vec<String>,
    /// Keys of the findings of level S, sorted.
    #[serde(default)]
    pub(crate) holds: Vec<String>,
}

#[derive(Deserialize)]
struct File {
    example: Vec<Example>,
}

/// All examples with their records.
pub(crate) struct Examples {
    bases: BTreeMap<String, Base>,
    /// File and examples, in the order of the files.
    pub(crate) all: Vec<(String, Example)>,
}

/// The folder of the examples.
fn folder() -> PathBuf {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let places = ["tests/examples", "../crates/domain/tests/examples"].map(|place| package.join(place));
    places
        .into_iter()
        .find(|place| place.join("base.toml").is_file())
        .expect("the examples are in crates/domain/tests")
}

fn read<T: for<'a> Deserialize<'a>>(path: &Path) -> T {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

impl Examples {
    /// Reads every file.
    pub(crate) fn load() -> Self {
        let mut files: Vec<PathBuf> =
            std::fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path()).collect();
        files
            .retain(|path| path.extension().is_some_and(|end| end == "toml") && !path.ends_with("base.toml"));
        files.sort();
        let examples = |path: &PathBuf| {
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            read::<File>(path)
                .example
                .into_iter()
                .map(move |example| (name.clone(), example))
                .collect::<Vec<_>>()
        };
        Self { bases: read(&folder().join("base.toml")), all: files.iter().flat_map(examples).collect() }
    }

    /// A record without a fault.
    pub(crate) fn base(&self, name: &str) -> &Base {
        self.bases.get(name).unwrap_or_else(|| panic!("base.toml has no record {name}"))
    }

    /// The record of an example with its form.
    pub(crate) fn record(&self, given: &Given) -> (&'static FormSpec, Raw) {
        let mut base = self.base(&given.base).clone();
        base.set.extend(given.set.clone());
        base.rows.extend(given.rows.clone());
        raw(&base)
    }

    /// What stands around the record of an example.
    pub(crate) fn surroundings(&self, example: &Example) -> Surroundings {
        Surroundings {
            records: example.with.iter().flat_map(|name| self.around(name, example)).collect(),
            replaced: example.replaced.as_ref().map(|given| self.record(given).1),
            replaced_signed_off: example.signed_off,
        }
    }

    /// One record around, or copies of it.
    fn around(&self, name: &str, example: &Example) -> Vec<(&'static FormSpec, Raw)> {
        let (name, copies) =
            name.split_once(" x ").map_or((name, 1), |(name, copies)| (name, copies.parse().unwrap()));
        let mut base = self.base(name).clone();
        let of_this = |key: &str| key.strip_prefix(name)?.strip_prefix('.').map(str::to_owned);
        base.set.extend(example.change.iter().filter_map(|(key, cell)| Some((of_this(key)?, cell.clone()))));
        base.rows
            .extend(example.change_rows.iter().filter_map(|(key, rows)| Some((of_this(key)?, rows.clone()))));
        let (form, record) = raw(&base);
        let numbered = |number: usize| {
            let mut copy = record.clone();
            if copies > 1 {
                copy.set(form, form.key[0], format!("{}-{number}", record.get(form, form.key[0])));
            }
            (form, copy)
        };
        (1..=copies).map(numbered).collect()
    }
}

/// The text cells of a record.
fn raw(base: &Base) -> (&'static FormSpec, Raw) {
    let form =
        Dictionary::shipped().form(&base.form).unwrap_or_else(|| panic!("there is no form {}", base.form));
    let mut record = fill(form, &base.set);
    record.set(form, "centre_code", CENTRE);
    for (list, rows) in &base.rows {
        let place = form.child_index(list).unwrap_or_else(|| panic!("{} has no group {list}", form.id));
        record.children[place] = rows.iter().map(|cells| fill(form.children[place].spec, cells)).collect();
    }
    (form, record)
}

fn fill(form: &FormSpec, cells: &Cells) -> Raw {
    let mut record = Raw::blank(form);
    for (name, cell) in cells {
        assert!(record.set(form, name, cell.clone()), "{} has no field {name}", form.id);
    }
    record
}
