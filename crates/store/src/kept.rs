//! What of a page may be kept as a draft. A draft is read by the whole centre, so what no record may hold, no
//! draft holds either: a text that seems to identify a person is left out, and the draft says of which field.

use domain::identifier::{self, Scan};
use domain::questions::PREFIX;
use domain::{FieldSpec, FormSpec, characters, read};

/// The name under which a draft says that a control's text was left out. No control of a page is called so.
const WITHOUT: &str = "draft.without";

/// The part of what was typed that may be kept, a � in place of characters that cannot be.
pub(crate) fn fit(form: &FormSpec, typed: Vec<(String, String)>) -> Vec<(String, String)> {
    let mut kept = Vec::with_capacity(typed.len());
    let mut without: Vec<String> = Vec::new();
    for (name, value) in typed {
        if name == WITHOUT {
            without.push(value);
        } else if identifies(form, &name, &value) {
            without.push(name);
        } else {
            kept.push((characters::shown(&name).into_owned(), characters::shown(&value).into_owned()));
        }
    }
    without.dedup();
    kept.extend(without.into_iter().map(|name| (WITHOUT.to_owned(), name)));
    kept
}

/// The controls whose text was left out: name, and the question in words.
pub(crate) fn left_out<'d>(form: &FormSpec, kept: &'d [(String, String)]) -> Vec<(&'d str, String)> {
    let names = kept.iter().filter(|(name, _)| name == WITHOUT).map(|(_, name)| name.as_str());
    names
        .map(|name| {
            (name, field(form, name).map_or_else(|| name.to_owned(), |field| field.label.to_string()))
        })
        .collect()
}

fn identifies(form: &FormSpec, name: &str, value: &str) -> bool {
    match field(form, name) {
        Some(field) => read::identifies(value, field),
        None if name == "reason" => {
            !identifier::find(&characters::without(value), Scan::Narrative).is_empty()
        }
        None if name.starts_with(PREFIX) => {
            !identifier::find(&characters::without(value), Scan::Plain).is_empty()
        }
        None => false,
    }
}

/// The field that a control is of: `note`, the boxes `start_at.date` and `start_at.time`, or `staff.0.role` in a
/// repeated group.
fn field(form: &FormSpec, name: &str) -> Option<&'static FieldSpec> {
    let whole = name.strip_suffix(".date").or_else(|| name.strip_suffix(".time")).unwrap_or(name);
    if let Some(field) = form.field(whole) {
        return Some(field);
    }
    let (list, rest) = name.split_once('.')?;
    let (_, column) = rest.split_once('.')?;
    field(form.child(list)?.spec, column)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::dictionary::Dictionary;

    fn kept(typed: &[(&str, &str)]) -> Vec<(String, String)> {
        let form = Dictionary::shipped().form("physio_contact").unwrap();
        fit(form, typed.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    fn pair(name: &str, value: &str) -> (String, String) {
        (name.to_owned(), value.to_owned())
    }

    #[test]
    fn a_text_that_identifies_is_left_out_and_nothing_else_is() {
        let typed = [("minutes", "30"), ("note", "spoke to 943 476 5919"), ("start_at.date", "27032026")];
        assert_eq!(
            kept(&typed),
            [pair("minutes", "30"), pair("start_at.date", "27032026"), pair(WITHOUT, "note")]
        );
    }

    #[test]
    fn a_number_in_the_wrong_box_is_left_out_too() {
        assert_eq!(kept(&[("minutes", "9434765919")]), [pair(WITHOUT, "minutes")]);
        assert_eq!(kept(&[("contact_ref", "943-476-5919")]), [pair(WITHOUT, "contact_ref")]);
        assert_eq!(kept(&[("q_story", "see a.b@nhs.net")]), [pair(WITHOUT, "q_story")]);
        assert_eq!(kept(&[("reason", "born 12/03/1960")]), [pair(WITHOUT, "reason")]);
        assert_eq!(kept(&[("staff.0.n", "9434765919")]), [pair(WITHOUT, "staff.0.n")]);
        for (name, typed) in [
            ("start_at.date", "943 476 5919"),
            ("start_at.time", "9434765919"),
            ("start_at.date", "A Patient, 12/03/1960"),
            ("domain", "943 476 5919"),
            ("staff.0.role", "a.b@nhs.net"),
        ] {
            assert_eq!(kept(&[(name, typed)]), [pair(WITHOUT, name)], "{typed}");
        }
        let admission = Dictionary::shipped().form("icu_admission").unwrap();
        let typed = vec![pair("patient_ref", "943 476 5919")];
        assert_eq!(fit(admission, typed), [pair(WITHOUT, "patient_ref")]);
    }

    #[test]
    fn an_answer_is_kept_however_many_digits_it_has() {
        for (name, typed) in [
            ("start_at.date", "27032026"),
            ("start_at.date", "27 March 2026"),
            ("start_at.time", "0940"),
            ("domain", "RESP"),
            ("staff.0.role", "PT"),
        ] {
            assert_eq!(kept(&[(name, typed)]), [pair(name, typed)]);
        }
        let admission = Dictionary::shipped().form("icu_admission").unwrap();
        let typed = vec![pair("patient_ref", "7K2M9QX4J")];
        assert_eq!(fit(admission, typed.clone()), typed);
    }

    #[test]
    fn what_a_draft_leaves_out_is_told_by_its_question() {
        let form = Dictionary::shipped().form("physio_contact").unwrap();
        let fields = kept(&[("note", "943 476 5919")]);
        assert_eq!(left_out(form, &fields), [("note", "Note".to_owned())]);
        // A draft that is read again says the same.
        assert_eq!(fit(form, fields.clone()), fields);
    }

    #[test]
    fn characters_that_cannot_be_kept_are_shown() {
        assert_eq!(kept(&[("note", "sat\0out")]), [pair("note", "sat\u{fffd}out")]);
    }
}
