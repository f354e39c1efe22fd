//! When a question cannot apply, as the page's script can tell from the other answers.
//!
//! The rules decide what is needed; they are Rust and cannot run in a browser. What follows from the codes of
//! another field is said here once more, in a grammar of its own: `outcome=TREATED|NOT_TREATED` (one of these
//! codes), `load` (any answer), `ims_achieved>=2`; several, all to hold, have a space between them. A test
//! holds each line against the rules. Without the script every question is shown, with its condition in words.

use domain::questions::{Condition, Test};

/// Form, field and condition.
const TABLE: &[(&str, &str, &str)] = &[
    ("physio_contact", "domain", "outcome=TREATED|NOT_TREATED"),
    ("physio_contact", "not_treated_reason", "outcome=NOT_TREATED"),
    ("physio_contact", "other_reasons", "outcome=NOT_TREATED"),
    ("physio_contact", "minutes", "outcome=TREATED|ASSESSED_ONLY"),
    ("physio_contact", "minutes_resp", "outcome=TREATED|ASSESSED_ONLY domain=RESP domain=REHAB"),
    ("physio_contact", "minutes_rehab", "outcome=TREATED|ASSESSED_ONLY domain=RESP domain=REHAB"),
    ("physio_contact", "delivered_by", "outcome=TREATED|ASSESSED_ONLY"),
    ("physio_contact", "sweep_off_trial", "ecmo_sweep_l_min=0"),
    ("physio_contact", "ended_early_reason", "ended_early=true"),
    ("contact_intervention", "effort", "code=PROM|CPM_BIKE|BEDEX|UL_FUNC|STRENGTH"),
    ("contact_intervention", "metres", "code=WALK"),
    ("contact_intervention", "people", "code=SOEOB|STS|STAND|TRANSF|MARCH|WALK"),
    ("contact_intervention", "aid", "code=STAND|TRANSF|WALK"),
    ("contact_intervention", "load_unit", "load"),
    ("contact_staff", "band", "role=PT|TA|OT"),
    ("ecmo_run", "left_on_ecmo", "discontinuation=TRANSFER_ON"),
    ("ecmo_run", "transferred_out_at", "discontinuation=TRANSFER_ON"),
    ("ecmo_run", "transferred_to_network", "discontinuation=TRANSFER_ON"),
    ("cannula", "removal_unplanned", "out_at"),
    ("follow_up", "performed_at", "status=DONE"),
    ("follow_up", "mode", "status=DONE"),
    ("follow_up", "professions", "status=DONE"),
    ("follow_up", "problems", "status=DONE"),
    ("follow_up", "rehab_referred", "status=DONE"),
    ("org_audit", "fu_months", "fu_clinic=true"),
];

/// The condition of a field; nothing when it can always apply.
pub(crate) fn of(form: &str, field: &str) -> &'static str {
    let found = TABLE.iter().find(|(of, name, _)| *of == form && *name == field);
    found.map_or("", |(_, _, condition)| condition)
}

/// The condition of a network question in the same grammar.
pub(crate) fn written(condition: &Condition) -> String {
    let field = &condition.field;
    match &condition.test {
        Test::Is(codes) => format!("{field}={}", codes.join("|")),
        Test::Given => field.clone(),
        Test::AtLeast(least) => format!("{field}>={least}"),
    }
}

#[cfg(test)]
mod tests {
    use domain::{
        Finding, FormSpec, Kind, Need, Raw,
        check::{
            Around,
            judge::{Surroundings, judge},
        },
        forms,
        questions::Questions,
        reference,
    };
    use jiff::tz::TimeZone;

    use super::*;

    /// The form that a line is about, and the group of it when the line is about rows.
    fn place(of: &str) -> (&'static FormSpec, Option<usize>) {
        if let Some(form) = forms::form(of) {
            return (form, None);
        }
        let holds = |form: &&&FormSpec| form.children.iter().any(|child| child.spec.id == of);
        let form = forms::forms().iter().find(holds).unwrap();
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
        let questions = Questions::none();
        let now = "2026-06-01T00:00:00Z".parse().unwrap();
        let around = Around { now, directory: &directory, exported: false, questions: &questions };
        let mut raw = raw.clone();
        let mut records = Vec::new();
        if form.parent.is_some_and(|parent| parent.form == "icu_admission") {
            raw.set(form, "admission_ref", "A1");
            let admission = forms::form("icu_admission").unwrap();
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

    #[test]
    fn every_line_agrees_with_the_rules() {
        for (of, field, condition) in TABLE {
            let (form, group) = place(of);
            let spec = group.map_or(form, |group| form.children[group].spec);
            let terms: Vec<_> = condition.split(' ').map(|text| term(of, text)).collect();
            let holding = holding(&terms);
            let need = spec.field(field).unwrap().need;
            let is_conditional = matches!(need, Need::SaveIf | Need::LockIf);
            assert_eq!(is_needed(of, field, &holding), is_conditional, "{of}.{field} when {condition}");
            for (name, _, other) in &terms {
                let mut answers = holding.clone();
                answers.iter_mut().find(|(known, _)| known == name).unwrap().1.clone_from(other);
                assert!(!is_needed(of, field, &answers), "{of}.{field} when {name} is {other}");
            }
        }
    }

    #[test]
    fn a_question_of_the_network_says_it_the_same_way() {
        let condition = |test| Condition { field: "code".to_owned(), test };
        assert_eq!(written(&condition(Test::Is(vec!["A".into(), "B".into()]))), "code=A|B");
        assert_eq!(written(&condition(Test::Given)), "code");
        assert_eq!(written(&condition(Test::AtLeast(2.0))), "code>=2");
    }
}
