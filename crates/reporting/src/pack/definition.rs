//! What a pack holds, as a committee writes it down in `reports/packs/<name>.toml`.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::error::{Error, Result};
use crate::indicators::{Change, Concern, Definition};

/// One kind of pack.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PackDefinition {
    /// Name on the command line: `biannual`.
    pub name: String,
    pub version: String,
    pub title: String,
    /// What it is, for the first page: `Meeting pack`.
    pub kind: String,
    /// Who may read it, at the foot of every page.
    pub audience: String,
    pub author: String,
    /// Why no such pack can be made yet, for the person who asks for one.
    #[serde(default)]
    pub refused: Option<String>,
    /// What its first page is about.
    #[serde(default)]
    pub front: Front,
    /// Ids of the indicators, in the order of their pages.
    #[serde(default)]
    pub indicators: Vec<String>,
    /// Sections in the order in which they are printed.
    #[serde(default)]
    pub sections: Vec<Section>,
    /// A centre's value with a smaller denominator is not shown.
    pub least_denominator: u32,
    /// Whether the network agreed in writing that what became of patients, and harm, is told by the names of other centres.
    /// Otherwise outcomes have letters for names, and events of a centre are told from ten on (data dictionary, 7.4).
    #[serde(default)]
    pub names_outcomes: bool,
    /// Months of the run charts, counted back from the end of the period.
    pub months: u8,
    /// What each version changed, the latest last.
    #[serde(default)]
    pub changes: Vec<Change>,
    /// The text as it was read, whose hash goes into the pack's manifest.
    #[serde(skip)]
    pub text: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Section {
    /// What to decide, what signals, what changed. It leads to the pages of indicators.
    Cover,
    Contents,
    /// How to read the pack.
    Reading,
    Records,
    Completeness,
    Matrix,
    /// Who the patients were: it stands before whatever tells what became of them.
    CaseMix,
    Indicators,
    /// What contacts were for, and why patients were not treated.
    Contacts,
    /// Harm: rates, and each major event in one line.
    Events,
    /// What is otherwise than in the previous pack.
    Changes,
    Months,
    Methods,
    Glossary,
    /// Hashes and versions.
    Made,
    /// The organisational audit, as tables of centres.
    Structure,
    /// Numbers beyond what chance allows, and what came of the cases before.
    Governance,
    /// What was corrected since the last pack.
    Errata,
}

/// What the first page says below the title.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Front {
    /// What the meeting of the network has to decide.
    Network,
    /// One centre beside the network; such a pack is made for a centre.
    Centre,
    /// Nothing more.
    #[default]
    None,
}

impl Section {
    /// Whether it follows on the page of the section before.
    pub(super) const fn follows_on(self) -> bool {
        matches!(self, Self::Made | Self::Structure | Self::Errata | Self::Changes)
    }
}

macro_rules! shipped {
    ($($name:literal),+ $(,)?) => {
        [$( ($name, include_str!(concat!("../../../../reports/packs/", $name, ".toml"))) ),+]
    };
}

/// The definitions that come with the program: each is the file of its name in `reports/packs`.
const SHIPPED: [(&str, &str); 4] = shipped!["biannual", "centre", "organisational", "public"];

impl PackDefinition {
    /// The names of the definitions that come with the program.
    pub fn names() -> impl Iterator<Item = &'static str> {
        SHIPPED.iter().map(|(name, _)| *name)
    }

    /// A definition that comes with the program; the refusal lists the names that exist.
    pub fn named(name: &str) -> Result<Self> {
        if let Some((_, text)) = SHIPPED.iter().find(|(known, _)| *known == name) {
            return Self::parse(text);
        }
        let names = Self::names().collect::<Vec<_>>().join(", ");
        Err(Error::refused(format!("There is no pack definition “{name}”. Definitions: {names}.")))
    }

    /// Whether such a pack can be made, for a centre or for all.
    pub fn permits(&self, centre: Option<&str>) -> Result<()> {
        if let Some(why) = &self.refused {
            return Err(Error::refused(why.clone()));
        }
        if self.front == Front::Centre && centre.is_none() {
            return Err(Error::refused(format!(
                "The pack “{}” is made for one centre. Say for which: a code like STH (at the command line: --centre STH).",
                self.name
            )));
        }
        Ok(())
    }

    /// Reads a definition from TOML.
    pub fn parse(text: &str) -> Result<Self> {
        let read: Self = toml::from_str(text).map_err(|error| {
            Error::refused(format!("The pack definition can't be read: {}", error.message()))
        })?;
        read.check()
            .map_err(|problem| Error::refused(format!("The pack definition “{}” {problem}", read.name)))?;
        Ok(Self { text: text.to_owned(), ..read })
    }

    /// What the text itself cannot say: sentences of the first page lead to pages that are there.
    fn check(&self) -> std::result::Result<(), String> {
        let has = |section| self.sections.contains(&section);
        if self.front != Front::None && !has(Section::Indicators) {
            return Err(
                "has a first page that leads to indicators, and no section “indicators”. Add it.".to_owned()
            );
        }
        Change::check(&self.changes, &self.version)?;
        self.has_case_mix_first(|id| OUTCOMES.contains(id))?;
        if self.refused.is_none() && self.sections.is_empty() {
            return Err("has no sections. Name at least one.".to_owned());
        }
        Ok(())
    }

    /// What became of patients is not shown before who they were (data dictionary, 8.1): neither on a page of its own, nor in
    /// the table of all indicators.
    pub(super) fn has_case_mix_first(
        &self,
        is_outcome: impl Fn(&str) -> bool,
    ) -> std::result::Result<(), String> {
        let Some(outcome) = self.indicators.iter().find(|id| is_outcome(id)) else { return Ok(()) };
        let place = |wanted: Section| self.sections.iter().position(|section| *section == wanted);
        let tells = [Section::Indicators, Section::Matrix].into_iter().filter_map(place).min();
        match (place(Section::CaseMix), tells) {
            (_, None) => Ok(()),
            (Some(mix), Some(first)) if mix < first => Ok(()),
            _ => Err(format!(
                "shows the outcome {outcome} and does not show before it who the patients were. Put the section “case_mix” \
                 before “indicators” and “matrix”."
            )),
        }
    }
}

