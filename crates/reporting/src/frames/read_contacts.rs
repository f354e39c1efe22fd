//! From the snapshot's contacts to what they mean for runs and days.

use std::collections::BTreeMap;
use std::ops::Range;

use domain::code::Coded;
use domain::forms::physio_contact::NotTreated;
use polars::prelude::{Int64Chunked, StringChunked};

use super::centre::Centres;
use super::contact::{Contact, is_active};
use super::day::Days;
use super::run::Runs;
use super::source::{Moments, Rows, Table};
use super::stay::{ByReference, Stay};
use crate::error::Result;
use crate::snapshot::Tables;
use measures::Moment;

/// How many contacts of a centre and date were entered, and how many count.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Fate {
    pub(super) entered: u32,
    pub(super) after_extract: u32,
    pub(super) on_ecmo: u32,
}

/// The contacts on ECMO, and the fate of all contacts by centre and local date.
pub(super) struct Contacts {
    pub(super) list: Vec<Contact>,
    pub(super) fates: BTreeMap<(usize, i32), Fate>,
}

/// Reads every contact and enters it on its run and day.
pub(super) fn read(
    snapshot: &dyn Tables,
    centres: &Centres,
    stays: &ByReference<Stay>,
    runs: &mut Runs,
    days: &mut Days,
) -> Result<Contacts> {
    let table = Table::read(snapshot, "physio_contacts", &COLUMNS)?;
    let staff = Table::read(snapshot, "contact_staff", &["centre_code", "contact_ref", "role"])?;
    let done =
        Table::read(snapshot, "contact_interventions", &["centre_code", "contact_ref", "code", "effort"])?;
    let mut columns = Columns::of(&table, &staff, &done)?;
    let mut contacts = Contacts { list: Vec::new(), fates: BTreeMap::new() };
    for row in 0..table.rows() {
        let Some(seen) = columns.seen(row, centres) else { continue };
        let fate = contacts.fates.entry((seen.centre, seen.start.date())).or_default();
        fate.entered += 1;
        if seen.start.instant > centres.0[seen.centre].extract.instant {
            fate.after_extract += 1;
            continue;
        }
        let Some(stay) = stays.find(seen.centre, seen.admission) else { continue };
        for run in runs.of_stay(stay) {
            let run_facts = &mut runs.list[run];
            run_facts.assessed_within_24h |= seen.is_assessment && run_facts.is_first_day(seen.start);
            if run_facts.exposure().is_some_and(|exposure| exposure.contains(seen.start)) {
                let contact = columns.contact(row, run, &seen);
                fate.on_ecmo += 1;
                run_facts.max_ims = run_facts.max_ims.max(contact.ims);
                days.add(&contact);
                contacts.list.push(contact);
            }
        }
    }
    Ok(contacts)
}

const COLUMNS: [&str; 13] = [
    "centre_code",
    "contact_ref",
    "admission_ref",
    "start_at",
    "start_at_local",
    "outcome",
    "domain",
    "minutes",
    "minutes_rehab",
    "delivered_by",
    "ims_achieved",
    "safety_screen",
    "not_treated_reason",
];

/// What is asked of every contact, on ECMO or not.
struct Seen<'t> {
    centre: usize,
    reference: &'t str,
    admission: &'t str,
    start: Moment,
    outcome: &'t str,
    /// Treated or assessed with a physiotherapist present (clarification 8).
    is_assessment: bool,
    interventions: Range<usize>,
}

struct Columns<'t> {
    centre: &'t StringChunked,
    reference: &'t StringChunked,
    admission: &'t StringChunked,
    start: Moments<'t>,
    outcome: &'t StringChunked,
    domain: &'t StringChunked,
    minutes: &'t Int64Chunked,
    minutes_rehab: &'t Int64Chunked,
    delivered_by: &'t StringChunked,
    ims: &'t Int64Chunked,
    safety_screen: &'t StringChunked,
    reason: &'t StringChunked,
    staff: Rows<'t>,
    role: &'t StringChunked,
    interventions: Rows<'t>,
    code: &'t StringChunked,
    effort: &'t StringChunked,
}

impl<'t> Columns<'t> {
    fn of(table: &'t Table, staff: &'t Table, done: &'t Table) -> Result<Self> {
        const KEY: [&str; 2] = ["centre_code", "contact_ref"];
        Ok(Self {
            centre: table.text("centre_code")?,
            reference: table.text("contact_ref")?,
            admission: table.text("admission_ref")?,
            start: table.moments("start_at")?,
            outcome: table.text("outcome")?,
            domain: table.text("domain")?,
            minutes: table.int("minutes")?,
            minutes_rehab: table.int("minutes_rehab")?,
            delivered_by: table.text("delivered_by")?,
            ims: table.int("ims_achieved")?,
            safety_screen: table.text("safety_screen")?,
            reason: table.text("not_treated_reason")?,
            staff: Rows::by(staff, &KEY)?,
            role: staff.text("role")?,
            interventions: Rows::by(done, &KEY)?,
            code: done.text("code")?,
            effort: done.text("effort")?,
        })
    }

    /// The next contact; contacts are asked for in order.
    fn seen(&mut self, row: usize, centres: &Centres) -> Option<Seen<'t>> {
        let (code, reference) = (self.centre.get(row)?, self.reference.get(row)?);
        let mut staff = self.staff.of(&[code, reference]);
        let interventions = self.interventions.of(&[code, reference]);
        let outcome = self.outcome.get(row)?;
        let physiotherapist = staff.any(|row| self.role.get(row) == Some("PT"));
        Some(Seen {
            centre: centres.find(code)?,
            reference,
            admission: self.admission.get(row)?,
            start: self.start.get(row)?,
            outcome,
            is_assessment: outcome != "NOT_TREATED" && physiotherapist,
            interventions,
        })
    }

    fn contact(&self, row: usize, run: usize, seen: &Seen<'_>) -> Contact {
        let domain = self.domain.get(row).unwrap_or_default();
        let has_rehab = domain.split('|').any(|code| code == "REHAB");
        let led_by_physiotherapy = matches!(self.delivered_by.get(row), Some("PT" | "TA" | "MIXED"));
        let minutes = self.minutes.get(row);
        let treated =
            seen.outcome == "TREATED" && minutes.is_some_and(|minutes| minutes >= 1) && led_by_physiotherapy;
        let active = |row| self.code.get(row).is_some_and(|code| is_active(code, self.effort.get(row)));
        let reason = self.reason.get(row);
        Contact {
            run,
            reference: seen.reference.to_owned(),
            date: seen.start.date(),
            outcome: seen.outcome.to_owned(),
            treated,
            rehab: treated && has_rehab,
            active: treated && seen.interventions.clone().any(active),
            ims: self.ims.get(row),
            minutes_rehab: if domain == "REHAB" { minutes } else { self.minutes_rehab.get(row) },
            safety_screen: self.safety_screen.get(row).map(str::to_owned),
            reason: reason.map(str::to_owned),
            reason_class: reason.and_then(NotTreated::parse).map(NotTreated::group),
        }
    }
}
