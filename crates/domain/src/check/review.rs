//! A centre's stored records, judged together as they are now.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;

use super::centre_file::CentreFile;
use super::file::PatientFile;
use super::{Around, Found, judge};
use crate::finding::{Finding, Level};
use crate::raw::Raw;
use crate::spec::{FormSpec, Record};

/// A stored record.
#[derive(Debug, Clone, Copy)]
pub struct Held<'a> {
    /// Its form.
    pub form: &'static FormSpec,
    /// The patient it is about.
    pub patient: Option<&'a str>,
    /// Its content.
    pub raw: &'a Raw,
}

/// Judges records of one centre; the findings of each, in their order. Patients' records must be there as a
/// whole. A stored record with an error (of an earlier dictionary, or from another door) is kept from sign-off
/// by it: the error is told as S.
pub fn review(records: &[Held<'_>], zone: &TimeZone, around: &Around<'_>) -> Vec<Vec<Finding>> {
    let mut findings = vec![Vec::new(); records.len()];
    let mut patients = BTreeMap::<&str, Vec<(usize, Box<dyn Record>)>>::new();
    let mut centre = CentreFile::default();
    for (at, held) in records.iter().enumerate() {
        let (record, found) = read(held, zone, around);
        findings[at].extend(found);
        match held.patient {
            Some(patient) => patients.entry(patient).or_default().push((at, record)),
            None => centre.put(at, record),
        }
    }
    let mut runs = Vec::new();
    for records in patients.into_values() {
        let file = PatientFile::new(records);
        runs.extend(file.run_dates());
        put(&mut findings, file.check(around));
    }
    put(&mut findings, centre.check(&runs, around));
    for finding in findings.iter_mut().flatten().filter(|finding| finding.level == Level::E) {
        finding.level = Level::S;
    }
    findings
}

/// A record's form, and what is found on it and its answers to questions alone.
fn read(held: &Held<'_>, zone: &TimeZone, around: &Around<'_>) -> (Box<dyn Record>, Vec<Finding>) {
    let (record, mut findings) = judge::read(held.form, held.raw, zone);
    if around.dictionary.question_sets().next().is_some() {
        let mut answers = held.raw.clone();
        findings.extend(around.dictionary.judge_answers(held.form, &mut answers, zone));
    }
    (record, findings)
}

fn put(findings: &mut [Vec<Finding>], found: Vec<Found>) {
    for Found { at, finding } in found {
        findings[at].push(finding);
    }
}

/// The records that belong to one, or name it, by their place in the list.
pub fn leaning_on(form: &FormSpec, key: &str, records: &[Held<'_>]) -> Vec<usize> {
    let leans = |held: &Held<'_>| {
        let mut others = judge::belongs_to(held.form, held.raw).into_iter();
        others.any(|other| other.form == form.id && other.key == key)
    };
    records.iter().enumerate().filter(|(_, held)| leans(held)).map(|(at, _)| at).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::centre::Directory;
    use crate::dictionary::Dictionary;
    use crate::forms::form;

    const PATIENT: &str = "7K2M9QX4J";

    fn raw(id: &str, record: &Value) -> Raw {
        Raw::from_json(form(id).unwrap(), record).unwrap()
    }

    fn admission() -> Raw {
        raw(
            "icu_admission",
            &json!({
                "centre_code": "STH", "admission_ref": "A00001", "patient_ref": PATIENT,
                "icu_admitted_at": "2026-03-20T10:00", "source": "RETR_OFF", "referring_region": "ENG_LON",
                "at_risk_morbidity": true
            }),
        )
    }

    fn contact(start: &str) -> Raw {
        let contact = json!({
            "centre_code": "STH", "contact_ref": "C00001", "admission_ref": "A00001", "start_at": start,
            "outcome": "TREATED", "kind": "ROUTINE", "domain": ["RESP"], "minutes": 30
        });
        raw("physio_contact", &contact)
    }

    fn found(records: &[(&str, &Raw)]) -> Vec<Vec<Finding>> {
        let directory = Directory::default();
        let around = Around {
            now: "2026-04-01T09:00:00Z".parse().unwrap(),
            directory: &directory,
            exported: false,
            dictionary: Dictionary::shipped(),
        };
        let held = |(id, raw): &(&str, &'_ Raw)| (form(id).unwrap(), (*raw).clone());
        let records: Vec<_> = records.iter().map(held).collect();
        let records: Vec<_> =
            records.iter().map(|(form, raw)| Held { form, patient: Some(PATIENT), raw }).collect();
        review(&records, &TimeZone::get("Europe/London").unwrap(), &around)
    }

    #[test]
    fn judges_each_record_among_its_patients_others() {
        let (admission, contact) = (admission(), contact("2026-03-19T10:00"));
        let findings = found(&[("icu_admission", &admission), ("physio_contact", &contact)]);
        let rules: Vec<_> = findings[1].iter().map(|found| found.rule.as_str()).collect();
        assert!(rules.contains(&"V-CON-1"), "the contact lies before the admission: {rules:?}");
        assert!(findings.iter().flatten().all(|found| found.level != Level::E));
    }

    #[test]
    fn finds_what_leans_on_a_record() {
        let (admission, contact) = (admission(), contact("2026-03-21T10:00"));
        let held = |id, raw| Held { form: form(id).unwrap(), patient: Some(PATIENT), raw };
        let records = [held("icu_admission", &admission), held("physio_contact", &contact)];
        assert_eq!(leaning_on(form("icu_admission").unwrap(), "A00001", &records), [1]);
        assert_eq!(leaning_on(form("patient").unwrap(), PATIENT, &records), [0]);
        assert!(leaning_on(form("physio_contact").unwrap(), "C00001", &records).is_empty());
    }
}
