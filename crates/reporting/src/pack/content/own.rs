//! A centre's first page: its values beside the network's, what changed there, and how its records stand.

use domain::dictionary::Dictionary;

use super::{
    View, agenda, origin,
    places::{Place, indicator},
    shown::{self, network, rating, said, unit},
};
use crate::{
    document::{Block, Cell, Column, Pointer, Row, Table},
    indicators::{Better, Concern, Rag},
    pack::{
        Section,
        completeness::FieldCount,
        facts::{Centre, Measured},
        words,
    },
};

pub(super) fn write(view: &View<'_>, blocks: &mut Vec<Block>) {
    let Some(own) = view.facts.centres.iter().find(|centre| view.is_own(&centre.code)) else { return };
    let heading = format!("{} beside the network", own.name);
    blocks.push(Block::topic(&heading));
    pointers(blocks, red(view, own), "No target is missed here by more than chance explains.");
    blocks.push(Block::topic("Differs from the network by more than chance"));
    pointers(
        blocks,
        apart(view, own),
        "No value here differs from the network's by more than chance explains.",
    );
    blocks.push(Block::topic(format!("Changed here since {}", words::period(view.facts.source.before))));
    pointers(
        blocks,
        changed(view, own),
        "No value moved by more than chance explains, or into another colour.",
    );
    let work = work(view, own);
    if !work.is_empty() {
        blocks.extend([Block::topic("Still to be done with the records"), Block::Pointers(work)]);
    }
    blocks.push(Block::PageBreak);
    blocks.push(Block::section(&Place::Own.anchor(), format!("All values of {}", own.name)));
    blocks.push(Block::Table(table(view, own)));
    if view.facts.standing.iter().any(|count| count.centre == own.code) {
        blocks.push(Block::Table(standing(view, own)));
    }
}

fn pointers(blocks: &mut Vec<Block>, pointers: Vec<Pointer>, none: &str) {
    blocks.push(if pointers.is_empty() { Block::body(none) } else { Block::Pointers(pointers) });
}

fn red(view: &View<'_>, own: &Centre) -> Vec<Pointer> {
    let found = view.facts.indicators.iter().filter_map(|measured| {
        let definition = &measured.definition;
        let value = measured.of(&own.code).filter(|value| value.rag == Rag::Red)?;
        let (target, sign) = (definition.target?, unit(definition).sign);
        let text = format!(
            "{}: {} here ({}), target {target}{sign}{}.",
            definition.name,
            said(definition, value),
            shown::counts(definition, value),
            beside(view, measured)
        );
        Some(Pointer::new(text, &indicator(view, &definition.id)).rated(rating(value.rag)))
    });
    found.collect()
}

/// `, network 82.5%`
fn beside(view: &View<'_>, measured: &Measured) -> String {
    let network = network(view, measured).whole();
    network.map_or(String::new(), |network| format!(", network {}", said(&measured.definition, network)))
}

fn apart(view: &View<'_>, own: &Centre) -> Vec<Pointer> {
    let found = view.facts.indicators.iter().filter_map(|measured| {
        let definition = &measured.definition;
        let value = measured.of(&own.code)?;
        let all = network(view, measured).whole()?.value?;
        let (lower, upper) = (value.lower?, value.upper?);
        let high = lower > all;
        (high || upper < all).then(|| {
            let good = high == (definition.better == Better::High);
            let text = format!(
                "{}: {} here{}, {} than the network.",
                definition.name,
                said(definition, value),
                beside(view, measured),
                if good { "better" } else { "worse" }
            );
            Pointer::new(text, &indicator(view, &definition.id)).rated(rating(value.rag))
        })
    });
    found.collect()
}

fn changed(view: &View<'_>, own: &Centre) -> Vec<Pointer> {
    let found = view.facts.indicators.iter().filter_map(|measured| {
        let (definition, now) = (&measured.definition, measured.of(&own.code)?);
        let text = agenda::changed(definition, measured.before(&own.code)?, now)?;
        Some(Pointer::new(text, &indicator(view, &definition.id)).rated(rating(now.rag)))
    });
    found.collect()
}

