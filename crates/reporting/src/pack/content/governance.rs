//! The governance appendix: whose number lies beyond what chance allows, and what came of the cases before.
//!
//! The members' pack lists what it shows whole elsewhere, and no word that anybody wrote; a centre's own pack has its own
//! cases with every word.

use domain::case::{CaseLevel, Direction, Outlying};
use domain::value::CentreCode;

use super::{
    View, origin,
    places::Place,
    shown::{self, said},
};
use crate::{
    document::{Block, Cell, Column, Row, Table},
    pack::{
        Front,
        outliers::{self, Beyond},
        words,
    },
    snapshot::{CaseNote, Day, Noted, Saying},
    statistics::{LEAST_RECORDS, MIN_CENTRES_TO_ADJUST},
};

pub(super) fn write(view: &View<'_>, blocks: &mut Vec<Block>) {
    blocks.push(Block::section(&Place::Governance.anchor(), "Governance: numbers beyond chance"));
    let found: Vec<Beyond<'_>> =
        outliers::beyond(view.facts).into_iter().filter(|beyond| tells(view, beyond)).collect();
    blocks.push(Block::lead(lead(view, &found)));
    blocks.push(Block::body(format!(
        "Beyond 2 standard deviations (95%) of what chance allows around the network's value the centre's lead is told: \
         an alert. Beyond 3 (99.8%) it is an alarm, and the centre responds within 60 days where it is for the worse. \
         What is better than chance allows is told too, so that others may learn from it. Fewer than {LEAST_RECORDS} records open no case.",
    )));
    if !found.is_empty() {
        blocks.push(Block::Table(signals(view, &found)));
    }
    blocks.push(Block::part("Cases of earlier cycles"));
    let cases: Vec<&CaseNote> = view.facts.governance.cases.iter().filter(|case| knows(view, case)).collect();
    if cases.is_empty() {
        blocks.push(Block::body(
            "The snapshot names no case of an earlier cycle that was open, or closed since the freeze before.",
        ));
    } else {
        blocks.push(Block::Table(followed(view, &cases)));
    }
    if is_own_pack(view) {
        for case in cases {
            whole(case, blocks);
        }
    } else {
        blocks.push(Block::note(
            "Cases on numbers that are held back in this pack are not listed: the centre concerned and the audit lead know them.",
        ));
    }
}

/// A pack of one centre tells of that centre alone, and everything.
fn is_own_pack(view: &View<'_>) -> bool {
    view.pack.front == Front::Centre
}

/// Whether this copy tells of a signal: its own, or what the rest of the pack shows whole.
fn tells(view: &View<'_>, beyond: &Beyond<'_>) -> bool {
    let code = &beyond.centre.code;
    let is_whole = || shown::of(view, beyond.measured, code).whole().is_some();
    view.is_own(code) || (!is_own_pack(view) && is_whole())
}

fn knows(view: &View<'_>, case: &CaseNote) -> bool {
    view.is_own(&case.centre) || (!is_own_pack(view) && case.is_shown)
}

fn lead(view: &View<'_>, found: &[Beyond<'_>]) -> String {
    let number = |level| found.iter().filter(|beyond| beyond.level == level).count();
    let whose = if is_own_pack(view) { "of this centre " } else { "" };
    match (number(CaseLevel::Alarm), number(CaseLevel::Alert)) {
        (0, 0) => format!("No number {whose}lies beyond what chance allows."),
        (alarms, alerts) => format!(
            "{} {whose}beyond what chance allows: {} and {}.",
            words::count(found.len(), "number"),
            words::count(alarms, "alarm"),
            words::count(alerts, "alert")
        ),
    }
}

/// `below the lower 99.8% limit of 74.1%`
fn place(beyond: &Beyond<'_>) -> String {
    let is_above = beyond.is_above();
    let limit = words::decimal(100.0 * beyond.limit(is_above));
    let (side, which) = if is_above { ("above", "upper") } else { ("below", "lower") };
    let level = match beyond.level {
        CaseLevel::Alert => "95%",
        CaseLevel::Alarm => "99.8%",
    };
    format!("{side} the {which} {level} limit of {limit}%")
}

fn signals(view: &View<'_>, found: &[Beyond<'_>]) -> Table {
    let row = |beyond: &Beyond<'_>| {
        let definition = &beyond.measured.definition;
        let network = beyond.measured.network().and_then(|network| network.display.clone());
        let row = Row::new([
            Cell::new(&beyond.centre.name),
            Cell::new(format!("{} ({})", definition.short_name, definition.id)),
            Cell::new(kind(beyond.level, beyond.direction)),
            Cell::new(beyond.value.display.clone().unwrap_or_default()),
            Cell::new(network.unwrap_or_default()),
            Cell::new(words::sentence(&place(beyond))),
            Cell::new(beyond.spread.map_or_else(String::new, words::decimal)),
        ]);
        if view.is_own(&beyond.centre.code) { row.strong() } else { row }
    };
    let mut sorted: Vec<&Beyond<'_>> = found.iter().collect();
    sorted.sort_by_key(|beyond| std::cmp::Reverse((beyond.level, beyond.direction)));
    Table {
        name: "cases_signals".to_owned(),
        caption: "Numbers of this period beyond what chance allows: a case each".to_owned(),
        context: origin(&view.facts.source),
        columns: vec![
            Column::text("centre", "Centre", 1.7),
            Column::text("indicator", "Indicator", 2.4),
            Column::text("level", "Case", 1.2),
            Column::number("value_percent", "Value, %", 0.9),
            Column::number("network_percent", "Network, %", 1.0),
            Column::text("place", "Where it lies", 2.6),
            Column::number("phi", "φ̂", 0.7),
        ],
        rows: sorted.into_iter().map(row).collect(),
        notes: vec![format!(
            "φ̂ says how much more than by chance the centres differ: 1 is chance alone. Where it is large, many lie beyond the limits. The \
             limits are widened for it from {MIN_CENTRES_TO_ADJUST} centres on; with fewer the estimate is not stable."
        )],
    }
}

