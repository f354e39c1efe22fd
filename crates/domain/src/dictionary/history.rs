//! What became of what was asked: since when a field is asked, and what an earlier version asked otherwise. Drawn from
//! the versions and the declared changes; nobody writes it by hand.

use super::edition::Asked;
use super::{Change, Dictionary, Reading, Version, What};
use crate::code::{CodeList, Retired};
use crate::spec::FormSpec;

/// What became of a field of an earlier version.
#[derive(Debug, Clone)]
pub struct Became<'d> {
    /// The form or repeated group.
    pub form: &'d str,
    /// The field, as it was called when it was collected.
    pub field: &'d str,
    /// Its codes, as they were collected.
    pub codes: &'d [String],
    /// The fields of today that take its answers; none when it is asked no more.
    pub now: Vec<&'d str>,
    /// What changed it on the way, oldest first.
    pub changes: Vec<(Version, Change)>,
    /// Its codes that have another word today.
    pub recoded: Vec<Recoded<'d>>,
    /// Codes that can be answered today and could not then.
    pub new_codes: Vec<&'d str>,
}

/// A code with another word today.
#[derive(Debug, Clone)]
pub struct Recoded<'d> {
    /// As it was collected.
    pub code: &'d str,
    /// What it is read as.
    pub now: &'d str,
    /// Why, step by step.
    pub steps: Vec<&'static Retired>,
}

impl Became<'_> {
    /// Whether its answers mean today, letter for letter, what they meant then.
    pub const fn is_read_as_it_stands(&self) -> bool {
        self.changes.is_empty() && self.recoded.is_empty()
    }

    /// Whether it is asked today as it was, with the same answers.
    pub const fn is_as_it_was(&self) -> bool {
        self.is_read_as_it_stands() && self.new_codes.is_empty()
    }

    /// The version from which it, or a part that it was split into, is asked no more, and why.
    pub fn dropped(&self) -> Option<(Version, Change)> {
        self.changes.iter().copied().find(|(_, change)| matches!(change.what, What::Removed { .. }))
    }
}

impl Dictionary {
    /// The versions before the one in use, oldest first.
    pub fn earlier(&self) -> impl DoubleEndedIterator<Item = Version> {
        self.editions[..self.editions.len() - 1].iter().map(|edition| edition.version)
    }

    /// The version since which a field of today is asked, under whatever name. What an answer was split into, or
    /// several were merged into, is a question of its own.
    pub fn since(&self, form: &str, field: &str) -> Option<Version> {
        let (mut name, mut since) = (field, None);
        for edition in self.editions.iter().rev() {
            if edition.asks(form, name).is_none() {
                break;
            }
            since = Some(edition.version);
            match self.filled_by(edition.version, form, name).map(|change| change.what) {
                Some(What::Renamed { from, .. }) => name = from,
                Some(_) => break,
                None if self.moved_by(edition.version, form, name).is_some() => break,
                None => {}
            }
        }
        since
    }

    /// What became of every field that a version asked: form by form in the order of their numbers, then of forms that
    /// are no more. Nothing of a version that never was.
    pub fn became(&self, version: Version) -> Vec<Became<'_>> {
        let Some(from) = self.editions.iter().position(|edition| edition.version == version) else {
            return Vec::new();
        };
        let specs = self.specs();
        let place = |form: &str| specs.iter().position(|spec| spec.id == form).unwrap_or(specs.len());
        let asked = self.editions[from].all();
        let mut became: Vec<_> =
            asked.map(|(form, asked)| self.field_became(from, (form, asked), &specs)).collect();
        became.sort_by_key(|became| place(became.form));
        became
    }

    /// The fields of today that no answer of a version goes to: what was added since. Form or group, and field.
    pub fn added_since(&self, version: Version) -> Vec<(&'static str, &'static str)> {
        let became = self.became(version);
        let is_filled = |form: &str, field: &str| {
            became.iter().any(|became| became.form == form && became.now.contains(&field))
        };
        let fields =
            self.specs().into_iter().flat_map(|spec| spec.fields.iter().map(|field| (spec.id, &*field.name)));
        fields.filter(|(form, field)| !is_filled(form, field)).collect()
    }

    fn field_became<'d>(
        &'d self,
        from: usize,
        (form, asked): (&'d str, &'d Asked),
        specs: &[&'static FormSpec],
    ) -> Became<'d> {
        let (now, changes) = self.follow(from, form, &asked.field);
        let is_renamed = changes.iter().all(|(_, change)| matches!(change.what, What::Renamed { .. }));
        let spec = specs.iter().find(|spec| spec.id == form);
        let field = now.first().filter(|_| is_renamed).and_then(|name| spec?.field(name));
        let list = field.and_then(|field| field.kind.list());
        let recoded = list.map(|list| recoded(&asked.codes, list)).unwrap_or_default();
        let new_codes = list.map(|list| new_codes(&asked.codes, &recoded, list)).unwrap_or_default();
        Became { form, field: &asked.field, codes: &asked.codes, now, changes, recoded, new_codes }
    }

    /// Where a field of the version at a place went, and by which changes.
    fn follow<'d>(
        &'d self,
        from: usize,
        form: &str,
        field: &'d str,
    ) -> (Vec<&'d str>, Vec<(Version, Change)>) {
        let (mut now, mut changes) = (vec![field], Vec::<(Version, Change)>::new());
        for edition in &self.editions[from + 1..] {
            let (version, mut next) = (edition.version, Vec::new());
            for name in now {
                let Some(change) = self.moved_by(version, form, name) else {
                    next.push(name);
                    continue;
                };
                // What was split may be merged again: one change for several names.
                let is_told = changes
                    .iter()
                    .any(|(of, told)| *of == version && told.what.sources() == change.what.sources());
                if !is_told {
                    changes.push((version, *change));
                    next.extend(change.what.targets());
                }
            }
            now = next;
        }
        (now, changes)
    }

    /// The change of a version by which a field of the version before went elsewhere.
    pub(super) fn moved_by(&self, version: Version, form: &str, field: &str) -> Option<&Change> {
        let of_version = self.changes.iter().filter(|(of, change)| *of == version && change.form == form);
        of_version.map(|(_, change)| change).find(|change| change.what.sources().contains(&field))
    }
}

impl Reading {
    /// Whether something of the version has another name, another code or no place today.
    pub fn maps(&self) -> bool {
        !self.dictionary().became(self.version()).iter().all(Became::is_read_as_it_stands)
    }
}

fn recoded<'d>(codes: &'d [String], list: &'d CodeList) -> Vec<Recoded<'d>> {
    let read = |code: &'d String| {
        let now = list.renewed(code);
        let mut steps = Vec::new();
        let mut word = code.as_str();
        while let Some(step) = list.retired(word).filter(|_| word != now) {
            steps.push(step);
            word = step.into.unwrap_or(now);
        }
        (now != code).then_some(Recoded { code, now, steps })
    };
    codes.iter().filter_map(read).collect()
}

fn new_codes<'d>(codes: &[String], recoded: &[Recoded<'_>], list: &'d CodeList) -> Vec<&'d str> {
    let was_there = |code: &str| {
        codes.iter().any(|known| known == code) || recoded.iter().any(|recoded| recoded.now == code)
    };
    list.codes.iter().map(|entry| &*entry.code).filter(|code| !was_there(code)).collect()
}
