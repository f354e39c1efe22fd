//! Admissions with a run in scope, each once (G8): how they went, as of the extract.

use crate::course::Course;
use crate::graded::{self, Found, Strength};
use crate::moment::Moment;
use crate::review::ReviewDue;
use crate::stay::Stay;

/// An admission with a run in scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Episode {
    /// The place of its first run in scope, by which it is counted (clarification 6).
    pub run: usize,
    /// What is known of the stay by the extract.
    pub course: Course,
    /// Goals can be judged (P02).
    pub goals_due: bool,
    /// A run in scope left on ECMO: the patient went on being one of critical care (clarification 14).
    pub left_on_ecmo: bool,
    /// The last mobility score of the 48 h before leaving critical care (O02).
    pub ims_at_icu_discharge: Option<i64>,
    /// The last mobility score of the 72 h before leaving the centre (O06).
    pub ims_at_leaving: Option<i64>,
    /// CPAx on leaving critical care (O03).
    pub cpax: Option<i64>,
    /// Strength at awakening (O04).
    pub strength: Strength,
    /// The review that is due two to three months later (O07).
    pub review: Option<ReviewDue>,
    /// A whole EQ-5D-5L profile at three months (O10).
    pub quality_of_life: bool,
}

impl Episode {
    /// How a stay went; `run` is the place of its first run in scope.
    pub(crate) fn of(stay: &Stay<'_>, run: usize, left_on_ecmo: bool, extract: Moment) -> Self {
        let course = stay.course.known_by(extract);
        let graded: Vec<_> = stay.graded.iter().filter(|graded| graded.taken <= extract).copied().collect();
        let last_ims = |until: Option<Moment>, hours| {
            last_ims(stay, until?, hours).filter(|_| until.is_some_and(|until| until <= extract))
        };
        Self {
            run,
            course,
            goals_due: course.are_goals_due(extract),
            left_on_ecmo,
            ims_at_icu_discharge: last_ims(course.left_icu, 48),
            ims_at_leaving: last_ims(course.left_centre, 72),
            cpax: graded::cpax(&graded),
            strength: graded::strength(&graded),
            review: ReviewDue::of(&course, stay.reviews, extract),
            quality_of_life: graded.iter().any(|graded| graded.found == Found::QualityOfLife),
        }
    }
}

/// The latest mobility score of the hours up to an instant; of two at one instant the higher (clarification 34).
fn last_ims(stay: &Stay<'_>, until: Moment, hours: i64) -> Option<i64> {
    let in_time = |time: &Moment| (0..=hours * 60).contains(&until.minutes_since(*time));
    stay.observations()
        .filter(|(time, _)| in_time(time))
        .max_by_key(|(time, ims)| (time.instant, *ims))
        .map(|(_, ims)| ims)
}

#[cfg(test)]
mod tests {
    use domain::forms::physio_contact::Outcome;

    use super::*;
    use crate::contact::Contact;
    use crate::samples::{contact, london};
    use crate::stay::Score;

    fn last(contacts: &[Contact], scores: &[Score]) -> Option<i64> {
        let stay = Stay { contacts, scores, ..Stay::default() };
        last_ims(&stay, london("2026-05-10T10:00"), 48)
    }

    fn moved(start: &str, ims: i64) -> Contact {
        Contact { start: london(start), ims: Some(ims), ..contact(Outcome::Treated, None) }
    }

    mod the_last_mobility_score {
        use super::*;

        #[test]
        fn is_of_the_48_hours_before_both_ends_included() {
            assert_eq!(last(&[moved("2026-05-08T09:59", 5)], &[]), None);
            assert_eq!(last(&[moved("2026-05-08T10:00", 5)], &[]), Some(5));
            assert_eq!(last(&[moved("2026-05-10T10:00", 6), moved("2026-05-10T10:01", 7)], &[]), Some(6));
        }

        #[test]
        fn is_the_latest_of_contacts_and_daily_scores() {
            let daily = |taken, ims| Score { taken: london(taken), ims };
            let contacts = [moved("2026-05-09T10:00", 7)];
            assert_eq!(last(&contacts, &[daily("2026-05-09T20:00", 4)]), Some(4));
            assert_eq!(
                last(&contacts, &[daily("2026-05-09T10:00", 8)]),
                Some(8),
                "of two at one instant the higher"
            );
        }
    }
}
