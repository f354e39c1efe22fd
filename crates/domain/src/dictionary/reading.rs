//! How what was written under one version is read as answers to the fields of today.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::edition::Asked;
use super::{Dictionary, Edition, Version, What};
use crate::answer::Reason;
use crate::spec::{FieldSpec, FormSpec, Kind};

/// The way to read what was written under one version.
#[derive(Debug, Clone)]
pub struct Reading {
    dictionary: Arc<Dictionary>,
    /// The place of the version among the editions.
    from: usize,
}

/// What a version has for each field that a form or repeated group has today. To be asked for once for many records.
#[derive(Debug, Clone, Copy)]
pub struct Answers<'r> {
    reading: &'r Reading,
    spec: &'static FormSpec,
    /// None where all stand as they are called today.
    ways: Option<&'r [Way]>,
}

/// How the answers to a field of today are found in an older version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Way {
    /// The version did not ask it.
    Blank,
    /// They stand under this name; `recoded` when the list of the field has given up codes since it began.
    Named { name: String, recoded: bool },
    /// They are made from answers to other fields.
    Made,
}

/// The ways of one version, by form or repeated group, in the order of its fields.
pub(super) type Ways = BTreeMap<&'static str, Vec<Way>>;

/// The ways of every version, found once: records are read by the hundred thousand.
pub(super) fn ways(dictionary: &Dictionary) -> Arc<[Ways]> {
    let specs = dictionary.specs();
    let of = |place: usize, spec: &'static FormSpec| {
        spec.fields.iter().map(|field| way(dictionary, place, spec.id, field)).collect()
    };
    let places = 0..dictionary.editions.len();
    places.map(|place| specs.iter().map(|spec| (spec.id, of(place, spec))).collect()).collect()
}

/// How the answers to a field of today are found in the edition at a place.
pub(super) fn way(dictionary: &Dictionary, place: usize, form: &str, field: &'static FieldSpec) -> Way {
    let mut name = &*field.name;
    for edition in dictionary.editions[place + 1..].iter().rev() {
        match dictionary.filled_by(edition.version, form, name).map(|change| change.what) {
            // What it was then went elsewhere: this is another question under its name.
            None if dictionary.moved_by(edition.version, form, name).is_some() => return Way::Blank,
            None => {}
            Some(What::Renamed { from, .. }) => name = from,
            Some(What::Split { .. } | What::Merged { .. } | What::Removed { .. }) => return Way::Made,
        }
    }
    match dictionary.editions[place].asks(form, name) {
        Some(_) => {
            let recoded = field.kind.list().is_some_and(|list| !list.retired.is_empty());
            Way::Named { name: name.to_owned(), recoded }
        }
        None => Way::Blank,
    }
}

/// The question of an older version that fills a field of today, the first of them when there are several.
fn source<'d>(dictionary: &'d Dictionary, version: Version, form: &str, field: &str) -> Option<&'d Asked> {
    let mut name = field.to_owned();
    for edition in dictionary.editions.iter().rev() {
        if edition.version == version {
            return edition.asks(form, &name);
        }
        if let Some(change) = dictionary.filled_by(edition.version, form, &name) {
            (*change.what.sources().first()?).clone_into(&mut name);
        } else if dictionary.moved_by(edition.version, form, &name).is_some() {
            return None;
        }
    }
    None
}

impl Reading {
    /// The way to read the edition at a place.
    pub(super) const fn new(dictionary: Arc<Dictionary>, from: usize) -> Self {
        Self { dictionary, from }
    }

    /// The dictionary that reads.
    pub const fn dictionary(&self) -> &Arc<Dictionary> {
        &self.dictionary
    }

    /// The version that is read.
    pub fn version(&self) -> Version {
        self.edition().version
    }

    /// Whether it is the version in use, of which nothing needs to be mapped.
    pub fn is_of_today(&self) -> bool {
        self.from + 1 == self.dictionary.editions.len()
    }

    /// The fields that the version asked of a form or repeated group, in their order; empty when it had none such.
    pub fn fields(&self, spec: &FormSpec) -> Vec<&str> {
        self.edition().fields(spec.id).map(Iterator::collect).unwrap_or_default()
    }

