//! The items of an instrument in place of rows that anybody would have to name.

use domain::{
    FieldSpec, FormSpec,
    forms::{Assessment, assessment::AssessmentItem},
    instruments::{Instrument, Item, ItemValue, Total, TotalRule, instrument},
    value::Cell,
};
use jiff::tz::TimeZone;

use super::{
    Entry, control,
    typed::Typed,
    view::{Place, Verdict},
};
use crate::ui::{Aside, Complaint, Control, Field, Radios, SelectOption, TextBox, described_by};

/// The group of an assessment's items.
pub(super) const ITEMS: &str = Assessment::ITEMS;

/// An instrument on a page.
pub(crate) struct ScoreSheet {
    pub title: &'static str,
    pub used: &'static str,
    pub licence: &'static str,
    pub items: Vec<ScoreItem>,
    /// How the page's script makes the total: `sum`, `highest`, or nothing.
    pub rule: &'static str,
    /// The total of what is entered, in words.
    pub total: String,
}

/// One item: its code, hidden, and the field of its value.
pub(crate) struct ScoreItem {
    pub name: String,
    pub code: &'static str,
    pub in_total: bool,
    pub field: Field,
}

/// The instrument of an assessment whose items are asked one by one.
pub(crate) fn of(form: &FormSpec, entry: &Entry) -> Option<&'static Instrument> {
    if form.id != Assessment::ID {
        return None;
    }
    match entry.answer(form, Assessment::INSTRUMENT) {
        Some(Typed::One(code)) => instrument(code.trim()),
        _ => None,
    }
}

/// The total is entered only where the items are not held.
pub(super) fn asks_total(instrument: &Instrument) -> bool {
    matches!(instrument.rule, TotalRule::Stated { .. })
}

/// Leaves out items of the instrument that have no value: they are missing, not wrong.
pub(crate) fn drop_unanswered(form: &FormSpec, entry: &mut Entry) {
    let Some((instrument, index)) = of(form, entry).zip(form.child_index(ITEMS)) else { return };
    let spec = form.children[index].spec;
    entry.children[index].retain(|row| {
        let is_open = text(row, spec, AssessmentItem::VALUE).is_empty();
        !(is_open && instrument.item(text(row, spec, AssessmentItem::ITEM)).is_some())
    });
}

fn text<'a>(row: &'a Entry, spec: &FormSpec, name: &str) -> &'a str {
    match row.answer(spec, name) {
        Some(Typed::One(text)) => text.trim(),
        _ => "",
    }
}

impl ScoreSheet {
    /// Draws the items with their values; each keeps the row in which it was found, new ones come after.
    pub(super) fn new(
        instrument: &'static Instrument,
        spec: &'static FormSpec,
        rows: &[Entry],
        verdict: Verdict<'_>,
        drawn: &mut Vec<String>,
    ) -> Self {
        let mut next = rows.len();
        let mut row_of = |code: &str| {
            rows.iter().position(|row| text(row, spec, AssessmentItem::ITEM) == code).unwrap_or_else(|| {
                next += 1;
                next - 1
            })
        };
        let value = |code: &str| {
            let row = rows.iter().find(|row| text(row, spec, AssessmentItem::ITEM) == code);
            row.map_or("", |row| text(row, spec, AssessmentItem::VALUE))
        };
        let items = instrument.items.iter().map(|item| {
            let place = Place::of_row(ITEMS, row_of(item.code));
            drawn.push(place.id(AssessmentItem::VALUE));
            ScoreItem {
                name: place.name(AssessmentItem::ITEM),
                code: item.code,
                in_total: item.in_total,
                field: field(item, spec, value(item.code), place, verdict),
            }
        });
        Self {
            title: instrument.title(),
            used: instrument.used,
            licence: instrument.licence,
            items: items.collect(),
            rule: match instrument.rule {
                TotalRule::Sum | TotalRule::TheItem => "sum",
                TotalRule::Highest => "highest",
                TotalRule::Nothing | TotalRule::Stated { .. } => "",
            },
            total: total(instrument, value),
        }
    }
}

/// The total of what is entered; nothing when the instrument has none.
fn total<'a>(instrument: &Instrument, value: impl Fn(&str) -> &'a str) -> String {
    let read = |code: &str| ItemValue::read(value(code), &TimeZone::UTC).ok();
    match instrument.total(read) {
        Total::Made(score) => match instrument.total_range() {
            Some((_, most)) => format!("{score} of {most}"),
            None => score.to_string(),
        },
        Total::Incomplete => {
            let asked = || instrument.items.iter().filter(|item| item.in_total);
            let scored = asked().filter(|item| read(item.code).is_some_and(|value| item.takes(value)));
            format!("Incomplete: {} of {} items have a score", scored.count(), asked().count())
        }
        Total::None => String::new(),
    }
}

