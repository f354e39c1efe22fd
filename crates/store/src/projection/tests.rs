//! What is kept of a patient, from the rows of a few records.

use domain::centre::{Centre, Directory};
use domain::dictionary::Dictionary;
use domain::reference::CycleDates;
use domain::spec::occurred;
use domain::value::CentreCode;
use domain::{FormSpec, Raw};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::sync::Arc;
use uuid::Uuid;

use super::Kind;
use super::make::{Basis, Work, make};
use crate::entity::record;
use crate::payload;
use crate::time::Millis;

const PATIENT: &str = "7K2M9QX4J";

fn centre() -> Centre {
    Centre {
        code: CentreCode::parse("STH").unwrap(),
        name: "St Thomas".to_owned(),
        short_name: "St Thomas".to_owned(),
        site_name: String::new(),
        trust_name: String::new(),
        ods_code: String::new(),
        nation: "ENG".to_owned(),
        zone: TimeZone::get("Europe/London").unwrap(),
        adult_resp_ecmo_beds: None,
        l3_beds: None,
    }
}

fn cycle(id: &str, start: &str, end: &str) -> CycleDates {
    let date = |text: &str| text.parse().unwrap();
    CycleDates { id: id.to_owned(), start: date(start), end: date(end), lock_deadline: date(end) }
}

/// The row of a record with these answers, in a state.
fn row(number: u128, form: &str, state: &str, cells: &[(&str, &str)]) -> record::Model {
    let form: &'static FormSpec = Dictionary::shipped().form(form).unwrap();
    let mut raw = Raw::blank(form);
    for (name, value) in cells {
        assert!(raw.set(form, name, *value), "{} has no field {name}", form.id);
    }
    let withdrawn = state == "WITHDRAWN";
    record::Model {
        id: Uuid::from_u128(number),
        form: form.id.to_owned(),
        centre: "STH".to_owned(),
        natural_key: raw.natural_key(form),
        parent_key: raw.parent_key(form),
        patient_ref: Some(PATIENT.to_owned()),
        state: state.to_owned(),
        state_by: withdrawn.then(|| "Robin".to_owned()),
        state_at: withdrawn.then_some(Millis(0)),
        state_reason: withdrawn.then(|| "entered twice".to_owned()),
        state_cycle: None,
        locked_at: None,
        open_queries: 0,
        steps: 0,
        occurred_at: occurred(form, &raw, &centre().zone).map(Into::into),
        holds: 0,
        revision: 1,
        payload: payload::write(form, &raw),
        created_at: Millis(0),
        updated_at: Millis(0),
    }
}

fn patient() -> record::Model {
    row(1, "patient", "SUBMITTED", &[("patient_ref", PATIENT), ("age_years", "45")])
}

/// A stay from March on, with a run.
fn stay(discharged: Option<&str>) -> Vec<record::Model> {
    let admission = ("admission_ref", "A1");
    let mut rows = vec![
        patient(),
        row(
            2,
            "icu_admission",
            "SUBMITTED",
            &[
                admission,
                ("patient_ref", PATIENT),
                ("icu_admitted_at", "2026-03-20T10:00"),
                ("at_risk_morbidity", "true"),
            ],
        ),
        row(
            3,
            "ecmo_run",
            "SUBMITTED",
            &[
                admission,
                ("run_no", "1"),
                ("support_type", "PULM"),
                ("initial_mode", "VV"),
                ("time_on", "2026-03-20T12:00"),
            ],
        ),
        row(
            4,
            "physio_contact",
            "SUBMITTED",
            &[admission, ("contact_ref", "C1"), ("start_at", "2026-04-02T10:00"), ("rass", "NR")],
        ),
    ];
    rows.extend(discharged.map(|at| {
        row(5, "discharge", "SUBMITTED", &[admission, ("icu_discharged_at", at), ("icu_outcome", "WARD")])
    }));
    rows
}

