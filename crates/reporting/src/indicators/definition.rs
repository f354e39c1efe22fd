//! What an indicator is: everything that a committee decides about it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::change::Change;
use super::kind::Kind;
use super::literals;
use crate::error::{Doing, Error, Result};

/// One indicator, as written in `reports/indicators/<id>.toml`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Definition {
    /// Stable id, e.g. `P04`.
    pub id: String,
    /// Version of this definition; printed beside every number.
    pub version: String,
    /// Name for headings.
    pub name: String,
    /// Name short enough for a column heading.
    pub short_name: String,
    /// How what is counted becomes a value.
    pub kind: Kind,
    /// Unit of the value, e.g. `percent`.
    pub unit: String,
    /// Cohort letter of the data dictionary (G7).
    pub cohort: String,
    /// Shown at every meeting.
    pub core: bool,
    /// Whether it tells of care, or of what became of patients.
    #[serde(default)]
    pub concerns: Concern,
    /// Its events are so rare that a chart tells what was counted between them, and not months without any.
    #[serde(default)]
    pub rare: bool,
    /// The highest score that there is, of medians of scores: how many had each, from 0 up, is shown.
    pub scores_up_to: Option<u8>,
    /// Which direction is better.
    pub better: Better,
    /// The level to reach, in `unit`; judged by a colour (G16).
    pub target: Option<f64>,
    /// A goal at the end of the scale, in `unit`: drawn, never judged.
    pub aspiration: Option<f64>,
    /// Why the network looks at it.
    pub rationale: String,
    /// Where definition and target come from.
    pub source: String,
    /// What is counted, in words.
    pub numerator: String,
    /// Among what, in words.
    pub denominator: String,
    /// What is left out, in words.
    pub exclusions: String,
    /// What a missing value means, in words (G11).
    pub missing: String,
    /// What is counted one by one.
    pub counts: Counted,
    /// One query over the analysis frames; see [`super::Tally`] for the columns it returns.
    pub sql: String,
    /// What each version changed, the latest last; none of a first version.
    #[serde(default)]
    pub changes: Vec<Change>,
    /// Each `n_excluded_…` count of the query, in words.
    #[serde(default)]
    pub left_out: BTreeMap<String, String>,
    /// Why something is not counted where the query is silent: the first that holds.
    #[serde(default)]
    pub outside: Vec<Outside>,
}

/// What an indicator tells of: by that it is decided how far a centre is named (data dictionary, 7.4).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Concern {
    /// What was done; also how a service is organised, and how its records are filled.
    #[default]
    Care,
    /// What became of patients. It depends on who they were.
    Outcome,
    /// Harm.
    Safety,
}

/// What an indicator counts one by one: the rows of a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Counted {
    /// Admissions with a run in scope, by their first run.
    Episodes,
    Runs,
    /// Opportunity days.
    Days,
    /// Contacts on ECMO.
    Contacts,
    /// Dates with rehabilitation.
    #[serde(rename = "rehab_days")]
    RehabDays,
    /// Calendar weeks on ECMO.
    Weeks,
    /// Adverse events on ECMO.
    Events,
    /// Key fields of records.
    Fields,
    /// Organisation audits of centres.
    Services,
}

impl Counted {
    /// What one patient's records hold; the filled fields of many records, and how a service is organised, are not told with
    /// one of them.
    pub(crate) const OF_PATIENTS: [Self; 7] =
        [Self::Episodes, Self::Runs, Self::Days, Self::RehabDays, Self::Weeks, Self::Contacts, Self::Events];

    /// Whether one patient's records hold such things.
    pub fn is_of_patient(self) -> bool {
        Self::OF_PATIENTS.contains(&self)
    }

    /// The name of the frame.
    pub const fn frame(self) -> &'static str {
        match self {
            Self::Episodes => "episodes",
            Self::Runs => "runs",
            Self::Days => "days",
            Self::Contacts => "contacts",
            Self::RehabDays => "rehab_days",
            Self::Weeks => "weeks",
            Self::Events => "events",
            Self::Fields => "fields",
            Self::Services => "services",
        }
    }
}

/// A reason why something is not counted.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Outside {
    /// A condition in SQL on a row of the frame.
    pub when: String,
    /// What holds then.
    #[serde(flatten)]
    pub standing: Why,
}

/// Whether something may still be counted, with the reason in words.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    Excluded(String),
    NotYet(String),
}

/// Which direction is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Better {
    High,
    Low,
}

macro_rules! shipped {
    ($file:literal) => {
        ($file, include_str!(concat!("../../../../", $file)))
    };
}