fn field(item: &Item, spec: &'static FormSpec, value: &str, place: Place, verdict: Verdict<'_>) -> Field {
    let id = place.id(AssessmentItem::VALUE);
    let found = |level| verdict.on(place, AssessmentItem::VALUE).filter(move |found| found.level == level);
    let errors: Vec<Complaint> = found(domain::Level::E).map(control::complaint).collect();
    let confirmations = found(domain::Level::W).map(|w| control::confirmation(&id, w, verdict)).collect();
    let hint = hint(item);
    let label =
        if item.unit.is_empty() { item.label.to_owned() } else { format!("{}, {}", item.label, item.unit) };
    let control = match spec.field(AssessmentItem::VALUE) {
        Some(value_of) if !item.levels.is_empty() => Control::Radios(Radios {
            id: id.clone(),
            name: place.name(AssessmentItem::VALUE),
            options: options(item, value_of, value),
            stacked: item.levels.len() + item.letters.len(),
        }),
        _ => Control::Text(TextBox {
            id: id.clone(),
            name: place.name(AssessmentItem::VALUE),
            value: value.to_owned(),
            width: "5",
            inputmode: "",
            autocomplete: "",
            suffix: domain::unit::symbol(item.unit).to_owned(),
            described_by: described_by(&id, &hint, &errors),
            invalid: !errors.is_empty(),
        }),
    };
    Field { id, label, need: String::new(), hint, errors, confirmations, control, aside: Aside::default() }
}

/// The range where there are no levels to choose from, and what to mind.
fn hint(item: &Item) -> String {
    let range = format!("From {} to {}.", item.min, item.max);
    match (item.levels.is_empty(), item.help) {
        (true, "") => range,
        (true, help) => format!("{range} {help}"),
        (false, help) => help.to_owned(),
    }
}

/// The levels, what may stand in place of a score, and nothing.
fn options(item: &Item, field: &FieldSpec, chosen: &str) -> Vec<SelectOption> {
    let levels = item.levels.iter().map(|level| {
        let score = level.score.to_string();
        control::option(&score, &format!("{score}: {}", level.text), chosen)
    });
    let letters = item.letters.iter().map(|letter| control::option(letter.code, letter.text, chosen));
    let mut options: Vec<_> = levels.chain(letters).chain(control::reasons(field, chosen)).collect();
    let known = options.iter().any(|option| option.chosen);
    if !known && !chosen.is_empty() {
        // What an import or a program has put there is shown until it is put right.
        options.push(control::option(chosen, chosen, chosen));
    }
    options.push(control::option("", "Not entered", chosen));
    options
}

#[cfg(test)]
mod tests {
    use domain::Raw;
    use serde_json::json;

    use super::*;
    use domain::dictionary::Dictionary;

    fn sheet(items: &serde_json::Value) -> ScoreSheet {
        let form = Dictionary::shipped().form("assessment").unwrap();
        let json = json!({ "instrument": "CPAX", "items": items });
        let entry = Entry::from_raw(form, &Raw::from_json(form, &json).unwrap());
        let instrument = of(form, &entry).unwrap();
        ScoreSheet::new(instrument, form.children[0].spec, &entry.children[0], Verdict::NONE, &mut Vec::new())
    }

    #[test]
    fn every_item_is_asked_in_the_order_of_the_instrument() {
        let sheet = sheet(&json!([{ "item": "cough", "value": 3 }]));
        assert_eq!(sheet.items.len(), 10);
        assert_eq!((sheet.items[0].code, &*sheet.items[0].name), ("resp", "items.1.item"));
        assert_eq!((sheet.items[1].code, &*sheet.items[1].name), ("cough", "items.0.item"));
    }

    #[test]
    fn the_total_is_made_and_never_guessed() {
        let all: Vec<_> = instrument("CPAX").unwrap().items.iter().map(|item| item.code).collect();
        let rows: Vec<_> = all.iter().map(|code| json!({ "item": code, "value": 3 })).collect();
        assert_eq!(sheet(&json!(rows)).total, "30 of 50");
        assert_eq!(sheet(&json!(rows[1..])).total, "Incomplete: 9 of 10 items have a score");
    }

    #[test]
    fn an_item_without_a_value_is_left_out() {
        let form = Dictionary::shipped().form("assessment").unwrap();
        let json =
            json!({ "instrument": "CPAX", "items": [{ "item": "cough" }, { "item": "resp", "value": 0 }] });
        let mut entry = Entry::from_raw(form, &Raw::from_json(form, &json).unwrap());
        drop_unanswered(form, &mut entry);
        assert_eq!(entry.children[0].len(), 1);
    }
}
