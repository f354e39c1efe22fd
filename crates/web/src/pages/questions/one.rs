//! One question from the fields of a form to the lines of a question set.

use domain::dictionary::Dictionary;
use std::fmt::Write as _;

use crate::{
    entry::Posted,
    ui::{Aside, Control, Field, OptionGroup, Radios, Select, SelectOption, TextArea, TextBox},
};

/// The types of answers: code and words.
const KINDS: [(&str, &str); 7] = [
    ("code", "One code of a list"),
    ("codes", "Several codes of a list"),
    ("number", "A number"),
    ("yes-no", "Yes or no"),
    ("date", "A date"),
    ("time", "A date and time"),
    ("text", "Text"),
];

/// When an answer is needed: code and words.
const NEEDS: [(&str, &str); 3] = [("optional", "Never"), ("lock", "To sign off"), ("save", "To save")];

/// How far the answers may go: code and words.
const LEAVES: [(&str, &str); 4] = [
    ("", "The network; text: nobody outside the centre"),
    ("network", "The network, also text"),
    ("centre", "The centre, also in its own export"),
    ("never", "The centre, on its pages alone"),
];

/// The lines that say the question which was typed.
pub(super) fn written(posted: &Posted) -> String {
    let get = |name: &str| posted.get(&format!("new.{name}")).trim();
    let mut text = "\n[[question]]\n".to_owned();
    let mut line = |name: &str, value: &str| {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{name} = {value}");
    };
    for name in ["name", "form", "label", "help", "unit", "type", "need", "leaves"] {
        if !get(name).is_empty() {
            line(name, &quoted(get(name)));
        }
    }
    if !get("codes").is_empty() {
        line("codes", &codes(get("codes")));
    }
    for name in ["min", "max"] {
        if !get(name).is_empty() {
            line(name, &number(get(name)));
        }
    }
    if get("missing") == "true" {
        line("missing", "true");
    }
    if !get("when").is_empty() {
        let is: Vec<String> =
            get("is").split([',', ' ']).filter(|code| !code.is_empty()).map(quoted).collect();
        let says =
            if is.is_empty() { "given = true".to_owned() } else { format!("is = [{}]", is.join(", ")) };
        line("when", &format!("{{ field = {}, {says} }}", quoted(get("when"))));
    }
    text
}

/// One code a line, with its label behind it.
fn codes(lines: &str) -> String {
    let code = |line: &str| {
        let (code, label) = line.trim().split_once(char::is_whitespace).unwrap_or((line.trim(), line.trim()));
        format!("{{ code = {}, label = {} }}", quoted(code), quoted(label.trim()))
    };
    let codes: Vec<String> = lines.lines().filter(|line| !line.trim().is_empty()).map(code).collect();
    format!("[{}]", codes.join(", "))
}

/// A number as it is; anything else as text, so that the reader of the set names it.
fn number(text: &str) -> String {
    if text.parse::<f64>().is_ok_and(f64::is_finite) { text.to_owned() } else { quoted(text) }
}

