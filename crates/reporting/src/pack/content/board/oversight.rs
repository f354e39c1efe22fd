//! Case ascertainment by centre and month, for whoever leads the audit: counts by centre as they are (data dictionary, 7.4), and
//! nothing of a patient.

use domain::forms::EcmoActivityReturn;
use jiff::civil::Date;

pub(crate) use super::super::places::ASCERTAINMENT;
use super::super::{completeness::extra, meta, origin};
use crate::{
    chart::{Ascertained, Ascertainment, Scene, Share, ascertainment},
    document::{Block, Cell, Column, Document, Row, Table},
    indicators::{NETWORK, Period, Value},
    pack::{PackDefinition, facts::Facts, words},
};

/// Stem of the CSV file of the months.
pub(crate) const MONTHS: &str = "ascertainment_months";

/// A place with its months and all of them together.
pub(crate) struct Place {
    pub(crate) code: String,
    pub(crate) name: String,
    pub(crate) months: Vec<(Period, Value)>,
    pub(crate) whole: Value,
}

/// The months side by side, for a page.
pub(crate) fn page(facts: &Facts, pack: &PackDefinition, places: &[Place], today: Date) -> Document {
    let months = Table {
        name: MONTHS.to_owned(),
        caption: "Runs in the audit of those declared, by centre and month".to_owned(),
        context: origin(&facts.source),
        columns: columns(places),
        rows: places.iter().map(|place| row(place, today)).collect(),
        notes: vec![
            "Declared: respiratory runs of the month by the ECMO team's own log. A month without a return is left out of the sum."
                .to_owned(),
        ],
    };
    Document {
        meta: meta(facts, pack),
        blocks: vec![Block::Figure(chart(facts, places)), Block::Table(months)],
    }
}

/// A line for each centre and month, for a file.
pub(crate) fn lines(facts: &Facts, places: &[Place]) -> Table {
    let line = |place: &Place, (month, value): &(Period, Value)| {
        let returned = extra(value, "months_returned") > 0;
        let of_return = |text: String| Cell::new(if returned { text } else { String::new() });
        Row::new([
            Cell::new(&place.code),
            Cell::new(month.from().strftime("%Y-%m").to_string()),
            Cell::new(if returned { "yes" } else { "no" }),
            of_return(value.n.to_string()),
            Cell::new(in_audit(value).to_string()),
            of_return(value.display.clone().unwrap_or_default()),
        ])
    };
    Table {
        name: MONTHS.to_owned(),
        caption: String::new(),
        context: origin(&facts.source),
        columns: vec![
            Column::text("centre", "Centre", 1.0),
            Column::text(EcmoActivityReturn::MONTH, "Month", 1.0),
            Column::text("returned", "Returned", 1.0),
            Column::number("declared", "Declared", 1.0),
            Column::number("in_audit", "In the audit", 1.0),
            Column::number("value_percent", "Ascertained, %", 1.0),
        ],
        rows: places
            .iter()
            .flat_map(|place| place.months.iter().map(move |month| line(place, month)))
            .collect(),
        notes: Vec::new(),
    }
}

/// Runs in the audit, whether or not a return came for them.
fn in_audit(value: &Value) -> u32 {
    value.k.unwrap_or_default() + extra(value, "n_runs_in_months_without_return")
}

fn columns(places: &[Place]) -> Vec<Column> {
    let months = places.first().map_or(&[][..], |place| place.months.as_slice());
    let month = |(month, _): &(Period, Value)| {
        let name = month.from().strftime("%b %Y").to_string();
        Column::number(&month.from().strftime("%Y-%m").to_string(), &name, 1.0)
    };
    let all =
        [Column::number("all", "All returned", 1.2), Column::number("value_percent", "Ascertained, %", 1.1)];
    std::iter::once(Column::text("centre", "Centre", 2.4))
        .chain(months.iter().map(month))
        .chain(all)
        .collect()
}

fn row(place: &Place, today: Date) -> Row {
    let month = |(month, value): &(Period, Value)| {
        let returned = extra(value, "months_returned") > 0;
        Cell::new(match in_audit(value) {
            _ if returned => of(value),
            _ if month.to() >= today => "not over".to_owned(),
            0 => "no return".to_owned(),
            runs => format!("no return, {}", words::count(usize::try_from(runs).unwrap_or_default(), "run")),
        })
    };
    let whole = &place.whole;
    let cells = place.months.iter().map(month);
    let all = [Cell::new(of(whole)), Cell::new(whole.display.clone().unwrap_or_default())];
    let row = Row::new(std::iter::once(Cell::new(&place.name)).chain(cells).chain(all));
    if place.code == NETWORK { row.strong() } else { row }
}

/// `5 of 6`
fn of(value: &Value) -> String {
    format!("{} of {}", value.k.unwrap_or_default(), value.n)
}

fn chart(facts: &Facts, places: &[Place]) -> Scene {
    let centre = |place: &Place| {
        let declared = place.whole.n;
        let share = if extra(&place.whole, "months_returned") == 0 {
            Share::NoReturn
        } else {
            Share::Counted { in_audit: place.whole.k.unwrap_or_default(), declared }
        };
        Ascertained { label: place.name.clone(), share, strong: place.code == NETWORK }
    };
    let mut scene = ascertainment(&Ascertainment {
        name: "ascertainment".to_owned(),
        subject: "Case ascertainment".to_owned(),
        centres: places.iter().map(centre).collect(),
    });
    scene.table.context = origin(&facts.source);
    scene
}
