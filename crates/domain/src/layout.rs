//! The one layout of records as tables, made from the forms: which columns there are, where their cells
//! stand, and which of them a reader may see.
//!
//! Every file that leaves is written from here: CSV, workbook, Parquet, snapshot. A writer names its
//! [`Audience`] and is handed cells; what that audience may not see is an empty cell, or no column at all.

mod filed;

use std::borrow::Cow;
use std::sync::Arc;

use self::filed::MOVED;
use crate::characters;
use crate::dictionary::Dictionary;
use crate::leaves::Audience;
use crate::questions::Question;
use crate::raw::Raw;
use crate::shared::Shared;
use crate::spec::{FieldSpec, FormSpec, Kind};

/// One table: the records of a form, or the rows of one of its repeated groups.
#[derive(Debug, Clone)]
pub struct Table {
    /// Its stem, e.g. `physio_contacts`.
    pub stem: &'static str,
    /// The form whose records make its rows.
    pub form: &'static FormSpec,
    /// The place of the repeated group; none when a record is one row.
    group: Option<usize>,
    columns: Vec<Column>,
}

/// One column.
#[derive(Debug, Clone)]
pub struct Column {
    /// What is asked.
    pub field: Shared<FieldSpec>,
    /// Whether the audience may see it.
    pub is_open: bool,
    place: Place,
}

/// Where the cell of a column stands.
#[derive(Debug, Clone, Copy)]
enum Place {
    /// In the record that a row belongs to.
    Record(usize),
    /// In the row itself.
    Row(usize),
    /// Among the record's answers to the network's questions.
    Answer,
}

impl Table {
    /// The table of a form, or of one of its repeated groups: a group's rows repeat centre and key of their
    /// record; a form's own end with every question that was ever asked on it.
    pub fn of(
        form: &'static FormSpec,
        group: Option<usize>,
        dictionary: &Dictionary,
        audience: Audience,
    ) -> Self {
        let column = |field: Shared<FieldSpec>, place| Column {
            is_open: field.leaves.reaches(audience),
            field,
            place,
        };
        let rows = group.map_or(form, |group| form.children[group].spec);
        let own =
            rows.fields.iter().enumerate().map(|(index, field)| column(field.into(), Place::Row(index)));
        let columns = if group.is_some() {
            let key = std::iter::once("centre_code").chain(form.key.iter().copied());
            let key = key.filter_map(|name| form.index(name));
            key.map(|index| column((&form.fields[index]).into(), Place::Record(index))).chain(own).collect()
        } else {
            let asked = dictionary.asked_on(form);
            let shared = |question: &Question| Shared::Data(Arc::clone(&question.field));
            own.chain(asked.into_iter().map(|question| column(shared(question), Place::Answer))).collect()
        };
        Self { stem: rows.file, form, group, columns }
    }

    /// The tables of a form: its own, then those of its repeated groups.
    pub fn all_of(
        form: &'static FormSpec,
        dictionary: &Dictionary,
        audience: Audience,
    ) -> impl Iterator<Item = Self> {
        let groups = (0..form.children.len()).map(Some);
        std::iter::once(None).chain(groups).map(move |group| Self::of(form, group, dictionary, audience))
    }

    /// Without the columns that the audience may not see: for files whose columns nobody prescribes.
    #[must_use]
    pub fn without_closed(mut self) -> Self {
        self.columns.retain(|column| column.is_open);
        self
    }

    /// With the columns in the order in which a bundle's files have them; the questions of the network stay behind.
    #[must_use]
    pub fn filed(mut self) -> Self {
        for moved in MOVED.iter().filter(|moved| moved.file == self.stem) {
            let is_moved = |column: &mut Column| moved.columns.contains(&&*column.field.name);
            let columns: Vec<Column> = self.columns.extract_if(.., is_moved).collect();
            let before = self.columns.iter().position(|column| column.field.name == moved.after);
            let at = before.map_or(self.columns.len(), |at| at + 1);
            self.columns.splice(at..at, columns);
        }
        self
    }

