//! The condition of each field as data agrees with what the rules ask for.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so by panicking")]

use domain::{
    FieldSpec, Finding, FormSpec, Kind, Need, Raw,
    check::{
        Around,
        judge::{Surroundings, judge},
    },
    dictionary::Dictionary,
    reference,
};
use jiff::tz::TimeZone;

/// The form that a line is about, and the group of it when the line is about rows.
fn place(of: &str) -> (&'static FormSpec, Option<usize>) {
    if let Some(form) = Dictionary::shipped().form(of) {
        return (form, None);
    }
    let holds = |form: &&&FormSpec| form.children.iter().any(|child| child.spec.id == of);
    let form = Dictionary::shipped().forms().iter().find(holds).unwrap();
    (form, form.children.iter().position(|child| child.spec.id == of))
}

/// Whether an answer to the field is called for, with these other answers and none of its own.
fn is_needed(of: &str, field: &str, answers: &[(&str, String)]) -> bool {
    let (form, group) = place(of);
    let spec = group.map_or(form, |group| form.children[group].spec);
    let mut cells = Raw::blank(spec);
    for (name, cell) in answers {
        assert!(cells.set(spec, name, cell.clone()), "{of} has no field {name}");
    }
    let raw = match group {
        None => cells,
        Some(group) => {
            let mut raw = Raw::blank(form);
            raw.children[group].push(cells);
            raw
        }
    };
    findings(form, &raw).iter().any(|finding| {
        let here = finding.child.is_some() == group.is_some();
        here && finding.column == field && finding.rule != "X-SOFT"
    })
}

fn findings(form: &'static FormSpec, raw: &Raw) -> Vec<Finding> {
    let directory = reference::directory(reference::CENTRES, reference::DESIGNATIONS).unwrap();
    let dictionary = Dictionary::shipped();
    let now = "2026-06-01T00:00:00Z".parse().unwrap();
    let around = Around { now, directory: &directory, exported: false, dictionary };
    let mut raw = raw.clone();
    let mut records = Vec::new();
    if form.parent.is_some_and(|parent| parent.form == "icu_admission") {
        raw.set(form, "admission_ref", "A1");
        let admission = Dictionary::shipped().form("icu_admission").unwrap();
        let mut held = Raw::blank(admission);
        held.set(admission, "admission_ref", "A1");
        held.set(admission, "icu_admitted_at", "2026-03-20T10:00");
        records.push((admission, held));
    }
    let surroundings = Surroundings { records, ..Surroundings::default() };
    judge(form, &raw, &surroundings, &TimeZone::UTC, &around).findings
}

/// A term of a condition: the deciding field, an answer that fits and one that does not.
fn term(of: &str, text: &str) -> (String, String, String) {
    let (form, group) = place(of);
    let spec = group.map_or(form, |group| form.children[group].spec);
    let (name, codes) = text.split_once('=').unwrap_or((text, ""));
    let kind = &spec.field(name).unwrap().kind;
    let given = if matches!(kind, Kind::WallTime) { "2026-03-25T09:40" } else { "1" };
    let codes: Vec<_> = if codes.is_empty() { vec![given] } else { codes.split('|').collect() };
    let other = match kind {
        Kind::Code(list) | Kind::Codes(list) => {
            list.codes.iter().map(|entry| &*entry.code).find(|code| !codes.contains(code)).unwrap()
        }
        Kind::Flag => "false",
        _ if text.contains('=') => "5",
        _ => "",
    };
    (name.to_owned(), codes[0].to_owned(), other.to_owned())
}

/// Answers under which the whole condition holds; two terms on one set of codes are one answer.
fn holding(terms: &[(String, String, String)]) -> Vec<(&str, String)> {
    let mut answers: Vec<(&str, String)> = Vec::new();
    for (name, code, _) in terms {
        match answers.iter_mut().find(|(known, _)| known == name) {
            Some((_, cell)) => *cell = format!("{cell}|{code}"),
            None => answers.push((name, code.clone())),
        }
    }
    answers
}

/// Every field whose asking depends on other answers, with the form or group that it stands in.
fn conditional() -> Vec<(&'static str, &'static FieldSpec)> {
    let specs = Dictionary::shipped().specs();
    let fields = specs.into_iter().flat_map(|spec| spec.fields.iter().map(|field| (spec.id, field)));
    fields.filter(|(_, field)| field.asked_if.is_some()).collect()
}

#[test]
fn a_field_that_is_not_asked_is_not_needed() {
    let conditional = conditional();
    assert!(conditional.len() > 20, "{}", conditional.len());
    for (of, field) in conditional {
        let condition = field.asked_if.as_ref().unwrap().to_string();
        let terms: Vec<_> = condition.split(' ').map(|text| term(of, text)).collect();
        let holding = holding(&terms);
        // One may be asked and not needed, as where a rule of its own decides.
        let is_conditional = field.need != Need::Optional && field.needed_if == field.asked_if;
        if is_conditional {
            assert!(is_needed(of, &field.name, &holding), "{of}.{} when {condition}", field.name);
        }
        for (name, _, other) in &terms {
            let mut answers = holding.clone();
            answers.iter_mut().find(|(known, _)| known == name).unwrap().1.clone_from(other);
            assert!(!is_needed(of, &field.name, &answers), "{of}.{} when {name} is {other}", field.name);
        }
    }
}

#[test]
fn what_needs_an_answer_by_the_rules_may_need_it_by_the_data() {
    for (of, field) in conditional() {
        let (Some(needed), Some(asked)) = (&field.needed_if, &field.asked_if) else { continue };
        let fields: Vec<&str> = asked.fields().collect();
        assert!(needed.fields().all(|field| fields.contains(&field)), "{of}.{}", field.name);
    }
}
