//! The review two to three months after critical care, as the indicator counts it (O07, clarification 39).

use domain::forms::FollowUp;
use domain::forms::follow_up::{Mode, Status};
use domain::time::review_window;

use crate::clock::{date_of, days};
use crate::course::Course;
use crate::moment::Moment;

/// Days by which the wider window of O07b reaches further on both sides.
const WIDER: i32 = 14;

/// What is asked of a follow-up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Review {
    /// When it was done, in days since 1970.
    pub performed: Option<i32>,
    /// What came of it.
    pub status: Option<Status>,
    /// How it was held.
    pub mode: Option<Mode>,
    /// Another hospital did it.
    pub elsewhere: bool,
}

impl Review {
    /// What a record says.
    pub fn of(record: &FollowUp) -> Self {
        Self {
            performed: record.performed_at.value().map(days),
            status: record.status.value(),
            mode: record.mode.value(),
            elsewhere: record.done_elsewhere.is(&true),
        }
    }

    /// Done, and not by post, between two dates.
    fn is_held(&self, from: i32, until: i32) -> bool {
        let in_time = self.performed.is_some_and(|date| (from..=until).contains(&date));
        self.status == Some(Status::Done) && self.mode != Some(Mode::Postal) && in_time
    }
}

/// The review of a survivor who stayed more than 96 h.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a fact of its own, and most are columns of a frame"
)]
pub struct ReviewDue {
    /// The last date on which it counts, by which cohort F is cut; days since 1970.
    pub due: i32,
    /// That date lies before the extract's.
    pub is_past: bool,
    /// Died on or before it.
    pub died: bool,
    /// A follow-up says that the patient died, and no time of death is known.
    pub died_undated: bool,
    /// A follow-up says that care went elsewhere.
    pub transferred: bool,
    /// Held here in its time.
    pub held: bool,
    /// Held in its time or 14 days around it, here or elsewhere (O07b).
    pub held_in_wider_window: bool,
}

impl ReviewDue {
    /// The review that a stay's end makes due; `None` while it has not ended, or when it was not long.
    pub fn of(course: &Course, reviews: &[Review], extract: Moment) -> Option<Self> {
        let left = course.left_icu.filter(|_| course.is_long())?;
        let (from, due) = review_window(date_of(left.date()))?;
        let (from, due, today) = (days(from), days(due), extract.date());
        let known = || reviews.iter().filter(move |review| review.performed.is_none_or(|date| date <= today));
        let says = |status| known().any(|review| review.status == Some(status));
        Some(Self {
            due,
            is_past: due < today,
            died: course.death.is_some_and(|death| death.date() <= due),
            died_undated: course.death.is_none() && says(Status::Died),
            transferred: says(Status::Transferred),
            held: known().any(|review| !review.elsewhere && review.is_held(from, due)),
            held_in_wider_window: known().any(|review| review.is_held(from - WIDER, due + WIDER)),
        })
    }
}

#[cfg(test)]
mod tests {
    use domain::forms::discharge::IcuOutcome;

    use super::*;
    use crate::samples::london;

    const LATER: &str = "2026-09-01T12:00";

    fn survivor() -> Course {
        Course {
            admitted: Some(london("2026-01-05T10:00")),
            left_icu: Some(london("2026-01-31T10:00")),
            icu_outcome: Some(IcuOutcome::Ward),
            ..Course::default()
        }
    }

    fn held(on: &str) -> Review {
        Review {
            performed: Some(days(on.parse().unwrap())),
            status: Some(Status::Done),
            mode: Some(Mode::Clinic),
            elsewhere: false,
        }
    }

    fn due(reviews: &[Review], extract: &str) -> ReviewDue {
        ReviewDue::of(&survivor(), reviews, london(extract)).unwrap()
    }

    #[test]
    fn is_due_three_calendar_months_after_leaving_critical_care() {
        let due = due(&[], "2026-05-01T12:00");
        assert_eq!(date_of(due.due).to_string(), "2026-04-30", "clamped to the month’s end");
        assert!(due.is_past);
    }

    #[test]
    fn on_its_last_date_it_is_not_past() {
        assert!(!due(&[], "2026-04-30T23:59").is_past);
    }

    #[test]
    fn counts_on_both_ends_of_its_window() {
        for (on, is_held) in
            [("2026-03-30", false), ("2026-03-31", true), ("2026-04-30", true), ("2026-05-01", false)]
        {
            assert_eq!(due(&[held(on)], LATER).held, is_held, "{on}");
        }
    }

    #[test]
    fn the_wider_window_takes_fourteen_days_more_and_reviews_done_elsewhere() {
        let elsewhere = Review { elsewhere: true, ..held("2026-05-14") };
        let due_then = due(&[elsewhere], LATER);
        assert!(!due_then.held && due_then.held_in_wider_window);
        assert!(!due(&[held("2026-05-15")], LATER).held_in_wider_window);
    }

    #[test]
    fn by_post_or_only_booked_is_not_held() {
        let by_post = Review { mode: Some(Mode::Postal), ..held("2026-04-10") };
        let booked = Review { status: Some(Status::Booked), ..held("2026-04-10") };
        assert!(!due(&[by_post, booked], LATER).held);
    }

    #[test]
    fn what_is_later_than_the_extract_does_not_exist_yet() {
        assert!(!due(&[held("2026-04-10")], "2026-04-09T12:00").held);
    }

    #[test]
    fn a_death_is_told_with_its_time_or_without() {
        let died = Review { status: Some(Status::Died), performed: None, ..held("2026-04-10") };
        assert!(due(&[died], LATER).died_undated);
        let dated = Course { death: Some(london("2026-04-30T10:00")), ..survivor() };
        let due = ReviewDue::of(&dated, &[died], london(LATER)).unwrap();
        assert!(due.died && !due.died_undated);
    }

    #[test]
    fn a_short_stay_has_none() {
        let short = Course { admitted: Some(london("2026-01-28T10:00")), ..survivor() };
        assert_eq!(ReviewDue::of(&short, &[], london(LATER)), None);
    }
}
