//! Monthly activity returns against the centre's runs.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::exposure::Exposure;
use super::{Around, Entry, Sink, itself};
use crate::cells::UNTIL_SIGN_OFF;
use crate::finding::Notes;
use crate::forms::ecmo_run::Support;
use crate::forms::{Discharge, EcmoActivityReturn, EcmoRun, IcuAdmission};
use crate::value::Month;

/// What the monthly count needs to know of a run. ECCO2R runs are not counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RunDates {
    /// Respiratory support.
    pub respiratory: bool,
    /// First date on ECMO here.
    pub started: Date,
    /// Date of flow stop, death, leaving critical care or transfer.
    pub ended: Option<Date>,
}

impl RunDates {
    /// The dates of a run that counts; `None` for ECCO2R or an unknown start.
    pub fn of(run: &EcmoRun, admission: &IcuAdmission, discharge: Option<&Discharge>) -> Option<Self> {
        let exposure = Exposure::of(run, admission, discharge).filter(|_| !run.is_ecco2r())?;
        Some(Self {
            respiratory: run.support_type.is(&Support::Pulmonary),
            started: exposure.start.date(),
            ended: exposure.end.map(|end| end.date()),
        })
    }
}

/// Judges a centre's returns against its runs.
pub(super) fn check(
    returns: &[Entry<EcmoActivityReturn>],
    runs: &[RunDates],
    around: &Around<'_>,
    sink: &mut Sink,
) {
    let by_month: BTreeMap<Month, &EcmoActivityReturn> = returns
        .iter()
        .filter_map(|entry| entry.form.month.value().map(|month| (month, &entry.form)))
        .collect();
    for entry in returns {
        sink.on(entry.at, |notes| {
            let form = &entry.form;
            itself(form, &(), around, notes);
            let Some(month) = form.month.value() else { return };
            unfinished(form, month, around, notes);
            let submitted = count(runs, |run| run.respiratory && Month::of(run.started) == month);
            if form.runs_started_resp.value().is_some_and(|declared| submitted > declared) {
                notes.warn("runs_started_resp", "V-ACT-1", format!("{submitted} respiratory runs of this month are recorded, more than were declared. Is the count correct?"));
            }
            let before = month.previous().and_then(|month| by_month.get(&month)).and_then(|form| form.runs_open_month_end.value());
            if let Some(expected) = before.and_then(|before| expected_open(before, form, month, runs))
                && form.runs_open_month_end.value().is_some_and(|open| open != expected)
            {
                notes.warn("runs_open_month_end", "V-ACT-2", format!("From the month before, the runs started and those that ended, {expected} should be open. Is the count correct?"));
            }
        });
    }
}

/// V-ACT-3: the last day of the month has passed by the centre's clock. A month that has not begun is X-FUTURE.
fn unfinished(form: &EcmoActivityReturn, month: Month, around: &Around<'_>, notes: &mut Notes) {
    let today = around.now_at(form.centre_code.get()).today;
    if month.first() <= today && today <= month.last() {
        notes.hold(
            "month",
            "V-ACT-3",
            format!("{month} is not over yet: its last runs cannot be counted. Check the month, and the counts when it is over.{UNTIL_SIGN_OFF}"),
        );
    }
}

/// Open a month before, plus started, minus ended.
fn expected_open(before: i64, form: &EcmoActivityReturn, month: Month, runs: &[RunDates]) -> Option<i64> {
    let started =
        form.runs_started_resp.value()? + form.runs_started_card.value()? + form.runs_started_ecpr.value()?;
    let ended = count(runs, |run| run.ended.is_some_and(|date| Month::of(date) == month));
    Some(before + started - ended)
}

fn count(runs: &[RunDates], test: impl Fn(&RunDates) -> bool) -> i64 {
    i64::try_from(runs.iter().filter(|run| test(run)).count()).unwrap_or(i64::MAX)
}
