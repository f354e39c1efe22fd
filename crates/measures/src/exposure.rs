//! When a run counts at a centre, as of an instant (G3, G4).

use domain::check::exposure::Times;
use domain::time::opportunity_days;

use crate::clock::days;
use crate::moment::Moment;

/// The time on ECMO at this centre: `start ≤ t < end`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exposure {
    /// xs: flow began, or the patient arrived here on ECMO.
    pub start: Moment,
    /// xe: the first of flow stop, death, leaving critical care, leaving on ECMO, and the extract.
    pub end: Moment,
    /// Something other than the extract ended it (clarification 4).
    pub closed: bool,
}

impl Exposure {
    /// The exposure of a run as of an extract; `None` when there is none.
    ///
    /// What is later than the extract is not known yet; an end on its very minute leaves the run open.
    pub fn as_of(times: Times<Moment>, extract: Moment) -> Option<Self> {
        let known = times.known_by(extract).exposure();
        let end = known.end.unwrap_or(extract);
        let closed = end.instant != extract.instant;
        (end > known.start).then_some(Self { start: known.start, end, closed })
    }

    /// Phase ON (G6).
    pub fn contains(&self, moment: Moment) -> bool {
        self.start.instant <= moment.instant && moment.instant < self.end.instant
    }

    /// Whether a day's highest score was surely reached on ECMO here (G17): neither the first nor the last date.
    pub fn strictly_spans(&self, date: i32) -> bool {
        self.start.date() < date && date < self.end.date()
    }

    /// Whole minutes on ECMO here.
    pub fn minutes(&self) -> i64 {
        self.end.minutes_since(self.start)
    }

    /// The opportunity days (G4), in days since 1970.
    pub fn opportunity_days(&self) -> impl Iterator<Item = i32> {
        opportunity_days(self.start.wall_clock(), self.end.wall_clock()).map(days)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::london;

    fn times(on: &str) -> Times<Moment> {
        Times {
            time_on: london(on),
            admitted: None,
            time_off: None,
            transferred_out: None,
            death: None,
            left_icu: None,
        }
    }

    fn between(on: &str, off: &str) -> Exposure {
        let times = Times { time_off: Some(london(off)), ..times(on) };
        Exposure::as_of(times, london("2027-06-01T12:00")).unwrap()
    }

    #[test]
    fn elapsed_time_counts_the_hour_that_the_clocks_skip() {
        let exposure = between("2026-03-27T22:10", "2026-03-30T11:59");
        assert_eq!(exposure.minutes(), 60 * 60 + 49);
        assert_eq!(exposure.opportunity_days().count(), 2);
    }

    #[test]
    fn the_last_date_counts_from_noon() {
        assert_eq!(between("2026-03-27T22:10", "2026-03-30T12:00").opportunity_days().count(), 3);
        assert_eq!(between("2026-05-04T09:00", "2026-05-04T20:00").opportunity_days().count(), 0);
    }

    #[test]
    fn it_begins_with_the_arrival_and_ends_with_what_comes_first() {
        let arrived = london("2026-05-02T08:00");
        let times = Times {
            admitted: Some(arrived),
            time_off: Some(london("2026-05-09T10:00")),
            death: Some(london("2026-05-07T03:00")),
            ..times("2026-05-01T20:00")
        };
        let expected = Exposure { start: arrived, end: london("2026-05-07T03:00"), closed: true };
        assert_eq!(Exposure::as_of(times, london("2026-06-01T12:00")), Some(expected));
    }

    #[test]
    fn an_end_on_the_minute_of_the_extract_leaves_it_open() {
        let extract = london("2026-06-01T12:00");
        let times = Times { time_off: Some(extract), ..times("2026-05-30T12:00") };
        assert!(!Exposure::as_of(times, extract).unwrap().closed);
    }

    #[test]
    fn what_is_later_than_the_extract_is_not_known_yet() {
        let times = Times { left_icu: Some(london("2026-06-03T12:00")), ..times("2026-05-30T12:00") };
        let exposure = Exposure::as_of(times, london("2026-06-01T12:00")).unwrap();
        assert_eq!((exposure.end, exposure.closed), (london("2026-06-01T12:00"), false));
        assert_eq!(Exposure::as_of(times, london("2026-05-29T12:00")), None, "the run is still to come");
    }

    #[test]
    fn a_run_that_ends_before_the_arrival_has_none() {
        let times = Times {
            admitted: Some(london("2026-05-01T12:00")),
            time_off: Some(london("2026-05-01T11:00")),
            ..times("2026-05-01T08:00")
        };
        assert_eq!(Exposure::as_of(times, london("2026-06-01T12:00")), None);
    }

    #[test]
    fn a_daily_score_counts_only_between_first_and_last_date() {
        let exposure = between("2026-05-01T08:00", "2026-05-04T20:00");
        let first = exposure.start.date();
        assert_eq!([0, 1, 2, 3].map(|day| exposure.strictly_spans(first + day)), [false, true, true, false]);
    }
}
