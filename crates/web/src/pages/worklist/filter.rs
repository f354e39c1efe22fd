//! Narrowing the worklist, kept in the address so that it can be shared and gone back to.

use domain::dictionary::Dictionary;
use std::ops::Range;

use domain::FormSpec;
use serde::Deserialize;
use store::{GapFilter, Standing};

use super::super::records::ROWS;
use crate::ui::{Pagination, SelectOption};

/// What the address asks for.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Chosen {
    #[serde(default)]
    form: String,
    #[serde(default)]
    field: String,
    #[serde(default)]
    show: String,
    #[serde(default)]
    page: String,
}

impl Chosen {
    /// The filter; what is unknown narrows nothing.
    pub(super) fn filter(&self) -> GapFilter {
        GapFilter {
            form: Dictionary::shipped().form(&self.form),
            field: (!self.field.is_empty()).then(|| self.field.clone()),
            queries_only: self.show == "queries",
        }
    }

    /// The page of the list, from 1.
    pub(super) fn page(&self) -> usize {
        self.page.parse().unwrap_or(1).max(1)
    }

    /// How many records stand before the page.
    pub(super) fn from(&self) -> u64 {
        (self.page() as u64 - 1).saturating_mul(ROWS)
    }

    /// What of a list of so many records stands on the page.
    pub(super) fn range(&self, all: usize) -> Range<usize> {
        let number = |of: u64| usize::try_from(of).unwrap_or(usize::MAX);
        let start = number(self.from()).min(all);
        start..start.saturating_add(number(ROWS)).min(all)
    }

    /// The way to the next page, and back to the first.
    pub(super) fn pages(&self, address: &str, has_more: bool) -> Pagination {
        let page = self.page();
        Pagination {
            first: (page > 1).then(|| self.address(address, 1)),
            next: has_more.then(|| self.address(address, page + 1)),
        }
    }

    fn address(&self, address: &str, page: usize) -> String {
        let page = page.to_string();
        let mut query = form_urlencoded::Serializer::new(String::new());
        for (name, value) in
            [("form", &self.form), ("field", &self.field), ("show", &self.show), ("page", &page)]
        {
            if !value.is_empty() {
                query.append_pair(name, value);
            }
        }
        format!("{address}?{}#blockers", query.finish())
    }
}

/// The form that narrows the list.
pub(super) struct FilterForm {
    pub(super) action: String,
    pub(super) forms: Vec<SelectOption>,
    /// The field that records must lack, in words; none is chosen otherwise.
    pub(super) field: Option<(String, String)>,
    pub(super) queries_only: bool,
    pub(super) is_narrowed: bool,
}

impl FilterForm {
    pub(super) fn new(action: &str, chosen: &Chosen, standings: &[Standing]) -> Self {
        let filter = chosen.filter();
        let is_there = |form: &&&FormSpec| standings.iter().any(|of| of.form == form.id && of.records > 0);
        let option = |form: &&'static FormSpec| SelectOption {
            value: form.id.to_owned(),
            text: form.title.to_owned(),
            chosen: filter.form.is_some_and(|chosen| chosen.id == form.id),
        };
        Self {
            action: action.to_owned(),
            forms: Dictionary::shipped().forms().iter().filter(is_there).map(option).collect(),
            field: filter.field.clone().map(|name| (label(filter.form, &name), name)),
            queries_only: filter.queries_only,
            is_narrowed: filter.is_narrow(),
        }
    }
}

/// A field in words, by its name in a filter.
fn label(form: Option<&FormSpec>, name: &str) -> String {
    let field = form.and_then(|form| match name.split_once('.') {
        None => form.field(name),
        Some((list, column)) => form.child(list)?.spec.field(column),
    });
    field.map_or(name, |field| &field.label).to_owned()
}

/// `1 to 50 of 73`; nothing when all are shown at once.
pub(super) fn count(shown: &Range<usize>, all: usize) -> String {
    if shown.is_empty() || shown.len() == all {
        return String::new();
    }
    format!("Records {} to {} of {all}", shown.start + 1, shown.end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_keep_the_filter() {
        let chosen = Chosen {
            form: "physio_contact".into(),
            field: "rass".into(),
            page: "2".into(),
            ..Chosen::default()
        };
        let pages = chosen.pages("/w", true);
        assert_eq!(pages.next.as_deref(), Some("/w?form=physio_contact&field=rass&page=3#blockers"));
        assert_eq!(pages.first.as_deref(), Some("/w?form=physio_contact&field=rass&page=1#blockers"));
    }

    #[test]
    fn what_is_unknown_narrows_nothing() {
        let chosen =
            Chosen { form: "nonsense".into(), show: "?".into(), page: "-1".into(), ..Chosen::default() };
        assert!(!chosen.filter().is_narrow());
        assert_eq!(chosen.page(), 1);
    }

    #[test]
    fn a_page_beyond_the_end_is_empty() {
        let chosen = Chosen { page: "9".into(), ..Chosen::default() };
        assert!(chosen.range(73).is_empty());
        assert_eq!(Chosen { page: "2".into(), ..Chosen::default() }.range(73), 50..73);
    }

    #[test]
    fn a_count_is_given_when_there_is_more_than_a_page() {
        assert_eq!(count(&(50..73), 73), "Records 51 to 73 of 73");
        assert_eq!(count(&(0..7), 7), "");
    }
}
