//! The files of a bundle as tables: their columns, and the rows that a record makes in them.

use std::sync::LazyLock;

use domain::questions::Questions;
use domain::{FieldSpec, FormSpec, Raw, forms};

/// One file of a bundle, or one sheet of a workbook.
#[derive(Debug)]
pub struct Sheet {
    /// Its stem, e.g. `physio_contacts`.
    pub stem: &'static str,
    /// The form whose records make its rows.
    pub form: &'static FormSpec,
    /// The place of the repeated group whose rows it holds; none when a record is one row.
    child: Option<usize>,
    columns: Vec<Column>,
}

#[derive(Debug)]
struct Column {
    field: &'static FieldSpec,
    place: Place,
}

/// Where the cell of a column stands.
#[derive(Debug, Clone, Copy)]
enum Place {
    /// In the record that a row belongs to.
    Record(usize),
    /// In the row itself.
    Row(usize),
}

static SHEETS: LazyLock<Vec<Sheet>> = LazyLock::new(|| {
    let mut forms = forms::forms().to_vec();
    forms.sort_by_key(|form| form.number);
    forms.into_iter().flat_map(of_form).collect()
});

/// All files, in the order of the forms' numbers, each form before its repeated groups.
pub fn sheets() -> &'static [Sheet] {
    &SHEETS
}

/// A file by its stem.
pub fn sheet(stem: &str) -> Option<&'static Sheet> {
    SHEETS.iter().find(|sheet| sheet.stem == stem)
}

fn of_form(form: &'static FormSpec) -> Vec<Sheet> {
    let own = form.fields.iter().enumerate().map(|(index, field)| Column { field, place: Place::Row(index) });
    let mut sheets = vec![Sheet { stem: form.file, form, child: None, columns: own.collect() }];
    for (place, child) in form.children.iter().enumerate() {
        let key = ["centre_code"].into_iter().chain(form.key.iter().copied());
        let key = key.filter_map(|name| form.index(name)).map(Place::Record);
        let own = (0..child.spec.fields.len()).map(Place::Row);
        let column = |place| Column {
            field: match place {
                Place::Record(index) => &form.fields[index],
                Place::Row(index) => &child.spec.fields[index],
            },
            place,
        };
        let columns = key.chain(own).map(column).collect();
        sheets.push(Sheet { stem: child.spec.file, form, child: Some(place), columns });
    }
    sheets.iter_mut().for_each(Sheet::order_columns);
    sheets
}

impl Sheet {
    /// Puts the columns in the order of the bundle's description. A form asks in another order than it is
    /// filed; a column that the description does not know yet comes last.
    fn order_columns(&mut self) {
        let described = domain::synthetic::columns(self.stem).unwrap_or_default();
        let rank = |name: &str| described.iter().position(|known| *known == name).unwrap_or(usize::MAX);
        self.columns.sort_by_key(|column| rank(column.field.name));
    }

    /// What one row is.
    pub fn spec(&self) -> &'static FormSpec {
        self.child.map_or(self.form, |place| self.form.children[place].spec)
    }

    /// Whether its rows are those of a repeated group.
    pub fn is_child(&self) -> bool {
        self.child.is_some()
    }

    /// Its columns, without questions of the network.
    pub fn fields(&self) -> impl Iterator<Item = &'static FieldSpec> {
        self.columns.iter().map(|column| column.field)
    }

    /// A column by name.
    pub fn field(&self, name: &str) -> Option<&'static FieldSpec> {
        self.fields().find(|field| field.name == name)
    }

    /// Whether a column is part of the key that a row repeats from its record, or of its own.
    pub fn is_key(&self, name: &str) -> bool {
        name == "centre_code" || self.form.key.contains(&name) || self.spec().key.contains(&name)
    }

    /// The table with the columns of all questions that were ever asked on its form.
    pub fn with(&'static self, questions: &Questions) -> Table {
        let asked = match self.child {
            None => questions.columns(self.form).iter().map(|question| question.field).collect(),
            Some(_) => Vec::new(),
        };
        Table { sheet: self, asked }
    }
}

/// A sheet with the network's questions behind its own columns.
#[derive(Debug, Clone)]
pub struct Table {
    /// The sheet.
    pub sheet: &'static Sheet,
    /// The questions as fields, in the order of their columns.
    pub asked: Vec<&'static FieldSpec>,
}

impl Table {
    /// All columns in their order.
    pub fn fields(&self) -> impl Iterator<Item = &'static FieldSpec> {
        self.sheet.fields().chain(self.asked.iter().copied())
    }

    /// A column by name.
    pub fn field(&self, name: &str) -> Option<&'static FieldSpec> {
        self.fields().find(|field| field.name == name)
    }

    /// The rows of a record, each as its cells in the order of the columns. What stays in the centre is
    /// empty.
    pub fn rows<'r>(&'r self, record: &'r Raw) -> impl Iterator<Item = impl Iterator<Item = &'r str>> {
        let rows = match self.sheet.child {
            None => std::slice::from_ref(record),
            Some(place) => record.children.get(place).map_or(&[][..], Vec::as_slice),
        };
        rows.iter().map(move |row| {
            let own = self.sheet.columns.iter().map(move |column| column.cell(record, row));
            let asked =
                self.asked.iter().map(|field| record.extra.get(field.name).map_or("", String::as_str));
            own.chain(asked)
        })
    }
}

impl Column {
    fn cell<'r>(&self, record: &'r Raw, row: &'r Raw) -> &'r str {
        if stays_in_the_centre(self.field) {
            return "";
        }
        let (raw, index) = match self.place {
            Place::Record(index) => (record, index),
            Place::Row(index) => (row, index),
        };
        raw.cells.get(index).map_or("", String::as_str)
    }
}

/// Notes and narratives are never exported.
pub fn stays_in_the_centre(field: &FieldSpec) -> bool {
    matches!(field.name, "note" | "narrative")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_as_the_bundle_describes_them() {
        for sheet in sheets() {
            let names: Vec<_> = sheet.fields().map(|field| field.name).collect();
            assert_eq!(Some(&names[..]), domain::synthetic::columns(sheet.stem), "{}", sheet.stem);
        }
    }

    #[test]
    fn rows_of_a_group_repeat_the_key_of_their_record() {
        let contact = forms::form("physio_contact").unwrap();
        let mut raw = Raw::blank(contact);
        raw.set(contact, "centre_code", "STH");
        raw.set(contact, "contact_ref", "C1");
        let mut step = Raw::blank(contact.children[0].spec);
        step.set(contact.children[0].spec, "code", "WALK");
        raw.children[0] = vec![step.clone(), step];
        let table = sheet("contact_interventions").unwrap().with(&Questions::none());
        let rows: Vec<Vec<&str>> = table.rows(&raw).map(Iterator::collect).collect();
        assert_eq!(rows.len(), 2);
        assert_eq!(rows[0][..3], ["STH", "C1", "WALK"]);
    }

    #[test]
    fn notes_stay_in_the_centre() {
        let contact = forms::form("physio_contact").unwrap();
        let mut raw = Raw::blank(contact);
        raw.set(contact, "note", "settled quickly");
        let table = sheet("physio_contacts").unwrap().with(&Questions::none());
        assert!(table.rows(&raw).flatten().all(str::is_empty));
    }
}
