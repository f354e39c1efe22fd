//! The frames as tables that SQL can be asked of.

use std::collections::HashSet;

use polars::prelude::*;

use domain::code::Coded;
use measures::Exposure;
use measures::ascertainment::month_of;
use measures::contact::Contact;
use measures::day::Day;
use measures::ledger::OnEcmo;
use measures::run::Run;

use super::Facts;
use crate::time::days;

/// One run per row, in scope or not; columns that need an exposure are empty out of scope.
pub(super) fn runs(facts: &Facts) -> PolarsResult<DataFrame> {
    let runs = &facts.ledger.runs;
    let returned: HashSet<_> = facts.returns.iter().map(|r| (r.centre, r.month)).collect();
    let of = |value: fn(&Run) -> bool| runs.iter().map(value).collect::<Vec<_>>();
    let month = |run: &Run| month_of(run.arrived);
    let is_returned = |run: &Run| returned.contains(&(facts.owner(run).centre, month(run)));
    DataFrame::new_infer_height(vec![
        facts.centre_column(runs.iter()),
        facts.admission_column(runs.iter()),
        column("run_no", runs.iter().map(|run| run.facts.number)),
        column("in_scope", of(|run| run.exposure().is_some())),
        column("network", of(|run| !run.second_of_pair)),
        column("first_run", of(|run| run.first_of_stay)),
        column("date_precision", of(Run::is_date_precision)),
        column("dx_group", runs.iter().map(|run| run.facts.dx_group.map(Coded::code))),
        column("femoral", runs.iter().map(|run| run.facts.femoral.as_str())),
        date("arrived", runs.iter().map(|run| Some(run.arrived.date()))),
        date("month_start", runs.iter().map(|run| Some(days(month(run).first())))),
        date("month_end", runs.iter().map(|run| Some(days(month(run).last())))),
        column("month_returned", runs.iter().map(is_returned)),
        date("ended", runs.iter().map(|run| run.exposure().map(|exposure| exposure.end.date()))),
        column("closed", of(Run::is_closed)),
        column("exposure_minutes", runs.iter().map(|run| run.exposure().map(Exposure::minutes))),
        column("opportunity_days", runs.iter().map(|run| count(run.opportunity_days))),
        column("max_ims", runs.iter().map(|run| run.max_ims)),
    ])
}

/// One admission with a run in scope per row: its first run, by which it is counted.
pub(super) fn episodes(facts: &Facts) -> PolarsResult<DataFrame> {
    let first: Vec<&Run> = facts.ledger.runs.iter().filter(|run| run.first_of_stay).collect();
    let of = |value: fn(&Run) -> bool| first.iter().map(|run| value(run)).collect::<Vec<_>>();
    DataFrame::new_infer_height(vec![
        facts.centre_column(first.iter().copied()),
        facts.admission_column(first.iter().copied()),
        column("network", of(|run| !run.second_of_pair)),
        date("arrived", first.iter().map(|run| Some(run.arrived.date()))),
        column("closed", of(Run::is_closed)),
        column("date_precision", of(Run::is_date_precision)),
        column("died_within_24h", of(Run::died_within_24h)),
        column("exposure_minutes", first.iter().map(|run| run.exposure().map(Exposure::minutes))),
        column("assessed_within_24h", of(|run| run.assessed_within_24h)),
    ])
}

/// One opportunity day of a run in scope per row.
pub(super) fn opportunity_days(facts: &Facts) -> PolarsResult<DataFrame> {
    let list = &facts.ledger.days;
    let runs = || list.iter().map(|day| &facts.ledger.runs[day.run]);
    let of = |value: fn(&Day) -> bool| list.iter().map(value).collect::<Vec<_>>();
    DataFrame::new_infer_height(vec![
        facts.centre_column(runs()),
        facts.admission_column(runs()),
        column("run_no", runs().map(|run| run.facts.number)),
        date("date", list.iter().map(|day| Some(day.date))),
        column("weekend", of(|day| day.weekend)),
        column("holiday", of(|day| day.holiday)),
        column("contacts", list.iter().map(|day| i64::from(day.contacts))),
        column("treated", of(|day| day.treated)),
        column("rehab", of(|day| day.rehab)),
        column("active", of(|day| day.active)),
        column("ims", list.iter().map(|day| day.ims)),
        column("excusable", of(Day::is_excusable)),
        column("documented", of(Day::is_documented)),
    ])
}

/// One contact on ECMO of a run in scope per row.
pub(super) fn contacts(facts: &Facts) -> PolarsResult<DataFrame> {
    let list = || facts.ledger.contacts.iter().map(|on: &OnEcmo| &on.contact);
    let runs = || facts.ledger.contacts.iter().map(|on| &facts.ledger.runs[on.run]);
    let reference = |at: usize| facts.contacts.references.get(at).unwrap_or_default();
    DataFrame::new_infer_height(vec![
        facts.centre_column(runs()),
        column("contact_ref", list().map(|contact| reference(contact.at))),
        facts.admission_column(runs()),
        column("run_no", runs().map(|run| run.facts.number)),
        date("date", list().map(|contact| Some(contact.start.date()))),
        column("outcome", list().map(|contact| contact.outcome.code())),
        column("treated", list().map(Contact::is_treated)),
        column("rehab", list().map(Contact::is_rehab)),
        column("active", list().map(Contact::is_active)),
        column("ims", list().map(|contact| contact.ims)),
        column("minutes_rehab", list().map(Contact::minutes_rehab)),
        column("safety_screen", list().map(|contact| contact.safety_screen.map(Coded::code))),
        column("reason", list().map(|contact| contact.reason.map(Coded::code))),
        column("reason_class", list().map(|contact| contact.reason.map(Coded::group))),
    ])
}

/// One return of a centre and month per row.
pub(super) fn returns(facts: &Facts) -> PolarsResult<DataFrame> {
    let list = &facts.returns;
    DataFrame::new_infer_height(vec![
        facts.codes_column(list.iter().map(|r| r.centre)),
        date("month_start", list.iter().map(|r| Some(days(r.month.first())))),
        date("month_end", list.iter().map(|r| Some(days(r.month.last())))),
        column("runs_started_resp", list.iter().map(|r| r.runs_started_resp)),
    ])
}

/// One centre per row.
pub(super) fn centres(facts: &Facts) -> PolarsResult<DataFrame> {
    let centres = &facts.centres.0;
    DataFrame::new_infer_height(vec![
        facts.codes_column(0..centres.len()),
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
