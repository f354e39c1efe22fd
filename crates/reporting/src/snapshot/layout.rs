//! Which columns a form's tables have.

use domain::spec::{FieldSpec, FormSpec};

/// One table: its columns in order, those of the parent's key first when it is a repeated group.
#[derive(Clone, Debug)]
pub(super) struct Layout {
    /// File stem, e.g. `contact_staff`.
    pub(super) file: &'static str,
    /// How many of the columns repeat the parent's key.
    pub(super) inherited: usize,
    pub(super) fields: Vec<&'static FieldSpec>,
}

impl Layout {
    /// The table of a form itself.
    pub(super) fn of(form: &'static FormSpec) -> Self {
        Self { file: form.file, inherited: 0, fields: form.fields.iter().collect() }
    }

    /// The table of one of its repeated groups, which repeats centre and key of its record.
    pub(super) fn of_child(form: &'static FormSpec, child: &'static FormSpec) -> Self {
        let mut fields: Vec<_> = parent_key(form).collect();
        let inherited = fields.len();
        fields.extend(child.fields);
        Self { file: child.file, inherited, fields }
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
