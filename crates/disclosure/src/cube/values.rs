//! Means, medians, quartiles and rates of a measure, each with noise of its own (dossier, §3.7). One value a person.

use super::normal::normal;
use super::{Count, Guard, Predicate, Stat, Tally};

/// A mean or a median is told from so many people, as they are told.
const LEAST: u32 = 30;

/// Quartiles are told from so many.
const LEAST_FOR_QUARTILES: u32 = 60;

/// The noise of a count has this standard deviation: the root of 8. That of a sum is as large for values of half the range.
pub(super) const DEVIATION: f64 = 2.83;

/// So many values around a rank are averaged, so that no person's own is told.
const AROUND: usize = 5;

/// A measure's published range and step.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scale {
    /// Values below are taken as this.
    pub low: f64,
    /// Values above are taken as this.
    pub high: f64,
    /// What is told is a multiple of this.
    pub step: f64,
}

impl Scale {
    fn told(self, value: f64) -> f64 {
        rounded(value, self.step)
    }

    pub(super) fn half(self) -> f64 {
        (self.high - self.low) / 2.0
    }

    fn middle(self) -> f64 {
        self.low + self.half()
    }
}

/// The people of a predicate of whom a measure is known, with its values.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Values {
    tally: Tally,
    values: Vec<(f64, u16)>,
}

impl Values {
    /// Adds a person of a centre with their value.
    pub fn add(&mut self, person: u128, centre: u16, value: f64) {
        self.tally.add(person, centre);
        self.values.push((value, centre));
    }

    /// The mean of a measure; nothing when too few people, or too few who make it up, are behind it.
    pub fn mean(&self, of: &Predicate, measure: u16, scale: Scale, guard: Guard<'_>) -> Option<f64> {
        if self.people(of, guard)? < LEAST || self.is_dominated(scale) {
            return None;
        }
        let (middle, half) = (scale.middle(), scale.half());
        let sum: f64 = self.clipped(scale).map(|(value, _)| value - middle).sum();
        let noise = DEVIATION * half * normal(self.draw(of, Stat::Mean(measure), guard));
        let mean = middle + (sum + noise) / self.count();
        Some(scale.told(mean.clamp(scale.low, scale.high)))
    }

    /// The median.
    pub fn median(&self, of: &Predicate, measure: u16, scale: Scale, guard: Guard<'_>) -> Option<f64> {
        self.rank(of, Stat::Median(measure), 0.5, LEAST, scale, guard)
    }

    /// The first and the third quartile.
    pub fn quartiles(
        &self,
        of: &Predicate,
        measure: u16,
        scale: Scale,
        guard: Guard<'_>,
    ) -> Option<[f64; 2]> {
        let at = |stat, share| self.rank(of, stat, share, LEAST_FOR_QUARTILES, scale, guard);
        Some([at(Stat::FirstQuartile(measure), 0.25)?, at(Stat::ThirdQuartile(measure), 0.75)?])
    }

    /// The values around a share of the people, moved by noise, in the mean.
    fn rank(
        &self,
        of: &Predicate,
        stat: Stat,
        share: f64,
        least: u32,
        scale: Scale,
        guard: Guard<'_>,
    ) -> Option<f64> {
        if self.people(of, guard)? < least {
            return None;
        }
        let mut values: Vec<f64> = self.clipped(scale).map(|(value, _)| value).collect();
        values.sort_by(f64::total_cmp);
        let rank = share * (self.count() - 1.0) + DEVIATION * normal(self.draw(of, stat, guard));
        let from = nearest(rank - 2.0, values.len().checked_sub(AROUND)?);
        let around = values[from..].iter().take(AROUND);
        #[expect(clippy::cast_precision_loss, reason = "it is five")]
        let mean = around.sum::<f64>() / AROUND as f64;
        Some(scale.told(mean))
    }

    /// How many people are told; nothing when they are not.
    fn people(&self, of: &Predicate, guard: Guard<'_>) -> Option<u32> {
        match self.tally.protect(of, guard) {
            Count::Shown(people) => Some(people),
            Count::Low => None,
        }
    }

