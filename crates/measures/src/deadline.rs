//! Which cycle a centre works on, and how much time it has left.

use domain::cycle::{Cycle, CycleState, Extension};
use jiff::civil::Date;

/// The time that a centre has to sign a cycle off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Time {
    /// Up to a date, so many days from today.
    Until {
        /// The last date, local.
        last: Date,
        /// Days from today; 0 on the last day itself.
        days: i32,
        /// Where the date comes from.
        why: Why,
    },
    /// The deadline has passed and the cycle has not been locked yet.
    Late {
        /// When it was.
        deadline: Date,
    },
    /// Locked, frozen or reported: nothing is signed off any more.
    Over {
        /// A snapshot was taken.
        is_frozen: bool,
    },
}

/// Where a last date comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// The cycle's own.
    Deadline,
    /// The network gives every centre more time.
    Grace,
    /// The network gives this centre more time.
    Extension,
}

impl Time {
    /// What is left of a cycle for a centre with this extension.
    pub fn left(cycle: &Cycle, extension: Option<&Extension>, today: Date) -> Self {
        let deadline = cycle.dates.lock_deadline;
        let extended = extension.map(|extension| extension.until).filter(|until| *until > deadline);
        let (last, why) = match (&cycle.state, extended) {
            (CycleState::Frozen(_) | CycleState::Reported { .. }, _) => {
                return Self::Over { is_frozen: true };
            }
            (CycleState::Grace { until }, Some(extended)) if extended < *until => (*until, Why::Grace),
            (_, Some(extended)) => (extended, Why::Extension),
            (CycleState::Locking { .. }, None) => return Self::Over { is_frozen: false },
            (CycleState::Grace { until }, None) => (*until, Why::Grace),
            (CycleState::Open, None) => (deadline, Why::Deadline),
        };
        match (days_between(today, last), &cycle.state) {
            (days, _) if days >= 0 => Self::Until { last, days, why },
            (_, CycleState::Locking { .. }) => Self::Over { is_frozen: false },
            _ => Self::Late { deadline: last },
        }
    }

    /// Whether there is time left.
    pub const fn is_running(self) -> bool {
        !matches!(self, Self::Over { .. })
    }
}

fn days_between(from: Date, to: Date) -> i32 {
    from.until(to).map_or(0, |span| span.get_days())
}

/// The cycle to work on: the oldest that still has time before its deadline, or the newest that has begun.
pub fn current(cycles: &[Cycle], today: Date) -> Option<&Cycle> {
    let begun = || cycles.iter().filter(|cycle| cycle.dates.start <= today);
    let has_time = |cycle: &&Cycle| match cycle.state {
        CycleState::Open => today <= cycle.dates.lock_deadline,
        CycleState::Grace { until } => today <= until,
        _ => false,
    };
    begun().find(has_time).or_else(|| begun().next_back())
}

#[cfg(test)]
mod tests {
    use domain::value::CentreCode;
    use jiff::Timestamp;

    use super::*;
    use crate::samples::cycle;

    fn date(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn in_state(state: CycleState) -> Cycle {
        Cycle { dates: cycle(), state }
    }

    fn extension(until: &str) -> Extension {
        Extension {
            centre: CentreCode::parse("STH").unwrap(),
            until: date(until),
            reason: "ward move".into(),
        }
    }

    /// Days left, or why there are none.
    fn left(state: CycleState, extension: Option<&Extension>, today: &str) -> Result<i32, &'static str> {
        match Time::left(&in_state(state), extension, date(today)) {
            Time::Until { days, .. } => Ok(days),
            Time::Late { .. } => Err("late"),
            Time::Over { is_frozen } => Err(if is_frozen { "frozen" } else { "locked" }),
        }
    }

    #[test]
    fn days_are_counted_to_the_deadline() {
        assert_eq!(left(CycleState::Open, None, "2026-10-30"), Ok(12));
        assert_eq!(left(CycleState::Open, None, "2026-11-10"), Ok(1));
        assert_eq!(left(CycleState::Open, None, "2026-11-11"), Ok(0));
        assert_eq!(left(CycleState::Open, None, "2026-11-12"), Err("late"));
    }

    #[test]
    fn grace_and_extension_move_the_last_day() {
        let grace = CycleState::Grace { until: date("2026-11-20") };
        assert_eq!(left(grace.clone(), None, "2026-11-15"), Ok(5));
        assert_eq!(left(grace.clone(), Some(&extension("2026-11-25")), "2026-11-15"), Ok(10));
        assert_eq!(left(grace, Some(&extension("2026-11-17")), "2026-11-15"), Ok(5));
    }

    #[test]
    fn after_locking_only_an_extension_has_time() {
        let locking = CycleState::Locking { since: Timestamp::UNIX_EPOCH };
        assert_eq!(left(locking.clone(), None, "2026-11-15"), Err("locked"));
        assert_eq!(left(locking.clone(), Some(&extension("2026-11-20")), "2026-11-15"), Ok(5));
        assert_eq!(left(locking, Some(&extension("2026-11-14")), "2026-11-15"), Err("locked"));
    }

    #[test]
    fn the_old_cycle_is_worked_on_until_its_deadline() {
        let mut next = in_state(CycleState::Open);
        next.dates.id = "2026H2".into();
        next.dates.start = date("2026-10-01");
        next.dates.end = date("2027-03-31");
        next.dates.lock_deadline = date("2027-05-12");
        let cycles = [in_state(CycleState::Open), next];
        let on = |day: &str| current(&cycles, date(day)).map(|cycle| cycle.dates.id.clone());
        assert_eq!(on("2026-03-31"), None);
        assert_eq!(on("2026-11-11").as_deref(), Some("2026H1"));
        assert_eq!(on("2026-11-12").as_deref(), Some("2026H2"));
    }
}
