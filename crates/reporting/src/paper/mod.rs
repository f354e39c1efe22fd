//! Blank paper forms for the bedside, drawn from the dictionary entries of the forms.

mod space;

use domain::dictionary::Dictionary;
use domain::{DICTIONARY_VERSION, FieldSpec, FormSpec, Need};
use jiff::Timestamp;

use self::space::{missing, space, takes_a_word};
use crate::chart::{Typeface, Weight};
use crate::document::{Blank, Block, Document, GridColumn, Meta, Question, Space};
use crate::error::{Error, Result};
use crate::export::pdf;

const WARNING: &str = "No names, no hospital or NHS numbers, no dates of birth, no postcodes. This sheet carries the audit’s own \
                       references only. Enter it the same day, then destroy it.";

/// The form as PDF: equal forms give equal bytes.
pub fn form(form: &'static FormSpec, dictionary: &Dictionary) -> Result<Vec<u8>> {
    let engine = |source: Box<dyn std::error::Error + Send + Sync>| Error::Engine {
        doing: format!("drawing the paper form {}", form.id),
        source,
    };
    let typeface = Typeface::load().map_err(|error| engine(error.into()))?;
    pdf::write(&document(form, dictionary), &typeface).map_err(|error| engine(error.into()))
}

/// A sentence on the first character of a text that no paper form and no report can show; none when all can be drawn.
pub fn undrawable(text: &str) -> Option<String> {
    let typeface = Typeface::load().ok()?;
    let has = |c: char| {
        [Weight::Regular, Weight::Bold].iter().all(|weight| typeface.font(*weight).glyph(c).is_some())
    };
    let character = text.chars().find(|c| !c.is_control() && !has(*c))?;
    Some(format!(
        "The typeface of paper forms and reports has no “{character}” (U+{:04X}). Write it in words.",
        u32::from(character)
    ))
}

/// What stands on the paper form.
pub fn document(form: &'static FormSpec, dictionary: &Dictionary) -> Document {
    let mut blocks = vec![Block::Blank(Blank::Head {
        title: format!("{} {}", form.number, form.title),
        about: form.help.to_owned(),
        warning: WARNING.to_owned(),
    })];
    let asked: Vec<_> = form.fields.iter().filter(|field| !field.system).collect();
    for section in asked.chunk_by(|one, next| one.section == next.section) {
        blocks.push(Block::part(section[0].section));
        blocks.push(Block::Blank(Blank::Questions(
            section.iter().map(|field| question(form, field)).collect(),
        )));
    }
    for child in form.children {
        blocks.extend(group(child.spec));
    }
    for set in dictionary.question_sets().filter(|set| set.of(form).next().is_some()) {
        blocks.push(Block::part(format!("Questions of cycle {}", set.cycle.id)));
        let questions = set.of(form).map(|asked| question(form, &asked.field)).collect();
        blocks.push(Block::Blank(Blank::Questions(questions)));
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

fn question(form: &FormSpec, field: &FieldSpec) -> Question {
    let said_above = space::list_of(field).and_then(|list| {
        let earlier = form.fields.iter().take_while(|other| other.name != field.name);
        earlier.filter(|other| !other.system).find(|other| space::list_of(other) == Some(list))
    });
    // A long list is printed once.
    let (space, hint) = match said_above.filter(|_| space::is_long(field)) {
        Some(other) => (Space::Lines(1), format!("{} As under “{}”.", hint(field), other.label)),
        None => (space(field), hint(field)),
    };
    Question { label: field.label.to_string(), hint, space, missing: missing(field) }
}

/// Unit, when it is asked, and help.
fn hint(field: &FieldSpec) -> String {
    let asked = match field.need {
        Need::Save => "Always.".to_owned(),
        Need::SaveIf | Need::LockIf => format!("If {}.", field.when),
        Need::Lock | Need::Optional => String::new(),
    };
    let unit = if field.unit.is_empty() { String::new() } else { format!("In {}.", field.unit) };
    [unit.as_str(), &asked, &field.help]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// A repeated group: a table with rows to fill, and its codes below.
fn group(spec: &'static FormSpec) -> Vec<Block> {
    let asked: Vec<_> = spec.fields.iter().filter(|field| !field.system).collect();
    let column = |field: &&'static FieldSpec| GridColumn {
        label: field.label.to_string(),
        hint: field.unit.to_string(),
        weight: column_weight(field),
    };
    // A group of two columns has many short rows: the items of an instrument.
    let rows = if asked.len() > 2 { 6 } else { 12 };
    let columns = asked.iter().map(column).collect();
    let mut blocks = vec![
        Block::part(spec.title),
        Block::Blank(Blank::Grid { caption: spec.title.to_owned(), columns, rows }),
    ];
    for field in asked.into_iter().filter(|field| space::list_of(field).is_some()) {
        let codes = space::choices(field).unwrap_or_default();
        blocks.push(Block::Blank(Blank::Legend { title: format!("{}:", field.label), codes }));
    }
    blocks
}

/// A column is as wide as its answers ask for, and never narrower than the longest word of its label.
#[expect(clippy::cast_precision_loss, reason = "the letters of a word")]
fn column_weight(field: &FieldSpec) -> f32 {
    let longest = field.label.split(' ').map(|word| word.chars().count()).max().unwrap_or(0);
    let answers = if takes_a_word(field) { 1.6 } else { 1.0 };
    (longest as f32 / 8.0).max(answers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_is_drawn_and_the_same_again() {
        for spec in Dictionary::shipped().forms() {
            let drawn =
                form(spec, Dictionary::shipped()).unwrap_or_else(|error| panic!("{}: {error}", spec.id));
            assert!(drawn == form(spec, Dictionary::shipped()).unwrap(), "{}", spec.id);
        }
    }

    #[test]
    fn a_sign_that_cannot_be_drawn_is_named_before_it_is_asked() {
        assert_eq!(undrawable("Mobilised ≥ 10 m, Ŵyŷ, Séamus Ó Sé, ½ dose → chair\n\tnext"), None);
        let said = undrawable("head up ✓").unwrap();
        assert!(said.contains("no “✓” (U+2713)"), "{said}");
    }

    #[test]
    fn every_question_and_every_code_has_a_place() {
        let contact = Dictionary::shipped().form("physio_contact").unwrap();
        let text = serde_json::to_string(&document(contact, Dictionary::shipped())).unwrap();
        for field in contact.fields.iter().filter(|field| !field.system) {
            assert!(text.contains(&*field.label), "{}", field.label);
            for choice in space::choices(field).into_iter().flatten() {
                assert!(text.contains(&choice.label), "{}", choice.code);
            }
        }
        assert!(text.contains("No names, no hospital or NHS numbers"));
    }
}
