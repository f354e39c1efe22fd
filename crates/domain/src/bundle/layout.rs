//! The files of a bundle and their columns.

use crate::dictionary::{Dictionary, Reading};
use crate::spec::FormSpec;

/// All data files, in the order of the forms' numbers, each form before its repeated groups.
pub(super) fn files(dictionary: &Dictionary) -> Vec<&'static str> {
    dictionary.specs().into_iter().map(|spec| spec.file).collect()
}

/// The columns of a file, by its stem, as a version of the dictionary has them; none when the version had no such
/// file.
pub fn columns<'d>(stem: &str, of: &'d Reading) -> Option<Vec<&'d str>> {
    let (form, group) = of.dictionary().forms().iter().find_map(|form| file(form, stem))?;
    let own = of.fields(group.unwrap_or(form));
    if own.is_empty() {
        return None;
    }
    // The rows of a group begin with the centre and the key of their record.
    let key = group.map(|_| ["centre_code"].iter().chain(form.key).filter_map(|name| of.name_of(form, name)));
    Some(key.into_iter().flatten().chain(own).collect())
}

/// What one row of a file is.
pub(super) fn spec(dictionary: &Dictionary, stem: &str) -> Option<&'static FormSpec> {
    dictionary.specs().into_iter().find(|spec| spec.file == stem)
}

/// The file that holds a form or repeated group, by its id.
pub(super) fn stem(dictionary: &Dictionary, id: &str) -> Option<&'static str> {
    dictionary.specs().into_iter().find(|spec| spec.id == id).map(|spec| spec.file)
}

/// The form that a file is of, and its repeated group when it is one's.
fn file(form: &'static FormSpec, stem: &str) -> Option<(&'static FormSpec, Option<&'static FormSpec>)> {
    let groups = form.children.iter().map(|child| Some(child.spec));
    std::iter::once(None)
        .chain(groups)
        .find(|group| group.unwrap_or(form).file == stem)
        .map(|group| (form, group))
}

/// The columns that a file may have besides: questions that the network added.
pub(super) fn asked(stem: &str, dictionary: &Dictionary) -> Vec<String> {
    let form = dictionary.forms().iter().find(|form| form.file == stem);
    let columns = form.map(|form| dictionary.asked_on(form)).unwrap_or_default();
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
        assert_eq!(files(Dictionary::shipped()), described);
    }

    #[test]
    fn the_rows_of_a_group_begin_with_the_key_of_their_record() {
        let today = Dictionary::shipped().today();
        assert_eq!(
            columns("assessment_items", &today).unwrap(),
            ["centre_code", "assessment_ref", "item", "value"]
        );
    }
}
