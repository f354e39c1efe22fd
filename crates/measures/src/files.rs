//! Stored records put together by patient.

use std::collections::BTreeMap;

use domain::check::file::PatientFile;
use domain::check::judge;
use domain::check::review::Held;
use domain::spec::Record;
use jiff::tz::TimeZone;

/// The files of the patients among records of one centre, in the order of the patients. Each entry is marked with the
/// record's place in the list; records of no patient are passed over.
pub fn patient_files(records: &[Held<'_>], zone: &TimeZone) -> Vec<PatientFile> {
    let mut patients = BTreeMap::<&str, Vec<(usize, Box<dyn Record>)>>::new();
    for (at, held) in records.iter().enumerate() {
        if let Some(patient) = held.patient {
            let record = judge::read(held.form, held.raw, zone).0;
            patients.entry(patient).or_default().push((at, record));
        }
    }
    patients.into_values().map(PatientFile::new).collect()
}
