//! An indicator's page on the screen, of records as they are now: the words, tables and charts of the pack.

mod lines;
mod moved;
pub(crate) mod oversight;
mod strata;

use std::fmt::Write as _;

use super::{
    View, completeness, figures, indicator, meta, over_time,
    shown::{self, counts, said},
};
use crate::{
    chart::Across,
    document::{Block, Cell, Column, Document, Row, Table},
    indicators::Stratum,
    pack::{
        definition::PackDefinition,
        facts::{Centre, Facts, Measured},
        protection::{Open, Protection},
        series::Charted,
        special::Special,
        strata::ByStratum,
        words,
    },
    statistics::LEAST_RECORDS,
};

pub(crate) use lines::lines;
pub use lines::{Line, Told};
pub(crate) use moved::corrections;
pub use moved::{Moved, Side};

/// The network's number of a frozen cycle, to stand beside a centre's own of now.
pub(crate) struct Frozen<'a> {
    /// The facts of that cycle.
    pub facts: &'a Facts,
    /// The cycle, e.g. `2026H1`.
    pub cycle: &'a str,
    /// The same by its strata.
    pub strata: &'a [ByStratum],
}

/// For whoever sees all centres: what the pack's page of the indicator says. `strata` are those of the whole indicator, the facts those
/// of `within` alone where one is chosen.
pub(crate) fn of_network(
    facts: &Facts,
    pack: &PackDefinition,
    strata: &[ByStratum],
    within: Option<&Stratum>,
) -> Document {
    let mut blocks = Vec::new();
    for measured in &facts.indicators {
        let part = within.and_then(|stratum| part(strata, stratum));
        let protection = match &part {
            Some((_, open)) => Protection::of_network(&measured.definition.id, *open),
            None => Protection::of(facts, pack),
        };
        let view = View { facts, pack, centre: None, protection };
        match part {
            Some((words, _)) => strata::network(&view, measured, &words, &mut blocks),
            None => indicator::write(&view, measured, indicator::table(&view, measured), &mut blocks),
        }
        blocks.extend(strata::tables(&view, measured, strata, "the network", within));
        if !facts.completeness.is_empty() {
            blocks.push(Block::body("A cell below 100% leads to a question to its centre."));
            blocks.push(completeness::fields(&view));
        }
    }
    Document { meta: meta(facts, pack), blocks }
}

/// A stratum of patients in words, and what of the network's may be seen.
fn part(strata: &[ByStratum], stratum: &Stratum) -> Option<(String, Open)> {
    let by = strata.iter().find(|by| by.dimension.name == stratum.name)?;
    Some((by.dimension.words(&stratum.value)?.to_owned(), by.open(stratum)))
}

/// For one centre: its own value and months; of the network only what was frozen.
pub(crate) fn of_centre(
    own: &Facts,
    frozen: Option<&Frozen<'_>>,
    pack: &PackDefinition,
    strata: &[ByStratum],
    within: Option<&Stratum>,
) -> Document {
    let mut blocks = Vec::new();
    if let Some(centre) = own.centres.first() {
        let view = View { facts: own, pack, centre: Some(&centre.code), protection: Protection::default() };
        let beside = frozen.map(|frozen| Network::of(frozen, pack, within));
        for measured in &own.indicators {
            write(&view, centre, measured, beside.as_ref(), within, &mut blocks);
            blocks.extend(strata::tables(&view, measured, strata, "here", within));
        }
        // Each field has all months, in their order.
        let first = own.completeness.first().map(|count| count.field);
        let of_first = own.completeness.iter().filter(|count| Some(count.field) == first);
        let months: Vec<&str> = of_first.map(|count| count.column.as_str()).collect();
        if !months.is_empty() {
            blocks.push(Block::body("A cell below 100% leads to the records without that value."));
            blocks.push(completeness::heat(&view, Across::Months, &months, None));
        }
    }
    Document { meta: meta(own, pack), blocks }
}

/// The network of a frozen cycle, as far as members may see it.
struct Network<'a> {
    view: View<'a>,
    cycle: &'a str,
}

impl<'a> Network<'a> {
    fn of(frozen: &Frozen<'a>, pack: &'a PackDefinition, within: Option<&Stratum>) -> Self {
        let id = frozen.facts.indicators.first().map_or("", |measured| measured.definition.id.as_str());
        let protection = match within.and_then(|stratum| part(frozen.strata, stratum)) {
            Some((_, open)) => Protection::of_network(id, open),
            None => Protection::of(frozen.facts, pack),
        };
        Self { view: View { facts: frozen.facts, pack, centre: None, protection }, cycle: frozen.cycle }
    }

