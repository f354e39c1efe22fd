//! Which columns a form's tables have.

use domain::questions::Questions;
use domain::spec::{FieldSpec, FormSpec};

use super::columns::FieldColumns;

/// One table: its columns in order, those of the parent's key first when it is a repeated group.
#[derive(Clone, Debug)]
pub(super) struct Layout {
    /// File stem, e.g. `contact_staff`.
    pub(super) file: &'static str,
    /// How many of the columns repeat the parent's key.
    pub(super) inherited: usize,
    pub(super) fields: Vec<&'static FieldSpec>,
    /// Questions that the network added, after the form's own fields.
    pub(super) asked: Vec<&'static FieldSpec>,
}

impl Layout {
    /// The table of a form itself, with every question ever asked on it.
    pub(super) fn of(form: &'static FormSpec, questions: &Questions) -> Self {
        let asked = questions.columns(form).into_iter().map(|question| question.field).collect();
        Self { file: form.file, inherited: 0, fields: form.fields.iter().collect(), asked }
    }

    /// The table of one of its repeated groups, which repeats centre and key of its record.
    pub(super) fn of_child(form: &'static FormSpec, child: &'static FormSpec) -> Self {
        let mut fields: Vec<_> = parent_key(form).collect();
        let inherited = fields.len();
        fields.extend(child.fields);
        Self { file: child.file, inherited, fields, asked: Vec::new() }
    }

    /// Its columns, empty.
    pub(super) fn columns(&self) -> Vec<FieldColumns> {
        self.fields.iter().chain(&self.asked).map(|field| FieldColumns::new(field)).collect()
    }

    /// The name of its file.
    pub(super) fn file_name(&self) -> String {
        format!("{}.parquet", self.file)
    }
}

/// The columns that identify a record across centres.
pub(super) fn parent_key(form: &'static FormSpec) -> impl Iterator<Item = &'static FieldSpec> {
    std::iter::once("centre_code").chain(form.key.iter().copied()).filter_map(|name| form.field(name))
}
