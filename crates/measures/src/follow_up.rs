//! Follow-up reviews that are due: two to three months after critical care, of the cohort of indicator O07.

use domain::check::file::{AdmissionFile, PatientFile};
use domain::forms::FollowUp;
use domain::forms::follow_up::{Status, Window};
use domain::time::review_window;
use domain::value::Ref;
use jiff::civil::Date;

use crate::clock::date_of;
use crate::course::Course;
use crate::moment::Moment;
use crate::scope;

/// A review that nobody has recorded yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FollowUpDue {
    /// The admission that it follows.
    pub admission: Ref,
    /// The first day on which it counts.
    pub from: Date,
    /// The last day on which it counts: the due date of cohort F.
    pub until: Date,
}

impl FollowUpDue {
    /// Whether its time has come.
    pub fn is_due(&self, today: Date) -> bool {
        self.from <= today
    }

    /// Whether its time has passed.
    pub fn is_overdue(&self, today: Date) -> bool {
        self.until < today
    }
}

/// The review that an admission waits for, now or later.
///
/// Cohort F (clarifications 14 and 39): a run in scope that did not leave on ECMO, more than 96 h in critical care, at
/// risk of morbidity, left critical care alive, no death known. It waits until a review or the reason for none is recorded.
pub fn of_admission(file: &PatientFile, admission: &AdmissionFile, now: Moment) -> Option<FollowUpDue> {
    let course = Course::of(None, admission);
    let (from, until) = review_window(date_of(course.left_icu?.date()))?;
    // A death known without its hour counts too: nobody is asked to invite the dead.
    let no_death = admission.leaving().is_some_and(|leaving| leaving.death_at.is_blank());
    let may_come = course.at_risk == Some(true) && course.is_long() && course.left_alive() && no_death;
    let is_offered = may_come && was_on_ecmo(file, admission, now);
    let is_settled = admission.follow_ups.iter().any(|entry| is_settled(&entry.form, from, until));
    let key = admission.admission.form.admission_ref.get()?.clone();
    (is_offered && !is_settled).then_some(FollowUpDue { admission: key, from, until })
}

/// The reviews of many patients that are due by a day, the longest due first.
pub fn due(files: &[PatientFile], now: Moment) -> Vec<FollowUpDue> {
    let today = date_of(now.date());
    let of_file = |file: &'_ PatientFile| {
        file.admissions.iter().filter_map(|admission| of_admission(file, admission, now)).collect::<Vec<_>>()
    };
    let mut due: Vec<_> = files.iter().flat_map(of_file).filter(|due| due.is_due(today)).collect();
    due.sort_by(|a, b| (a.until, &a.admission).cmp(&(b.until, &b.admission)));
    due
}

/// A patient who left on ECMO goes on being a critical-care patient elsewhere (clarification 14).
fn was_on_ecmo(file: &PatientFile, admission: &AdmissionFile, now: Moment) -> bool {
    let mut runs = scope::of_admission(file, admission, now).peekable();
    runs.peek().is_some() && runs.all(|counted| !counted.run.left_on_ecmo.is(&true))
}

/// It was held in its time, whatever it was planned for; or what came of the 3-month review is known; or there will
/// be none, because the patient died or is cared for elsewhere.
fn is_settled(review: &FollowUp, from: Date, until: Date) -> bool {
    let is_in_time = || review.performed_at.value().is_some_and(|date| (from..=until).contains(&date));
    match review.status.value() {
        None | Some(Status::Booked) => false,
        Some(Status::Died | Status::Transferred) => true,
        Some(Status::Done) if is_in_time() => true,
        Some(_) => review.window.is(&Window::ThreeMonths),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::{Cells, file, london, run_of};

    fn survivor(discharged: &'static str) -> Vec<Cells> {
        let mut records = run_of("2026-01-01T10:00", "2026-01-01T12:00");
        records.push((
            "discharge",
            vec![("admission_ref", "A1"), ("icu_discharged_at", discharged), ("icu_outcome", "WARD")],
        ));
        records
    }

    fn on(records: &[Cells], changes: &[(&'static str, &str, &str)], day: &str) -> Vec<bool> {
        let now = london(&format!("{day}T12:00"));
        let today = day.parse().unwrap();
        due(&[file(records, changes)], now).iter().map(|due| due.is_overdue(today)).collect()
    }

    #[test]
    fn a_review_is_due_from_two_months_and_overdue_after_three() {
        let days = ["2026-03-30", "2026-03-31", "2026-04-30", "2026-05-01"];
        let found = days.map(|day| on(&survivor("2026-01-31T10:00"), &[], day));
        assert_eq!(found, [vec![], vec![false], vec![false], vec![true]]);
    }

    #[test]
    fn the_dead_have_none() {
        for death in [("discharge", "icu_outcome", "DIED"), ("discharge", "death_at", "2026-02-10T10:00")] {
            assert!(on(&survivor("2026-01-31T10:00"), &[death], "2026-06-01").is_empty(), "{death:?}");
        }
    }

    #[test]
    fn a_stay_is_long_from_the_minute_after_96_hours() {
        assert!(on(&survivor("2026-01-05T10:00"), &[], "2026-06-01").is_empty());
        assert_eq!(on(&survivor("2026-01-05T10:01"), &[], "2026-06-01"), [true]);
    }

    #[test]
    fn those_whose_runs_do_not_count_and_those_who_left_on_ecmo_have_none() {
        for run in [("ecmo_run", "support_type", "CARD"), ("ecmo_run", "left_on_ecmo", "true")] {
            assert!(on(&survivor("2026-01-31T10:00"), &[run], "2026-06-01").is_empty(), "{run:?}");
        }
    }

    mod what_settles_it {
        use super::*;

        fn answered(cells: &[(&'static str, &'static str)]) -> Vec<bool> {
            let mut records = survivor("2026-01-31T10:00");
            let review = [("admission_ref", "A1"), ("follow_up_no", "1")];
            records.push(("follow_up", review.iter().chain(cells).copied().collect()));
            on(&records, &[], "2026-06-01")
        }

        #[test]
        fn an_outcome_of_the_three_month_review_but_no_booking() {
            assert_eq!(answered(&[("window", "FU_3M"), ("status", "BOOKED")]), [true]);
            assert!(answered(&[("window", "FU_3M"), ("status", "DECLINED")]).is_empty());
        }

        #[test]
        fn a_review_held_in_its_time_whatever_it_was_planned_for() {
            let held = |on| answered(&[("window", "OTHER"), ("status", "DONE"), ("performed_at", on)]);
            assert!(held("2026-04-02").is_empty());
            assert_eq!(held("2026-05-20"), [true]);
        }

        #[test]
        fn a_death_or_care_elsewhere_at_any_review() {
            assert!(answered(&[("window", "FU_6M"), ("status", "DIED")]).is_empty());
            assert!(answered(&[("window", "FU_6M"), ("status", "TRANSFERRED_CARE")]).is_empty());
        }
    }
}
