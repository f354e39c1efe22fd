//! The frames as tables that SQL can be asked of.

use std::collections::HashSet;

use polars::prelude::*;

use domain::code::Coded;
use domain::forms::physio_contact::ContactStaff;
use domain::forms::{AdverseEvent, Discharge, EcmoActivityReturn, EcmoRun, OrgAudit, PhysioContact};
use measures::ascertainment::month_of;
use measures::contact::Contact;
use measures::course::Course;
use measures::day::Day;
use measures::episode::Episode;
use measures::graded::Strength;
use measures::ledger::OnEcmo;
use measures::review::ReviewDue;
use measures::run::{Ending, Run};
use measures::{Exposure, Moment};

use super::column::{column, date};
use super::{Facts, case_mix};
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
        column(EcmoRun::RUN_NO, runs.iter().map(|run| run.facts.number)),
        column("in_scope", of(|run| run.exposure().is_some())),
        column("network", of(|run| !run.second_of_pair)),
        column("first_run", of(|run| run.first_of_stay)),
        column("date_precision", of(Run::is_date_precision)),
        column(EcmoRun::DX_GROUP, runs.iter().map(|run| run.facts.dx_group.map(Coded::code))),
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
        column("minutes_to_ims3", runs.iter().map(|run| run.minutes_to_ims3)),
        column("minutes_to_ims4", runs.iter().map(|run| run.minutes_to_ims4)),
        column("minutes_observed", runs.iter().map(|run| run.minutes_observed)),
        column("ending", runs.iter().map(|run| run.ending().map(Ending::as_str))),
    ])
}

/// One admission with a run in scope per row: by its first run, and how the stay went.
pub(super) fn episodes(facts: &Facts) -> PolarsResult<DataFrame> {
    let mut columns = by_first_run(facts);
    columns.extend(by_stay(&facts.ledger.episodes));
    columns.extend(by_review(&facts.ledger.episodes));
    let first: Vec<&Run> = facts.ledger.episodes.iter().map(|e| &facts.ledger.runs[e.run]).collect();
    columns.extend(case_mix::columns(facts, &first));
    DataFrame::new_infer_height(columns)
}

fn by_first_run(facts: &Facts) -> Vec<Column> {
    let episodes = &facts.ledger.episodes;
    let first: Vec<&Run> = episodes.iter().map(|episode| &facts.ledger.runs[episode.run]).collect();
    let of = |value: fn(&Run) -> bool| first.iter().map(|run| value(run)).collect::<Vec<_>>();
    vec![
        facts.centre_column(first.iter().copied()),
        facts.admission_column(first.iter().copied()),
        column("network", of(|run| !run.second_of_pair)),
        date("arrived", first.iter().map(|run| Some(run.arrived.date()))),
        date("ended", first.iter().map(|run| run.exposure().map(|exposure| exposure.end.date()))),
        column("closed", of(Run::is_closed)),
        column("date_precision", of(Run::is_date_precision)),
        column("died_within_24h", of(Run::died_within_24h)),
        column("exposure_minutes", first.iter().map(|run| run.exposure().map(Exposure::minutes))),
        column("assessed_within_24h", of(|run| run.assessed_within_24h)),
    ]
}

