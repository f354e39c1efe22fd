//! The invented records, and what of them was known when.

use std::collections::BTreeMap;

use acts::{london, minute_of};
use domain::forms::PhysioContact;
use domain::reference::{self, CycleDates};
use domain::time::WallTime;
use jiff::civil::Date;
use jiff::{Span, Timestamp};
use synthetic::{Files, Plan};

use crate::failure::Failure;

/// Everybody who runs the demonstration on one day sees the same network.
const SEED: u64 = 2026;

/// Two years of ten centres.
pub(super) struct Records {
    network: Files,
    cycles: Vec<CycleDates>,
}

impl Records {
    /// Two years to the end of a cycle, and what has come since, as known now.
    pub(super) fn up_to(cycle: &CycleDates, now: Timestamp) -> Result<Self, Failure> {
        let from = cycle
            .end
            .checked_sub(Span::new().years(2))
            .and_then(Date::tomorrow)
            .map_err(|error| Failure::refused(error.to_string()))?;
        let plan = Plan::network(SEED, from, cycle.end, WallTime::at(minute_of(now), &london()?))?;
        Ok(Self { network: synthetic::network(&plan), cycles: reference::cycles(reference::CYCLES)? })
    }

    /// The files of a bundle of everything.
    pub(super) fn now(&self) -> BTreeMap<String, Vec<u8>> {
        files(&self.network)
    }

    /// The files of a bundle of what was known then.
    pub(super) fn known_by(&self, at: Timestamp) -> Result<BTreeMap<String, Vec<u8>>, Failure> {
        let at = WallTime::at(minute_of(at), &london()?);
        Ok(files(&self.network.known_by(at, &self.cycles)))
    }

    /// Keys of a centre's contacts in a cycle, and whether they say of a field that nobody knows its value: those first.
    pub(super) fn contacts_lacking(
        &self,
        column: &str,
        centre: &str,
        cycle: &CycleDates,
    ) -> Vec<(String, bool)> {
        let Some(contacts) = self.network.get(PhysioContact::FORM_SPEC.file) else { return Vec::new() };
        let place = |name: &str| contacts.header.iter().position(|column| column == name);
        let cell = |cells: &[&str], name: &str| {
            place(name).and_then(|place| cells.get(place)).map_or_else(String::new, |cell| (*cell).to_owned())
        };
        let own = contacts.rows().filter(|cells| {
            let start = cell(cells, PhysioContact::START_AT);
            let date = start.get(..10).and_then(|date| date.parse::<Date>().ok());
            cell(cells, PhysioContact::CENTRE_CODE) == centre && date.is_some_and(|date| cycle.contains(date))
        });
        let lacks =
            |cells: &[&str]| cell(cells, column).starts_with(|first: char| first.is_ascii_alphabetic());
        let mut keys: Vec<_> =
            own.map(|cells| (cell(&cells, PhysioContact::CONTACT_REF), lacks(&cells))).collect();
        keys.sort_by_key(|(_, lacks)| !lacks);
        keys
    }
}

fn files(network: &Files) -> BTreeMap<String, Vec<u8>> {
    network.iter().map(|(stem, _)| (format!("{stem}.csv"), network.csv(stem).into_bytes())).collect()
}
