//! The control of one field, chosen by the type of its cell.

use domain::{FieldSpec, Finding, Kind, Level, Need, Reason, code::CodeList};

use super::{
    typed::Typed,
    view::{Place, Verdict},
};
use crate::ui::{
    Aside, Checks, Complaint, Confirmation, Control, Field, OptionGroup, Radios, Select, SelectOption,
    TextArea, TextBox, When, described_by,
};

/// Up to so many codes are radios; more are a select.
const MOST_RADIOS: usize = 7;

/// Whether a person answers the field; centre and system columns are filled in.
pub(super) fn is_asked(field: &FieldSpec) -> bool {
    !field.system && !matches!(field.kind, Kind::Centre)
}

/// Draws a field with what was typed, what was found and what stands beside it.
pub(super) fn draw(
    field: &FieldSpec,
    typed: &Typed,
    place: Place,
    verdict: Verdict<'_>,
    aside: Aside,
) -> Field {
    let id = place.id(&field.name);
    let of_level = |level| verdict.on(place, &field.name).filter(move |finding| finding.level == level);
    let errors: Vec<_> = of_level(Level::E).map(complaint).collect();
    let confirmations = of_level(Level::W).map(|finding| confirmation(&id, finding, verdict)).collect();
    let hint = field.help.to_string();
    let outline = Outline {
        name: place.name(&field.name),
        described_by: described_by(&id, &hint, &errors),
        invalid: !errors.is_empty(),
        id,
    };
    Field {
        id: outline.id.clone(),
        label: label(field),
        need: need(field),
        hint,
        errors,
        confirmations,
        control: outline.control(field, typed),
        aside,
    }
}

/// Draws a field as it looks before anybody has answered.
pub(crate) fn preview(field: &FieldSpec) -> Field {
    draw(field, &Typed::from_cell(field, ""), Place::RECORD, Verdict::NONE, Aside::default())
}

pub(super) fn complaint(finding: &Finding) -> Complaint {
    Complaint { finding: finding.key(), message: finding.message.clone() }
}

/// The question with its unit, unless the question names it already.
fn label(field: &FieldSpec) -> String {
    if field.unit.is_empty() || field.label.to_lowercase().contains(&*field.unit) {
        field.label.to_string()
    } else {
        format!("{}, {}", field.label, field.unit)
    }
}

fn need(field: &FieldSpec) -> String {
    match field.need {
        Need::Save => "needed".to_owned(),
        Need::SaveIf => format!("needed if {}", field.when),
        Need::Lock => "to sign off".to_owned(),
        Need::LockIf => format!("to sign off if {}", field.when),
        Need::Optional => String::new(),
    }
}

pub(super) fn confirmation(id: &str, finding: &Finding, verdict: Verdict<'_>) -> Confirmation {
    let key = finding.key();
    Confirmation {
        id: confirmation_id(id, finding),
        message: finding.message.clone(),
        checked: verdict.confirmed.contains(&key),
        key,
    }
}

/// The id of the box that confirms a finding on a control.
pub(super) fn confirmation_id(id: &str, finding: &Finding) -> String {
    format!("{id}-{}", finding.rule.to_lowercase())
}

/// What every control needs to know.
struct Outline {
    id: String,
    name: String,
    described_by: String,
    invalid: bool,
}

impl Outline {
    fn control(self, field: &FieldSpec, typed: &Typed) -> Control {
        match (&field.kind, typed) {
            (Kind::Codes(list), Typed::Set { codes, reason }) => {
                Control::Checks(self.checks(field, list, codes, reason))
            }
            (Kind::WallTime, Typed::When { date, time }) => Control::When(self.when(field, date, time)),
            (Kind::Code(list), Typed::One(chosen)) if list.codes.len() <= MOST_RADIOS => {
                let options = list.codes.iter().map(|entry| (&*entry.code, &*entry.label));
                Control::Radios(self.radios(field, options, chosen))
            }
            (Kind::Flag, Typed::One(chosen)) => {
                Control::Radios(self.radios(field, [("true", "Yes"), ("false", "No")].into_iter(), chosen))
            }
            (Kind::Code(list), Typed::One(chosen)) => Control::Select(self.select(field, list, chosen)),
            (Kind::Text { max }, Typed::One(text)) if *max > 60 => Control::Area(self.area(text)),
            (_, Typed::One(text)) => Control::Text(self.text_box(field, text)),
            (_, Typed::When { date, .. }) => Control::Text(self.text_box(field, date)),
            (_, Typed::Set { codes, .. }) => Control::Text(self.text_box(field, &codes.join("|"))),
        }
    }

