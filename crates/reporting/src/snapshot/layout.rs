//! Which columns a form's tables have: what the network may see, and nothing else.

use std::borrow::Cow;

use domain::dictionary::Dictionary;
use domain::layout::Table;
use domain::spec::FormSpec;
use domain::{Audience, Raw};

use super::columns::FieldColumns;

/// One table of a snapshot.
#[derive(Clone, Debug)]
pub(super) struct Layout(Table);

impl Layout {
    /// The table of a form itself, with every question ever asked on it, or of one of its repeated groups.
    pub(super) fn of(form: &'static FormSpec, group: Option<usize>, dictionary: &Dictionary) -> Self {
        Self(Table::of(form, group, dictionary, Audience::Network).without_closed())
    }

    /// The tables of a form: its own, then those of its repeated groups.
    pub(super) fn all_of(form: &'static FormSpec, dictionary: &Dictionary) -> impl Iterator<Item = Self> {
        Table::all_of(form, dictionary, Audience::Network).map(|table| Self(table.without_closed()))
    }

    /// Its columns, empty, with room for so many rows.
    pub(super) fn columns(&self, room: usize) -> Vec<FieldColumns> {
        self.0.columns().iter().map(|column| FieldColumns::new(column.field.clone(), room)).collect()
    }

    /// The rows of a record, each as its cells in the order of the columns.
    pub(super) fn rows<'r>(
        &'r self,
        record: &'r Raw,
    ) -> impl Iterator<Item = impl Iterator<Item = Cow<'r, str>>> {
        self.0.rows(record)
    }

    /// The name of its file.
    pub(super) fn file_name(&self) -> String {
        format!("{}.parquet", self.0.stem)
    }
}
