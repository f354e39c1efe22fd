//! The files of a bundle and their columns.

use std::sync::LazyLock;

use crate::forms;
use crate::questions::Questions;
use crate::spec::FormSpec;

/// All data files, in the order of the forms' numbers, each form before its repeated groups.
pub(super) static FILES: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    let mut forms = forms::forms().to_vec();
    forms.sort_by_key(|form| form.number);
    let files = |form: &&'static FormSpec| {
        [form.file].into_iter().chain(form.children.iter().map(|child| child.spec.file))
    };
    forms.iter().flat_map(files).collect()
});

/// The columns of a file, by its stem.
pub(super) fn columns(stem: &str) -> Vec<&'static str> {
    let of_form = forms::forms().iter().find(|form| form.file == stem).map(|form| names(form).collect());
    of_form
        .or_else(|| forms::forms().iter().find_map(|form| columns_of_child(form, stem)))
        .unwrap_or_default()
}

/// The columns of a repeated group: the centre, its record's key, and its own.
fn columns_of_child(form: &'static FormSpec, stem: &str) -> Option<Vec<&'static str>> {
    let child = form.children.iter().find(|child| child.spec.file == stem)?;
    Some(["centre_code"].into_iter().chain(form.key.iter().copied()).chain(names(child.spec)).collect())
}

fn names(form: &'static FormSpec) -> impl Iterator<Item = &'static str> {
    form.fields.iter().map(|field| &*field.name)
}

/// The columns that a file may have besides: questions that the network added.
pub(super) fn asked(stem: &str, questions: &Questions) -> Vec<String> {
    let form = forms::forms().iter().find(|form| form.file == stem);
    let columns = form.map(|form| questions.columns(form)).unwrap_or_default();
    columns.into_iter().map(|question| question.field.name.to_string()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_files_are_those_of_the_bundle_in_its_order() {
        let described = [
            "patients",
            "icu_admissions",
            "ecmo_runs",
            "ecmo_mode_segments",
            "cannulae",
            "physio_contacts",
            "contact_interventions",
            "contact_staff",
            "assessments",
            "assessment_items",
            "adverse_events",
            "rehab_pathways",
            "discharges",
            "follow_ups",
            "org_audits",
            "ecmo_activity_returns",
        ];
        assert_eq!(*FILES, described);
    }

    #[test]
    fn the_rows_of_a_group_begin_with_the_key_of_their_record() {
        assert_eq!(columns("assessment_items"), ["centre_code", "assessment_ref", "item", "value"]);
    }
}
