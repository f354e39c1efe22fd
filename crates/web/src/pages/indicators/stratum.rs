//! The stratum that a page is of, from its address: `?stratum=dx:VIRAL`.

use reporting::{board::Board, indicators::Stratum, pack::strata::Dimension};

use super::period::Chosen;
use crate::{
    problem::Problem,
    ui::{OptionGroup, Select, SelectOption},
};

/// What stands behind the question mark.
#[derive(Debug, Clone, Default, serde::Deserialize)]
pub(crate) struct Narrowed {
    #[serde(default)]
    stratum: String,
}

/// The form that chooses a stratum in the period that is shown.
pub(crate) struct Choice {
    /// What the address has of the period.
    pub period: Vec<(&'static str, String)>,
    pub select: Select,
}

impl Narrowed {
    /// The stratum asked for; an empty one is none, as the form sends it. One that an indicator does not have is told.
    pub(crate) fn within(&self, board: &Board, id: &str) -> Result<Option<Stratum>, Problem> {
        let text = self.stratum.trim();
        if text.is_empty() {
            return Ok(None);
        }
        board.stratum(id, text).map(Some).map_err(|error| Problem::Malformed(error.to_string()))
    }
}

/// What the address of a page within a stratum ends with; `period` begins with its question mark.
pub(super) fn query(period: &str, within: Option<&Stratum>) -> String {
    within.map_or_else(|| period.to_owned(), |stratum| format!("{period}&stratum={stratum}"))
}

/// The form, where the indicator has strata.
pub(super) fn choice(board: &Board, id: &str, chosen: &Chosen, within: Option<&Stratum>) -> Option<Choice> {
    let dimensions = board.dimensions(id);
    let all = SelectOption {
        value: String::new(),
        text: "Everything that is counted".to_owned(),
        chosen: within.is_none(),
    };
    let groups = std::iter::once(OptionGroup { label: String::new(), options: vec![all] })
        .chain(dimensions.iter().map(|dimension| group(dimension, within)))
        .collect();
    let select = Select {
        id: "stratum".to_owned(),
        name: "stratum".to_owned(),
        groups,
        described_by: String::new(),
        invalid: false,
    };
    (!dimensions.is_empty()).then(|| Choice { period: chosen.fields(), select })
}

fn group(dimension: &Dimension, within: Option<&Stratum>) -> OptionGroup {
    let option = |(code, words): &(String, String)| {
        let stratum = Stratum::new(dimension.name, code.as_str());
        SelectOption { value: stratum.to_string(), text: words.clone(), chosen: within == Some(&stratum) }
    };
    OptionGroup { label: dimension.label.to_owned(), options: dimension.values.iter().map(option).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stands_behind_the_period_in_the_address() {
        let viral = Stratum::new("dx", "VIRAL");
        assert_eq!(query("?cycle=2026H1", Some(&viral)), "?cycle=2026H1&stratum=dx:VIRAL");
        assert_eq!(query("?cycle=2026H1", None), "?cycle=2026H1");
    }

    #[test]
    fn every_value_can_be_chosen_and_the_one_that_is_shown_is() {
        let femoral = Dimension::named("femoral").unwrap();
        let both = Stratum::new("femoral", "bifemoral");
        let group = group(&femoral, Some(&both));
        let chosen: Vec<&str> =
            group.options.iter().filter(|option| option.chosen).map(|option| &*option.value).collect();
        assert_eq!((group.options.len(), chosen), (4, vec!["femoral:bifemoral"]));
    }
}
