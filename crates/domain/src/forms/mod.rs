//! The forms of the audit, one file each, or one folder. To add a form, write its file: `build.rs` finds it, and
//! everything that is done with forms is done with it. A file `night_visit.rs` holds the struct `NightVisit`.

use std::sync::LazyLock;

use crate::spec::FormSpec;

include!(concat!(env!("OUT_DIR"), "/forms.rs"));

/// All forms, parents before what belongs to them or names them.
pub(crate) fn forms() -> &'static [&'static FormSpec] {
    static FORMS: LazyLock<Vec<&'static FormSpec>> = LazyLock::new(|| in_order(&ALL));
    &FORMS
}

/// A form by its id.
pub(crate) fn form(id: &str) -> Option<&'static FormSpec> {
    forms().iter().copied().find(|form| form.id == id)
}

/// By the place that each says, then by number; a form that another belongs to or names stands before it.
fn in_order(forms: &[&'static FormSpec]) -> Vec<&'static FormSpec> {
    let mut waiting = forms.to_vec();
    waiting.sort_by_key(|form| (form.place, form.number, form.id));
    let mut order: Vec<&'static FormSpec> = Vec::new();
    while !waiting.is_empty() {
        let is_waiting = |id: &str| waiting.iter().any(|form| form.id == id);
        let next = waiting.iter().position(|form| !form.others().any(|other| is_waiting(other.form)));
        order.push(waiting.remove(next.unwrap_or_default()));
    }
    order
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// The rules that a record breaks by itself, each with its column. The record has these cells and no others.
    pub(crate) fn broken(form: &'static FormSpec, cells: &[(&str, &str)]) -> Vec<[String; 2]> {
        let mut raw = crate::Raw::blank(form);
        for (name, cell) in cells {
            assert!(raw.set(form, name, *cell), "{name}");
        }
        let (record, found) = crate::check::judge::read(form, &raw, &jiff::tz::TimeZone::UTC);
        assert_eq!(found, [], "every cell can be read");
        let mut notes = crate::finding::Notes::new();
        record.check_rules(&mut notes);
        notes.into_findings().into_iter().map(|found| [found.rule, found.column]).collect()
    }

    #[test]
    fn a_form_stands_after_those_that_it_belongs_to_or_names() {
        let place = |id: &str| forms().iter().position(|form| form.id == id);
        for form in forms() {
            for other in form.others() {
                assert!(place(other.form) < place(form.id), "{} before {}", form.id, other.form);
            }
        }
    }

    #[test]
    fn no_two_forms_have_one_id_or_one_file() {
        for (place, form) in forms().iter().enumerate() {
            for other in &forms()[..place] {
                assert!(form.id != other.id && form.file != other.file, "{} and {}", form.id, other.id);
            }
        }
    }
}
