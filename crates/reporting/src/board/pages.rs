//! The pages of one indicator, whole or within a stratum.

use domain::reference::CycleDates;

use super::Board;
use crate::document::Document;
use crate::error::{Error, Result};
use crate::indicators::{Period, Stratum};
use crate::pack::completeness::{self, COMPLETENESS, FieldCount};
use crate::pack::content::board::{self, Frozen};
use crate::pack::facts::Facts;
use crate::pack::strata::{ByStratum, Dimension, FIELDS};

/// Which page is asked for.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// The indicator's id.
    pub id: &'a str,
    pub period: Period,
    /// Nothing but a stratum of it.
    pub within: Option<&'a Stratum>,
}

impl Board {
    /// The strata of an indicator, in words.
    pub fn dimensions(&self, id: &str) -> Vec<Dimension> {
        self.indicators.strata(id).filter_map(Dimension::named).collect()
    }

    /// A stratum of an indicator, as an address writes it: `dx:VIRAL`.
    pub fn stratum(&self, id: &str, text: &str) -> Result<Stratum> {
        let dimensions = self.dimensions(id);
        let Some(first) = dimensions.first() else {
            return Err(Error::refused(format!("{id} has no strata. Take “stratum” out of the address.")));
        };
        let known = Stratum::parse(text).filter(|stratum| {
            let of = dimensions.iter().find(|dimension| dimension.name == stratum.name);
            of.is_some_and(|dimension| dimension.words(&stratum.value).is_some())
        });
        let example =
            first.values.first().map_or_else(String::new, |(code, _)| format!("{}:{code}", first.name));
        let names: Vec<&str> = dimensions.iter().map(|dimension| dimension.name).collect();
        known.ok_or_else(|| {
            Error::refused(format!(
                "“{text}” is no stratum of {id}. Choose one on the page, or write one of {}, a colon and a code, like {example}.",
                names.join(", ")
            ))
        })
    }

    /// An indicator's page for whoever sees all centres; `None` when there is no such indicator.
    pub fn page_of_network(&self, asked: &Asked<'_>) -> Result<Option<Document>> {
        let Some(facts) = self.facts(asked, None)? else { return Ok(None) };
        let strata = self.by_stratum(asked, None);
        Ok(Some(board::of_network(&facts, &self.rules, &strata, asked.within)))
    }

    /// An indicator's page for one centre, with the network of a frozen cycle beside it.
    pub fn page_of_centre(
        &self,
        asked: &Asked<'_>,
        centre: &str,
        frozen: Option<(&Self, &CycleDates)>,
    ) -> Result<Option<Document>> {
        let Some(own) = self.facts(asked, Some(centre))? else { return Ok(None) };
        let network = match frozen {
            Some((board, cycle)) => {
                let then = Asked { period: Period::new(cycle.start, cycle.end)?, ..*asked };
                let strata = board.by_stratum(&then, None);
                board.facts(&then, None)?.map(|facts| (facts, cycle.id.as_str(), strata))
            }
            None => None,
        };
        let network = network.as_ref().map(|(facts, cycle, strata)| Frozen { facts, cycle, strata });
        let strata = self.by_stratum(asked, Some(centre));
        Ok(Some(board::of_centre(&own, network.as_ref(), &self.rules, &strata, asked.within)))
    }

    /// The indicator by each of its strata: of a centre, or of the network. Fields have a map of their own.
    fn by_stratum(&self, asked: &Asked<'_>, centre: Option<&str>) -> Vec<ByStratum> {
        let Asked { id, period, .. } = *asked;
        let dimensions = self.dimensions(id).into_iter().filter(|dimension| dimension.name != FIELDS);
        let of = |dimension: Dimension| {
            if let Some(code) = centre {
                return ByStratum::of_centre(&self.indicators, id, dimension, code, period);
            }
            let least = self.rules.least_denominator;
            ByStratum::of_network(&self.indicators, id, dimension, period, least)
        };
        dimensions.map(of).collect()
    }

    /// The facts of one indicator, of all centres or of one alone.
    fn facts(&self, asked: &Asked<'_>, centre: Option<&str>) -> Result<Option<Facts>> {
        let Some(definition) = self.definition(asked.id) else { return Ok(None) };
        let mut facts =
            self.facts_of(&[definition], asked.period, centre, asked.within, self.rules.months)?;
        if asked.id == COMPLETENESS {
            facts.completeness = self.fields(asked.period, centre);
        }
        if let Some(words) = asked.within.and_then(|stratum| self.words(asked.id, stratum)) {
            for centre in &mut facts.centres {
                centre.name = format!("{}, {words}", centre.name);
            }
        }
        Ok(Some(facts))
    }

    /// A stratum in words.
    pub fn words(&self, id: &str, stratum: &Stratum) -> Option<String> {
        let dimensions = self.dimensions(id);
        let dimension = dimensions.iter().find(|dimension| dimension.name == stratum.name)?;
        dimension.words(&stratum.value).map(str::to_owned)
    }

    /// The key fields by centre, or of one centre by month.
    fn fields(&self, period: Period, centre: Option<&str>) -> Vec<FieldCount> {
        let value = |place: &str, period| self.indicators.value(COMPLETENESS, place, period);
        let Some(code) = centre else {
            let codes = self.centres.iter().map(|centre| centre.code.clone());
            let column = |code: String| Some((code.clone(), Some(code.clone()), value(&code, period)?));
            return completeness::of_values(codes.filter_map(column));
        };
        // Short, for the head of a narrow column.
        let name = |month: &Period| month.from().strftime("%b %Y").to_string();
        let column = |month: Period| Some((name(&month), Some(month.to_string()), value(code, month)?));
        completeness::of_values(period.months().into_iter().filter_map(column))
    }
}