    /// The values as they count: within the range.
    fn clipped(&self, scale: Scale) -> impl Iterator<Item = (f64, u16)> {
        self.values.iter().map(move |(value, centre)| (value.clamp(scale.low, scale.high), *centre))
    }

    /// Whether one or two people, or centres, make up nearly all of it.
    fn is_dominated(&self, scale: Scale) -> bool {
        let mut centres = std::collections::BTreeMap::<u16, f64>::new();
        for (value, centre) in self.clipped(scale) {
            *centres.entry(centre).or_default() += value - scale.low;
        }
        let people = self.clipped(scale).map(|(value, _)| value - scale.low);
        dominated(people.collect()) || dominated(centres.into_values().collect())
    }

    fn draw(&self, of: &Predicate, stat: Stat, guard: Guard<'_>) -> u64 {
        self.tally.draw(of, stat, guard)
    }

    #[expect(clippy::cast_precision_loss, reason = "a count of people")]
    fn count(&self) -> f64 {
        self.values.len() as f64
    }
}

/// Events of people per thousand of what they were exposed to. An event more of one person, beyond a few, counts nothing.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Rate {
    everybody: Tally,
    with_events: Tally,
    events: f64,
    exposure: f64,
}

impl Rate {
    /// Nobody has more events than this counted.
    const MOST_EVENTS: u32 = 3;
    /// Nor more exposure, contacts for example.
    const MOST_EXPOSURE: u32 = 120;

    /// Adds a person of a centre.
    pub fn add(&mut self, person: u128, centre: u16, events: u32, exposure: u32) {
        self.everybody.add(person, centre);
        if events > 0 {
            self.with_events.add(person, centre);
        }
        self.events += f64::from(events.min(Self::MOST_EVENTS));
        self.exposure += f64::from(exposure.min(Self::MOST_EXPOSURE));
    }

    /// The rate per thousand; nothing when too few people had an event.
    pub fn per_thousand(&self, of: &Predicate, measure: u16, step: f64, guard: Guard<'_>) -> Option<f64> {
        let is_told = |tally: &Tally| tally.protect(of, guard) != Count::Low;
        if !is_told(&self.with_events) || !is_told(&self.everybody) {
            return None;
        }
        let noise = |stat, most: u32| {
            DEVIATION * f64::from(most) / 2.0 * normal(self.everybody.draw(of, stat, guard))
        };
        let events = self.events + noise(Stat::Events(measure), Self::MOST_EVENTS);
        let exposure = self.exposure + noise(Stat::Exposure(measure), Self::MOST_EXPOSURE);
        let rate = (exposure > 0.0).then_some(1000.0 * events.max(0.0) / exposure)?;
        Some(rounded(rate, step))
    }
}

/// A share of people as it is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Share {
    /// Not told.
    Low,
    /// Less than 5 %.
    Below5,
    /// So many percent.
    About(u8),
    /// More than 95 %.
    Above95,
}

impl Share {
    /// From what is told of the part, of those who are not in it, and of all: never from what was counted.
    pub fn of(part: Count, others: Count, all: Count) -> Self {
        let (Count::Shown(part), Count::Shown(_), Count::Shown(all)) = (part, others, all) else {
            return Self::Low;
        };
        if all < LEAST {
            return Self::Low;
        }
        let percent = (f64::from(part) / f64::from(all) * 100.0).round();
        match percent {
            percent if percent < 5.0 => Self::Below5,
            percent if percent > 95.0 => Self::Above95,
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is from 5 to 95")]
            percent => Self::About(percent as u8),
        }
    }
}

/// The standard deviation that the noise alone gives a share, in percent: of a part and of all, as they are told.
pub fn noise_of_share(part: u32, all: u32) -> f64 {
    let share = f64::from(part) / f64::from(all);
    100.0 * (8.0 * (1.0 + share * share)).sqrt() / f64::from(all)
}

/// Whether two make up more than nine tenths of a sum, or all the rest is less than a tenth of the largest.
fn dominated(mut parts: Vec<f64>) -> bool {
    parts.sort_by(|a, b| b.total_cmp(a));
    let sum: f64 = parts.iter().sum();
    let first = parts.first().copied().unwrap_or_default();
    let two = first + parts.get(1).copied().unwrap_or_default();
    sum <= 0.0 || two > 0.9 * sum || sum - two < 0.1 * first
}