/// `Alarm, worse`
fn kind(level: CaseLevel, direction: Direction) -> String {
    format!("{level}, {direction}")
}

fn followed(view: &View<'_>, cases: &[&CaseNote]) -> Table {
    let name = |code: &String| {
        let centre = view.facts.centres.iter().find(|centre| centre.code == *code);
        centre.map_or_else(|| code.clone(), |centre| centre.name.clone())
    };
    let day = |day: Option<Day>| day.map_or_else(|| "–".to_owned(), |Day(day)| words::date(day));
    let row = |case: &&CaseNote| {
        let of = |what| case.first(what).map(|saying| saying.day);
        let due = match case.due {
            Some(_) if case.is_overdue => format!("{}, overdue", day(case.due)),
            due => day(due),
        };
        let decided = case.first(Noted::Decision).and_then(|saying| Some((saying.decision?, saying.day)));
        let decision =
            decided.map_or_else(|| "–".to_owned(), |(decision, on)| format!("{decision}, {}", day(Some(on))));
        let row = Row::new([
            Cell::new(name(&case.centre)),
            Cell::new(format!("{} ({})", case.name, case.indicator)),
            Cell::new(format!("{}: {}", case.cycle, kind(case.level, case.direction).to_lowercase())),
            Cell::new(day(Some(case.notified))),
            Cell::new(due),
            Cell::new(day(of(Noted::Response))),
            Cell::new(decision),
            Cell::new(day(of(Noted::Closing))),
        ]);
        if view.is_own(&case.centre) { row.strong() } else { row }
    };
    Table {
        name: "cases_followed".to_owned(),
        caption: "Cases of earlier cycles and how far they have come".to_owned(),
        context: origin(&view.facts.source),
        columns: vec![
            Column::text("centre", "Centre", 1.4),
            Column::text("indicator", "Indicator", 2.2),
            Column::text("case", "Case", 1.4),
            Column::text("notified", "Told", 1.1),
            Column::text("due", "Response due", 1.1),
            Column::text("responded", "Response", 1.1),
            Column::text("decided", "Decision", 1.5),
            Column::text("closed", "Closed", 1.1),
        ],
        rows: cases.iter().map(row).collect(),
        notes: vec!["A dash: nothing is due, or it has not happened yet.".to_owned()],
    }
}

/// A case of one's own, word for word.
fn whole(case: &CaseNote, blocks: &mut Vec<Block>) {
    blocks.push(Block::part(format!("{} ({}), {}", case.name, case.indicator, case.cycle)));
    blocks.push(Block::body(words::sentence(&case.words)));
    blocks.extend(case.said.iter().map(|saying| Block::body(told(saying))));
}

/// `Response of 3 May 2026: …`
fn told(saying: &Saying) -> String {
    let what = match saying.what {
        Noted::Response => "Response".to_owned(),
        Noted::ByCentre => "Added by the centre".to_owned(),
        Noted::ByNetwork => "Added by the network".to_owned(),
        Noted::Decision => {
            saying.decision.map_or_else(|| "Decision".to_owned(), |decision| decision.to_string())
        }
        Noted::Closing => "Closed".to_owned(),
    };
    let Day(day) = saying.day;
    format!("{what}, {}: {}", words::date(day), saying.text)
}

/// What is open to be opened: a case for each number beyond its limits, in the words of the pack, and whether members may
/// be told of it.
pub(crate) fn outlying(view: &View<'_>, cycle: &str) -> Vec<Outlying> {
    let case = |beyond: &Beyond<'_>| {
        let definition = &beyond.measured.definition;
        Some(Outlying {
            cycle: cycle.to_owned(),
            centre: CentreCode::parse(&beyond.centre.code)?,
            indicator: definition.id.clone(),
            version: definition.version.clone(),
            name: definition.name.clone(),
            level: beyond.level,
            direction: beyond.direction,
            counted: beyond.counted,
            network: beyond.network,
            limits: beyond.limits,
            words: in_words(view, beyond),
            is_shown: shown::of(view, beyond.measured, &beyond.centre.code).whole().is_some(),
        })
    };
    outliers::beyond(view.facts).iter().filter_map(case).collect()
}

/// `71.2% (152 of 210 ECMO days, 95% interval 64.8 to 76.9), below the lower 99.8% limit of 74.1%. The network: 82.5%. …`
fn in_words(view: &View<'_>, beyond: &Beyond<'_>) -> String {
    let definition = &beyond.measured.definition;
    let network = shown::network(view, beyond.measured).whole();
    let network =
        network.map_or_else(String::new, |network| format!(" The network: {}.", said(definition, network)));
    let spread = match beyond.spread {
        Some(phi) if phi > 1.0 && beyond.is_widened => {
            format!(
                " Centres differ more than by chance (φ̂ {}); the limits are widened for it.",
                words::decimal(phi)
            )
        }
        Some(phi) if phi > 1.0 => format!(
            " Centres differ more than by chance (φ̂ {}); with fewer than {MIN_CENTRES_TO_ADJUST} of them the limits are not \
             widened for it.",
            words::decimal(phi)
        ),
        _ => String::new(),
    };
    format!(
        "{} ({}), {}.{network}{spread}",
        said(definition, beyond.value),
        shown::counts(definition, beyond.value),
        place(beyond)
    )
}
