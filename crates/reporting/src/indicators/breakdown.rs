//! Parts of a whole by centre: who the patients were, what contacts were for. Each is a file of `reports/breakdowns`.
//!
//! A breakdown is counted like an indicator, by one query over the frames, whose text columns are its variables. Every row
//! falls into one of the parts that the file names, so that the parts add up to the whole.

use std::ops::AddAssign;

use serde::Deserialize;

use super::literals;
use super::period::Period;
use super::tally::{Taken, Tally};
use super::value::Extra;
use crate::error::{Error, Result};
use crate::frames::Frames;

/// One file of `reports/breakdowns`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Breakdown {
    /// Name in file names: `case_mix`.
    pub id: String,
    /// What is counted, in the plural: `admissions`.
    pub who: String,
    /// Which of them, as a sentence.
    pub population: String,
    /// One query over the frames: `centre`, `date`, `n`, and a text column for each variable.
    pub sql: String,
    pub variables: Vec<Variable>,
}

/// What divides the whole.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Variable {
    /// The column of the query.
    pub column: String,
    /// Name for people: `Age at the first run, years`.
    pub name: String,
    /// The parts in their order, each with its word in the query and its name for people.
    pub parts: Vec<(String, String)>,
}

/// The counts of one variable in a period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parts {
    /// The breakdown that it is of.
    pub breakdown: Breakdown,
    /// Its place among the breakdown's variables.
    pub variable: usize,
    /// How many are in each part, of each centre in the order of the directory.
    pub centres: Vec<Vec<u32>>,
    /// The same of the network, which counts nobody twice.
    pub network: Vec<u32>,
}

impl Parts {
    /// The variable.
    pub fn of(&self) -> &Variable {
        &self.breakdown.variables[self.variable]
    }
}

impl AddAssign<&Self> for Parts {
    /// The same variable counted of other centres: each is nobody's where it is not held.
    fn add_assign(&mut self, more: &Self) {
        let add = |counts: &mut Vec<u32>, more: &Vec<u32>| {
            counts.iter_mut().zip(more).for_each(|(count, more)| *count += more);
        };
        self.centres.iter_mut().zip(&more.centres).for_each(|(counts, more)| add(counts, more));
        add(&mut self.network, &more.network);
    }
}

macro_rules! shipped {
    ($($name:literal),+ $(,)?) => {
        [$( include_str!(concat!("../../../../reports/breakdowns/", $name, ".toml")) ),+]
    };
}

const SHIPPED: [&str; 3] = shipped!["case_mix", "domains", "reasons"];

impl Breakdown {
    /// Who the patients were, which stands before every outcome.
    pub const CASE_MIX: &'static str = "case_mix";

    /// The breakdowns that come with the program.
    pub fn shipped() -> Result<Vec<Self>> {
        SHIPPED.iter().map(|text| Self::parse(text)).collect()
    }

    fn parse(text: &str) -> Result<Self> {
        let read: Self = toml::from_str(text)
            .map_err(|error| Error::refused(format!("A breakdown can't be read: {}", error.message())))?;
        literals::check(&read.sql)
            .map_err(|problem| Error::refused(format!("The breakdown {} {problem}", read.id)))?;
        Ok(read)
    }

    /// Counts a period, variable by variable.
    pub fn count(&self, frames: &Frames, period: Period) -> Result<Vec<Parts>> {
        let needs: Vec<&str> = self.variables.iter().map(|variable| variable.column.as_str()).collect();
        let tally = Tally::query(frames.context(), &self.id, &self.sql, &needs, Taken::InPeriod)?;
        let counted = |variable: usize| {
            let centres = frames.centres().map(|code| self.parts(&tally, variable, Some(code), period));
            Ok(Parts {
                breakdown: self.clone(),
                variable,
                centres: centres.collect::<Result<_>>()?,
                network: self.parts(&tally, variable, None, period)?,
            })
        };
        (0..self.variables.len()).map(counted).collect()
    }

    fn parts(
        &self,
        tally: &Tally,
        variable: usize,
        centre: Option<&str>,
        period: Period,
    ) -> Result<Vec<u32>> {
        let sum = tally.sum(centre, period, None);
        let Variable { column, parts, .. } = &self.variables[variable];
        let Some(Extra::Strata(found)) = sum.extra.get(column) else { return Ok(vec![0; parts.len()]) };
        let known = |word: &&String| !parts.iter().any(|(part, _)| part == *word);
        if let Some(unknown) = found.keys().find(known) {
            return Err(Error::refused(format!(
                "The breakdown {} has no part “{unknown}” of {column}, and its query found it. Name it in its file.",
                self.id
            )));
        }
        Ok(parts.iter().map(|(word, _)| found.get(word).map_or(0, |[_, n]| *n)).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_of_the_folder_comes_with_the_program() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../reports/breakdowns");
        let files = std::fs::read_dir(folder).expect("the folder");
        let mut names: Vec<String> = files
            .map(|entry| {
                entry.expect("a file").file_name().into_string().expect("a name").replace(".toml", "")
            })
            .collect();
        names.sort();
        let shipped = Breakdown::shipped().expect("breakdowns");
        assert_eq!(names, shipped.iter().map(|breakdown| breakdown.id.clone()).collect::<Vec<_>>());
    }

    #[test]
    fn a_code_that_no_list_holds_is_refused() {
        let wrong = SHIPPED[0].replace("'COVID19'", "'COVID'");
        let refusal = Breakdown::parse(&wrong).expect_err("no such code").to_string();
        assert!(refusal.contains("case_mix") && refusal.contains("“COVID”"), "{refusal}");
    }

    #[test]
    fn each_part_is_named_once() {
        for breakdown in Breakdown::shipped().expect("breakdowns") {
            for variable in &breakdown.variables {
                let mut words: Vec<&String> = variable.parts.iter().map(|(word, _)| word).collect();
                words.sort();
                words.dedup();
                assert_eq!(words.len(), variable.parts.len(), "{}", variable.column);
                let given = |word: &&String| breakdown.sql.contains(&format!("'{word}'"));
                let by_frame = ["groins", "reasons"].contains(&variable.column.as_str());
                assert!(by_frame || words.iter().all(given), "{}", variable.column);
            }
        }
    }
}
