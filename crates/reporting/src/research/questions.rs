//! What may be asked, as it is written in `reports/research/questions.toml`.

use std::collections::BTreeMap;

use disclosure::cube::{Measure, Node, RateOf, Scale, Schema, Variable};
use serde::Deserialize;

use super::AuditYear;
use crate::error::{Error, Result};
use crate::indicators::check_literals;

const SHIPPED: &str = include_str!("../../../../reports/research/questions.toml");

/// The variable that comes before all others: the audit year in which the first run ended.
pub(super) const YEAR: &str = "year";

/// The file of what may be asked.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Questions {
    /// Printed beside every table.
    pub version: String,
    /// Who is counted, as a sentence.
    pub population: String,
    /// The columns of records that the steps read beside the frames.
    pub(super) tables: BTreeMap<String, Vec<String>>,
    /// Queries over the frames and over those before them; the last gives an admission a row.
    pub(super) steps: Vec<Step>,
    variables: Vec<Asked>,
    measures: Vec<Measured>,
    rates: Vec<Rated>,
}

/// One query, whose result has a name.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Step {
    pub(super) name: String,
    pub(super) sql: String,
}

/// A variable: a text column of the last step.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    id: String,
    title: String,
    /// Word, name for readers, and the share of people expected, in percent.
    leaves: Vec<(String, String, u16)>,
    /// Word, name for readers, and the leaves that it rolls up.
    #[serde(default)]
    roll_ups: Vec<(String, String, Vec<String>)>,
}

/// A measure: a number column of the last step.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Measured {
    id: String,
    title: String,
    low: f64,
    high: f64,
    step: f64,
}

/// A rate: two whole columns of the last step.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Rated {
    id: String,
    title: String,
    pub(super) events: String,
    pub(super) exposure: String,
    step: f64,
}

impl Questions {
    /// Those that come with the program.
    pub fn shipped() -> Result<Self> {
        Self::parse(SHIPPED)
    }

    fn parse(text: &str) -> Result<Self> {
        let read: Self = toml::from_str(text).map_err(|error| {
            Error::refused(format!("The questions of the release can't be read: {}", error.message()))
        })?;
        for step in &read.steps {
            check_literals(&step.sql).map_err(|problem| {
                Error::refused(format!("The step {} of the questions {problem}", step.name))
            })?;
        }
        Ok(read)
    }

    /// What may be asked of some audit years: they come first, one leaf each.
    pub fn schema(&self, years: &[AuditYear]) -> Result<Schema> {
        let expected = u16::try_from(10_000 / years.len().max(1)).unwrap_or(u16::MAX);
        let leaf = |year: &AuditYear| Node {
            code: year.id.clone(),
            title: year.id.replace('-', "/"),
            rolls_up: Vec::new(),
            expected,
        };
        let year = Variable {
            id: YEAR.to_owned(),
            title: "Audit year in which the first run ended".to_owned(),
            nodes: years.iter().map(leaf).collect(),
        };
        // One year alone divides nobody.
        let years = (years.len() > 1).then_some(year);
        let variables = years.into_iter().chain(self.variables.iter().map(Asked::variable)).collect();
        let measures = self.measures.iter().map(Measured::measure).collect();
        let rates = self.rates.iter().map(Rated::rate).collect();
        let schema = Schema::of(variables).and_then(|schema| schema.with_figures(measures, rates));
        schema.map_err(|flaw| Error::refused(format!("The questions of the release are not safe: {flaw}.")))
    }

    /// The columns of the last step that hold words, in the order of the schema.
    pub(super) fn words(&self) -> impl Iterator<Item = &str> {
        self.variables.iter().map(|variable| variable.id.as_str())
    }

    /// Those that hold the measures.
    pub(super) fn numbers(&self) -> impl Iterator<Item = &str> {
        self.measures.iter().map(|measure| measure.id.as_str())
    }

    pub(super) fn rates(&self) -> &[Rated] {
        &self.rates
    }
}

impl Asked {
    fn variable(&self) -> Variable {
        let place = |word: &String| self.leaves.iter().position(|(leaf, ..)| leaf == word);
        let leaves = self.leaves.iter().map(|(code, title, percent)| Node {
            code: code.clone(),
            title: title.clone(),
            rolls_up: Vec::new(),
            expected: percent * 100,
        });
        let roll_ups = self.roll_ups.iter().map(|(code, title, leaves)| Node {
            code: code.clone(),
            title: title.clone(),
            // A word that is no leaf is a place that is none, and the schema refuses it.
            rolls_up: leaves.iter().map(|leaf| place(leaf).map_or(u16::MAX, to_place)).collect(),
            expected: 0,
        });
        Variable { id: self.id.clone(), title: self.title.clone(), nodes: leaves.chain(roll_ups).collect() }
    }
}

fn to_place(at: usize) -> u16 {
    u16::try_from(at).unwrap_or(u16::MAX)
}

impl Measured {
    fn measure(&self) -> Measure {
        let Self { low, high, step, .. } = *self;
        Measure { id: self.id.clone(), title: self.title.clone(), scale: Scale { low, high, step } }
    }
}

impl Rated {
    fn rate(&self) -> RateOf {
        RateOf { id: self.id.clone(), title: self.title.clone(), step: self.step }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn year(id: &str) -> AuditYear {
        let day = jiff::civil::date(2025, 4, 1);
        AuditYear { id: id.to_owned(), start: day, end: day }
    }

    #[test]
    fn what_comes_with_the_program_is_twelve_safe_variables() {
        let questions = Questions::shipped().unwrap();
        let schema = questions.schema(&[year("2024-25"), year("2025-26")]).unwrap();
        let ids: Vec<&str> = schema.variables().iter().map(|variable| variable.id.as_str()).collect();
        assert_eq!(
            ids,
            [
                "year",
                "age",
                "sex",
                "mode",
                "diagnosis",
                "bmi",
                "duration",
                "mobility",
                "awake",
                "tracheostomy",
                "adverse_event",
                "survival"
            ]
        );
        assert_eq!(schema.figures().len(), 5 * 4 + 1);
    }

    #[test]
    fn the_shares_that_are_expected_make_a_whole() {
        for variable in &Questions::shipped().unwrap().variables {
            let sum: u16 = variable.leaves.iter().map(|(.., percent)| percent).sum();
            assert_eq!(sum, 100, "{}", variable.id);
        }
    }

    #[test]
    fn a_roll_up_of_what_is_no_leaf_and_a_code_that_no_list_holds_are_refused() {
        let schema = |text: &str| Questions::parse(text).and_then(|read| read.schema(&[year("2025-26")]));
        let wrong = SHIPPED.replace(r#"["viral", "bacterial"]"#, r#"["viral", "fungal"]"#);
        let refusal = schema(&wrong).unwrap_err().to_string();
        assert!(refusal.contains("pneumonia of diagnosis"), "{refusal}");
        let wrong = SHIPPED.replace("'COVID19'", "'COVID'");
        let refusal = schema(&wrong).unwrap_err().to_string();
        assert!(refusal.contains("step people") && refusal.contains("“COVID”"), "{refusal}");
    }
}
