//! An upload beside what is held already: only what it makes wrong is told.

use domain::{FormSpec, Raw};

use crate::door::{csv, sent, sent_beside};

/// What is held after the stay was sent.
fn held() -> Vec<(&'static FormSpec, Raw)> {
    let ready = sent(&csv(|_, text| text)).unwrap().checked.records;
    ready.into_iter().map(|ready| (ready.form, ready.raw)).collect()
}

fn only(file: &str, text: String) -> Vec<(String, Vec<u8>)> {
    vec![(format!("{file}.csv"), text.into_bytes())]
}

#[test]
fn an_older_extract_says_nothing_of_newer_records_of_other_patients() {
    let older = csv(|_, text| {
        let text = text.replace("2026-01-", "2025-11-").replace("2026-02-", "2025-12-");
        text.replace("ZZ00002", "ZZ00001")
            .replace("KVACQHT5B", "7K2M9QX4J")
            .replace("ZZ0000", "ZY0000")
            .replace("ZY00001", "ZZ00001")
    });
    let sent = sent_beside(held(), "2025-12-20T12:00:00Z", &older).unwrap();
    assert_eq!(sent.errors(), "");
    assert_eq!(sent.records().len(), 9);
}

#[test]
fn an_older_extract_says_nothing_of_newer_records_of_the_same_patient() {
    let stay = csv(|_, text| text);
    let of = |file: &str| {
        let (_, bytes) = stay.iter().find(|(name, _)| name == &format!("{file}.csv")).unwrap();
        String::from_utf8(bytes.clone()).unwrap()
    };
    let contacts = of("physio_contacts");
    let mut lines = contacts.lines();
    let (header, first) = (lines.next().unwrap(), lines.next().unwrap());
    let added = first.replace("ZZ00006", "ZZ00010").replace("T15:44", "T16:30");
    let rows = |text: String| {
        let kept = text.lines().filter(|line| line.starts_with("centre_code") || line.contains("ZZ00006"));
        kept.map(|line| line.replace("ZZ00006", "ZZ00010") + "\n").collect::<String>()
    };
    let files = [
        only("physio_contacts", format!("{header}\n{added}\n")),
        only("contact_interventions", rows(of("contact_interventions"))),
        only("contact_staff", rows(of("contact_staff"))),
    ];
    let sent = sent_beside(held(), "2026-01-22T12:00:00Z", &files.concat()).unwrap();
    assert_eq!((sent.records().len(), sent.errors()), (1, String::new()));
}

#[test]
fn what_the_upload_itself_makes_wrong_is_told() {
    let stay = csv(|_, text| text.replace("2026-01-21T15:44,RETR_ON", "2026-01-22T15:44,RETR_ON"));
    let admissions: Vec<_> = stay.into_iter().filter(|(name, _)| name == "icu_admissions.csv").collect();
    let told = sent_beside(held(), "2026-06-30T12:00:00Z", &admissions).unwrap().errors();
    assert!(told.contains("held already, would become wrong"), "{told}");
}
