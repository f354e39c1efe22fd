//! `questions.json`: what may be asked of a release, in words, so that it can be read without the program.

use disclosure::cube::{Measure, Node, RateOf, Scale, Schema, Variable};
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// What may be asked of a release.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QuestionsFile {
    /// Their version.
    pub version: String,
    /// Who is counted, as a sentence.
    pub population: String,
    /// What people can be asked by, up to three at a time.
    pub variables: Vec<VariableFile>,
    /// What has one value a person.
    pub measures: Vec<MeasureFile>,
    /// Events by exposure.
    pub rates: Vec<RateFile>,
}

/// A variable in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VariableFile {
    pub id: String,
    pub title: String,
    /// Its leaves, then what rolls several of them up.
    pub values: Vec<ValueFile>,
}

/// A value of a variable.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ValueFile {
    pub id: String,
    pub title: String,
    /// The values that it rolls up; none of a leaf.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rolls_up: Vec<String>,
    /// The share of people that was expected in it beforehand, in hundredths of a percent; 0 of what rolls up.
    pub expected: u16,
}

/// A measure in words: values are cut to the range, what is told is a multiple of the step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MeasureFile {
    pub id: String,
    pub title: String,
    pub low: f64,
    pub high: f64,
    pub step: f64,
}

/// A rate in words.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RateFile {
    pub id: String,
    pub title: String,
    pub step: f64,
}

impl QuestionsFile {
    /// A schema in words.
    pub fn of(schema: &Schema, version: &str, population: &str) -> Self {
        let measure = |measure: &Measure| {
            let Scale { low, high, step } = measure.scale;
            MeasureFile { id: measure.id.clone(), title: measure.title.clone(), low, high, step }
        };
        let rate =
            |rate: &RateOf| RateFile { id: rate.id.clone(), title: rate.title.clone(), step: rate.step };
        Self {
            version: version.to_owned(),
            population: population.to_owned(),
            variables: schema.variables().iter().map(VariableFile::of).collect(),
            measures: schema.measures().iter().map(measure).collect(),
            rates: schema.rates().iter().map(rate).collect(),
        }
    }

    /// The schema again.
    pub fn schema(&self) -> Result<Schema> {
        let measure = |file: &MeasureFile| Measure {
            id: file.id.clone(),
            title: file.title.clone(),
            scale: Scale { low: file.low, high: file.high, step: file.step },
        };
        let rate =
            |file: &RateFile| RateOf { id: file.id.clone(), title: file.title.clone(), step: file.step };
        let variables = self.variables.iter().map(VariableFile::variable).collect();
        let figures = (self.measures.iter().map(measure).collect(), self.rates.iter().map(rate).collect());
        let schema = Schema::of(variables).and_then(|schema| schema.with_figures(figures.0, figures.1));
        schema.map_err(|flaw| Error::refused(format!("The questions of the release are not safe: {flaw}.")))
    }

    /// Whether whatever could be asked before can be asked as it was, of more years at most: nothing else may be asked
    /// anew within an epoch.
    pub fn goes_on_from(&self, before: &Self) -> bool {
        let same = |now: &VariableFile, was: &VariableFile| {
            let is_longer = now.id == super::super::questions::YEAR && now.values.len() >= was.values.len();
            let values = now.values.iter().map(|value| (&value.id, &value.rolls_up));
            let were = was.values.iter().map(|value| (&value.id, &value.rolls_up));
            now.id == was.id
                && (is_longer || now.values.len() == was.values.len())
                && values.zip(were).all(|(now, was)| now == was)
        };
        self.variables.len() == before.variables.len()
            && self.variables.iter().zip(&before.variables).all(|(now, was)| same(now, was))
            && (&self.measures, &self.rates) == (&before.measures, &before.rates)
    }
}

impl VariableFile {
    fn of(variable: &Variable) -> Self {
        let code = |place: &u16| variable.nodes.get(usize::from(*place)).map(|node| node.code.clone());
        let value = |node: &Node| ValueFile {
            id: node.code.clone(),
            title: node.title.clone(),
            rolls_up: node.rolls_up.iter().filter_map(code).collect(),
            expected: node.expected,
        };
        Self {
            id: variable.id.clone(),
            title: variable.title.clone(),
            values: variable.nodes.iter().map(value).collect(),
        }
    }

    fn variable(&self) -> Variable {
        // A word that is no value is a place that is none, and the schema refuses it.
        let place = |id: &String| {
            let at = self.values.iter().position(|value| value.id == *id);
            at.and_then(|at| u16::try_from(at).ok()).unwrap_or(u16::MAX)
        };
        let node = |value: &ValueFile| Node {
            code: value.id.clone(),
            title: value.title.clone(),
            rolls_up: value.rolls_up.iter().map(place).collect(),
            expected: value.expected,
        };
        Variable {
            id: self.id.clone(),
            title: self.title.clone(),
            nodes: self.values.iter().map(node).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::{AuditYear, Questions};
    use super::*;

    fn questions(years: &[&str]) -> (Schema, QuestionsFile) {
        let day = jiff::civil::date(2025, 4, 1);
        let year = |id: &&str| AuditYear { id: (*id).to_owned(), start: day, end: day };
        let years: Vec<_> = years.iter().map(year).collect();
        let schema = Questions::shipped().unwrap().schema(&years).unwrap();
        let file = QuestionsFile::of(&schema, "1", "People");
        (schema, file)
    }

    #[test]
    fn give_the_schema_again() {
        let (schema, file) = questions(&["2024-25", "2025-26"]);
        let text = serde_json::to_string(&file).unwrap();
        let read: QuestionsFile = serde_json::from_str(&text).unwrap();
        assert_eq!(read.schema().unwrap(), schema);
    }

    #[test]
    fn go_on_with_another_year_and_with_nothing_else() {
        let (_, before) = questions(&["2024-25", "2025-26"]);
        let (_, longer) = questions(&["2024-25", "2025-26", "2026-27"]);
        assert!(before.goes_on_from(&before) && longer.goes_on_from(&before));
        assert!(!before.goes_on_from(&longer), "a year is gone");
        let (_, other) = questions(&["2023-24", "2024-25", "2025-26"]);
        assert!(!other.goes_on_from(&before), "places have moved");
        let changed = |change: &dyn Fn(&mut QuestionsFile)| {
            let mut file = before.clone();
            change(&mut file);
            file.goes_on_from(&before)
        };
        assert!(!changed(&|file| file.variables[1].values[4].rolls_up = vec!["to_49".to_owned()]));
        assert!(!changed(&|file| file.variables[1].values.truncate(5)));
        assert!(!changed(&|file| file.measures[0].step = 1.0));
        assert!(!changed(&|file| drop(file.variables.pop())));
        assert!(changed(&|file| file.variables[1].title = "Age".to_owned()), "words may be mended");
    }
}