    fn text_box(self, field: &FieldSpec, value: &str) -> TextBox {
        let Self { id, name, described_by, invalid } = self;
        let (width, inputmode) = shape(&field.kind);
        // A reason is typed in letters, which a keypad of digits does not have.
        let inputmode = if field.miss { "" } else { inputmode };
        let suffix = domain::unit::symbol(&field.unit).to_owned();
        let (value, autocomplete) = (value.to_owned(), "");
        TextBox { id, name, value, width, inputmode, autocomplete, suffix, described_by, invalid }
    }

    fn area(self, value: &str) -> TextArea {
        let Self { id, name, described_by, invalid } = self;
        TextArea { id, name, value: value.to_owned(), described_by, invalid }
    }

    fn when(self, field: &FieldSpec, date: &str, time: &str) -> When {
        let Self { id, name, invalid, .. } = self;
        let (date, time) = (date.to_owned(), time.to_owned());
        When { id, name, label: field.label.to_string(), date, time, invalid }
    }

    fn radios<'a>(
        self,
        field: &FieldSpec,
        options: impl Iterator<Item = (&'a str, &'a str)>,
        chosen: &str,
    ) -> Radios {
        let mut options: Vec<_> = options.map(|(value, text)| option(value, text, chosen)).collect();
        options.extend(reasons(field, chosen));
        if field.need != Need::Save {
            options.push(option("", "Not entered", chosen));
        }
        Radios { id: self.id, name: self.name, options, stacked: 0 }
    }

    fn checks(self, field: &FieldSpec, list: &CodeList, codes: &[String], reason: &str) -> Checks {
        let is_ticked = |code: &str| codes.iter().any(|ticked| ticked == code);
        let options = list.codes.iter().map(|entry| SelectOption {
            chosen: is_ticked(&entry.code),
            ..option(&entry.code, &entry.label, "")
        });
        Checks {
            id: self.id,
            name: self.name,
            options: options.collect(),
            reasons: reasons(field, reason).collect(),
        }
    }

    fn select(self, field: &FieldSpec, list: &CodeList, chosen: &str) -> Select {
        let Self { id, name, described_by, invalid } = self;
        let blank = OptionGroup { label: String::new(), options: vec![option("", "–", chosen)] };
        let mut groups = vec![blank];
        for entry in list.codes.iter() {
            match groups.last_mut() {
                Some(group) if group.label == entry.group => {
                    group.options.push(option(&entry.code, &entry.label, chosen));
                }
                _ => groups.push(OptionGroup {
                    label: entry.group.to_owned(),
                    options: vec![option(&entry.code, &entry.label, chosen)],
                }),
            }
        }
        let reasons: Vec<_> = reasons(field, chosen).collect();
        if !reasons.is_empty() {
            groups.push(OptionGroup { label: "No answer".to_owned(), options: reasons });
        }
        Select { id, name, groups, described_by, invalid }
    }
}

pub(super) fn option(value: &str, text: &str, chosen: &str) -> SelectOption {
    SelectOption { value: value.to_owned(), text: text.to_owned(), chosen: value == chosen }
}

/// The reasons that may stand in place of an answer; where the list has a code of the same spelling, the
/// code is the answer and the reason is not offered.
pub(super) fn reasons(field: &FieldSpec, chosen: &str) -> impl Iterator<Item = SelectOption> {
    let offered = if field.miss { &Reason::ALL[..] } else { &[] };
    offered
        .iter()
        .filter(move |reason| !field.kind.has_code(reason.as_str()))
        .map(move |reason| option(reason.as_str(), &sentence(reason.label()), chosen))
}

fn sentence(text: &str) -> String {
    let (first, rest) = text.split_at(text.len().min(1));
    first.to_uppercase() + rest
}

/// Width of the box and keypad of a phone.
fn shape(kind: &Kind) -> (&'static str, &'static str) {
    match kind {
        Kind::Int { min: Some(0..), .. } => ("5", "numeric"),
        Kind::Dec { min: Some(min), .. } if *min >= 0.0 => ("5", "decimal"),
        // Keypads of digits have no minus.
        Kind::Int { .. } | Kind::Dec { .. } => ("5", ""),
        Kind::Date | Kind::Month | Kind::Ref | Kind::Pseudonym | Kind::Token(_) => ("10", ""),
        _ => ("20", ""),
    }
}
