//! A synthetic network: every form of the bundle for all centres, drawn from a seed.
//!
//! It is made against the dictionary: files, columns and their order are the dictionary's. A form or a field that it
//! does not know yet is a file without rows or an empty column.
//!
//! No row describes a real person, member of staff or event; the bundle says so (`synthetic` = `true`). The
//! magnitudes come from published series and stand in `magnitudes` with their source.
//!
//! ```text
//! Plan ─► arrivals (when, why) ─► course (the whole truth about a patient: stays, runs, death)
//!      ─► condition (sedation, airway and mobility of each day)
//!      ─► one module per form writes what is known at the extract
//! ```
//!
//! The truth is drawn to its end and censored only on writing, so that a run or a stay that is open at the
//! extract is open as it would be. The same plan always gives the same bytes: each centre and each person has
//! dice of their own, and nothing is iterated in hash order.

mod activity;
mod admissions;
mod arrivals;
mod assessments;
mod cell;
mod centre;
mod clock;
mod condition;
mod contacts;
mod course;
mod desk;
mod dice;
mod discharges;
mod events;
mod follow_ups;
mod instruments;
mod interventions;
mod known;
mod magnitudes;
mod mobility;
mod number;
mod organisation;
mod pathways;
mod person;
mod physiology;
mod plan;
mod rows;
mod session;
mod staff;
mod support;
mod table;
mod telling;
#[cfg(test)]
mod tests;
mod token;

use std::collections::BTreeMap;

pub use self::{
    plan::Plan,
    table::{Files, Table},
};

use self::{course::Person, desk::Desk, dice::Dice, telling::Handover};

/// The network's bundle under `plan`: the sixteen files of records and `bundle.csv`, rows by centre and
/// admission.
#[must_use]
pub fn network(plan: &Plan) -> Files {
    let mut files = Files::empty();
    let mut people = people(plan);
    for (index, centre) in plan.directory.centres.iter().enumerate() {
        let mut desk = Desk::open(plan, centre, Dice::of(plan.seed, index, Purpose::Records), &mut files);
        for person in people.remove(&index).unwrap_or_default() {
            desk.record(&person);
        }
        desk.close();
    }
    files.describe(plan);
    files
}

/// What a stream of dice is used for; streams of different purposes never touch.
#[derive(Clone, Copy)]
enum Purpose {
    Courses = 1,
    Records = 2,
}

/// Everybody admitted, by centre and in order of admission. A patient who leaves on ECMO for a centre of
/// the network is two people here, as in the audit: pseudonyms do not cross centres.
fn people(plan: &Plan) -> BTreeMap<usize, Vec<Person>> {
    let mut people: BTreeMap<usize, Vec<Person>> = BTreeMap::new();
    let mut handovers: Vec<Handover> = Vec::new();
    for (index, centre) in plan.directory.centres.iter().enumerate() {
        let mut dice = Dice::of(plan.seed, index, Purpose::Courses);
        for arrival in arrivals::draw(plan, centre, &mut dice) {
            let (person, handover) = telling::newcomer(plan, index, &arrival, dice.fork());
            people.entry(index).or_default().push(person);
            handovers.extend(handover);
        }
    }
    for handover in handovers {
        people.entry(handover.to).or_default().push(telling::received(plan, &handover));
    }
    for group in people.values_mut() {
        group.sort_by_key(|person| person.stays.first().map(|stay| stay.admitted));
    }
    people
}