fn by_stay(episodes: &[Episode]) -> Vec<Column> {
    let of = |value: fn(&Course) -> bool| episodes.iter().map(|e| value(&e.course)).collect::<Vec<_>>();
    let on = |name, time: fn(&Course) -> Option<Moment>| {
        date(name, episodes.iter().map(|e| time(&e.course).map(Moment::date)))
    };
    let strength = |episode: &Episode| match episode.strength {
        Strength::Sum(sum) => Some(sum),
        Strength::NotAwake | Strength::NotComplete => None,
    };
    vec![
        on("admitted", |course| course.admitted),
        on("icu_ended", Course::icu_end),
        on("left_icu", |course| course.left_icu),
        on("left_centre", |course| course.left_centre),
        column("case_mix_recorded", of(Course::is_case_mix_recorded)),
        column("at_risk", episodes.iter().map(|e| e.course.at_risk)),
        column("goals_due", episodes.iter().map(|e| e.goals_due)),
        column("goals_in_time", of(Course::are_goals_in_time)),
        column("stay_minutes", episodes.iter().map(|e| e.course.stay_minutes())),
        column("long_stay", of(Course::is_long)),
        column(Discharge::ICU_OUTCOME, episodes.iter().map(|e| e.course.icu_outcome.map(Coded::code))),
        column("left_alive", of(Course::left_alive)),
        column(EcmoRun::LEFT_ON_ECMO, episodes.iter().map(|e| e.left_on_ecmo)),
        column("survivor", of(Course::is_survivor)),
        column("ims_at_icu_discharge", episodes.iter().map(|e| e.ims_at_icu_discharge)),
        column("cpax_at_icu_discharge", episodes.iter().map(|e| e.cpax)),
        column("strength_at_awakening", episodes.iter().map(strength)),
        column("tested_asleep", episodes.iter().map(|e| e.strength == Strength::NotAwake)),
        column("died_in_hospital", of(Course::died_in_hospital)),
        column("ims_at_leaving", episodes.iter().map(|e| e.ims_at_leaving)),
        column("handed_over", of(Course::is_handed_over)),
        column("handover_with_programme", of(|course| course.handover_includes_programme == Some(true))),
        column("informed_in_time", of(Course::is_informed_in_time)),
    ]
}

fn by_review(episodes: &[Episode]) -> Vec<Column> {
    let of = |value: fn(&ReviewDue) -> bool| {
        episodes.iter().map(|e| e.review.is_some_and(|review| value(&review))).collect::<Vec<_>>()
    };
    vec![
        date("review_due", episodes.iter().map(|e| e.review.map(|review| review.due))),
        column("review_past", of(|review| review.is_past)),
        column("died_by_review", of(|review| review.died)),
        column("died_undated", of(|review| review.died_undated)),
        column("care_transferred", of(|review| review.transferred)),
        column("reviewed", of(|review| review.held)),
        column("reviewed_wider", of(|review| review.held_in_wider_window)),
        column("quality_of_life", episodes.iter().map(|e| e.quality_of_life)),
    ]
}

/// One opportunity day of a run in scope per row.
pub(super) fn opportunity_days(facts: &Facts) -> PolarsResult<DataFrame> {
    let list = &facts.ledger.days;
    let runs = || list.iter().map(|day| &facts.ledger.runs[day.run]);
    let of = |value: fn(&Day) -> bool| list.iter().map(value).collect::<Vec<_>>();
    DataFrame::new_infer_height(vec![
        facts.centre_column(runs()),
        facts.admission_column(runs()),
        column(EcmoRun::RUN_NO, runs().map(|run| run.facts.number)),
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
        column(PhysioContact::CONTACT_REF, list().map(|contact| reference(contact.at))),
        facts.admission_column(runs()),
        column(EcmoRun::RUN_NO, runs().map(|run| run.facts.number)),
        date("date", list().map(|contact| Some(contact.start.date()))),
        column(PhysioContact::OUTCOME, list().map(|contact| contact.outcome.code())),
        column("treated", list().map(Contact::is_treated)),
        column("resp", list().map(|contact| contact.is_treated() && contact.domains.resp)),
        column("rehab", list().map(Contact::is_rehab)),
        column("active", list().map(Contact::is_active)),
        column("ims", list().map(|contact| contact.ims)),
        column(PhysioContact::MINUTES_REHAB, list().map(Contact::minutes_rehab)),
        column(PhysioContact::SAFETY_SCREEN, list().map(|contact| contact.safety_screen.map(Coded::code))),
        column("reason", list().map(|contact| contact.reason.map(Coded::code))),
        column("reason_class", list().map(|contact| contact.reason.map(Coded::group))),
        column("opportunity_day", facts.ledger.contacts.iter().map(|on| on.on_opportunity_day)),
        column("moving", list().map(Contact::is_moving)),
        column("staff", list().map(|contact| contact.staff)),
        column(ContactStaff::ECMO_COMPETENT, list().map(|contact| contact.ecmo_competent)),
        column(
            "minutes_to_entry",
            list().zip(runs()).map(|(contact, run)| contact.minutes_to_entry(facts.extract(run))),
        ),
    ])
}