    /// What one row is.
    pub fn spec(&self) -> &'static FormSpec {
        self.group.map_or(self.form, |group| self.form.children[group].spec)
    }

    /// Whether its rows are those of a repeated group.
    pub const fn is_group(&self) -> bool {
        self.group.is_some()
    }

    /// The columns in their order.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// What the columns ask, in their order.
    pub fn fields(&self) -> impl Iterator<Item = &FieldSpec> {
        self.columns.iter().map(|column| &*column.field)
    }

    /// The place of the first column that holds answers to the network's questions.
    pub fn asked_from(&self) -> usize {
        self.columns.iter().take_while(|column| !matches!(column.place, Place::Answer)).count()
    }

    /// A column by name.
    pub fn field(&self, name: &str) -> Option<&FieldSpec> {
        self.fields().find(|field| field.name == name)
    }

    /// The rows of a record, each as its cells in the order of the columns, fit to be read again. What the
    /// audience may not see is empty.
    pub fn rows<'r>(&'r self, record: &'r Raw) -> impl Iterator<Item = impl Iterator<Item = Cow<'r, str>>> {
        let rows = match self.group {
            None => std::slice::from_ref(record),
            Some(group) => record.children.get(group).map_or(&[][..], Vec::as_slice),
        };
        rows.iter().map(move |row| self.columns.iter().map(move |column| column.cell(record, row)))
    }
}

impl Column {
    fn cell<'r>(&self, record: &'r Raw, row: &'r Raw) -> Cow<'r, str> {
        let cell = match self.place {
            _ if !self.is_open => None,
            Place::Record(index) => record.cells.get(index),
            Place::Row(index) => row.cells.get(index),
            Place::Answer => record.extra.get(&*self.field.name),
        };
        let cell = cell.map_or("", String::as_str);
        match self.field.kind {
            // Texts that were stored before there was a gate go out so that they can come in again.
            Kind::Text { .. } => characters::without(cell),
            _ => cell.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forms;
    use crate::leaves::Leaves;

    fn contact() -> &'static FormSpec {
        forms::form("physio_contact").unwrap()
    }

    #[test]
    fn what_may_not_be_seen_is_empty_or_no_column() {
        let mut raw = Raw::blank(contact());
        raw.set(contact(), "contact_ref", "C1");
        raw.set(contact(), "note", "settled quickly");
        let cells = |table: &Table| -> Vec<(String, String)> {
            let names = table.fields().map(|field| field.name.to_string());
            let rows: Vec<Vec<Cow<'_, str>>> = table.rows(&raw).map(Iterator::collect).collect();
            names.zip(rows[0].iter().map(ToString::to_string)).collect()
        };
        let cell = |audience| {
            let table = Table::of(contact(), None, Dictionary::shipped(), audience);
            cells(&table).into_iter().find(|(name, _)| name == "note").unwrap().1
        };
        assert_eq!(cell(Audience::Desk), "settled quickly");
        assert_eq!(cell(Audience::Centre), "");
        assert_eq!(cell(Audience::Network), "");
        let open = Table::of(contact(), None, Dictionary::shipped(), Audience::Network).without_closed();
        assert!(open.field("note").is_none());
        assert!(cells(&open).contains(&("contact_ref".to_owned(), "C1".to_owned())));
    }

    #[test]
    fn every_column_is_as_open_as_its_field_says() {
        for form in forms::forms() {
            for table in Table::all_of(form, Dictionary::shipped(), Audience::Network) {
                for column in table.columns() {
                    assert_eq!(
                        column.is_open,
                        column.field.leaves == Leaves::Network,
                        "{}",
                        &column.field.name
                    );
                }
            }
        }
    }

    #[test]
    fn a_text_of_old_goes_out_so_that_it_can_come_in_again() {
        let assessment = forms::form("assessment").unwrap();
        let mut raw = Raw::blank(assessment);
        raw.set(assessment, "version", "2\0.0\u{202e}");
        let table = Table::of(assessment, None, Dictionary::shipped(), Audience::Network);
        let rows: Vec<Vec<Cow<'_, str>>> = table.rows(&raw).map(Iterator::collect).collect();
        assert!(rows[0].contains(&Cow::Borrowed("2.0")), "{rows:?}");
    }

    #[test]
    fn rows_of_a_group_repeat_the_key_of_their_record() {
        let mut raw = Raw::blank(contact());
        raw.set(contact(), "centre_code", "STH");
        raw.set(contact(), "contact_ref", "C1");
        let spec = contact().children[0].spec;
        let mut step = Raw::blank(spec);
        step.set(spec, "code", "WALK");
        raw.children[0] = vec![step.clone(), step];
        let table = Table::of(contact(), Some(0), Dictionary::shipped(), Audience::Network);
        let rows: Vec<Vec<Cow<'_, str>>> = table.rows(&raw).map(Iterator::collect).collect();
        assert_eq!(rows.len(), 2);
        assert_eq!(rows[0][..3], ["STH", "C1", "WALK"]);
    }
}
