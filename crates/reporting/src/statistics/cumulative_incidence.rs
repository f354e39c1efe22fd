//! How many have had an event by a given time, when other events can come first.

use super::len;

/// One person followed from time 0: what ended the follow-up, and when.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Observation<C> {
    pub time: f64,
    /// `None`: still being followed at `time` (censored).
    pub cause: Option<C>,
}

/// The cumulative incidence of `cause` at each time of `at`, events at that very time included
/// (Aalen and Johansen, Scand J Stat 1978;5:141).
///
/// Events come before censoring at one time. Times in `at` may come in any order; without observations the
/// incidence is 0.
pub fn aalen_johansen<C: PartialEq>(observations: &[Observation<C>], cause: &C, at: &[f64]) -> Vec<f64> {
    let steps = incidence_steps(observations, cause);
    let value_at = |t: f64| steps.iter().take_while(|(time, _)| *time <= t).last().map_or(0.0, |step| step.1);
    at.iter().map(|&t| value_at(t)).collect()
}

/// How many are still followed without any event just before each time of `at`.
pub fn at_risk<C>(observations: &[Observation<C>], at: &[f64]) -> Vec<usize> {
    at.iter().map(|&t| observations.iter().filter(|seen| seen.time >= t).count()).collect()
}

/// The curve itself: each distinct time with the incidence of `cause` just after it, for drawing.
#[expect(clippy::float_cmp, reason = "tied means the very same time")]
pub fn incidence_steps<C: PartialEq>(observations: &[Observation<C>], cause: &C) -> Vec<(f64, f64)> {
    let mut ordered: Vec<&Observation<C>> = observations.iter().collect();
    ordered.sort_by(|a, b| a.time.total_cmp(&b.time));
    let (mut at_risk, mut event_free, mut incidence) = (len(ordered.len()), 1.0, 0.0);
    let mut steps = Vec::new();
    for tied in ordered.chunk_by(|a, b| a.time == b.time) {
        let events = len(tied.iter().filter(|o| o.cause.is_some()).count());
        let wanted = len(tied.iter().filter(|o| o.cause.as_ref() == Some(cause)).count());
        incidence += event_free * wanted / at_risk;
        event_free *= 1.0 - events / at_risk;
        at_risk -= len(tied.len());
        steps.push((tied[0].time, incidence));
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn seen<const N: usize>(data: [(u32, Option<&'static str>); N]) -> Vec<Observation<&'static str>> {
        data.into_iter().map(|(time, cause)| Observation { time: f64::from(time), cause }).collect()
    }

    #[test]
    fn a_competing_death_takes_its_share() {
        let people = seen([(1, Some("mobilised")), (2, Some("died")), (2, None), (3, Some("mobilised"))]);
        assert_eq!(aalen_johansen(&people, &"mobilised", &[1.0, 2.5, 9.0]), [0.25, 0.25, 0.75]);
    }

    #[test]
    fn the_curve_steps_where_somebody_had_the_event() {
        let people = seen([(1, Some("mobilised")), (2, Some("died")), (2, None), (3, Some("mobilised"))]);
        assert_eq!(incidence_steps(&people, &"mobilised"), [(1.0, 0.25), (2.0, 0.25), (3.0, 0.75)]);
    }

    #[test]
    fn those_at_risk_are_still_followed_at_that_time() {
        let people = seen([(1, Some("mobilised")), (2, Some("died")), (2, None), (3, Some("mobilised"))]);
        assert_eq!(at_risk(&people, &[0.0, 2.0, 3.0, 4.0]), [4, 3, 1, 0]);
    }

    #[test]
    fn nobody_has_no_incidence() {
        assert_eq!(aalen_johansen::<&str>(&[], &"mobilised", &[1.0]), [0.0]);
    }

    proptest! {
        #[test]
        fn without_censoring_it_is_the_plain_share(data in prop::collection::vec((1_u32..50, any::<bool>()), 1..40)) {
            let people: Vec<_> = data.iter().map(|&(t, c)| Observation { time: f64::from(t), cause: Some(c) }).collect();
            let share = len(data.iter().filter(|d| d.0 <= 25 && d.1).count()) / len(data.len());
            prop_assert!((aalen_johansen(&people, &true, &[25.0])[0] - share).abs() < 1e-12);
        }

        #[test]
        fn it_rises_and_all_causes_together_stay_within_everybody(
            data in prop::collection::vec((1_u32..50, prop::option::of(any::<bool>())), 1..40),
        ) {
            let people: Vec<_> = data.iter().map(|&(t, cause)| Observation { time: f64::from(t), cause }).collect();
            let at: Vec<f64> = (0..60).map(f64::from).collect();
            let (one, other) = (aalen_johansen(&people, &true, &at), aalen_johansen(&people, &false, &at));
            prop_assert!(one.is_sorted() && other.is_sorted());
            prop_assert!(one.iter().zip(&other).all(|(a, b)| a + b <= 1.0 + 1e-12));
        }
    }
}
