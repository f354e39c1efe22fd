//! When a run counts at a centre (G3, G4).

use domain::time::opportunity_days;

use super::moment::Moment;
use crate::time::days;

/// The time on ECMO at this centre: `start ≤ t < end`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Exposure {
    /// xs: flow began, or the patient arrived here on ECMO.
    pub(super) start: Moment,
    /// xe: the first of flow stop, death, leaving critical care, leaving on ECMO, and the extract.
    pub(super) end: Moment,
    /// Something other than the extract ended it.
    pub(super) closed: bool,
}

impl Exposure {
    /// The exposure of a run; `None` when there is none.
    ///
    /// An end later than the extract is not known yet; an end on its very minute leaves the run open.
    pub(super) fn of(
        time_on: Moment,
        admitted: Option<Moment>,
        ends: impl IntoIterator<Item = Option<Moment>>,
        extract: Moment,
    ) -> Option<Self> {
        let start = admitted.map_or(time_on, |admitted| admitted.max(time_on));
        let end = ends.into_iter().flatten().fold(extract, Moment::min);
        (end > start).then_some(Self { start, end, closed: end.instant != extract.instant })
    }

    /// Phase ON (G6).
    pub(super) fn contains(&self, moment: Moment) -> bool {
        self.start.instant <= moment.instant && moment.instant < self.end.instant
    }

    /// Whether a day's highest score was surely reached on ECMO here (G17): neither the first nor the last date.
    pub(super) fn strictly_spans(&self, date: i32) -> bool {
        self.start.date() < date && date < self.end.date()
    }

    /// The opportunity days, in days since 1970.
    pub(super) fn opportunity_days(&self) -> impl Iterator<Item = i32> {
        opportunity_days(self.start.wall_clock(), self.end.wall_clock()).map(days)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::DateTime;
    use jiff::tz::TimeZone;

    fn london(text: &str) -> Moment {
        let zone = TimeZone::get("Europe/London").expect("a zone");
        let local: DateTime = text.parse().expect("a wall clock");
        Moment::at(zone.to_timestamp(local).expect("an instant"), &zone)
    }

    fn between(on: &str, off: &str) -> Exposure {
        Exposure::of(london(on), None, [Some(london(off))], london("2027-06-01T12:00")).expect("an exposure")
    }

    #[test]
    fn elapsed_time_counts_the_hour_that_the_clocks_skip() {
        let exposure = between("2026-03-27T22:10", "2026-03-30T11:59");
        assert_eq!(exposure.end.minutes_since(exposure.start), 60 * 60 + 49);
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
        let ends = [Some(london("2026-05-09T10:00")), Some(london("2026-05-07T03:00")), None];
        let exposure =
            Exposure::of(london("2026-05-01T20:00"), Some(arrived), ends, london("2026-06-01T12:00"));
        let expected = Exposure { start: arrived, end: london("2026-05-07T03:00"), closed: true };
        assert_eq!(exposure, Some(expected));
    }

    #[test]
    fn an_end_on_the_minute_of_the_extract_leaves_it_open() {
        let extract = london("2026-06-01T12:00");
        let exposure =
            Exposure::of(london("2026-05-30T12:00"), None, [Some(extract)], extract).expect("open");
        assert!(!exposure.closed);
    }

    #[test]
    fn a_run_that_ends_before_the_arrival_has_none() {
        let (on, arrived, off) =
            (london("2026-05-01T08:00"), london("2026-05-01T12:00"), london("2026-05-01T11:00"));
        assert_eq!(Exposure::of(on, Some(arrived), [Some(off)], london("2026-06-01T12:00")), None);
    }

    #[test]
    fn a_daily_score_counts_only_between_first_and_last_date() {
        let exposure = between("2026-05-01T08:00", "2026-05-04T20:00");
        let first = exposure.start.date();
        assert_eq!([0, 1, 2, 3].map(|day| exposure.strictly_spans(first + day)), [false, true, true, false]);
    }
}