/// The definitions that come with the program, in the order in which they are shown, with their files.
const SHIPPED: [(&str, &str); 43] = [
    shipped!("reports/indicators/D01.toml"),
    shipped!("reports/indicators/D02.toml"),
    shipped!("reports/indicators/D03.toml"),
    shipped!("reports/indicators/P01.toml"),
    shipped!("reports/indicators/P02.toml"),
    shipped!("reports/indicators/P03.toml"),
    shipped!("reports/indicators/P04.toml"),
    shipped!("reports/indicators/P05.toml"),
    shipped!("reports/indicators/P05adj.toml"),
    shipped!("reports/indicators/P06.toml"),
    shipped!("reports/indicators/P07.toml"),
    shipped!("reports/indicators/P08.toml"),
    shipped!("reports/indicators/P08b.toml"),
    shipped!("reports/indicators/P09.toml"),
    shipped!("reports/indicators/P09b.toml"),
    shipped!("reports/indicators/P10.toml"),
    shipped!("reports/indicators/P11.toml"),
    shipped!("reports/indicators/P12.toml"),
    shipped!("reports/indicators/P13.toml"),
    shipped!("reports/indicators/P14.toml"),
    shipped!("reports/indicators/P15.toml"),
    shipped!("reports/indicators/P16.toml"),
    shipped!("reports/indicators/P17.toml"),
    shipped!("reports/indicators/P18.toml"),
    shipped!("reports/indicators/S01.toml"),
    shipped!("reports/indicators/S02.toml"),
    shipped!("reports/indicators/S03.toml"),
    shipped!("reports/indicators/O01.toml"),
    shipped!("reports/indicators/O02.toml"),
    shipped!("reports/indicators/O03.toml"),
    shipped!("reports/indicators/O03rec.toml"),
    shipped!("reports/indicators/O04.toml"),
    shipped!("reports/indicators/O05.toml"),
    shipped!("reports/indicators/O06.toml"),
    shipped!("reports/indicators/O06rec.toml"),
    shipped!("reports/indicators/O07.toml"),
    shipped!("reports/indicators/O07b.toml"),
    shipped!("reports/indicators/O08.toml"),
    shipped!("reports/indicators/O09.toml"),
    shipped!("reports/indicators/O10.toml"),
    shipped!("reports/indicators/T01.toml"),
    shipped!("reports/indicators/T02.toml"),
    shipped!("reports/indicators/T03.toml"),
];

impl Definition {
    /// The definitions that come with the program.
    pub fn shipped() -> Result<Vec<Self>> {
        SHIPPED.iter().map(|(file, text)| Self::parse(text, file)).collect()
    }

    /// The definitions of a folder, one `.toml` file each, in the order of their names.
    pub fn load(folder: &Path) -> Result<Vec<Self>> {
        let entries = std::fs::read_dir(folder).doing(|| format!("opening {}", folder.display()))?;
        let paths = entries.map(|entry| entry.map(|entry| entry.path())).collect::<std::io::Result<Vec<_>>>();
        let mut paths = paths.doing(|| format!("reading {}", folder.display()))?;
        paths.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
        paths.sort();
        let read = |path: &PathBuf| {
            let text = std::fs::read_to_string(path).doing(|| format!("reading {}", path.display()))?;
            Self::parse(&text, &path.display().to_string())
        };
        paths.iter().map(read).collect()
    }

    fn parse(text: &str, place: &str) -> Result<Self> {
        let definition: Self = toml::from_str(text).map_err(|error| {
            Error::refused(format!("The indicator definition {place} cannot be read: {}", error.message()))
        })?;
        definition
            .check()
            .map_err(|problem| Error::refused(format!("The indicator definition {place} {problem}")))?;
        Ok(definition)
    }

    /// What the texts themselves cannot say: the unit is that of the kind, and the codes in the SQL are in the dictionary.
    fn check(&self) -> Result<(), String> {
        let unit = self.kind.estimator().unit().name;
        if self.unit != unit {
            return Err(format!(
                "has the unit “{}”, but its kind is measured in {unit}. Write {unit}.",
                self.unit
            ));
        }
        Change::check(&self.changes, &self.version)?;
        literals::check(&self.sql)?;
        self.outside.iter().try_for_each(|outside| literals::check(&outside.when))
    }

    /// The target as a level that an interval can be on either side of: one at an end of the scale has no colour.
    pub fn reachable_target(&self) -> Option<f64> {
        let (low, high) = self.kind.estimator().bounds();
        self.target.filter(|target| low < *target && *target < high)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shipped_file(id: &str) -> (&'static str, &'static str) {
        let ends = format!("/{id}.toml");
        *SHIPPED.iter().find(|(file, _)| file.ends_with(&ends)).expect("a definition")
    }

    #[test]
    fn every_shipped_definition_can_be_read() {
        let definitions = Definition::shipped().expect("definitions");
        let ids: Vec<&str> = definitions.iter().map(|d| d.id.as_str()).collect();
        assert_eq!(ids.len(), 43);
        assert_eq!((ids[0], ids[42]), ("D01", "T03"), "data first, then process, safety, outcome, structure");
    }

    #[test]
    fn the_folder_holds_the_same_definitions() {
        let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../reports/indicators"));
        let mut shipped = Definition::shipped().expect("definitions");
        shipped.sort_by(|a, b| a.id.cmp(&b.id));
        let mut loaded = Definition::load(folder).expect("the folder");
        loaded.sort_by(|a, b| a.id.cmp(&b.id));
        assert_eq!(loaded, shipped);
    }

    #[test]
    fn a_code_that_the_dictionary_does_not_have_is_refused_with_file_literal_and_the_way_on() {
        let (file, text) = shipped_file("P16");
        let wrong = text.replace("DONE_PASS'", "PASSED'");
        let refusal = Definition::parse(&wrong, file).expect_err("no such code").to_string();
        for part in ["reports/indicators/P16.toml", "safety_screen", "“PASSED”", "Write one of DONE_PASS, "]
        {
            assert!(refusal.contains(part), "{refusal}");
        }
    }

    #[test]
    fn the_unit_is_that_of_the_kind() {
        let (file, text) = shipped_file("P04");
        let wrong = text.replace("unit = \"percent\"", "unit = \"days\"");
        let refusal = Definition::parse(&wrong, file).expect_err("another unit").to_string();
        assert!(refusal.contains("“days”") && refusal.contains("Write percent"), "{refusal}");
    }

    #[test]
    fn a_misspelt_key_is_refused_with_its_name() {
        let refusal = Definition::parse("id = \"P04\"\ntargett = 90", "P04.toml").expect_err("misspelt");
        assert!(refusal.to_string().contains("targett"), "{refusal}");
    }
}