/// Key fields that are often empty, and records that were not locked at the freeze.
fn work(view: &View<'_>, own: &Centre) -> Vec<Pointer> {
    let is_short = |count: &FieldCount| {
        let target = view.facts.completeness_target;
        target.is_some_and(|target| f64::from(count.filled) * 100.0 < target * f64::from(count.applicable))
    };
    let fields = view.facts.completeness.iter().filter(|count| count.column == own.code && is_short(count));
    let fields = fields.filter(|_| view.has(Section::Completeness)).map(|count| {
        let text = format!("{}: filled in {} of {} records.", count.field, count.filled, count.applicable);
        Pointer::new(text, &Place::Completeness.anchor())
    });
    let lives = view.facts.standing.iter().filter(|count| count.centre == own.code).map(|count| count.counts);
    let lives: crate::snapshot::Lives = lives.sum();
    let left = [
        (lives.incomplete, "record", "lacked something that the sign-off needs"),
        (lives.queried, "record", "waited for the answer to a query"),
        (lives.unsigned, "record", "stood complete and not signed off"),
        (lives.drafts, "draft", "never came to be handed in"),
    ];
    let left = left.into_iter().filter(|(count, ..)| *count > 0).map(|(count, noun, what)| {
        let counted = words::count(usize::try_from(count).unwrap_or(usize::MAX), noun);
        Pointer::new(format!("{counted} {what}."), &Place::Own.anchor())
    });
    left.chain(fields).collect()
}

/// Every indicator: the centre's value beside the network's and its own of the period before.
fn table(view: &View<'_>, own: &Centre) -> Table {
    let shows = |measured: &&Measured| measured.definition.concerns != Concern::Outcome;
    let indicators = || view.facts.indicators.iter().filter(shows);
    let rows = indicators().map(|measured| {
        let definition = &measured.definition;
        let value = shown::of(view, measured, &own.code);
        let counts = value.whole().map_or(String::new(), |value| shown::counted(definition, value));
        let before = measured
            .before(&own.code)
            .map_or(String::new(), |before| before.display.clone().unwrap_or_default());
        Row::new([
            Cell::new(shown::headed(
                &format!("{} ({})", definition.short_name, definition.id),
                unit(definition),
            )),
            shown::value_cell(definition, value),
            Cell::new(counts),
            Cell::new(before),
            shown::value_cell(definition, network(view, measured)),
            Cell::new(definition.target.map_or(String::new(), |target| target.to_string())),
        ])
    });
    let rows: Vec<Row> = rows.collect();
    let seen = indicators().map(|measured| shown::of(view, measured, &own.code));
    let mut notes = shown::notes(view, &rows, seen);
    if !view.facts.indicators.iter().all(|measured| shows(&measured)) {
        notes.push("What became of patients stands on pages of its own, behind the case mix.".to_owned());
    }
    Table {
        name: "own_network".to_owned(),
        caption: format!("{} and the network", own.name),
        context: origin(&view.facts.source),
        columns: vec![
            Column::text("indicator", "Indicator", 3.0),
            Column::number("own", "Here", 1.0).rated(),
            Column::text("counted", "Counted here", 3.4),
            Column::number("before", "Here before", 0.9),
            Column::number("network", "Network", 1.0).rated(),
            Column::number("target", "Target", 0.8),
        ],
        rows,
        notes,
    }
}

/// The centre's records form by form.
fn standing(view: &View<'_>, own: &Centre) -> Table {
    let title =
        |form: &str| Dictionary::shipped().form(form).map_or(form.to_owned(), |form| form.plural.to_owned());
    let rows = view.facts.standing.iter().filter(|count| count.centre == own.code).map(|count| {
        let lives = count.counts;
        let counts = [
            lives.live(),
            lives.locked,
            lives.signed_off,
            lives.queried,
            lives.incomplete,
            lives.unsigned,
            lives.drafts,
        ];
        Row::new(
            std::iter::once(Cell::new(title(&count.form)))
                .chain(counts.map(|count| Cell::new(count.to_string()))),
        )
    });
    Table {
        name: "own_standing".to_owned(),
        caption: "The centre's records of the cycle when they were frozen".to_owned(),
        context: origin(&view.facts.source),
        columns: vec![
            Column::text("records", "Records", 2.4),
            Column::number("live", "Live", 1.0),
            Column::number("locked", "Locked", 1.0),
            Column::number("signed_off", "Signed off", 1.0),
            Column::number("queried", "Waiting for a query", 1.2),
            Column::number("incomplete", "Incomplete", 1.3),
            Column::number("unsigned", "Not signed off", 1.2),
            Column::number("drafts", "Drafts", 1.0),
        ],
        rows: rows.collect(),
        notes: Vec::new(),
    }
}