fn kept(rows: Vec<record::Model>) -> Work {
    let now: Timestamp = "2026-05-01T09:00:00Z".parse().unwrap();
    let basis = Basis {
        directory: Directory { centres: vec![centre()], designations: Vec::new() },
        dictionary: Arc::clone(Dictionary::shipped()),
        cycles: vec![
            cycle("2025H2", "2025-10-01", "2026-03-31"),
            cycle("2026H1", "2026-04-01", "2026-09-30"),
        ],
    };
    make(rows, &centre(), &basis, now).unwrap().remove(PATIENT).unwrap_or_default()
}

/// How many records of a form stand anywhere, or are withdrawn, by cycle.
fn standing(work: &Work, form: &str, withdrawn: bool) -> Vec<(String, i64)> {
    let counts = work.adds.numbers().filter(|(of, _)| {
        of.kind == Kind::Standing && of.form == form && (of.name == "WITHDRAWN") == withdrawn
    });
    counts.map(|(of, (number, _))| (of.cycle.clone(), number)).collect()
}

fn lists(work: &Work) -> Vec<&str> {
    let mut lists: Vec<_> = work.lines.values().map(|line| line.list.as_str()).collect();
    lists.dedup();
    lists
}

#[test]
fn a_record_counts_in_the_cycle_of_its_time() {
    let work = kept(stay(None));
    assert_eq!(standing(&work, "physio_contact", false), [("2026H1".to_owned(), 1)]);
    assert_eq!(standing(&work, "icu_admission", false), [("2025H2".to_owned(), 1)]);
}

#[test]
fn a_record_without_a_time_counts_wherever_anything_happened_to_its_patient() {
    let both = [("2025H2".to_owned(), 1), ("2026H1".to_owned(), 1)];
    assert_eq!(standing(&kept(stay(None)), "patient", false), both);
    assert!(standing(&kept(vec![patient()]), "patient", false).is_empty());
}

#[test]
fn a_withdrawn_record_is_counted_as_such_and_stands_in_no_list() {
    let gone = kept(vec![row(4, "physio_contact", "WITHDRAWN", &[("start_at", "2026-04-02T10:00")])]);
    assert_eq!(standing(&gone, "physio_contact", true), [("2026H1".to_owned(), 1)]);
    assert!(standing(&gone, "physio_contact", false).is_empty());
    assert!(gone.lines.is_empty());
}

#[test]
fn not_recorded_is_a_gap_in_its_field() {
    let work = kept(stay(None));
    let rass = work.adds.numbers().find(|(of, _)| of.kind == Kind::Field && of.name == "rass");
    assert_eq!(rass.map(|(of, number)| (of.cycle.as_str(), number)), Some(("2026H1", (1, 1))));
    assert!(lists(&work).contains(&"lacks 2026H1 rass"));
}

#[test]
fn who_is_on_ecmo_is_so_until_the_stay_ends() {
    let (here, left) = (kept(stay(None)), kept(stay(Some("2026-04-10T10:00"))));
    assert!(["open", "on_ecmo"].iter().all(|list| lists(&here).contains(list)), "{:?}", lists(&here));
    assert!(["open", "on_ecmo"].iter().all(|list| !lists(&left).contains(list)), "{:?}", lists(&left));
}

#[test]
fn a_review_waits_from_two_months_after_the_stay() {
    let work = kept(stay(Some("2026-04-10T10:00")));
    let due: Vec<_> = work.lines.values().filter(|line| line.list == "follow_ups").collect();
    assert_eq!(due.len(), 1);
    assert_eq!(due[0].at, Timestamp::as_millisecond("2026-06-10T00:00:00Z".parse().unwrap()));
}

#[test]
fn a_run_counts_in_the_month_in_which_it_began_here() {
    let work = kept(stay(None));
    let months: Vec<_> = work.adds.numbers().filter(|(of, _)| of.kind == Kind::Entered).collect();
    assert_eq!(months.iter().map(|(of, _)| of.name.as_str()).collect::<Vec<_>>(), ["2026-03"]);
}
