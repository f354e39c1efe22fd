//! Harm: how often, and each major event in one line, without a date, a centre or a person (data dictionary, 7.4; anonymity
//! of members' packs). The reader's own centre has its name.

use std::fmt::Write as _;

use disclosure::tables::LEAST_PARTS;
use domain::code::Coded;
use domain::disclosure_class::DisclosureClass;
use domain::forms::AdverseEvent;
use domain::forms::adverse_event::Severity;
use domain::{FieldSpec, Leaves};

use super::{
    View, origin,
    places::Place,
    shown::{self, HELD_BACK},
};
use crate::{
    document::{Block, Cell, Column, Row, Table},
    frames::SevereEvent,
    indicators::{Concern, NETWORK, Value},
    pack::{
        facts::{Centre, Measured},
        series::quarter_name,
        words,
    },
};

pub(super) fn write(view: &View<'_>, blocks: &mut Vec<Block>) {
    blocks.push(Block::section(&Place::Events.anchor(), "Adverse events"));
    let told = told(view);
    blocks.push(Block::lead(finding(view, &told)));
    blocks.push(Block::body(
        "An event counts when the session caused it definitely, probably or possibly. S0 is a near miss and counts for nothing here; S1 \
         was gone within 15 minutes; S2 stopped the session and needed treatment; S3 was severe: a cannula or circuit replaced, surgery, an \
         arrest, lasting injury; S4 was fatal. S3 and S4 are major.",
    ));
    blocks.push(Block::Table(rates(view)));
    blocks.push(Block::body(
        "Each major event stands below with its quarter alone. What happened in words never leaves its centre; what was learnt is \
         for the meeting to ask.",
    ));
    if told.is_empty() {
        blocks.push(Block::note("No major event is to be told."));
    } else {
        blocks.push(Block::Table(list(view, &told)));
    }
}

/// The events that may be told: none of others where so few centres are in the network that each would be known.
fn told<'a>(view: &View<'a>) -> Vec<&'a SevereEvent> {
    let has_contacts = |centre: &&Centre| {
        let of_patients = |measured: &&Measured| measured.definition.counts.is_of_patient();
        let mut indicators = view.facts.indicators.iter().filter(of_patients);
        indicators.any(|measured| measured.of(&centre.code).is_some_and(|value| value.n > 0))
    };
    let are_many = view.facts.centres.iter().filter(has_contacts).count() >= LEAST_PARTS;
    let mut told: Vec<&SevereEvent> =
        view.facts.severe.iter().filter(|event| are_many || view.is_own(&event.centre)).collect();
    // By quarter, and then by nothing that a date would tell.
    told.sort_by_key(|event| {
        (quarter_name(event.date), std::cmp::Reverse(event.severity), event.category, event.relation)
    });
    told
}

fn safety<'v>(view: &'v View<'_>) -> impl Iterator<Item = &'v Measured> {
    view.facts.indicators.iter().filter(|measured| measured.definition.concerns == Concern::Safety)
}

fn finding(view: &View<'_>, told: &[&SevereEvent]) -> String {
    let fatal = told.iter().filter(|event| event.severity == Severity::S4).count();
    let mut text = match (told.len(), fatal) {
        (0, _) => "No major event in the period.".to_owned(),
        (all, 0) => format!("{} in the period, none of them fatal.", words::count(all, "major event")),
        (all, fatal) => format!("{} in the period, {fatal} fatal.", words::count(all, "major event")),
    };
    for measured in safety(view) {
        if let Some(value) = shown::network(view, measured).whole() {
            let definition = &measured.definition;
            let _ = write!(text, " {}: {}.", definition.short_name, shown::said(definition, value));
        }
    }
    text
}