/// A TOML string.
fn quoted(text: &str) -> String {
    let mut quoted = "\"".to_owned();
    for character in text.chars() {
        match character {
            '"' | '\\' => quoted.extend(['\\', character]),
            control if control.is_control() => quoted.push(' '),
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}

/// The fields in which a question is typed, with what was typed.
pub(super) fn fields(posted: &Posted) -> Vec<Field> {
    let forms: Vec<_> = Dictionary::shipped()
        .forms()
        .iter()
        .filter(|form| form.occurred.is_some())
        .map(|form| (form.id, form.title))
        .collect();
    vec![
        text(
            posted,
            "name",
            "Name",
            "Begins with q_, then small letters, digits and _. For example: q_device.",
        ),
        choice(posted, "form", "Form", &forms),
        text(posted, "label", "Question", "The words that people read."),
        text(posted, "help", "Help", "Stands below the question."),
        choice(posted, "type", "Answer", &KINDS),
        area(
            posted,
            "codes",
            "Codes",
            "For an answer by code: one a line, the code and then its label. For example: MIE Cough assist.",
        ),
        text(posted, "unit", "Unit", "For a number, in words."),
        text(posted, "min", "Lowest", "For a number."),
        text(posted, "max", "Highest", "For a number."),
        choice(posted, "need", "Needed", &NEEDS),
        choice(posted, "leaves", "Who may see the answers", &LEAVES),
        yes_no(posted, "missing", "May it be not known, not recorded or not applicable?"),
        text(
            posted,
            "when",
            "Only if this field",
            "Name of a field of the form or of a question before it; empty: always asked.",
        ),
        text(posted, "is", "… has one of these codes", "Empty: if it has any answer."),
    ]
}

fn field(name: &str, label: &str, hint: &str, control: Control) -> Field {
    Field {
        id: format!("new-{name}"),
        label: label.to_owned(),
        need: String::new(),
        hint: hint.to_owned(),
        errors: Vec::new(),
        confirmations: Vec::new(),
        control,
        aside: Aside::default(),
    }
}

fn described_by(name: &str, hint: &str) -> String {
    if hint.is_empty() { String::new() } else { format!("new-{name}-hint") }
}

fn typed(posted: &Posted, name: &str) -> String {
    posted.get(&format!("new.{name}")).to_owned()
}

fn text(posted: &Posted, name: &str, label: &str, hint: &str) -> Field {
    let control = TextBox {
        id: format!("new-{name}"),
        name: format!("new.{name}"),
        value: typed(posted, name),
        width: "",
        inputmode: "",
        autocomplete: "",
        suffix: String::new(),
        described_by: described_by(name, hint),
        invalid: false,
    };
    field(name, label, hint, Control::Text(control))
}

fn area(posted: &Posted, name: &str, label: &str, hint: &str) -> Field {
    let control = TextArea {
        id: format!("new-{name}"),
        name: format!("new.{name}"),
        value: typed(posted, name),
        described_by: described_by(name, hint),
        invalid: false,
    };
    field(name, label, hint, Control::Area(control))
}

fn options(options: &[(&str, &str)], chosen: &str) -> Vec<SelectOption> {
    let option = |(value, text): &(&str, &str)| SelectOption {
        value: (*value).to_owned(),
        text: (*text).to_owned(),
        chosen: *value == chosen,
    };
    options.iter().map(option).collect()
}

fn choice(posted: &Posted, name: &str, label: &str, offered: &[(&str, &str)]) -> Field {
    let control = Select {
        id: format!("new-{name}"),
        name: format!("new.{name}"),
        groups: vec![OptionGroup { label: String::new(), options: options(offered, &typed(posted, name)) }],
        described_by: String::new(),
        invalid: false,
    };
    field(name, label, "", Control::Select(control))
}

fn yes_no(posted: &Posted, name: &str, label: &str) -> Field {
    let chosen = if typed(posted, name) == "true" { "true" } else { "" };
    let control = Radios {
        id: format!("new-{name}"),
        name: format!("new.{name}"),
        options: options(&[("true", "Yes"), ("", "No")], chosen),
        stacked: 0,
    };
    field(name, label, "", Control::Radios(control))
}

#[cfg(test)]
mod tests {
    use domain::{questions::QuestionSet, reference};

    use super::*;

    fn posted(fields: &[(&str, &str)]) -> Posted {
        Posted(fields.iter().map(|(name, value)| (format!("new.{name}"), (*value).to_owned())).collect())
    }

    #[test]
    fn what_is_typed_is_a_question() {
        let cycles = reference::cycles(reference::CYCLES).unwrap();
        let lines = written(&posted(&[
            ("name", "q_device"),
            ("form", "physio_contact"),
            ("label", "Device “for” \"cough\""),
            ("type", "code"),
            ("codes", "MIE Cough assist\r\n\r\nNONE No device\r\n"),
            ("need", "lock"),
            ("leaves", "centre"),
            ("missing", "true"),
            ("when", "domain"),
            ("is", "RESP, REHAB"),
        ]));
        let set = QuestionSet::parse(&format!("cycle = \"2026H1\"\n{lines}"), &cycles).unwrap();
        let question = &set.questions[0];
        assert_eq!(&question.field.label, "Device “for” \"cough\"");
        assert!(question.field.miss && question.field.needed_if.is_some());
        assert_eq!(question.field.leaves, domain::Leaves::Centre);
        assert!(lines.contains("label = \"Cough assist\""), "{lines}");
    }

    #[test]
    fn what_is_no_number_is_named_by_the_reader() {
        let cycles = reference::cycles(reference::CYCLES).unwrap();
        let lines = written(&posted(&[("name", "q_n"), ("min", "ten\" = 3")]));
        assert!(lines.contains("min = \"ten\\\" = 3\""));
        assert!(QuestionSet::parse(&format!("cycle = \"2026H1\"\n{lines}"), &cycles).is_err());
    }
}
