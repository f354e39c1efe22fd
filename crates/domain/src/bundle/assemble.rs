//! From rows to records: each record with its children, and where each came from.

use std::borrow::Cow;
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::table::{Columns, Table};
use super::{Bundle, BundleError, BundleFinding, Meta};
use super::{dropped, layout};
use crate::check::judge::{key_taken, parent_absent};
use crate::dictionary::{Answers, Dictionary, Reading};
use crate::finding::Level;
use crate::questions::PREFIX;
use crate::raw::Raw;
use crate::spec::FormSpec;

/// A record of the bundle, or one that is held already.
#[derive(Debug)]
pub(super) struct Unit {
    pub(super) form: &'static FormSpec,
    pub(super) centre: String,
    pub(super) raw: Raw,
    /// Its row; `None` for a record that is held already and not in the bundle.
    pub(super) row: Option<usize>,
    /// The rows of its children, by group.
    pub(super) child_rows: Vec<Vec<usize>>,
    /// It, or something it belongs to, cannot be stored.
    pub(super) bad: bool,
}

/// The key of a record in a bundle.
pub(super) type Key = (&'static str, String, String);

/// Records by key, with the rows that found no place.
#[derive(Debug, Default)]
pub(super) struct Assembly {
    pub(super) units: Vec<Unit>,
    pub(super) index: HashMap<Key, usize>,
    pub(super) findings: Vec<BundleFinding>,
    /// Rows that belong to no record: file and row.
    pub(super) loose: Vec<(&'static str, usize)>,
    /// Records whose key is there already. Nothing leans on them; their cells are judged all the same.
    pub(super) duplicates: Vec<Unit>,
    /// Records that are held already and that the bundle brings again: as they were before.
    pub(super) replaced: Vec<(&'static FormSpec, Raw)>,
}

impl Bundle {
    /// Reads the files of a bundle, by name, as a dictionary knows the version that it is of. Files that do not belong
    /// are named and left alone.
    pub fn open(
        files: &BTreeMap<String, Vec<u8>>,
        dictionary: &Arc<Dictionary>,
    ) -> Result<Self, BundleError> {
        let bytes = files.get("bundle.csv").ok_or(BundleError::NoMeta)?;
        let (meta, reading) = Meta::read(bytes, dictionary)?;
        let mut findings = Vec::new();
        let mut tables = BTreeMap::new();
        for stem in layout::files(dictionary) {
            let Some(columns) = layout::columns(stem, &reading) else {
                tables.insert(stem, Table::default());
                continue;
            };
            let table = if let Some(bytes) = files.get(&format!("{stem}.csv")) {
                let asked = layout::asked(stem, dictionary);
                Table::read(stem, bytes, &Columns { needed: &columns, asked: &asked }, &mut findings)
            } else {
                let message =
                    "The file is missing. A form without rows has a file with its header.".to_owned();
                findings.push(on_file(stem, "F-FILE-MISSING", Level::E, message));
                Table { broken: true, ..Table::default() }
            };
            tables.insert(stem, table);
        }
        let of_version = |stem: &str| layout::columns(stem, &reading).is_some();
        let belongs = |name: &str| name == "bundle.csv" || name.strip_suffix(".csv").is_some_and(of_version);
        for name in files.keys().filter(|name| !belongs(name)) {
            findings.push(on_file(
                name,
                "F-FILE-UNKNOWN",
                Level::W,
                "The file does not belong to a bundle and is ignored.".to_owned(),
            ));
        }
        findings.extend(dropped::findings(&tables, &reading));
        Ok(Self { meta, reading, tables, findings })
    }
}

/// The cells of a file as fields of today, whatever version of the dictionary its columns are of.
struct Cells<'t> {
    table: &'t Table,
    answers: Answers<'t>,
    /// The column of each field whose answers are taken as they are, but for their codes.
    columns: Vec<Option<usize>>,
}

impl<'t> Cells<'t> {
    fn of(spec: &'static FormSpec, table: &'t Table, reading: &'t Reading) -> Self {
        let answers = reading.answers(spec);
        let column = |field| answers.name(field).and_then(|name| table.column(name));
        let columns = (0..spec.fields.len()).map(column).collect();
        Self { table, answers, columns }
    }

    /// The cell of a field, by its place in the form.
    fn cell(&self, row: usize, field: usize) -> Cow<'t, str> {
        if let Some(column) = self.columns[field] {
            return self.answers.in_codes_of_today(field, self.table.cell(row, column));
        }
        let collected =
            |name: &str| self.table.column(name).map_or("", |column| self.table.cell(row, column));
        self.answers.cell(field, &collected)
    }

    fn all(&self, row: usize) -> Vec<String> {
        (0..self.columns.len()).map(|field| self.cell(row, field).into_owned()).collect()
    }
}

/// The columns that hold answers to questions of the network.
fn asked(table: &Table) -> Vec<(String, usize)> {
    let columns = table.header.iter().enumerate();
    columns
        .filter(|(_, name)| name.starts_with(PREFIX))
        .map(|(column, name)| (name.clone(), column))
        .collect()
}

fn on_file(file: &str, rule: &str, level: Level, message: String) -> BundleFinding {
    BundleFinding {
        file: file.to_owned(),
        row: 0,
        column: String::new(),
        rule: rule.to_owned(),
        level,
        message,
    }
}

impl Assembly {
    /// Puts the rows of all files together. `admits` says whether a row of a centre may come, or what is
    /// wrong with it.
    pub(super) fn of(
        tables: &BTreeMap<&'static str, Table>,
        reading: &Reading,
        admits: &dyn Fn(&str) -> Option<(&'static str, String)>,
    ) -> Self {
        let mut assembly = Self::default();
        for form in reading.dictionary().forms() {
            let table = &tables[form.file];
            assembly.records(form, &Cells::of(form, table, reading), admits);
            for (place, child) in form.children.iter().enumerate() {
                let rows = Cells::of(child.spec, &tables[child.spec.file], reading);
                assembly.children(form, place, &rows, table.broken, admits);
            }
        }
        assembly
    }

    fn records(
        &mut self,
        form: &'static FormSpec,
        rows: &Cells<'_>,
        admits: &dyn Fn(&str) -> Option<(&'static str, String)>,
    ) {
        let table = rows.table;
        let asked = asked(table);
        for row in 1..=table.rows.len() {
            if table.broken || table.ragged.contains(&row) {
                self.loose.push((form.file, row));
                continue;
            }
            let raw = Raw {
                cells: rows.all(row),
                children: vec![Vec::new(); form.children.len()],
                extra: asked
                    .iter()
                    .map(|(name, column)| (name.clone(), table.cell(row, *column).to_owned()))
                    .collect(),
            };
            let centre = raw.get(form, "centre_code").to_owned();
            let key = (form.id, centre.clone(), raw.natural_key(form));
            if !centre.is_empty()
                && let Some((rule, message)) = admits(&centre)
            {
                self.refuse(form.file, row, "centre_code", rule, message);
                continue;
            }
            let taken = match self.index.entry(key) {
                Entry::Occupied(held) if !held.key().2.is_empty() => Some(key_taken(form, &held.key().2)),
                place => {
                    place.insert_entry(self.units.len());
                    None
                }
            };
            let unit =
                Unit { form, centre, raw, row: Some(row), child_rows: Vec::new(), bad: taken.is_some() };
            if let Some(finding) = taken {
                self.refuse(form.file, row, &finding.column, "K-DUP", finding.message);
                self.duplicates.push(unit);
            } else {
                self.units.push(Unit { child_rows: vec![Vec::new(); form.children.len()], ..unit });
            }
        }
    }

    fn children(
        &mut self,
        form: &'static FormSpec,
        place: usize,
        rows: &Cells<'_>,
        parent_broken: bool,
        admits: &dyn Fn(&str) -> Option<(&'static str, String)>,
    ) {
        let spec = form.children[place].spec;
        let table = rows.table;
        let owner = Cells::of(form, table, rows.answers.reading());
        let parent: Vec<usize> = form.key.iter().filter_map(|name| form.index(name)).collect();
        let centre_column = form.index("centre_code");
        for row in 1..=table.rows.len() {
            if table.broken || table.ragged.contains(&row) {
                self.loose.push((spec.file, row));
                continue;
            }
            let parent: Vec<Cow<'_, str>> = parent.iter().map(|field| owner.cell(row, *field)).collect();
            let centre = centre_column.map(|field| owner.cell(row, field).into_owned());
            let key = (form.id, centre.unwrap_or_default(), parent.join("/"));
            if let Some(unit) = self.index.get(&key) {
                let unit = &mut self.units[*unit];
                unit.raw.children[place].push(Raw { cells: rows.all(row), ..Raw::default() });
                unit.child_rows[place].push(row);
            } else if let Some((rule, message)) = admits(&key.1) {
                self.refuse(spec.file, row, "centre_code", rule, message);
            } else if parent_broken {
                self.loose.push((spec.file, row));
            } else {
                let column = form.key.last().copied().unwrap_or_default();
                let finding = parent_absent(column, form.id, &key.2);
                self.refuse(spec.file, row, column, "K-PARENT", finding.message);
            }
        }
    }

    fn refuse(&mut self, file: &'static str, row: usize, column: &str, rule: &str, message: String) {
        self.findings.push(BundleFinding {
            file: file.to_owned(),
            row,
            column: column.to_owned(),
            rule: rule.to_owned(),
            level: Level::E,
            message,
        });
        self.loose.push((file, row));
    }

    /// Adds what is held already and not in the bundle, as surroundings.
    pub(super) fn hold(&mut self, held: Vec<(&'static FormSpec, Raw)>) {
        for (form, raw) in held {
            let centre = raw.get(form, "centre_code").to_owned();
            let key = (form.id, centre.clone(), raw.natural_key(form));
            match self.index.entry(key) {
                Entry::Vacant(place) => {
                    place.insert(self.units.len());
                    self.units.push(Unit {
                        form,
                        centre,
                        raw,
                        row: None,
                        child_rows: Vec::new(),
                        bad: false,
                    });
                }
                Entry::Occupied(_) => self.replaced.push((form, raw)),
            }
        }
    }
}
