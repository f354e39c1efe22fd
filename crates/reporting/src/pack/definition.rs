//! What a pack holds, as a committee writes it down in `reports/packs/<name>.toml`.

use serde::Deserialize;

use crate::error::{Error, Result};

/// One kind of pack.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PackDefinition {
    /// Name on the command line: `biannual`.
    pub name: String,
    pub version: String,
    pub title: String,
    pub author: String,
    /// Ids of the indicators, in the order of their pages.
    pub indicators: Vec<String>,
    /// Sections in the order in which they are printed.
    pub sections: Vec<Section>,
    /// A centre's value with a smaller denominator is not shown.
    pub least_denominator: u32,
    /// Months of the run charts, counted back from the end of the period.
    pub months: u8,
    /// The text as it was read, whose hash goes into the pack's manifest.
    #[serde(skip)]
    pub text: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Section {
    Cover,
    Records,
    Completeness,
    Matrix,
    Indicators,
    Months,
    Methods,
}

const SHIPPED: [(&str, &str); 1] = [("biannual", include_str!("../../../../reports/packs/biannual.toml"))];

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

    /// Reads a definition from TOML.
    pub fn parse(text: &str) -> Result<Self> {
        let read: Self = toml::from_str(text).map_err(|error| {
            Error::refused(format!("The pack definition can't be read: {}", error.message()))
        })?;
        Ok(Self { text: text.to_owned(), ..read })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_definition_reads() {
        let biannual = PackDefinition::named("biannual").unwrap();
        assert_eq!(biannual.sections.first(), Some(&Section::Cover));
        assert!(biannual.indicators.contains(&"P04".to_owned()));
    }

    #[test]
    fn an_unknown_name_lists_the_known() {
        let refusal = PackDefinition::named("weekly").unwrap_err().to_string();
        assert!(refusal.contains("biannual"), "{refusal}");
    }
}
