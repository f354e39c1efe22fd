//! Hours to an event: the median of those who had it, beside the cumulative incidence with competing events (P09,
//! clarifications 47 and 48; Aalen and Johansen 1978).

use std::collections::BTreeMap;

use super::median::{median_display, quartiles};
use super::{Estimator, Unit, VALUE};
use crate::indicators::Definition;
use crate::indicators::tally::Sum;
use crate::indicators::value::{Extra, Followed};
use crate::statistics::{Observation, aalen_johansen, at_risk, quantile7};
use measures::run::Ending;

/// The kind of the time to a first mobilisation.
#[derive(Debug)]
pub(super) struct TimeToEvent;

/// The word of the query for the event itself; any other competes with it, none is censored.
const REACHED: &str = "reached";

/// Minutes of an hour.
const HOUR: i64 = 60;

/// Minutes of a day.
const DAY: f64 = 1440.0;

/// So many days are drawn.
const DAYS: u16 = 28;

/// When the incidence is told, in hours: 3, 7, 14 and 28 days.
const AT: [u16; 4] = [72, 168, 336, 672];

impl Estimator for TimeToEvent {
    fn unit(&self) -> Unit {
        Unit { name: "hours", sign: " h" }
    }

    fn family(&self) -> &'static str {
        "median"
    }

    fn bounds(&self) -> (f64, f64) {
        (0.0, f64::INFINITY)
    }

    fn needs(&self) -> &'static [&'static str] {
        &[VALUE, "event"]
    }

    fn numerator(&self, _: &Sum) -> Option<u32> {
        None
    }

    fn value(&self, sum: &Sum) -> Option<f64> {
        quantile7(&reached(sum), 0.5).map(|minutes| minutes / 60.0)
    }

    fn display(&self, sum: &Sum) -> Option<String> {
        median_display(&reached(sum), HOUR)
    }

    fn extra(&self, sum: &Sum, _: &Definition) -> BTreeMap<String, Extra> {
        let mut extra = sum.extra.clone();
        extra.extend(quartiles(&reached(sum), 60.0));
        let runs = u32::try_from(sum.units.len()).unwrap_or(u32::MAX);
        extra.insert("n_runs".to_owned(), Extra::Count(runs));
        extra.insert("cumulative_incidence".to_owned(), Extra::Incidence(incidence(sum)));
        extra
    }

    fn followed(&self, sum: &Sum) -> Option<Followed> {
        let observations = observations(sum);
        // On the very minute of a day's end is too late for it.
        let ends: Vec<f64> = (1..=DAYS).map(|day| f64::from(day) * DAY - 0.5).collect();
        let share = |cause: &'static str| (cause, aalen_johansen(&observations, &cause.to_owned(), &ends));
        let causes = std::iter::once(REACHED).chain(Ending::ALL.map(Ending::as_str));
        let risk = |day: u16| {
            let left = at_risk(&observations, &[f64::from(day) * DAY]);
            (day, left.first().and_then(|left| u32::try_from(*left).ok()).unwrap_or_default())
        };
        (!observations.is_empty()).then(|| Followed {
            ends: causes.map(share).collect(),
            at_risk: [0].into_iter().chain(AT.map(|hours| hours / 24)).map(risk).collect(),
        })
    }
}

/// Minutes to the event of those who had it.
fn reached(sum: &Sum) -> Vec<f64> {
    let had = sum.units.iter().filter(|unit| unit.event.as_deref() == Some(REACHED)).cloned().collect();
    Sum { units: had, ..Sum::default() }.values()
}

/// The events before each hour: on its very minute is too late.
fn incidence(sum: &Sum) -> BTreeMap<String, Option<f64>> {
    let observations = observations(sum);
    let before = AT.map(|hours| f64::from(hours) * 60.0 - 0.5);
    let values = aalen_johansen(&observations, &REACHED.to_owned(), &before);
    let known = |value: f64| Some(value).filter(|_| !observations.is_empty());
    AT.iter().map(u16::to_string).zip(values.into_iter().map(known)).collect()
}

/// Who was followed for how many minutes, and what ended it.
fn observations(sum: &Sum) -> Vec<Observation<String>> {
    #[expect(clippy::cast_precision_loss, reason = "minutes of a run")]
    let observed = |unit: &crate::indicators::tally::Unit| Observation {
        time: unit.value as f64,
        cause: unit.event.clone(),
    };
    sum.units.iter().map(observed).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::indicators::tally::Unit as One;

    fn of(units: &[(i64, Option<&str>)]) -> Sum {
        let one = |(value, event): &(i64, Option<&str>)| One { value: *value, event: event.map(str::to_owned) };
        Sum { units: units.iter().map(one).collect(), ..Sum::default() }
    }

    #[test]
    fn the_median_is_of_those_who_had_the_event() {
        let sum = of(&[(60, Some("reached")), (180, Some("reached")), (30, Some("died")), (9000, None)]);
        assert_eq!(TimeToEvent.value(&sum), Some(2.0));
        assert_eq!(TimeToEvent.display(&sum).as_deref(), Some("2.0"));
    }

    #[test]
    fn an_event_on_the_very_minute_of_the_hour_is_too_late() {
        let at = |minutes| incidence(&of(&[(minutes, Some("reached"))]))["72"];
        assert_eq!([at(72 * 60 - 1), at(72 * 60)], [Some(1.0), Some(0.0)]);
    }

    #[test]
    fn the_curves_say_what_the_incidence_says_and_who_is_still_followed() {
        let sum = of(&[(60, Some("died")), (1440, Some("reached")), (5000, None), (9000, Some("decannulated"))]);
        let followed = TimeToEvent.followed(&sum).expect("four");
        let (reached, shares) = &followed.ends[0];
        assert_eq!((*reached, shares[0], Some(shares[2])), ("reached", 0.0, incidence(&sum)["72"]));
        assert_eq!(followed.at_risk, [(0, 4), (3, 2), (7, 0), (14, 0), (28, 0)]);
        assert_eq!(TimeToEvent.followed(&of(&[])), None);
    }

    #[test]
    fn a_death_before_keeps_its_place_in_the_denominator() {
        let sum = of(&[(60, Some("died")), (120, Some("reached"))]);
        assert_eq!(incidence(&sum)["72"], Some(0.5));
        assert_eq!(incidence(&of(&[]))["72"], None, "nobody was followed");
    }
}
