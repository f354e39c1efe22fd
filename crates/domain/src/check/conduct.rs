//! Which rules judge what of a patient's records: the rules know the file, the file knows no rule.

use super::file::PatientFile;
use super::{
    Around, Found, Sink, admission, adverse_event, assessment, contact, contact_days, discharge, follow_up,
    itself, pathway, run, runs_of_patient, with_rows,
};

impl PatientFile {
    /// Judges every record of the patient.
    pub fn check(&self, around: &Around<'_>) -> Vec<Found> {
        let mut sink = Sink::default();
        if let Some(entry) = &self.patient {
            sink.on(entry.at, |notes| itself(&entry.form, &(), around, notes));
        }
        for file in &self.admissions {
            let exposed = file.exposed();
            admission::check(file, around, &mut sink);
            for entry in &file.runs {
                sink.on(entry.at, |notes| run::check(&entry.form, file, self, around, notes));
            }
            for entry in &file.contacts {
                sink.on(entry.at, |notes| contact::check(&entry.form, file, &exposed, around, notes));
            }
            for entry in &file.discharges {
                sink.on(entry.at, |notes| discharge::check(&entry.form, file, around, notes));
            }
            for entry in &file.pathways {
                sink.on(entry.at, |notes| pathway::check(&entry.form, file, around, notes));
            }
            for entry in &file.follow_ups {
                sink.on(entry.at, |notes| follow_up::check(&entry.form, file, around, notes));
            }
            for entry in &file.assessments {
                sink.on(entry.at, |notes| assessment::check(&entry.form, file, around, notes));
            }
            for entry in &file.events {
                sink.on(entry.at, |notes| adverse_event::check(&entry.form, file, around, notes));
            }
        }
        for entry in &self.others {
            sink.on(entry.at, |notes| with_rows(&*entry.form, around, notes));
        }
        runs_of_patient::check(self, &mut sink);
        contact_days::check(self, &mut sink);
        sink.into_found()
    }
}