    fn measured(&self, id: &str) -> Option<&'a Measured> {
        self.view.facts.indicators.iter().find(|measured| measured.definition.id == id)
    }

    /// What may be shown of the network.
    fn shown(&self, id: &str) -> shown::Shown<'a> {
        self.measured(id).map_or(shown::Shown::Nothing, |measured| shown::network(&self.view, measured))
    }

    fn name(&self) -> String {
        format!("Network, {}", self.cycle)
    }
}

fn write(
    view: &View<'_>,
    centre: &Centre,
    measured: &Measured,
    network: Option<&Network<'_>>,
    within: Option<&Stratum>,
    blocks: &mut Vec<Block>,
) {
    let definition = &measured.definition;
    // A part can be so thin that every other point would seem a signal.
    let is_thick = |charted: &Charted| charted.series.observations.iter().all(|seen| seen.n >= LEAST_RECORDS);
    let charted = Charted::of(measured).filter(|charted| within.is_none() || is_thick(charted));
    blocks.push(Block::lead(finding(centre, measured, network)));
    let sign = shown::unit(definition).sign;
    let specials = charted.as_ref().map(|charted| Special::all(charted, sign)).unwrap_or_default();
    let first = view.facts.source.period.from().first_of_month();
    let told: Vec<String> =
        specials.into_iter().filter(|special| special.last >= first).map(|special| special.words).collect();
    if !told.is_empty() {
        blocks.push(Block::warning(format!("More than ordinary variation: {}.", told.join("; "))));
    }
    blocks.push(Block::definition(indicator::defined(measured, measured.of(&centre.code), "here")));
    blocks.push(Block::Table(table(view, centre, measured, network)));
    let line = network.and_then(|network| {
        let value = network.shown(&definition.id).whole()?;
        Some((value.value?, format!("{} {}", network.name(), value.display.as_deref()?)))
    });
    let own = (centre.code.as_str(), centre.name.as_str());
    match charted {
        _ if within.is_none() => blocks.extend(over_time::blocks(view, measured, own, line)),
        Some(charted) => {
            blocks.push(Block::Figure(figures::series(view, measured, &charted, &centre.name, line)));
        }
        None => blocks.push(Block::note(format!(
            "No run chart: a point of this part would be made of fewer than {LEAST_RECORDS} records."
        ))),
    }
}

/// `St Thomas': 87.8% (309 of 352 ECMO days, 95% interval 83.9 to 90.8). The target … Network in 2026H1: 82.5%.`
fn finding(centre: &Centre, measured: &Measured, network: Option<&Network<'_>>) -> String {
    let definition = &measured.definition;
    let mut text = match measured.of(&centre.code).filter(|value| value.n > 0) {
        Some(value) => format!(
            "{}: {} ({}).{}",
            centre.name,
            said(definition, value),
            counts(definition, value),
            indicator::judged(definition, value)
        ),
        None => {
            format!("No record of {} falls into this indicator's denominator in the period.", centre.name)
        }
    };
    if let Some(before) = measured.before(&centre.code) {
        let _ = write!(text, " In the period before: {}.", said(definition, before));
    }
    let all = network.and_then(|network| Some((network, network.shown(&definition.id).whole()?)));
    if let Some((network, value)) = all {
        let _ = write!(text, " The network in {}: {}.", network.cycle, said(definition, value));
    }
    text
}

/// The centre now and before, and the network's frozen number.
fn table(view: &View<'_>, centre: &Centre, measured: &Measured, network: Option<&Network<'_>>) -> Table {
    let definition = &measured.definition;
    let parts = shown::Parts::of(measured);
    let row = |name: String, shown| {
        Row::new(std::iter::once(Cell::new(name)).chain(shown::cells(definition, shown, parts)))
    };
    let source = &view.facts.source;
    let own = |value: Option<_>| value.map_or(shown::Shown::Nothing, shown::Shown::Value);
    let now = measured.of(&centre.code).filter(|value| value.n > 0);
    let mut rows = vec![
        row(words::period(source.period), own(now)).strong(),
        row(words::period(source.before), own(measured.before(&centre.code))),
    ];
    rows.extend(network.map(|network| row(network.name(), network.shown(&definition.id))));
    let mut columns = vec![Column::text("of", "Period", 2.6)];
    columns.extend(shown::columns(definition, parts));
    let notes = shown::notes(view, &rows, std::iter::once(own(now)));
    Table {
        name: format!("{}_own", definition.id.to_lowercase()),
        caption: format!("{} at {}", definition.short_name, centre.name),
        context: super::with_goals(view, definition),
        columns,
        rows,
        notes,
    }
}
