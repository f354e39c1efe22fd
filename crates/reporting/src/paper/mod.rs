//! Blank paper forms for the bedside, drawn from the dictionary entries of the forms.

mod space;

use domain::questions::Questions;
use domain::{DICTIONARY_VERSION, FieldSpec, FormSpec, Need};
use jiff::Timestamp;

use self::space::{missing, space, takes_a_row};
use crate::chart::Typeface;
use crate::document::{Blank, Block, Choice, Document, GridColumn, Meta};
use crate::error::{Error, Result};
use crate::export::pdf;

const WARNING: &str = "No names, no hospital or NHS numbers, no dates of birth, no postcodes. This sheet carries the audit’s own \
                       references only. Enter it the same day, then destroy it.";

/// The form as PDF: equal forms give equal bytes.
pub fn form(form: &'static FormSpec, questions: &Questions) -> Result<Vec<u8>> {
    let engine = |source: Box<dyn std::error::Error + Send + Sync>| Error::Engine {
        doing: format!("drawing the paper form {}", form.id),
        source,
    };
    let typeface = Typeface::load().map_err(|error| engine(error.into()))?;
    pdf::write(&document(form, questions), &typeface).map_err(|error| engine(error.into()))
}

/// What stands on the paper form.
pub fn document(form: &'static FormSpec, questions: &Questions) -> Document {
    let mut blocks = vec![Block::Blank(Blank::Head {
        title: format!("{} {}", form.number, form.title),
        about: form.help.to_owned(),
        warning: WARNING.to_owned(),
    })];
    let mut section = "";
    for field in form.fields.iter().filter(|field| !field.system) {
        if field.section != section {
            section = field.section;
            blocks.push(Block::part(section));
        }
        blocks.push(question(field));
    }
    for child in form.children {
        blocks.extend(group(child.spec));
    }
    for set in questions.sets().filter(|set| set.of(form).next().is_some()) {
        blocks.push(Block::part(format!("Questions of cycle {}", set.cycle.id)));
        blocks.extend(set.of(form).map(|asked| question(asked.field)));
    }
    Document { meta: meta(form), blocks }
}

fn meta(form: &FormSpec) -> Meta {
    Meta {
        title: format!("{} {}", form.number, form.title),
        subject: form.help.to_owned(),
        author: "ECMO physiotherapy audit".to_owned(),
        language: "en-GB".to_owned(),
        created: Timestamp::UNIX_EPOCH,
        header: format!("{} {} — no names, no hospital numbers", form.number, form.title),
        footer: format!("ECMO physiotherapy audit, data dictionary {DICTIONARY_VERSION}"),
        identity: format!("paper form {} of dictionary {DICTIONARY_VERSION}", form.id),
    }
}

fn question(field: &'static FieldSpec) -> Block {
    Block::Blank(Blank::Question {
        label: field.label.to_owned(),
        hint: hint(field),
        space: space(field),
        missing: missing(field),
    })
}

/// Unit, when it is asked, and help.
fn hint(field: &FieldSpec) -> String {
    let asked = match field.need {
        Need::Save => "Always.".to_owned(),
        Need::SaveIf | Need::LockIf => format!("If {}.", field.when),
        Need::Lock | Need::Optional => String::new(),
    };
    let unit = if field.unit.is_empty() { String::new() } else { format!("In {}.", field.unit) };
    [unit.as_str(), &asked, field.help]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// A repeated group: a table with rows to fill, and its codes below.
fn group(spec: &'static FormSpec) -> Vec<Block> {
    let asked = || spec.fields.iter().filter(|field| !field.system);
    let columns = asked().map(|field| GridColumn {
        label: field.label.to_owned(),
        hint: if field.when.is_empty() {
            field.unit.to_owned()
        } else {
            format!("{} if {}", field.unit, field.when)
        },
        weight: if takes_a_row(field) { 1.6 } else { 1.0 },
    });
    let mut blocks = vec![
        Block::part(spec.title),
        Block::Blank(Blank::Grid { caption: spec.title.to_owned(), columns: columns.collect(), rows: 8 }),
    ];
    for field in asked() {
        if let Some(choices) = space::choices(field) {
            let codes = choices.iter().map(|Choice { code, label }| format!("{code} {label}"));
            blocks.push(Block::note(format!("{}: {}.", field.label, codes.collect::<Vec<_>>().join("; "))));
        }
    }
    blocks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_is_drawn_and_the_same_again() {
        for spec in domain::forms::forms() {
            let drawn = form(spec, &Questions::none()).unwrap_or_else(|error| panic!("{}: {error}", spec.id));
            assert!(drawn == form(spec, &Questions::none()).unwrap(), "{}", spec.id);
        }
    }

    #[test]
    fn every_question_and_every_code_has_a_place() {
        let contact = domain::forms::form("physio_contact").unwrap();
        let text = serde_json::to_string(&document(contact, &Questions::none())).unwrap();
        for field in contact.fields.iter().filter(|field| !field.system) {
            assert!(text.contains(field.label), "{}", field.label);
            for choice in space::choices(field).into_iter().flatten() {
                assert!(text.contains(&choice.label), "{}", choice.code);
            }
        }
        assert!(text.contains("No names, no hospital or NHS numbers"));
    }
}
