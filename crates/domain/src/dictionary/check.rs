//! Whether every answer to an older version has a place in the next.

use std::collections::{BTreeMap, BTreeSet};

use super::edition::Asked;
use super::reading::{Way, way};
use super::{Change, Dictionary, Edition, Fault, Version, What};
use crate::code::CodeList;
use crate::spec::FieldSpec;

pub(super) fn faults(dictionary: &Dictionary) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (version, change) in dictionary.changes.iter() {
        if !dictionary.editions.iter().skip(1).any(|edition| edition.version == *version) {
            faults.push(Fault::NoVersion { version: *version, form: change.form.to_owned() });
        }
    }
    for pair in dictionary.editions.windows(2) {
        let [before, after] = pair else { continue };
        if before.version >= after.version {
            faults.push(Fault::Order { earlier: before.version, later: after.version });
        }
        Step { dictionary, before, after, faults: &mut faults }.check();
    }
    for place in 0..dictionary.editions.len() {
        codes(dictionary, place, &mut faults);
    }
    faults
}

/// One version to the next.
struct Step<'a> {
    dictionary: &'a Dictionary,
    before: &'a Edition,
    after: &'a Edition,
    faults: &'a mut Vec<Fault>,
}

impl<'a> Step<'a> {
    fn check(&mut self) {
        for change in self.changes() {
            self.names(change);
        }
        self.sources();
        for (form, asked) in self.before.all() {
            self.place(form, asked);
        }
    }

    fn changes(&self) -> Vec<&'a Change> {
        let changes = self.dictionary.changes.iter().filter(|(version, _)| *version == self.after.version);
        changes.map(|(_, change)| change).collect()
    }

    /// A change names fields that are there.
    fn names(&mut self, change: &Change) {
        let sides = [(change.what.sources(), self.before), (change.what.targets(), self.after)];
        for (fields, side) in sides {
            for field in fields.into_iter().filter(|field| side.asks(change.form, field).is_none()) {
                self.faults.push(Fault::NoField {
                    version: self.after.version,
                    form: change.form.to_owned(),
                    field: field.to_owned(),
                    side: side.version,
                });
            }
        }
    }

    /// No field is filled twice: by two changes, or by one and by itself.
    fn sources(&mut self) {
        let changes = self.changes();
        let moved = |form: &str, field: &str| {
            changes.iter().any(|change| change.form == form && change.what.sources().contains(&field))
        };
        let mut filled: BTreeSet<(&str, &str)> = BTreeSet::new();
        let targets =
            changes.iter().flat_map(|change| change.what.targets().into_iter().map(|to| (change.form, to)));
        let mut twice = Vec::new();
        for (form, field) in targets {
            let stays = self.before.asks(form, field).is_some() && !moved(form, field);
            if !filled.insert((form, field)) || stays {
                twice.push((form.to_owned(), field.to_owned()));
            }
        }
        let version = self.after.version;
        self.faults.extend(twice.into_iter().map(|(form, field)| Fault::TwoSources { version, form, field }));
    }

    /// A field has a place in the next version, and one that takes its answers.
    fn place(&mut self, form: &str, asked: &Asked) {
        let (version, next) = (self.before.version, self.after.version);
        let moved = self
            .changes()
            .into_iter()
            .find(|change| change.form == form && change.what.sources().contains(&asked.field.as_str()));
        let to = match moved.map(|change| change.what) {
            None => asked.field.as_str(),
            Some(What::Renamed { to, .. }) => to,
            Some(What::Split { .. } | What::Merged { .. } | What::Removed { .. }) => return,
        };
        let (form, field) = (form.to_owned(), asked.field.clone());
        match self.after.asks(&form, to) {
            None if moved.is_none() => self.faults.push(Fault::Lost { version, next, form, field }),
            Some(after) if !after.is_like(asked) => self.faults.push(Fault::Kind {
                version,
                next,
                form,
                field,
                kind: asked.kind().to_owned(),
                next_kind: after.kind().to_owned(),
            }),
            _ => {}
        }
    }
}

/// Every code of an older version stands for one of today's, and two for the same one only where that is said.
fn codes(dictionary: &Dictionary, place: usize, faults: &mut Vec<Fault>) {
    let version = dictionary.editions[place].version;
    for spec in dictionary.specs() {
        for field in spec.fields {
            let Some(list) = field.kind.list() else { continue };
            let Some(asked) = origin(dictionary, place, spec.id, field) else { continue };
            faults.extend(lost_codes(dictionary.newest(), version, spec.id, asked, list));
        }
    }
}

/// The question of an older edition whose answers a field of today takes as they are.
fn origin<'d>(
    dictionary: &'d Dictionary,
    place: usize,
    form: &str,
    field: &'static FieldSpec,
) -> Option<&'d Asked> {
    match way(dictionary, place, form, field) {
        Way::Named { name, .. } => dictionary.editions[place].asks(form, &name),
        Way::Blank | Way::Made => None,
    }
}

fn lost_codes(next: Version, version: Version, form: &str, asked: &Asked, list: &CodeList) -> Vec<Fault> {
    let place = || (form.to_owned(), asked.field.clone());
    let mut faults = Vec::new();
    let mut stand_for: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for code in &asked.codes {
        let now = list.renewed(code);
        if list.get(now).is_none() {
            let (form, field) = place();
            faults.push(Fault::LostCode { version, next, form, field, code: code.clone() });
        }
        stand_for.entry(now).or_default().push(code);
    }
    for (into, codes) in stand_for.into_iter().filter(|(_, codes)| codes.len() > 1) {
        let unsaid = |code: &&&str| **code != into && !list.retired(code).is_some_and(|old| old.joins);
        if let Some(code) = codes.iter().find(unsaid) {
            let (form, field) = place();
            let (codes, code, into) = (codes.join(" and "), (*code).to_owned(), into.to_owned());
            faults.push(Fault::Joined { version, form, field, codes, code, into });
        }
    }
    faults
}