    /// What the version has for the fields of a form or repeated group.
    pub fn answers(&self, spec: &'static FormSpec) -> Answers<'_> {
        let ways = if self.is_of_today() {
            None
        } else {
            Some(self.dictionary.ways[self.from].get(spec.id).map_or(&[][..], Vec::as_slice))
        };
        Answers { reading: self, spec, ways }
    }

    /// The field of this version to look at when something is wrong with a field of today.
    pub fn source_of(&self, spec: &FormSpec, field: &str) -> Option<&str> {
        source(&self.dictionary, self.version(), spec.id, field).map(|asked| asked.field.as_str())
    }

    /// The name that a field of today had in this version, if it was asked as it is; nothing when it was not.
    pub fn name_of(&self, spec: &'static FormSpec, field: &str) -> Option<&str> {
        let name = self.answers(spec).name(spec.index(field)?)?;
        self.edition().asks(spec.id, name).map(|asked| asked.field.as_str())
    }

    fn edition(&self) -> &Edition {
        &self.dictionary.editions[self.from]
    }

    /// The cell of a field as the version at a place asked it.
    fn at<'c>(
        &self,
        place: usize,
        form: &str,
        field: &str,
        collected: &dyn Fn(&str) -> &'c str,
    ) -> Cow<'c, str> {
        let edition = &self.dictionary.editions[place];
        if place == self.from {
            return if edition.asks(form, field).is_some() { collected(field).into() } else { "".into() };
        }
        let before = |field: &str| self.at(place - 1, form, field, collected);
        match self.dictionary.filled_by(edition.version, form, field).map(|change| change.what) {
            None if self.dictionary.moved_by(edition.version, form, field).is_some() => "".into(),
            None => before(field),
            Some(What::Renamed { from, .. }) => before(from),
            Some(What::Split { from, into }) => {
                let whole = before(from);
                let part = into.iter().find(|part| part.field == field);
                match part {
                    Some(part) if !whole.is_empty() && Reason::parse(&whole).is_none() => {
                        (part.cell)(&whole).into()
                    }
                    _ => whole,
                }
            }
            Some(What::Merged { from, by, .. }) => {
                let parts: Vec<Cow<'c, str>> = from.iter().map(|field| before(field)).collect();
                by(&parts.iter().map(AsRef::as_ref).collect::<Vec<_>>()).into()
            }
            Some(What::Removed { .. }) => "".into(),
        }
    }
}

impl<'r> Answers<'r> {
    /// How they are read.
    pub const fn reading(&self) -> &'r Reading {
        self.reading
    }

    /// The name under which the answers to a field stand, when they are taken as they are but for their codes.
    pub fn name(&self, field: usize) -> Option<&'r str> {
        match self.ways {
            None => self.spec.fields.get(field).map(|field| &*field.name),
            Some(ways) => match ways.get(field)? {
                Way::Named { name, .. } => Some(name),
                Way::Blank | Way::Made => None,
            },
        }
    }

    /// The cell of a field that has a [`Self::name`], as it was collected, in the codes of today.
    pub fn in_codes_of_today<'c>(&self, field: usize, collected: &'c str) -> Cow<'c, str> {
        match self.ways.and_then(|ways| ways.get(field)) {
            Some(Way::Named { recoded: true, .. }) => {
                renewed(&self.spec.fields[field].kind, collected.into())
            }
            _ => collected.into(),
        }
    }

    /// The cell of a field, by its place in the form, from the cells as they were collected: `collected` gives the cell
    /// of a field by the name that it had in this version.
    pub fn cell<'c>(&self, field: usize, collected: &dyn Fn(&str) -> &'c str) -> Cow<'c, str> {
        let Some(ways) = self.ways else { return collected(&self.spec.fields[field].name).into() };
        match ways.get(field) {
            None | Some(Way::Blank) => "".into(),
            Some(Way::Named { name, .. }) => self.in_codes_of_today(field, collected(name)),
            Some(Way::Made) => {
                let FieldSpec { name, kind, .. } = &self.spec.fields[field];
                let today = self.reading.dictionary.editions.len() - 1;
                renewed(kind, self.reading.at(today, self.spec.id, name, collected))
            }
        }
    }
}

/// A cell in the codes of today.
fn renewed<'c>(kind: &Kind, cell: Cow<'c, str>) -> Cow<'c, str> {
    match kind {
        Kind::Code(list) if !list.retired.is_empty() => list.renewed(&cell).to_owned().into(),
        Kind::Codes(list) if !list.retired.is_empty() => {
            let mut codes: Vec<&str> = Vec::new();
            for code in cell.split('|').map(|code| list.renewed(code)) {
                if !codes.contains(&code) {
                    codes.push(code);
                }
            }
            codes.join("|").into()
        }
        _ => cell,
    }
}