/// The multiple of a step that is nearest, as it is written: of 0.1 it is 12.3 and not 12.300000000000001.
fn rounded(value: f64, step: f64) -> f64 {
    let per_one = (1.0 / step).round();
    let steps = (value / step).round();
    // Nothing below nought is left of a minus.
    (if per_one >= 1.0 { steps / per_one } else { steps * step }) + 0.0
}

/// A place from the first to the last, nearest to a rank.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "it is cut to what there is before"
)]
#[expect(clippy::cast_precision_loss, reason = "a count of people")]
fn nearest(rank: f64, last: usize) -> usize {
    (rank.round().clamp(0.0, last as f64)) as usize
}

#[cfg(test)]
mod tests {
    use super::super::{Gates, Keys};
    use super::*;

    const DAYS: Scale = Scale { low: 0.0, high: 40.0, step: 0.5 };

    fn keys() -> Keys {
        Keys::new([1; 32], [2; 32])
    }

    fn guard(keys: &Keys, epoch: u32) -> Guard<'_> {
        Guard { gates: Gates::USUAL, keys, epoch }
    }

    /// People at four centres in turn, with these values.
    fn values(of: impl IntoIterator<Item = f64>) -> Values {
        let mut values = Values::default();
        for (number, value) in (0_u32..).zip(of) {
            values.add(keys().person(&number.to_be_bytes()), u16::try_from(number % 4).unwrap(), value);
        }
        values
    }

    fn days(count: u32) -> Values {
        values((0..count).map(|number| f64::from(number * 7 % 41)))
    }

    fn at(variable: u16) -> Predicate {
        Predicate::at(vec![(variable, 0)]).unwrap()
    }

    #[test]
    fn a_mean_is_unbiased_and_its_noise_is_as_said() {
        let (keys, people) = (keys(), days(100));
        let fine = Scale { step: 1e-6, ..DAYS };
        let means: Vec<f64> =
            (0..4000).map(|variable| people.mean(&at(variable), 0, fine, guard(&keys, 1)).unwrap()).collect();
        let truth = people.values.iter().map(|(value, _)| value).sum::<f64>() / 100.0;
        let mean = means.iter().sum::<f64>() / 4000.0;
        let deviation = (means.iter().map(|told| (told - mean).powi(2)).sum::<f64>() / 3999.0).sqrt();
        // 2.83 × 20 / 100, the dossier's 0.56 for a hundred people.
        assert!((mean - truth).abs() < 3.0 * 0.566 / 63.0, "{mean} {truth}");
        assert!((deviation - 0.566).abs() < 0.03, "{deviation}");
    }

    #[test]
    fn values_beyond_the_range_count_as_its_ends() {
        let keys = keys();
        let (one, other) =
            (values([9.0; 99].into_iter().chain([40.0])), values([9.0; 99].into_iter().chain([4000.0])));
        assert_eq!(one.mean(&at(1), 0, DAYS, guard(&keys, 1)), other.mean(&at(1), 0, DAYS, guard(&keys, 1)));
    }

    #[test]
    fn few_people_have_no_mean_no_median_and_no_quartiles() {
        let keys = keys();
        for epoch in 0..50 {
            let guard = guard(&keys, epoch);
            assert_eq!(days(19).mean(&at(1), 0, DAYS, guard), None, "29 at most are told");
            assert_eq!(days(19).median(&at(1), 0, DAYS, guard), None);
            assert_eq!(days(49).quartiles(&at(1), 0, DAYS, guard), None);
            assert!(days(41).mean(&at(1), 0, DAYS, guard).is_some());
            assert!(days(71).quartiles(&at(1), 0, DAYS, guard).is_some());
        }
    }

    #[test]
    fn a_median_lies_near_the_middle_and_quartiles_around_it() {
        let keys = keys();
        for epoch in 0..200 {
            let people = days(410);
            let median = people.median(&at(1), 0, DAYS, guard(&keys, epoch)).unwrap();
            let [first, third] = people.quartiles(&at(1), 0, DAYS, guard(&keys, epoch)).unwrap();
            assert!(
                (median - 20.0).abs() <= 1.5 && (first - 10.0).abs() <= 1.5 && (third - 30.0).abs() <= 1.5
            );
        }
    }

    /// Of values that are all different, what is told is the mean of five.
    #[test]
    fn a_median_is_no_persons_own_value() {
        let keys = keys();
        let fine = Scale { low: 0.0, high: 1e9, step: 1e-9 };
        let people = values((0..60_u32).map(|number| f64::from(number * number * 997)));
        for epoch in 0..200 {
            let told = people.median(&at(1), 0, fine, guard(&keys, epoch)).unwrap();
            assert!(people.values.iter().all(|(value, _)| (value - told).abs() > 1e-6), "{told}");
        }
    }

    #[test]
    fn another_measure_of_the_same_people_has_noise_of_its_own() {
        let (keys, people) = (keys(), days(100));
        let fine = Scale { step: 1e-6, ..DAYS };
        let told = |measure| people.mean(&at(1), measure, fine, guard(&keys, 1)).unwrap();
        assert!((told(0) - told(1)).abs() > 1e-3 && (told(0) - told(0)).abs() < 1e-9);
    }

    #[test]
    fn what_one_or_two_make_up_is_not_told() {
        assert!(dominated(vec![90.0, 5.0, 3.0, 2.0]));
        assert!(dominated(vec![50.0, 48.0, 4.0]));
        assert!(!dominated(vec![40.0, 30.0, 20.0, 10.0]));
        assert!(dominated(vec![0.0; 5]), "nothing of nothing");
        assert!(dominated(Vec::new()));
        let keys = keys();
        let people = values([0.0; 98].into_iter().chain([40.0, 40.0]));
        assert_eq!(people.mean(&at(1), 0, DAYS, guard(&keys, 1)), None);
    }

    #[test]
    fn a_rate_needs_people_with_events_and_counts_few_of_each() {
        let keys = keys();
        let rate = |with: u32, events: u32| {
            let mut rate = Rate::default();
            for number in 0..400_u32 {
                let person = keys.person(&number.to_be_bytes());
                rate.add(
                    person,
                    u16::try_from(number % 4).unwrap(),
                    if number < with { events } else { 0 },
                    30,
                );
            }
            rate
        };
        let told = |rate: &Rate, epoch| rate.per_thousand(&at(1), 0, 0.1, guard(&keys, epoch));
        assert!((0..50).all(|epoch| told(&rate(7, 1), epoch).is_none()));
        for epoch in 0..50 {
            // 60 events in 12,000 contacts, give or take 3.5 times 2.83 × 1.5.
            let seen = told(&rate(60, 1), epoch).unwrap();
            assert!((seen - 5.0).abs() < 1.4, "{seen}");
            assert_eq!(told(&rate(60, 3), epoch), told(&rate(60, 300), epoch));
        }
    }

    #[test]
    fn a_share_is_made_of_what_is_told_and_never_near_nobody_or_everybody() {
        let shown = Count::Shown;
        assert_eq!(Share::of(shown(25), shown(75), shown(100)), Share::About(25));
        assert_eq!(Share::of(shown(10), shown(400), shown(410)), Share::Below5);
        assert_eq!(Share::of(shown(400), shown(10), shown(405)), Share::Above95);
        assert_eq!(
            Share::of(shown(110), shown(10), shown(105)),
            Share::Above95,
            "noise may take it beyond all"
        );
        for low in [
            Share::of(Count::Low, shown(75), shown(100)),
            Share::of(shown(95), Count::Low, shown(100)),
            Share::of(shown(15), shown(10), shown(25)),
        ] {
            assert_eq!(low, Share::Low);
        }
    }

    #[test]
    fn the_noise_of_a_share_is_the_dossiers() {
        for (all, points) in [(40, 7.5), (80, 3.7), (200, 1.4)] {
            let told = noise_of_share(all / 4, all);
            assert!((told - points).abs() < 0.3, "{all}: {told}");
        }
    }
}
