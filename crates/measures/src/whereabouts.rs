//! Where the patient of an admission is at an instant, as far as the records say.

use domain::check::Entry;
use domain::check::exposure::Times;
use domain::check::file::AdmissionFile;
use domain::forms::EcmoRun;

use crate::moment::Moment;

/// The runs of an admission that the patient is on at an instant, by everything the records know: phase ON of G6. Flow
/// that stopped, death, leaving critical care and leaving on ECMO all end it, whichever comes first.
pub fn on_ecmo(admission: &AdmissionFile, at: Moment) -> impl Iterator<Item = &Entry<EcmoRun>> {
    admission.runs.iter().filter(move |entry| {
        let times = Times::of(&entry.form, &admission.admission.form, admission.leaving());
        times.is_some_and(|times| times.map(Moment::from).exposure().holds(&at))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::{file, london, run_of};

    /// Admitted at 02:00 on 10 April with flow since 20:00 the evening before.
    fn on(changes: &[(&'static str, &str, &str)], now: &str) -> bool {
        let file = file(&run_of("2026-04-10T02:00", "2026-04-09T20:00"), changes);
        on_ecmo(&file.admissions[0], london(now)).next().is_some()
    }

    const LATER: &str = "2026-04-20T12:00";

    #[test]
    fn flow_that_runs_here_is_ecmo_here() {
        assert!(on(&[], LATER));
    }

    #[test]
    fn flow_that_began_elsewhere_counts_from_the_arrival() {
        assert!(!on(&[], "2026-04-10T01:00"), "still on the road");
        assert!(on(&[], "2026-04-10T02:00"));
    }

    #[test]
    fn flow_that_stopped_ended_it() {
        let stopped = [("ecmo_run", "time_off", "2026-04-18T10:00")];
        assert!(!on(&stopped, "2026-04-18T10:00"));
        assert!(on(&stopped, "2026-04-18T09:59"));
    }

    /// The home page, the suggestions of a contact and the rules told these three differently.
    mod is_over_although_no_flow_stop_was_entered {
        use super::*;

        #[test]
        fn when_the_patient_died() {
            let died = [("discharge", "death_at", "2026-04-15T08:00")];
            assert!(!on(&died, LATER));
        }

        #[test]
        fn when_the_patient_left_critical_care() {
            let left = [
                ("discharge", "icu_discharged_at", "2026-04-15T08:00"),
                ("discharge", "icu_outcome", "WARD"),
            ];
            assert!(!on(&left, LATER));
        }

        #[test]
        fn when_the_patient_left_on_ecmo_whatever_the_tick_says() {
            let moved = [("ecmo_run", "transferred_out_at", "2026-04-15T08:00")];
            assert!(!on(&moved, LATER));
            let ticked = [("ecmo_run", "left_on_ecmo", "true")];
            assert!(on(&ticked, LATER), "nobody knows when");
        }
    }
}
