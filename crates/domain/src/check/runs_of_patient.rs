//! V-RUN-2: the runs of one patient, over all admissions at the centre.

use super::Sink;
use super::file::PatientFile;
use crate::forms::EcmoRun;
use crate::time::WallTime;

/// A pause of flow of up to this is inside one run, in minutes.
const SAME_RUN: i64 = 24 * 60;

pub(super) fn check(patient: &PatientFile, sink: &mut Sink) {
    let mut runs: Vec<(WallTime, usize, &EcmoRun)> = patient
        .admissions
        .iter()
        .flat_map(|admission| &admission.runs)
        .filter_map(|entry| entry.form.time_on.value().map(|on| (on, entry.at, &entry.form)))
        .collect();
    runs.sort_by_key(|(on, at, _)| (*on, *at));
    for pair in runs.windows(2) {
        let ((_, _, earlier), (on, at, _)) = (&pair[0], &pair[1]);
        let message = match end(earlier) {
            None => {
                "The patient’s earlier run is still open. Close it first, or correct the start of this one."
                    .to_owned()
            }
            Some(end) if *on < end => {
                format!("This run starts before the earlier one ended at {end}. Correct one of the times.")
            }
            Some(end) if on.minutes_since(&end) <= SAME_RUN => {
                format!(
                    "Flow started again within 24 hours of {end}: that is the same run. Merge the two and enter the pause as a mode segment."
                )
            }
            Some(_) => continue,
        };
        sink.on(*at, |notes| notes.refuse("time_on", "V-RUN-2", message));
    }
}

/// Flow stop, or leaving on ECMO.
fn end(run: &EcmoRun) -> Option<WallTime> {
    run.time_off.value().or_else(|| run.transferred_out_at.value())
}