/// Rates with their intervals, of the network and of the reader's own centre.
fn rates(view: &View<'_>) -> Table {
    let mut rows = Vec::new();
    for measured in safety(view) {
        let name = format!("{} ({})", measured.definition.short_name, measured.definition.id);
        let network = shown::network(view, measured);
        rows.push(rate(&name, "Network", network, shown::before(view, measured, NETWORK)));
        for own in view.facts.centres.iter().filter(|centre| view.is_own(&centre.code)) {
            let shown = shown::of(view, measured, &own.code);
            rows.push(rate(&name, &own.name, shown, measured.before(&own.code)).strong());
        }
    }
    Table {
        name: "safety_rates".to_owned(),
        caption: "Events for every 1,000 contacts that they could happen in, with 95% Poisson intervals"
            .to_owned(),
        context: origin(&view.facts.source),
        columns: vec![
            Column::text("indicator", "Indicator", 3.0),
            Column::text("of", "Of", 1.6),
            Column::number("events", "Events", 0.9),
            Column::number("contacts", "Contacts", 1.0),
            Column::number("value_per_1000", "Per 1,000", 1.0),
            Column::number("lower95_per_1000", "95% interval from", 1.2),
            Column::number("upper95_per_1000", "to", 0.9),
            Column::number("before_per_1000", "The period before", 1.2),
        ],
        rows,
        notes: vec![
            "Contacts: treated contacts on ECMO; for cannula events those that moved the patient.".to_owned(),
        ],
    }
}

fn rate(name: &str, of: &str, shown: shown::Shown<'_>, before: Option<&Value>) -> Row {
    let display = |value: &Value| value.display.clone().unwrap_or_default();
    let limit = |limit: Option<f64>| limit.map_or_else(String::new, words::decimal);
    let numbers = match shown {
        shown::Shown::Value(value) => [
            value.k.unwrap_or_default().to_string(),
            value.n.to_string(),
            display(value),
            limit(value.lower),
            limit(value.upper),
            before.map_or_else(String::new, display),
        ],
        shown::Shown::Nothing => Default::default(),
        shown::Shown::Hidden | shown::Shown::Part(..) => [HELD_BACK; 6].map(str::to_owned),
    };
    Row::new([name.to_owned(), of.to_owned()].into_iter().chain(numbers).map(Cell::new))
}

fn list(view: &View<'_>, told: &[&SevereEvent]) -> Table {
    let own_name = |event: &SevereEvent| {
        let own = view.facts.centres.iter().find(|centre| view.is_own(&centre.code));
        own.filter(|own| own.code == event.centre).map_or("another centre", |own| own.name.as_str())
    };
    let row = |event: &&SevereEvent| {
        let is_own = view.is_own(&event.centre);
        let review = match event.review {
            Some(_) if !is_own && !may_leave(AdverseEvent::REVIEW_OUTCOME) => HELD_BACK,
            Some(review) => review.label(),
            None if is_own => "not reviewed",
            None => HELD_BACK,
        };
        let cells = [
            quarter_name(event.date),
            event.category.map_or_else(|| "not known".to_owned(), |category| short(category.label())),
            short(event.severity.label()),
            event.relation.label().to_owned(),
            review.to_owned(),
        ];
        let place = view.centre.map(|_| own_name(event).to_owned());
        let row = Row::new(cells.into_iter().chain(place).map(Cell::new));
        if is_own { row.strong() } else { row }
    };
    let mut columns = vec![
        Column::text("quarter", "Quarter", 0.9),
        Column::text(AdverseEvent::CATEGORY, "What happened", 3.2),
        Column::text(AdverseEvent::SEVERITY, "Severity", 1.2),
        Column::text(AdverseEvent::RELATION, "Caused by the session", 1.3),
        Column::text("review", "The review led to", 1.6),
    ];
    columns.extend(view.centre.map(|_| Column::text("place", "Where", 1.4)));
    let rows: Vec<Row> = told.iter().map(row).collect();
    let is_held = rows.iter().flat_map(|row| &row.cells).any(|cell| cell.text == HELD_BACK);
    let held = format!("{HELD_BACK} Not told of another centre.");
    Table {
        name: "major_events".to_owned(),
        caption: "Major events, each in one line".to_owned(),
        context: origin(&view.facts.source),
        columns,
        rows,
        notes: is_held.then_some(held).into_iter().collect(),
    }
}

/// The label without what it says of thresholds: `S3, severe`.
fn short(label: &str) -> String {
    label.split(':').next().unwrap_or(label).to_owned()
}

/// Whether the dictionary lets an answer be told of one event to other centres: it goes to the network, and could single nobody
/// out. What happened, how bad it was and whether the session caused it are told by data dictionary 7.4.
fn may_leave(field: &str) -> bool {
    let is_open = |spec: &FieldSpec| spec.leaves == Leaves::Network && spec.class == DisclosureClass::Neutral;
    AdverseEvent::FORM_SPEC.field(field).is_some_and(is_open)
}
