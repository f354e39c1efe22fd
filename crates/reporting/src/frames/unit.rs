//! The rows of the frames as what an indicator counts one by one.

use polars::prelude::{Column, DataFrame, IntoLazy, PolarsResult};
use polars::sql::SQLContext;

use super::Frames;
use crate::error::{Doing, Result};
use crate::indicators::Counted;
use measures::event::EventOnEcmo;
use measures::ledger::OnEcmo;
use measures::run::Run;

/// A row of a frame.
pub(crate) struct Unit<'f> {
    pub(crate) counted: Counted,
    /// Its place in the frame.
    pub(crate) row: usize,
    pub(crate) admission: &'f str,
    pub(crate) run_no: i64,
    /// The local date that decides its period, in days since 1970; of a run the date on which it began here.
    pub(crate) date: i32,
    /// The reference of a contact or an event.
    pub(crate) record: Option<&'f str>,
    /// Why its run does not count at all.
    pub(crate) out_of_scope: Option<&'static str>,
    /// It lies on the date of the extract and its run goes on.
    pub(crate) unfinished: bool,
}

impl Unit<'_> {
    /// Its name where the frames are asked unit by unit.
    pub(crate) fn name(&self) -> String {
        name(self.counted.frame(), self.row)
    }
}

impl Frames {
    /// Everything that the frames hold and an indicator can count one by one.
    pub(crate) fn units(&self) -> Vec<Unit<'_>> {
        Counted::OF_PATIENTS.into_iter().flat_map(|counted| self.units_of(counted)).collect()
    }

    /// The same of one frame, each at its row.
    pub(crate) fn units_of(&self, counted: Counted) -> Vec<Unit<'_>> {
        let facts = &self.facts;
        let ledger = &facts.ledger;
        let runs = &ledger.runs;
        let each = |at: &mut dyn Iterator<Item = (usize, i32)>| -> Vec<Unit<'_>> {
            at.enumerate().map(|(row, (run, date))| self.unit(counted, row, &runs[run], date)).collect()
        };
        let arrived = |run: usize| (run, runs[run].arrived.date());
        match counted {
            Counted::Episodes => each(&mut ledger.episodes.iter().map(|episode| arrived(episode.run))),
            Counted::Runs => each(&mut (0..runs.len()).map(arrived)),
            Counted::Days => each(&mut ledger.days.iter().map(|day| (day.run, day.date))),
            Counted::RehabDays => each(&mut ledger.rehab_days.iter().map(|day| (day.run, day.date))),
            Counted::Weeks => each(&mut ledger.weeks.iter().map(|week| (week.run, week.sunday))),
            Counted::Contacts => {
                let contacts = ledger.contacts.iter().enumerate();
                let unit = |(row, OnEcmo { run, contact, .. }): (usize, &OnEcmo)| Unit {
                    record: facts.contacts.references.get(contact.at),
                    ..self.unit(counted, row, &runs[*run], contact.start.date())
                };
                contacts.map(unit).collect()
            }
            Counted::Events => {
                let events = ledger.events.iter().enumerate();
                let unit = |(row, on): (usize, &EventOnEcmo)| Unit {
                    record: facts.events.event_ref.get(on.event.at),
                    ..self.unit(counted, row, &runs[on.run], on.date)
                };
                events.map(unit).collect()
            }
            Counted::Fields | Counted::Services => Vec::new(),
        }
    }

    fn unit<'f>(&'f self, counted: Counted, row: usize, run: &'f Run, date: i32) -> Unit<'f> {
        let owner = self.facts.owner(run);
        let today = self.facts.centres.0[owner.centre].extract.date();
        Unit {
            counted,
            row,
            admission: &owner.admission,
            run_no: run.facts.number,
            date,
            record: None,
            out_of_scope: run.scope.why_not(),
            unfinished: date == today && !run.is_closed(),
        }
    }

    /// A place to run an indicator's SQL in which every row stands as a centre of its own.
    pub(crate) fn unit_context(&self) -> Result<SQLContext> {
        let context = SQLContext::new();
        for (name, frame) in &self.tables {
            let frame = by_unit(name, frame).doing(|| format!("splitting the frame {name}"))?;
            context.register(name, frame.lazy());
        }
        Ok(context)
    }
}

fn by_unit(frame: &str, table: &DataFrame) -> PolarsResult<DataFrame> {
    let names: Vec<String> = (0..table.height()).map(|row| name(frame, row)).collect();
    let mut table = table.clone();
    table.with_column(Column::new("centre".into(), names))?;
    Ok(table)
}

fn name(frame: &str, row: usize) -> String {
    format!("{frame}/{row}")
}

/// The place in its frame of a unit that is called so.
pub(crate) fn row_of(name: &str) -> Option<usize> {
    name.rsplit_once('/')?.1.parse().ok()
}
