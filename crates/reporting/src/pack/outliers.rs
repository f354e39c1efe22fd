//! Whose number lies beyond what chance allows: the funnel of an indicator, centre by centre.

use domain::case::{CaseLevel, Direction};

use super::facts::{Centre, Facts, Measured};
use crate::{
    indicators::{Better, Value, kind::Kind},
    statistics::{
        FUNNEL_Z, LEAST_RECORDS, Outlier, Overdispersion, funnel_limits, funnel_overdispersed, outlier_by,
        overdispersion,
    },
};

/// Fewer centres than this are no comparison, and each would know the others by taking its own away.
const LEAST_CENTRES: usize = disclosure::tables::LEAST_PARTS;

/// A centre's value beyond the limits.
#[derive(Debug, Clone)]
pub(super) struct Beyond<'a> {
    pub(super) centre: &'a Centre,
    pub(super) measured: &'a Measured,
    pub(super) value: &'a Value,
    pub(super) level: CaseLevel,
    pub(super) direction: Direction,
    /// Numerator and denominator.
    pub(super) counted: (u32, u32),
    /// Those of the network, around whose share the limits lie.
    pub(super) network: (u32, u32),
    pub(super) limits: [f64; 4],
    /// φ̂: how much more than by chance centres differ; 1 is what chance gives.
    pub(super) spread: Option<f64>,
    /// The limits are widened by that spread.
    pub(super) is_widened: bool,
}

impl Beyond<'_> {
    /// Whether it lies above the network.
    pub(super) fn is_above(&self) -> bool {
        let better = self.measured.definition.better == Better::High;
        better == (self.direction == Direction::Better)
    }

    /// The limit beyond which it lies, as a fraction.
    pub(super) const fn limit(&self, is_above: bool) -> f64 {
        match (self.level, is_above) {
            (CaseLevel::Alarm, false) => self.limits[0],
            (CaseLevel::Alert, false) => self.limits[1],
            (CaseLevel::Alert, true) => self.limits[2],
            (CaseLevel::Alarm, true) => self.limits[3],
        }
    }
}

/// Every value of every indicator beyond its limits, in the order of indicators and centres.
pub(super) fn beyond(facts: &Facts) -> Vec<Beyond<'_>> {
    facts.indicators.iter().flat_map(|measured| of_indicator(facts, measured)).collect()
}

/// A funnel is of shares of patients' days, runs or contacts: how many fields are filled is no chance of theirs, and a
/// rate or a median has none here yet.
fn has_funnel(measured: &Measured) -> bool {
    let definition = &measured.definition;
    definition.kind == Kind::Proportion && definition.counts.is_of_patient()
}

fn of_indicator<'a>(facts: &'a Facts, measured: &'a Measured) -> Vec<Beyond<'a>> {
    let Some(network) = measured.network().and_then(pair).filter(|_| has_funnel(measured)) else {
        return Vec::new();
    };
    let centres: Vec<(&Centre, &Value, (u32, u32))> = facts
        .centres
        .iter()
        .filter_map(|centre| {
            let value = measured.of(&centre.code)?;
            Some((centre, value, pair(value)?))
        })
        .collect();
    if centres.len() < LEAST_CENTRES {
        return Vec::new();
    }
    let spread = overdispersion(&centres.iter().map(|(.., counted)| *counted).collect::<Vec<_>>());
    let network_share = share(network);
    let large = centres.into_iter().filter(|(.., (_, n))| *n >= LEAST_RECORDS);
    let found = large.filter_map(|(centre, value, counted)| {
        let limits = limits(network_share, counted.1, spread.as_ref())?;
        let level = level(counted, network_share, limits)?;
        let is_good = (share(counted) > network_share) == (measured.definition.better == Better::High);
        Some(Beyond {
            centre,
            measured,
            value,
            level,
            direction: if is_good { Direction::Better } else { Direction::Worse },
            counted,
            network,
            limits,
            spread: spread.as_ref().map(|spread| spread.phi),
            is_widened: spread.as_ref().is_some_and(is_wide),
        })
    });
    found.collect()
}

/// How far beyond its limits a share lies: what a funnel chart marks is a case.
fn level((k, n): (u32, u32), network: f64, limits: [f64; 4]) -> Option<CaseLevel> {
    match outlier_by(limits, k, n, network)? {
        Outlier::Within => None,
        Outlier::Alert => Some(CaseLevel::Alert),
        Outlier::Alarm => Some(CaseLevel::Alarm),
    }
}

/// Numerator and denominator of a share; `None` of nothing, and of more than everything.
fn pair(value: &Value) -> Option<(u32, u32)> {
    let k = value.k?;
    (value.n > 0 && k <= value.n).then_some((k, value.n))
}

fn share((k, n): (u32, u32)) -> f64 {
    f64::from(k) / f64::from(n)
}

/// Exact below 100 records, by the arcsine from there on; widened by the spread of centres where there are enough of them.
fn limits(network: f64, n: u32, spread: Option<&Overdispersion>) -> Option<[f64; 4]> {
    let Some(wide) = spread.filter(|spread| is_wide(spread)) else { return funnel_limits(network, n) };
    let limit = |place: usize| funnel_overdispersed(network, wide.tau2, n, FUNNEL_Z[place]);
    Some([limit(0)?, limit(1)?, limit(2)?, limit(3)?])
}

fn is_wide(spread: &Overdispersion) -> bool {
    spread.adjust && spread.tau2 > 0.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::indicators::Definition;

    fn spread(adjust: bool, tau2: f64) -> Overdispersion {
        Overdispersion { p0: 0.74, z: Vec::new(), winsor: [0.0, 0.0], phi: 2.0, tau2, adjust }
    }

    #[test]
    fn a_count_that_chance_gives_often_is_no_case_though_it_lies_above_an_interpolated_limit() {
        let of = |k, n, network| level((k, n), network, funnel_limits(network, n).unwrap());
        assert_eq!(of(20, 20, 0.97), None, "all of 20 around 97 %");
        assert_eq!(of(11, 12, 0.675), None);
        assert_eq!(of(20, 20, 0.74), Some(CaseLevel::Alert), "once in 400: no alarm");
        assert_eq!(of(7, 20, 0.74), Some(CaseLevel::Alarm));
        assert_eq!(of(300, 352, 0.74), Some(CaseLevel::Alarm));
    }

    #[test]
    fn every_funnel_of_the_members_pack_is_of_a_percentage() {
        let pack = crate::pack::PackDefinition::named("biannual").unwrap();
        for definition in Definition::shipped().unwrap() {
            let is_listed = pack.indicators.contains(&definition.id);
            let measured = Measured {
                definition,
                values: Vec::new(),
                before: Vec::new(),
                months: Vec::new(),
                quarters: Vec::new(),
                followed: None,
                gaps: None,
            };
            if is_listed && has_funnel(&measured) {
                assert_eq!(measured.definition.unit, "percent", "{}", measured.definition.id);
            }
        }
    }

    #[test]
    fn limits_are_widened_only_where_there_are_enough_centres_that_differ() {
        let plain = funnel_limits(0.74, 100);
        assert_eq!(limits(0.74, 100, None), plain);
        assert_eq!(limits(0.74, 100, Some(&spread(false, 0.01))), plain, "too few centres");
        assert_eq!(limits(0.74, 100, Some(&spread(true, 0.0))), plain, "chance explains it");
        let wide = limits(0.74, 100, Some(&spread(true, 0.01))).unwrap();
        let plain = plain.unwrap();
        assert!(wide[0] < plain[0] && wide[3] > plain[3], "{wide:?} {plain:?}");
    }
}
