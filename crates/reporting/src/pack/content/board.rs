//! An indicator's page on the screen, of records as they are now: the words, tables and charts of the pack.

use std::fmt::Write as _;

use super::{
    View, completeness, figures, indicator, meta,
    shown::{self, counts, said},
};
use crate::{
    chart::Across,
    delta,
    document::{Block, Cell, Column, Document, Rating, Row, Table},
    indicators::{Counted, NETWORK},
    pack::{
        definition::PackDefinition,
        facts::{Centre, Facts, Measured},
        protection::Protection,
        series::Charted,
        special::Special,
        words,
    },
};

/// The network's number of a frozen cycle, to stand beside a centre's own of now.
pub(crate) struct Frozen<'a> {
    /// The facts of that cycle.
    pub facts: &'a Facts,
    /// The cycle, e.g. `2026H1`.
    pub cycle: &'a str,
}

/// An indicator in one line of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// The indicator's id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Shown at every meeting.
    pub core: bool,
    /// The value of the period; `None` where nothing was counted or the number is held back.
    pub now: Option<Told>,
    /// The value of the period before, with its unit.
    pub before: Option<String>,
    /// The target with its unit.
    pub target: Option<String>,
}

/// A value in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// With its unit: `82.5%`.
    pub value: String,
    /// What it was made of: `1305 of 1582 ECMO days, 95% interval 80.5 to 84.3`.
    pub counts: String,
    pub rating: Rating,
}

/// Each indicator of the facts in one line: of their one centre, or of the network.
pub(crate) fn lines(facts: &Facts, centre: Option<&str>, pack: &PackDefinition) -> Vec<Line> {
    let protection =
        if centre.is_some() { Protection::default() } else { Protection::of(facts, pack.least_denominator) };
    let view = View { facts, pack, centre, protection };
    let place = centre.unwrap_or(NETWORK);
    let line = |measured: &Measured| {
        let definition = &measured.definition;
        let sign = shown::unit(definition).sign;
        Line {
            id: definition.id.clone(),
            name: definition.name.clone(),
            core: definition.core,
            now: shown::of(&view, measured, place).whole().map(|value| Told {
                value: said(definition, value),
                counts: counts(definition, value),
                rating: shown::rating(value.rag),
            }),
            before: measured.before(place).map(|value| said(definition, value)),
            target: definition.target.map(|target| format!("{target}{sign}")),
        }
    };
    facts.indicators.iter().map(line).collect()
}

/// A number that is not what it was, as far as it may be shown.
#[derive(Debug, Clone, PartialEq)]
pub struct Moved {
    /// The indicator's id.
    pub indicator: String,
    /// A centre's name, or the network.
    pub place: String,
    pub was: Side,
    pub is: Side,
    /// By how much, and whether colour or signal changed.
    pub says: String,
}

/// One side of a comparison.
#[derive(Debug, Clone, PartialEq)]
pub enum Side {
    /// Nothing was counted.
    Nothing,
    /// Too few to be shown.
    HeldBack,
    /// With its unit and rating.
    Told { value: String, rating: Rating },
}

/// What moved between two sets of facts; what is held back on both sides says nothing and is left out.
pub(crate) fn moved(was: &Facts, is: &Facts, all: &[delta::Moved], pack: &PackDefinition) -> Vec<Moved> {
    let view =
        |facts| View { facts, pack, centre: None, protection: Protection::of(facts, pack.least_denominator) };
    let (was, is) = (view(was), view(is));
    let line = |moved: &delta::Moved| {
        let sides = (side(&was, moved), side(&is, moved));
        let is_told = [&sides.0, &sides.1].iter().any(|side| matches!(side, Side::Told { .. }));
        let centre = is.facts.centres.iter().find(|centre| centre.code == moved.centre);
        is_told.then(|| Moved {
            indicator: moved.indicator.clone(),
            place: centre.map_or_else(|| "The network".to_owned(), |centre| centre.name.clone()),
            says: told(moved, matches!(sides, (Side::Told { .. }, Side::Told { .. }))),
            was: sides.0,
            is: sides.1,
        })
    };
    all.iter().filter_map(line).collect()
}

fn side(view: &View<'_>, moved: &delta::Moved) -> Side {
    let found = view.facts.indicators.iter().find(|measured| measured.definition.id == moved.indicator);
    let Some(measured) = found else { return Side::Nothing };
    match shown::of(view, measured, &moved.centre) {
        shown::Shown::Nothing => Side::Nothing,
        shown::Shown::Hidden | shown::Shown::Part(..) => Side::HeldBack,
        shown::Shown::Value(value) => {
            Side::Told { value: said(&measured.definition, value), rating: shown::rating(value.rag) }
        }
    }
}

/// `By +1.2. Another colour.` A difference from what is held back would tell it.
fn told(moved: &delta::Moved, both: bool) -> String {
    let by = moved
        .by
        .filter(|_| both)
        .map(|by| format!("By {}{}.", if by < 0.0 { "−" } else { "+" }, words::decimal(by.abs())));
    let colour = (both && moved.colour_changed).then(|| "Another colour.".to_owned());
    let signals = (!moved.signals_changed.is_empty())
        .then(|| format!("Another signal in {}.", words::list(&moved.signals_changed)));
    [by, colour, signals].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// For whoever sees all centres: what the pack's page of the indicator says.
pub(crate) fn of_network(facts: &Facts, pack: &PackDefinition) -> Document {
    let protection = Protection::of(facts, pack.least_denominator);
    let view = View { facts, pack, centre: None, protection };
    let mut blocks = Vec::new();
    for measured in &facts.indicators {
        indicator::write(&view, measured, indicator::table(&view, measured), &mut blocks);
    }
    if !facts.completeness.is_empty() {
        blocks.push(Block::Figure(completeness::fields(&view)));
    }
    Document { meta: meta(facts, pack), blocks }
}

/// For one centre: its own value and months; of the network only what was frozen.
pub(crate) fn of_centre(own: &Facts, frozen: Option<&Frozen<'_>>, pack: &PackDefinition) -> Document {
    let mut blocks = Vec::new();
    if let Some(centre) = own.centres.first() {
        let view = View { facts: own, pack, centre: Some(&centre.code), protection: Protection::default() };
        let beside = frozen.map(|frozen| Network::of(frozen, pack));
        for measured in &own.indicators {
            write(&view, centre, measured, beside.as_ref(), &mut blocks);
        }
        // Each field has all months, in their order.
        let first = own.completeness.first().map(|count| count.field);
        let of_first = own.completeness.iter().filter(|count| Some(count.field) == first);
        let months: Vec<&str> = of_first.map(|count| count.column.as_str()).collect();
        if !months.is_empty() {
            blocks.push(Block::Figure(completeness::heat(&view, Across::Months, &months, None)));
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
    fn of(frozen: &Frozen<'a>, pack: &'a PackDefinition) -> Self {
        let protection = Protection::of(frozen.facts, pack.least_denominator);
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
    blocks: &mut Vec<Block>,
) {
    let definition = &measured.definition;
    let charted = Charted::of(measured);
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
    match charted {
        Some(charted) => {
            blocks.push(Block::Figure(figures::series(view, measured, &charted, &centre.name, line)));
        }
        // What is said once a cycle has no months.
        None if definition.counts == Counted::Services => {}
        None => blocks.push(Block::note("No run chart: there are fewer than two months with records.")),
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
        context: indicator::with_goals(view, definition),
        columns,
        rows,
        notes,
    }
}
