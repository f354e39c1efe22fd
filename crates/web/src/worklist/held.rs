//! Stored records handed to [`measures`].

use std::collections::BTreeMap;

use domain::{
    check::{judge, review::Held},
    forms::{EcmoActivityReturn, PhysioContact},
    reference::CycleDates,
    time::WallTime,
    value::{Month, PatientRef},
};
use jiff::{Timestamp, civil::DateTime, tz::TimeZone};
use measures::{
    Moment, Progress, Standing,
    ascertainment::{self, MonthCount},
    patient_files, whereabouts,
};
use store::{AdmissionRecords, Reviewed, StoredRecord};

/// Where a record stands; nowhere once it was withdrawn.
pub(crate) fn standing(reviewed: &Reviewed) -> Option<Standing> {
    Standing::of(&reviewed.record.life, reviewed.holds().next().is_some())
}

/// How far the records of a cycle have come.
pub(crate) fn progress(standings: &[store::Standing]) -> Progress {
    let mut progress = Progress::default();
    for of in standings {
        for (standing, records) in [
            (Standing::Complete, of.unsigned),
            (Standing::Blocked, of.incomplete),
            (Standing::Queried, of.queried),
            (Standing::SignedOff, of.signed_off),
            (Standing::Locked, of.locked),
        ] {
            progress.add(standing, usize::try_from(records).unwrap_or(usize::MAX));
        }
    }
    progress
}

/// The months of a cycle that have begun, each with the runs declared and entered.
pub(crate) fn by_month(
    entered: &BTreeMap<Month, i64>,
    returns: &[StoredRecord],
    cycle: &CycleDates,
    now: Timestamp,
    zone: &TimeZone,
) -> Vec<MonthCount> {
    let returned = |record: &StoredRecord| {
        let (form, _) = judge::read(record.form, &record.raw, zone);
        form.as_any().downcast_ref::<EcmoActivityReturn>().cloned()
    };
    let returns: Vec<_> = returns.iter().filter_map(returned).collect();
    ascertainment::of_entered(entered, &returns, cycle, Moment::at(now, zone))
}

/// The runs of an admission that the patient is on at an instant, as far as the records say.
pub(crate) fn on_ecmo<'h>(
    held: &'h AdmissionRecords,
    at: Timestamp,
    zone: &TimeZone,
) -> Vec<&'h StoredRecord> {
    // Where the patient is follows from the admission, its runs and its discharge; contacts are many.
    let others = held.records.iter().filter(|record| record.form.id != PhysioContact::FORM_SPEC.id);
    let records: Vec<&StoredRecord> = std::iter::once(&held.admission).chain(others).collect();
    let patient = held.admission.patient.as_ref().map(PatientRef::as_str);
    let held: Vec<_> = records.iter().map(|record| Held { patient, ..record.held() }).collect();
    let files = patient_files(&held, zone);
    let admissions = files.iter().flat_map(|file| &file.admissions);
    let on = admissions.flat_map(|admission| whereabouts::on_ecmo(admission, Moment::at(at, zone)));
    on.map(|run| records[run.at]).collect()
}

/// The run that the patient is on when the clock on the wall shows this; none at an hour that the clocks skip.
pub(crate) fn run_at<'h>(
    held: &'h AdmissionRecords,
    at: DateTime,
    zone: &TimeZone,
) -> Option<&'h StoredRecord> {
    let at = WallTime::of(at, false, zone).ok()?;
    on_ecmo(held, at.instant(), zone).into_iter().next()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::worklist::samples::record;

    fn held(discharge: &[(&str, &str)]) -> AdmissionRecords {
        let key = ("admission_ref", "A1");
        let leaving: Vec<_> = std::iter::once(key).chain(discharge.iter().copied()).collect();
        AdmissionRecords {
            admission: record("icu_admission", &[key, ("icu_admitted_at", "2026-04-10T02:00")]),
            records: vec![
                record("physio_contact", &[key, ("contact_ref", "C1")]),
                record("ecmo_run", &[key, ("run_no", "1"), ("time_on", "2026-04-09T20:00")]),
                record("discharge", &leaving),
            ],
        }
    }

    fn runs_at(held: &AdmissionRecords, at: &str) -> Vec<String> {
        let zone = TimeZone::get("Europe/London").unwrap();
        let run = run_at(held, at.parse().unwrap(), &zone);
        run.map(|run| run.raw.get(run.form, "run_no").to_owned()).into_iter().collect()
    }

    #[test]
    fn a_contact_is_on_the_run_from_the_arrival_on() {
        assert!(runs_at(&held(&[]), "2026-04-10T01:00").is_empty());
        assert_eq!(runs_at(&held(&[]), "2026-04-11T09:00"), ["1"]);
    }

    #[test]
    fn nobody_is_on_ecmo_after_death_although_no_flow_stop_was_entered() {
        let held = held(&[("death_at", "2026-04-12T08:00")]);
        assert_eq!(runs_at(&held, "2026-04-12T07:59"), ["1"]);
        assert!(runs_at(&held, "2026-04-12T08:00").is_empty());
    }
}
