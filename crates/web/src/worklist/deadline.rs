//! Which cycle a centre works on, and how much time it has left.

use domain::cycle::{Cycle, CycleState, Extension};
use jiff::civil::Date;

/// The time that a centre has to sign a cycle off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Time {
    /// Up to a date, so many days from today.
    Until { last: Date, days: i32, why: Why },
    /// The deadline has passed and the cycle has not been locked yet.
    Late { deadline: Date },
    /// Locked, frozen or reported: nothing is signed off any more.
    Over { is_frozen: bool },
}

/// Where a last date comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Why {
    Deadline,
    Grace,
    Extension,
}

impl Time {
    /// What is left of a cycle for a centre with this extension.
    pub(crate) fn left(cycle: &Cycle, extension: Option<&Extension>, today: Date) -> Self {
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
    pub(crate) const fn is_running(self) -> bool {
        !matches!(self, Self::Over { .. })
    }

    /// The time left as a heading says it.
    pub(crate) fn in_words(self) -> String {
        match self {
            Self::Until { days: 0, .. } => "Today is the last day".to_owned(),
            Self::Until { days: 1, .. } => "1 day left".to_owned(),
            Self::Until { days, .. } => format!("{days} days left"),
            Self::Late { .. } => "The deadline has passed".to_owned(),
            Self::Over { is_frozen: false } => "The cycle is locked".to_owned(),
            Self::Over { is_frozen: true } => "The cycle is frozen".to_owned(),
        }
    }

    /// What follows from it.
    pub(crate) fn advice(self) -> String {
        let date = |date: Date| date.strftime("%-d %B %Y").to_string();
        match self {
            Self::Until { last, why: Why::Deadline, .. } => format!("Sign off by {}.", date(last)),
            Self::Until { last, why: Why::Grace, .. } => {
                format!("The deadline has passed; the network gives every centre until {}.", date(last))
            }
            Self::Until { last, why: Why::Extension, .. } => {
                format!("Your centre has an extension until {}.", date(last))
            }
            Self::Late { deadline } => format!(
                "Records were to be signed off by {}. Sign off now: the network can lock the cycle at any time.",
                date(deadline)
            ),
            Self::Over { is_frozen: false } => {
                "What is signed off is locked, and nothing more is signed off. If your centre needs more \
                 time, ask the network’s audit lead for an extension."
                    .to_owned()
            }
            Self::Over { is_frozen: true } => {
                "Its numbers are final. What was not signed off is counted in the pack with its reason."
                    .to_owned()
            }
        }
    }
}

fn days_between(from: Date, to: Date) -> i32 {
    from.until(to).map_or(0, |span| span.get_days())
}

/// The cycle to work on: the oldest that still has time before its deadline, or the newest that has begun.
pub(crate) fn current(cycles: &[Cycle], today: Date) -> Option<&Cycle> {
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
    use crate::worklist::samples::cycle;

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

    fn left(state: CycleState, extension: Option<&Extension>, today: &str) -> String {
        Time::left(&in_state(state), extension, date(today)).in_words()
    }

    #[test]
    fn days_are_counted_to_the_deadline() {
        assert_eq!(left(CycleState::Open, None, "2026-10-30"), "12 days left");
        assert_eq!(left(CycleState::Open, None, "2026-11-10"), "1 day left");
        assert_eq!(left(CycleState::Open, None, "2026-11-11"), "Today is the last day");
        assert_eq!(left(CycleState::Open, None, "2026-11-12"), "The deadline has passed");
    }

    #[test]
    fn grace_and_extension_move_the_last_day() {
        let grace = CycleState::Grace { until: date("2026-11-20") };
        assert_eq!(left(grace.clone(), None, "2026-11-15"), "5 days left");
        assert_eq!(left(grace.clone(), Some(&extension("2026-11-25")), "2026-11-15"), "10 days left");
        assert_eq!(left(grace, Some(&extension("2026-11-17")), "2026-11-15"), "5 days left");
    }

    #[test]
    fn after_locking_only_an_extension_has_time() {
        let locking = CycleState::Locking { since: Timestamp::UNIX_EPOCH };
        assert_eq!(left(locking.clone(), None, "2026-11-15"), "The cycle is locked");
        assert_eq!(left(locking.clone(), Some(&extension("2026-11-20")), "2026-11-15"), "5 days left");
        assert_eq!(left(locking, Some(&extension("2026-11-14")), "2026-11-15"), "The cycle is locked");
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
