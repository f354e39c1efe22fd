//! The rows of the frames as what an indicator counts one by one.

use polars::prelude::{Column, DataFrame, IntoLazy, PolarsResult};
use polars::sql::SQLContext;

use super::Frames;
use crate::error::{Doing, Result};
use crate::indicators::Counted;
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
    /// The reference of a contact.
    pub(crate) contact: Option<&'f str>,
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
    /// Everything that the frames hold and an indicator can count.
    pub(crate) fn units(&self) -> Vec<Unit<'_>> {
        let facts = &self.facts;
        let runs = &facts.ledger.runs;
        let unit = |counted, row, run: usize, date| self.unit(counted, row, &runs[run], date);
        let first = (0..runs.len()).filter(|run| runs[*run].first_of_stay).enumerate();
        let mut units: Vec<_> = first
            .map(|(row, run)| unit(Counted::Episodes, row, run, runs[run].arrived.date()))
            .chain((0..runs.len()).map(|run| unit(Counted::Runs, run, run, runs[run].arrived.date())))
            .collect();
        let days = facts.ledger.days.iter().enumerate();
        units.extend(days.map(|(row, day)| unit(Counted::Days, row, day.run, day.date)));
        units.extend(facts.ledger.contacts.iter().enumerate().map(|(row, OnEcmo { run, contact })| Unit {
            contact: facts.contacts.references.get(contact.at),
            ..unit(Counted::Contacts, row, *run, contact.start.date())
        }));
        units
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
            contact: None,
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
