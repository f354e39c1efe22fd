//! The files of a bundle: the domain's one layout, in the order of the bundle's description.

use std::sync::LazyLock;

use domain::dictionary::Dictionary;
use domain::{Audience, FieldSpec, FormSpec};

pub use domain::layout::Table;

/// One file of a bundle, or one sheet of a workbook.
#[derive(Debug)]
pub struct Sheet {
    /// Its stem, e.g. `physio_contacts`.
    pub stem: &'static str,
    /// The form whose records make its rows.
    pub form: &'static FormSpec,
    /// The place of the repeated group whose rows it holds; none when a record is one row.
    group: Option<usize>,
    table: Table,
}

static SHEETS: LazyLock<Vec<Sheet>> = LazyLock::new(|| {
    let forms = Dictionary::shipped().by_number();
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

fn of_form(form: &'static FormSpec) -> impl Iterator<Item = Sheet> {
    let groups = (0..form.children.len()).map(Some);
    std::iter::once(None).chain(groups).map(move |group| {
        let table = Table::of(form, group, Dictionary::shipped(), Audience::Desk).filed();
        Sheet { stem: table.stem, form, group, table }
    })
}

impl Sheet {
    /// What one row is.
    pub fn spec(&self) -> &'static FormSpec {
        self.table.spec()
    }

    /// Whether its rows are those of a repeated group.
    pub fn is_child(&self) -> bool {
        self.group.is_some()
    }

    /// Its columns, without questions of the network.
    pub fn fields(&self) -> impl Iterator<Item = &FieldSpec> {
        self.table.fields()
    }

    /// A column by name.
    pub fn field(&self, name: &str) -> Option<&FieldSpec> {
        self.table.field(name)
    }

    /// Whether a column is part of the key that a row repeats from its record, or of its own.
    pub fn is_key(&self, name: &str) -> bool {
        name == "centre_code" || self.form.key.contains(&name) || self.spec().key.contains(&name)
    }

    /// The table with the columns of all questions that were ever asked on its form. Every column of the
    /// bundle is there for everybody; its cells are empty for those who may not see them.
    pub fn with(&self, dictionary: &Dictionary, audience: Audience) -> Table {
        Table::of(self.form, self.group, dictionary, audience).filed()
    }
}
