//! What of a network was known at an earlier time: the same records, fewer of them.
//!
//! A record is known when nothing in it or in its repeated groups is later, and when everything that it belongs to or names
//! is known. So a run that had not ended yet comes with its end, whole, as a centre enters it that waits for the end.

use std::collections::{BTreeMap, BTreeSet};

use domain::FormSpec;
use domain::dictionary::Dictionary;
use domain::forms::{OrgAudit, Patient};
use domain::reference::CycleDates;
use domain::spec::Kind;
use domain::time::WallTime;
use domain::value::Month;
use jiff::civil::Date;

use super::table::{Files, Table};

/// Records by form, each by its centre and key.
type Records = BTreeMap<&'static str, BTreeSet<Vec<String>>>;

/// A time by which something is known.
struct By<'a> {
    /// As a cell of a time is written, so that the two compare as texts.
    time: String,
    date: Date,
    cycles: &'a [CycleDates],
}

impl Files {
    /// The records that were known at a time; `cycles` say when an audit of a cycle can have been written.
    #[must_use]
    pub fn known_by(&self, at: WallTime, cycles: &[CycleDates]) -> Self {
        let by = By { time: at.to_string(), date: at.date(), cycles };
        let forms = Dictionary::shipped().forms();
        let mut later = Records::new();
        for form in forms {
            for (spec, table) in self.tables_of(form) {
                let rows = table.rows().filter(|cells| by.is_later(spec, table, cells));
                later.entry(form.id).or_default().extend(rows.map(|cells| key(form.key, table, &cells)));
            }
        }
        while self.pass_on(&mut later) {}
        let mut known = self.clone();
        for form in forms {
            for (spec, table) in self.tables_of(form) {
                known.keep(spec.file, |cells| !later[form.id].contains(&key(form.key, table, cells)));
            }
        }
        known.extracted_at(&by.time);
        known
    }

    /// The files of a form and of its repeated groups.
    fn tables_of(&self, form: &'static FormSpec) -> impl Iterator<Item = (&'static FormSpec, &Table)> {
        let specs = std::iter::once(form).chain(form.children.iter().map(|child| child.spec));
        specs.filter_map(|spec| Some((spec, self.get(spec.file)?)))
    }

    /// Records are later that belong to a later one, or name it; whether there are more of them now.
    fn pass_on(&self, later: &mut Records) -> bool {
        let mut grew = false;
        for form in Dictionary::shipped().forms() {
            let Some(table) = self.get(form.file) else { continue };
            let others = || form.parent.iter().chain(form.names);
            let found: Vec<_> = table
                .rows()
                .filter(|cells| {
                    others().any(|other| {
                        let of = later.get(other.form);
                        of.is_some_and(|later| later.contains(&key(other.columns, table, cells)))
                    })
                })
                .map(|cells| key(form.key, table, &cells))
                .collect();
            let own = later.entry(form.id).or_default();
            let before = own.len();
            own.extend(found);
            grew |= own.len() > before;
        }
        grew
    }
}

impl By<'_> {
    fn is_later(&self, spec: &FormSpec, table: &Table, cells: &[&str]) -> bool {
        let fields = table.header.iter().zip(cells);
        fields.filter_map(|(name, cell)| Some((spec.field(name)?, *cell))).any(|(field, cell)| {
            match &field.kind {
                Kind::WallTime => cell.starts_with(char::is_numeric) && cell > self.time.as_str(),
                Kind::Date => cell.parse::<Date>().is_ok_and(|date| date > self.date),
                Kind::Month => Month::parse(cell).is_some_and(|month| month.last() > self.date),
                _ if *field.name == *OrgAudit::CYCLE_ID => {
                    self.cycles.iter().any(|cycle| cycle.id == cell && cycle.end > self.date)
                }
                _ => false,
            }
        })
    }
}

/// The centre and a key of a row.
fn key(columns: &[&str], table: &Table, cells: &[&str]) -> Vec<String> {
    let cell = |name: &str| {
        let place = table.header.iter().position(|column| column == name);
        place.and_then(|place| cells.get(place)).map_or_else(String::new, |cell| (*cell).to_owned())
    };
    std::iter::once(Patient::CENTRE_CODE).chain(columns.iter().copied()).map(cell).collect()
}
