//! The strata that indicators name, in words, and what of the network's may be told.

use disclosure::groups;
use domain::code::Coded;
use domain::dictionary::Dictionary;
use domain::forms::ecmo_run::Dx;
use measures::femoral::Femoral;

pub use super::completeness::FIELDS;
use super::protection::{MOST_SMALL, Open};
use crate::frames::Frames;
use crate::indicators::{Indicators, NETWORK, Period, Stratum, Value};

/// A stratum in words, with its values in the order in which they are shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dimension {
    /// Its column in the query.
    pub name: &'static str,
    /// `Diagnosis group`
    pub label: &'static str,
    /// Code and words of each value.
    pub values: Vec<(String, String)>,
}

impl Dimension {
    /// A stratum by its name in a query.
    pub fn named(name: &str) -> Option<Self> {
        Self::all().into_iter().find(|dimension| dimension.name == name)
    }

    fn all() -> [Self; 3] {
        let pair = |code: &str, label: &str| (code.to_owned(), label.to_owned());
        [
            Self {
                name: "dx",
                label: "Diagnosis group",
                values: Dx::LIST.codes.iter().map(|code| pair(&code.code, &code.label)).collect(),
            },
            Self {
                name: "femoral",
                label: "Femoral cannula",
                values: Femoral::ALL.iter().map(|site| pair(site.as_str(), site.label())).collect(),
            },
            Self {
                name: FIELDS,
                label: "Key field",
                values: Frames::key_fields()
                    .iter()
                    .map(|field| {
                        let spec = Dictionary::shipped().form(field.form);
                        let spec = spec.and_then(|form| form.field(field.column));
                        pair(field.column, spec.map_or(field.column, |spec| &spec.label))
                    })
                    .collect(),
            },
        ]
    }

    /// A value in words.
    pub fn words(&self, value: &str) -> Option<&str> {
        self.values.iter().find(|(code, _)| code == value).map(|(_, words)| words.as_str())
    }
}

/// An indicator by the values of one of its strata, at one place.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ByStratum {
    pub(crate) dimension: Dimension,
    /// Those of which anything was counted.
    pub(crate) parts: Vec<Part>,
}

/// One value of a stratum.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Part {
    pub(crate) stratum: Stratum,
    pub(crate) words: String,
    pub(crate) value: Value,
    /// What the reader may see of it.
    pub(crate) open: Open,
}

impl ByStratum {
    /// A centre's own numbers.
    pub(crate) fn of_centre(
        indicators: &Indicators,
        id: &str,
        dimension: Dimension,
        centre: &str,
        period: Period,
    ) -> Self {
        let part = |(code, words): &(String, String)| {
            let stratum = Stratum::new(dimension.name, code.as_str());
            let value = indicators.value_within(id, centre, period, Some(&stratum))?;
            (value.n > 0).then(|| Part { stratum, words: words.clone(), value, open: Open::Whole })
        };
        let parts = dimension.values.iter().filter_map(part).collect();
        Self { dimension, parts }
    }

    /// The network's. Of patients nothing is told that would be small for somebody, see [`groups`]; `least` is the smallest
    /// denominator that is told.
    pub(crate) fn of_network(
        indicators: &Indicators,
        id: &str,
        dimension: Dimension,
        period: Period,
        least: u32,
    ) -> Self {
        let mut by_stratum = Self::of_centre(indicators, id, dimension, NETWORK, period);
        let definition = indicators.definitions().find(|definition| definition.id == id);
        if definition.is_none_or(|definition| !definition.counts.is_of_patient()) {
            return by_stratum;
        }
        let cells = |part: &Part, count: fn(&Value) -> u32| {
            let of = |centre: &String| indicators.value_within(id, centre, period, Some(&part.stratum));
            let cells = indicators.centres().iter().map(|centre| of(centre).map_or(0, |value| count(&value)));
            counted_once(cells.collect(), count(&part.value))
        };
        let groups = |count: fn(&Value) -> u32| -> Vec<Vec<u32>> {
            by_stratum.parts.iter().map(|part| cells(part, count)).collect()
        };
        let told = groups::open(&groups(|value| value.n), least.saturating_sub(1));
        // Small numbers of those that are met, and of those that are not.
        let met = groups::open(&groups(|value| value.k.unwrap_or_default()), MOST_SMALL);
        let unmet = groups(|value| value.n.saturating_sub(value.k.unwrap_or_default()));
        let unmet = groups::open(&unmet, MOST_SMALL);
        for (place, part) in by_stratum.parts.iter_mut().enumerate() {
            part.open = match (told[place], met[place] && unmet[place]) {
                (false, _) => Open::Nothing,
                (true, false) => Open::Denominator,
                (true, true) => Open::Whole,
            };
        }
        by_stratum
    }

    /// What may be seen of one value; nothing where nothing of it was counted.
    pub(crate) fn open(&self, stratum: &Stratum) -> Open {
        let part = self.parts.iter().find(|part| part.stratum == *stratum);
        part.map_or(Open::Whole, |part| part.open)
    }
}

/// The counts of centres as the network has them: it counts a transfer on ECMO once. What it counts fewer is taken from the largest,
/// which errs on the side of holding back.
fn counted_once(mut cells: Vec<u32>, network: u32) -> Vec<u32> {
    let fewer = cells.iter().sum::<u32>().saturating_sub(network);
    if let Some(largest) = cells.iter_mut().max() {
        *largest = largest.saturating_sub(fewer);
    }
    cells
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_stratum_has_words_and_no_value_twice() {
        for dimension in Dimension::all() {
            let mut codes: Vec<&String> = dimension.values.iter().map(|(code, _)| code).collect();
            codes.sort();
            codes.dedup();
            assert_eq!(codes.len(), dimension.values.len(), "{}", dimension.name);
            assert_eq!(Dimension::named(dimension.name), Some(dimension));
        }
        assert_eq!(Dimension::named("dx").unwrap().words("VIRAL"), Some("Viral pneumonia"));
        assert_eq!(Dimension::named("femoral").unwrap().words("left"), None);
    }

    #[test]
    fn what_the_network_counts_once_is_counted_once_here() {
        assert_eq!(counted_once(vec![3, 9, 4], 14), [3, 7, 4]);
        assert_eq!(counted_once(vec![3, 4], 7), [3, 4]);
    }
}
