//! The frames as tables that SQL can be asked of.

use std::collections::HashSet;

use polars::prelude::*;

use super::Facts;
use super::contact::Contact;
use super::day::Day;
use super::returns::Return;
use super::run::Run;
use crate::time::{date_of, days};
use measures::Exposure;

/// One run per row, in scope or not; columns that need an exposure are empty out of scope.
pub(super) fn runs(facts: &Facts) -> PolarsResult<DataFrame> {
    let runs = &facts.runs.list;
    let returned: HashSet<(usize, i32)> = facts.returns.iter().map(|r| (r.centre, r.first)).collect();
    let of = |value: fn(&Run) -> bool| runs.iter().map(value).collect::<Vec<_>>();
    let month = |run: &Run| days(date_of(run.arrived.date()).first_of_month());
    DataFrame::new_infer_height(vec![
        facts.centre_column(runs.iter().map(|run| run.centre)),
        column("admission_ref", runs.iter().map(|run| run.admission.as_str())),
        column("run_no", runs.iter().map(|run| run.run_no)),
        column("in_scope", of(|run| run.exposure().is_some())),
        column("network", of(|run| !run.second_of_pair)),
        column("first_run", of(|run| run.first_of_stay)),
        column("date_precision", of(|run| run.date_precision)),
        column("dx_group", runs.iter().map(|run| run.dx_group.as_str())),
        column("femoral", runs.iter().map(|run| run.femoral.as_str())),
        date("arrived", runs.iter().map(|run| Some(run.arrived.date()))),
        date("month_start", runs.iter().map(|run| Some(month(run)))),
        date("month_end", runs.iter().map(|run| Some(days(date_of(run.arrived.date()).last_of_month())))),
        column("month_returned", runs.iter().map(|run| returned.contains(&(run.centre, month(run))))),
        date("ended", runs.iter().map(|run| run.exposure().map(|exposure| exposure.end.date()))),
        column("closed", of(Run::is_closed)),
        column("exposure_minutes", runs.iter().map(|run| run.exposure().map(Exposure::minutes))),
        column("opportunity_days", (0..runs.len()).map(|run| count(facts.days.count(run)))),
        column("max_ims", runs.iter().map(|run| run.max_ims)),
    ])
}

/// One admission with a run in scope per row: its first run, by which it is counted.
pub(super) fn episodes(facts: &Facts) -> PolarsResult<DataFrame> {
    let first: Vec<&Run> = facts.runs.list.iter().filter(|run| run.first_of_stay).collect();
    let of = |value: fn(&Run) -> bool| first.iter().map(|run| value(run)).collect::<Vec<_>>();
    DataFrame::new_infer_height(vec![
        facts.centre_column(first.iter().map(|run| run.centre)),
        column("admission_ref", first.iter().map(|run| run.admission.as_str())),
        column("network", of(|run| !run.second_of_pair)),
        date("arrived", first.iter().map(|run| Some(run.arrived.date()))),
        column("closed", of(Run::is_closed)),
        column("date_precision", of(|run| run.date_precision)),
        column("died_within_24h", of(Run::died_within_24h)),
        column("exposure_minutes", first.iter().map(|run| run.exposure().map(Exposure::minutes))),
        column("assessed_within_24h", of(|run| run.assessed_within_24h)),
    ])
}

/// One opportunity day of a run in scope per row.
pub(super) fn opportunity_days(facts: &Facts) -> PolarsResult<DataFrame> {
    let list = &facts.days.list;
    let run = |day: &Day| &facts.runs.list[day.run];
    let of = |value: fn(&Day) -> bool| list.iter().map(value).collect::<Vec<_>>();
    DataFrame::new_infer_height(vec![
        facts.centre_column(list.iter().map(|day| run(day).centre)),
        column("admission_ref", list.iter().map(|day| run(day).admission.as_str())),
        column("run_no", list.iter().map(|day| run(day).run_no)),
        date("date", list.iter().map(|day| Some(day.date))),
        column("weekend", of(|day| day.weekend)),
        column("holiday", of(|day| day.holiday)),
        column("contacts", list.iter().map(|day| i64::from(day.contacts))),
        column("treated", of(|day| day.treated)),
        column("rehab", of(|day| day.rehab)),
        column("active", of(|day| day.active)),
        column("ims", list.iter().map(|day| day.ims)),
        column("excusable", of(Day::excusable)),
        column("documented", of(Day::documented)),
    ])
}

/// One contact on ECMO of a run in scope per row.
pub(super) fn contacts(facts: &Facts) -> PolarsResult<DataFrame> {
    let list = &facts.contacts.list;
    let run = |contact: &Contact| &facts.runs.list[contact.run];
    let of = |value: fn(&Contact) -> bool| list.iter().map(value).collect::<Vec<_>>();
    let text = |value: fn(&Contact) -> Option<&str>| list.iter().map(value).collect::<Vec<_>>();
    DataFrame::new_infer_height(vec![
        facts.centre_column(list.iter().map(|contact| run(contact).centre)),
        column("contact_ref", list.iter().map(|contact| contact.reference.as_str())),
        column("admission_ref", list.iter().map(|contact| run(contact).admission.as_str())),
        column("run_no", list.iter().map(|contact| run(contact).run_no)),
        date("date", list.iter().map(|contact| Some(contact.date))),
        column("outcome", list.iter().map(|contact| contact.outcome.as_str())),
        column("treated", of(|contact| contact.treated)),
        column("rehab", of(|contact| contact.rehab)),
        column("active", of(|contact| contact.active)),
        column("ims", list.iter().map(|contact| contact.ims)),
        column("minutes_rehab", list.iter().map(|contact| contact.minutes_rehab)),
        column("safety_screen", text(|contact| contact.safety_screen.as_deref())),
        column("reason", text(|contact| contact.reason.as_deref())),
        column("reason_class", text(|contact| contact.reason_class)),
    ])
}

/// One return of a centre and month per row.
pub(super) fn returns(facts: &Facts) -> PolarsResult<DataFrame> {
    let list: &[Return] = &facts.returns;
    DataFrame::new_infer_height(vec![
        facts.centre_column(list.iter().map(|r| r.centre)),
        date("month_start", list.iter().map(|r| Some(r.first))),
        date("month_end", list.iter().map(|r| Some(r.last))),
        column("runs_started_resp", list.iter().map(|r| r.runs_started_resp)),
    ])
}

/// One centre per row.
pub(super) fn centres(facts: &Facts) -> PolarsResult<DataFrame> {
    let centres = &facts.centres.0;
    DataFrame::new_infer_height(vec![
        facts.centre_column(0..centres.len()),
        column("name", centres.iter().map(|centre| centre.name.as_str())),
        column("short_name", centres.iter().map(|centre| centre.short_name.as_str())),
        column("nation", centres.iter().map(|centre| centre.nation.as_str())),
    ])
}

fn column<T>(name: &'static str, values: impl IntoIterator<Item = T>) -> Column
where
    Vec<T>: AsRef<[T]>,
    Series: NamedFrom<Vec<T>, [T]>,
{
    let values: Vec<T> = values.into_iter().collect();
    Column::new(name.into(), values)
}

fn date(name: &'static str, values: impl Iterator<Item = Option<i32>>) -> Column {
    Series::new(name.into(), values.collect::<Vec<_>>()).into_date().into()
}

fn count(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}