/// The outcomes among the indicators that come with the program.
static OUTCOMES: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    let shipped = Definition::shipped().unwrap_or_default();
    shipped.into_iter().filter(|known| known.concerns == Concern::Outcome).map(|known| known.id).collect()
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_of_the_folder_is_a_definition_of_its_name() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../reports/packs");
        let entries = std::fs::read_dir(folder).unwrap();
        let mut files: Vec<String> = entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap().replace(".toml", ""))
            .collect();
        files.sort();
        assert_eq!(files, PackDefinition::names().collect::<Vec<_>>());
        for name in files {
            assert_eq!(PackDefinition::named(&name).unwrap().name, name);
        }
    }

    #[test]
    fn the_meetings_pack_begins_with_its_agenda() {
        let biannual = PackDefinition::named("biannual").unwrap();
        assert_eq!(biannual.sections.first(), Some(&Section::Cover));
        assert_eq!(biannual.sections.last(), Some(&Section::Made), "hashes are at the back");
        assert!(biannual.indicators.contains(&"P04".to_owned()));
    }

    #[test]
    fn an_unknown_name_lists_the_known() {
        let refusal = PackDefinition::named("weekly").unwrap_err().to_string();
        assert!(refusal.contains("biannual, centre, organisational, public"), "{refusal}");
    }

    #[test]
    fn the_public_pack_says_why_it_is_not_made() {
        let public = PackDefinition::named("public").unwrap();
        let refusal = public.permits(None).unwrap_err().to_string();
        assert!(refusal.contains("anonymised tables"), "{refusal}");
    }

    #[test]
    fn a_centres_pack_asks_for_the_centre() {
        let centre = PackDefinition::named("centre").unwrap();
        assert!(centre.permits(None).unwrap_err().to_string().contains("--centre"));
        assert!(centre.permits(Some("STH")).is_ok());
    }

    mod an_outcome {
        use super::*;

        fn refused(change: impl Fn(&str) -> String) -> String {
            let text = change(include_str!("../../../../reports/packs/biannual.toml"));
            PackDefinition::parse(&text).unwrap_err().to_string()
        }

        #[test]
        fn is_refused_without_the_case_mix() {
            let refusal = refused(|text| text.replace("\"case_mix\", ", ""));
            assert!(refusal.contains("O01") && refusal.contains("“case_mix”"), "{refusal}");
        }

        #[test]
        fn is_refused_before_the_case_mix() {
            let refusal = refused(|text| {
                text.replace("\"case_mix\", ", "").replace("\"methods\"", "\"case_mix\", \"methods\"")
            });
            assert!(refusal.contains("before"), "{refusal}");
        }

        #[test]
        fn needs_none_where_there_is_none() {
            let text = include_str!("../../../../reports/packs/biannual.toml").replace("\"case_mix\", ", "");
            let care = text.replace("\"O01\", \"O02\", \"O03\", ", "");
            assert!(PackDefinition::parse(&care).is_ok());
        }
    }

    #[test]
    fn a_first_page_that_leads_nowhere_is_refused_by_name() {
        let text = include_str!("../../../../reports/packs/centre.toml").replace(", \"indicators\"", "");
        let refusal = PackDefinition::parse(&text).unwrap_err().to_string();
        assert!(refusal.contains("“centre”") && refusal.contains("“indicators”"), "{refusal}");
    }
}