/// One date of a run with rehabilitation per row.
pub(super) fn rehab_days(facts: &Facts) -> PolarsResult<DataFrame> {
    let list = &facts.ledger.rehab_days;
    let runs = || list.iter().map(|day| &facts.ledger.runs[day.run]);
    DataFrame::new_infer_height(vec![
        facts.centre_column(runs()),
        facts.admission_column(runs()),
        column(EcmoRun::RUN_NO, runs().map(|run| run.facts.number)),
        date("date", list.iter().map(|day| Some(day.date))),
        column(PhysioContact::MINUTES, list.iter().map(|day| day.minutes)),
    ])
}

/// One whole week of a run per row.
pub(super) fn weeks(facts: &Facts) -> PolarsResult<DataFrame> {
    let list = &facts.ledger.weeks;
    let runs = || list.iter().map(|week| &facts.ledger.runs[week.run]);
    DataFrame::new_infer_height(vec![
        facts.centre_column(runs()),
        facts.admission_column(runs()),
        column(EcmoRun::RUN_NO, runs().map(|run| run.facts.number)),
        date("sunday", list.iter().map(|week| Some(week.sunday))),
        column("treated_days", list.iter().map(|week| i64::from(week.treated_days))),
        column("rehab_days", list.iter().map(|week| i64::from(week.rehab_days))),
    ])
}

/// One adverse event on ECMO per row.
pub(super) fn events(facts: &Facts) -> PolarsResult<DataFrame> {
    let list = &facts.ledger.events;
    let runs = || list.iter().map(|on| &facts.ledger.runs[on.run]);
    let reference = |at: usize| facts.events.event_ref.get(at).unwrap_or_default();
    DataFrame::new_infer_height(vec![
        facts.centre_column(runs()),
        column(AdverseEvent::EVENT_REF, list.iter().map(|on| reference(on.event.at))),
        facts.admission_column(runs()),
        column(EcmoRun::RUN_NO, runs().map(|run| run.facts.number)),
        date("date", list.iter().map(|on| Some(on.date))),
        column(AdverseEvent::CATEGORY, list.iter().map(|on| on.event.category.map(Coded::code))),
        column(AdverseEvent::SEVERITY, list.iter().map(|on| on.event.severity.map(Coded::code))),
        column(AdverseEvent::RELATION, list.iter().map(|on| on.event.relation.map(Coded::code))),
        column("in_moving_contact", list.iter().map(|on| on.in_moving_contact)),
    ])
}

/// One organisation audit of a centre and cycle per row.
pub(super) fn services(facts: &Facts) -> PolarsResult<DataFrame> {
    let list = &facts.services;
    DataFrame::new_infer_height(vec![
        facts.codes_column(list.iter().map(|service| service.centre)),
        date("cycle_start", list.iter().map(|service| Some(service.cycle_start))),
        column(OrgAudit::L3_BEDS, list.iter().map(|service| service.l3_beds)),
        column("wte_hundredths", list.iter().map(|service| service.wte_hundredths)),
        column(OrgAudit::RING_FENCED, list.iter().map(|service| service.ring_fenced.map(Coded::code))),
        column(OrgAudit::REHAB_WEEKDAY, list.iter().map(|service| service.rehab_weekday.map(Coded::code))),
        column(OrgAudit::REHAB_WEEKEND, list.iter().map(|service| service.rehab_weekend.map(Coded::code))),
    ])
}

/// One return of a centre and month per row.
pub(super) fn returns(facts: &Facts) -> PolarsResult<DataFrame> {
    let list = &facts.returns;
    DataFrame::new_infer_height(vec![
        facts.codes_column(list.iter().map(|r| r.centre)),
        date("month_start", list.iter().map(|r| Some(days(r.month.first())))),
        date("month_end", list.iter().map(|r| Some(days(r.month.last())))),
        column(EcmoActivityReturn::RUNS_STARTED_RESP, list.iter().map(|r| r.runs_started_resp)),
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

fn count(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}
