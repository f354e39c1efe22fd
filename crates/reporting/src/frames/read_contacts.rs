//! From the snapshot's tables to the facts of contacts.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use domain::forms::PhysioContact;
use domain::forms::physio_contact::{
    ContactIntervention, ContactStaff, Domain, Effort, Intervention, LedBy, NotTreated, Outcome, Role,
    SafetyScreen,
};
use domain::time::WallTime;
use domain::value::{CentreCode, Codes, Ref};
use measures::contact::{Contact, Domains, is_active, is_of_team, is_positioning};
use measures::ledger::{Ledger, OnEcmo};
use polars::prelude::StringChunked;

use super::by_stay::ByStay;
use super::centre::Centres;
use super::read_runs::Runs;
use super::rows::Rows;
use super::source::columns;
use super::stay::{ByReference, Stay};
use crate::error::Result;
use crate::snapshot::Tables;

/// How many contacts of a centre and date were entered, and how many count.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Fate {
    pub(super) entered: u32,
    pub(super) after_extract: u32,
    pub(super) on_ecmo: u32,
}

/// All contacts; a contact's mark is its row in the table.
pub(super) struct Contacts {
    /// The contacts' references by row.
    pub(super) references: StringChunked,
    centre_codes: StringChunked,
    /// The fate of all contacts by centre and local date.
    pub(super) fates: BTreeMap<(usize, i32), Fate>,
}

columns! {
    /// The contacts' own columns.
    struct Columns of PhysioContact {
        PhysioContact {
            centre_code: CentreCode,
            contact_ref: Ref,
            admission_ref: Ref,
            start_at: WallTime,
            outcome: Outcome,
            domain: Codes<Domain>,
            minutes: i64,
            minutes_rehab: i64,
            delivered_by: LedBy,
            ims_achieved: i64,
            safety_screen: SafetyScreen,
            not_treated_reason: NotTreated,
            created_at: WallTime,
        }
    }
}
columns! {
    struct Staff of ContactStaff {
        PhysioContact { centre_code: CentreCode, contact_ref: Ref }
        ContactStaff { role: Role, n: i64, ecmo_competent: bool }
    }
}
columns! {
    struct Done of ContactIntervention {
        PhysioContact { centre_code: CentreCode, contact_ref: Ref }
        ContactIntervention { code: Intervention, effort: Effort }
    }
}

impl Contacts {
    /// The row of a contact; rows are in key order.
    pub(super) fn find(&self, centre: &str, reference: &str) -> Option<usize> {
        let key = |row| (self.centre_codes.get(row), self.references.get(row));
        let (mut low, mut high) = (0, self.references.len());
        while low < high {
            let middle = low.midpoint(high);
            match key(middle).cmp(&(Some(centre), Some(reference))) {
                Ordering::Equal => return Some(middle),
                Ordering::Less => low = middle + 1,
                Ordering::Greater => high = middle,
            }
        }
        None
    }

    /// Counts those that turned out to be on ECMO.
    pub(super) fn count_on_ecmo(&mut self, ledger: &Ledger, runs: &Runs) {
        for OnEcmo { run, contact, .. } in &ledger.contacts {
            let centre = runs.owners[ledger.runs[*run].facts.at].centre;
            self.fates.entry((centre, contact.start.date())).or_default().on_ecmo += 1;
        }
    }
}

/// Reads every contact: those known by the extract stay by stay, and all of them in numbers.
pub(super) fn read(
    tables: &dyn Tables,
    centres: &Centres,
    stays: &ByReference<Stay>,
) -> Result<(ByStay<Contact>, Contacts)> {
    let (columns, staff, done) = (Columns::read(tables)?, Staff::read(tables)?, Done::read(tables)?);
    let mut children = Children::of(&staff, &done);
    let mut of_stay = ByStay::new(stays.len());
    let mut fates = BTreeMap::<_, Fate>::new();
    for row in 0..columns.rows() {
        let Some((centre, contact)) = columns.contact(row, centres, &mut children) else { continue };
        let fate = fates.entry((centre, contact.start.date())).or_default();
        fate.entered += 1;
        if contact.start.instant > centres.0[centre].extract.instant {
            fate.after_extract += 1;
        } else if let Some(stay) =
            columns.admission_ref.get(row).and_then(|admission| stays.find(centre, admission))
        {
            of_stay.push(stay, contact);
        }
    }
    Ok((of_stay, Contacts { references: columns.contact_ref, centre_codes: columns.centre_code, fates }))
}

/// The repeated groups, walked beside the contacts.
struct Children<'t> {
    staff_rows: Rows<'t, 2>,
    staff: &'t Staff,
    done_rows: Rows<'t, 2>,
    done: &'t Done,
}

/// What the repeated groups of a contact say.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of the contact")]
struct Around {
    physiotherapist: bool,
    staff: i64,
    ecmo_competent: bool,
    active_intervention: bool,
    positioned: bool,
}

impl<'t> Children<'t> {
    const fn of(staff: &'t Staff, done: &'t Done) -> Self {
        Self {
            staff_rows: Rows::by([&staff.centre_code, &staff.contact_ref], staff.rows()),
            staff,
            done_rows: Rows::by([&done.centre_code, &done.contact_ref], done.rows()),
            done,
        }
    }

    /// Of the next contact.
    fn next(&mut self, key: [&str; 2]) -> Around {
        let (staff, done) = (self.staff, self.done);
        let (here, interventions) = (self.staff_rows.of(key), self.done_rows.of(key));
        let team = || here.clone().filter(|row| staff.role.get(*row).is_some_and(is_of_team));
        let code = |row| done.code.get(row);
        Around {
            physiotherapist: here.clone().any(|row| staff.role.get(row) == Some(Role::Physiotherapist)),
            staff: team().filter_map(|row| staff.n.get(row)).sum(),
            ecmo_competent: team().any(|row| staff.ecmo_competent.get(row) == Some(true)),
            active_intervention: interventions
                .clone()
                .any(|row| code(row).is_some_and(|code| is_active(code, done.effort.get(row)))),
            positioned: interventions.clone().any(|row| code(row).is_some_and(is_positioning)),
        }
    }
}

impl Columns {
    /// The next contact and its centre's place; contacts are asked for in order.
    fn contact(
        &self,
        row: usize,
        centres: &Centres,
        children: &mut Children<'_>,
    ) -> Option<(usize, Contact)> {
        let (centre, reference) = (self.centre_code.get(row)?, self.contact_ref.get(row)?);
        let around = children.next([centre, reference]);
        let domains =
            Domains { resp: self.domain.has(row, Domain::Resp), rehab: self.domain.has(row, Domain::Rehab) };
        let contact = Contact {
            at: row,
            start: self.start_at.get(row)?,
            outcome: self.outcome.get(row)?,
            domains,
            minutes: self.minutes.get(row),
            minutes_of_rehab: self.minutes_rehab.get(row),
            led_by: self.delivered_by.get(row),
            ims: self.ims_achieved.get(row),
            safety_screen: self.safety_screen.get(row),
            reason: self.not_treated_reason.get(row),
            physiotherapist: around.physiotherapist,
            active_intervention: around.active_intervention,
            positioned: around.positioned,
            staff: around.staff,
            ecmo_competent: around.ecmo_competent,
            entered: self.created_at.get(row),
        };
        Some((centres.find(centre)?, contact))
    }
}
