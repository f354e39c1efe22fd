//! What of each indicator may be printed for the members' meeting, decided once for all tables, charts and sentences.
//!
//! Denominators and numerators that are printed with the network's sum are solved as tables of [`disclosure`]; indicators with the
//! same denominators at every centre share one. What is held back is the same in every copy of the pack, so that two copies
//! laid side by side tell no more than one; in a centre's own copy its own row is whole.

use std::collections::BTreeMap;

use disclosure::tables::{Line, Part, Rule, Shown, protected};

use super::definition::PackDefinition;
use super::facts::{Facts, Measured};
use crate::indicators::{Concern, NETWORK, Value};

/// What may be printed of an indicator at a centre.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Open {
    Whole,
    /// The denominator; of the numerator, that it is at most this and not nothing.
    AtMost(u32),
    /// The denominator alone.
    Denominator,
    Nothing,
}

/// The largest numerator of another centre that is not told.
pub(super) const MOST_SMALL: u32 = Rule::MEMBERS_COUNTS.most_small;

/// What fewer have in the whole network is no part of its own (data dictionary, 7.5).
pub(super) const LEAST_PART: u32 = 10;

/// Harm at another centre is told from so many events on (data dictionary, 7.4).
pub(super) const LEAST_EVENTS: u32 = 10;

/// What is not printed whole, by indicator and centre.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Protection {
    held: BTreeMap<(String, String), Open>,
}

impl Protection {
    /// Solves the pack's tables, by its rules.
    pub(super) fn of(facts: &Facts, pack: &PackDefinition) -> Self {
        let least = pack.least_denominator;
        let mut protection = Self::default();
        let mut known: BTreeMap<Vec<u32>, Line> = BTreeMap::new();
        // How a service is staffed, or how its records are filled, is nothing of a patient.
        let of_patients = |measured: &&Measured| measured.definition.counts.is_of_patient();
        for measured in facts.indicators.iter().filter(of_patients) {
            let counted = Counted::of(facts, measured, pack.names_outcomes);
            let numbers: Vec<u32> =
                counted.centres.iter().map(|(_, value)| value.n).chain([counted.network.0]).collect();
            let line = known.entry(numbers).or_insert_with(|| {
                let rule = Rule { most_small: least.saturating_sub(1), ..Rule::MEMBERS_DENOMINATORS };
                let parts = counted.centres.iter().map(|(owner, value)| Part::new(*owner, value.n));
                protected(rule, &parts.collect::<Vec<_>>(), counted.network.0)
            });
            protection.hold(facts, measured, &counted, line);
        }
        protection
    }

    /// What is known of the network's number alone, where nothing of a centre is printed.
    pub(super) fn of_network(indicator: &str, open: Open) -> Self {
        Self { held: BTreeMap::from([((indicator.to_owned(), NETWORK.to_owned()), open)]) }
    }

    pub(super) fn at(&self, indicator: &str, centre: &str) -> Open {
        let key = (indicator.to_owned(), centre.to_owned());
        self.held.get(&key).copied().unwrap_or(Open::Whole)
    }

    fn hold(&mut self, facts: &Facts, measured: &Measured, counted: &Counted<'_>, denominators: &Line) {
        let numerators = counted.numerators(denominators);
        let mut hold = |code: &str, denominator: Shown, numerator: Option<Shown>| {
            let open = match (denominator, numerator) {
                (Shown::Small | Shown::Cover, _) => Open::Nothing,
                (Shown::Exact, Some(Shown::Small)) => Open::AtMost(MOST_SMALL),
                (Shown::Exact, Some(Shown::Cover)) => Open::Denominator,
                (Shown::Exact, Some(Shown::Exact) | None) => return,
            };
            self.held.insert((measured.definition.id.clone(), code.to_owned()), open);
        };
        for (place, (owner, _)) in counted.centres.iter().enumerate() {
            let numerator = numerators.as_ref().map(|line| line.parts[place]);
            hold(&facts.centres[*owner].code, denominators.parts[place], numerator);
        }
        hold(NETWORK, denominators.total, numerators.as_ref().map(|line| line.total));
    }
}

/// The centres that have something in an indicator's denominator, by their place in the directory, and the network.
struct Counted<'a> {
    centres: Vec<(usize, &'a Value)>,
    /// Denominator, and numerator where there is one.
    network: (u32, Option<u32>),
    /// Each thing counted is in the numerator or is not; a sum, as of minutes, is no count of anybody.
    has_numerator: bool,
    /// Numerators below this are not told, not even that there are none.
    least_numerator: u32,
}

impl<'a> Counted<'a> {
    fn of(facts: &Facts, measured: &'a Measured, names_outcomes: bool) -> Self {
        let value = |code: &str| measured.of(code).filter(|value| value.n > 0);
        let centres = facts.centres.iter().enumerate();
        Self {
            centres: centres.filter_map(|(owner, centre)| Some((owner, value(&centre.code)?))).collect(),
            network: measured.network().map_or((0, Some(0)), |network| (network.n, network.k)),
            least_numerator: if measured.definition.concerns == Concern::Safety && !names_outcomes {
                LEAST_EVENTS
            } else {
                0
            },
            has_numerator: measured.definition.kind.estimator().is_met_or_not(),
        }
    }

    /// What is printed of the numerators; `None` where the indicator has none.
    fn numerators(&self, denominators: &Line) -> Option<Line> {
        let counts: Vec<u32> = self
            .centres
            .iter()
            .map(|(_, value)| value.k.filter(|_| self.has_numerator))
            .collect::<Option<_>>()?;
        // Where a numerator can be larger than its denominator, the denominator says nothing of it.
        let is_part = self.centres.iter().zip(&counts).all(|((_, value), k)| *k <= value.n);
        let parts =
            self.centres.iter().zip(&counts).zip(&denominators.parts).map(|(((owner, value), k), shown)| {
                Part {
                    known_most: (is_part && *shown == Shown::Exact).then_some(value.n),
                    withheld: *shown != Shown::Exact || *k < self.least_numerator,
                    ..Part::new(*owner, *k)
                }
            });
        let rule = match self.least_numerator {
            0 => Rule::MEMBERS_COUNTS,
            least => Rule { most_small: least - 1, marked: false },
        };
        Some(protected(rule, &parts.collect::<Vec<_>>(), self.network.1?))
    }
}
