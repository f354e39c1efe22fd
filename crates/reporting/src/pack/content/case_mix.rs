//! Who the patients were, before anything is said of what became of them (data dictionary, 8.1 and 8.2).

use disclosure::tables::{Part, Rule, Shown, protected};

use super::{View, origin, parts::Divided, places::Place, shown::HELD_BACK};
use crate::{
    document::{Block, Cell, Column, Row, Table},
    indicators::Parts,
    pack::words,
};

pub(super) fn write(view: &View<'_>, blocks: &mut Vec<Block>) {
    blocks.push(Block::section(&Place::CaseMix.anchor(), "Case mix: who the patients were"));
    let all = view.facts.case_mix.iter().map(|parts| Divided::of(view, parts));
    let (divided, alike): (Vec<_>, Vec<_>) = all.partition(|variable| variable.parts.len() > 1);
    let Some(first) = view.facts.case_mix.first() else {
        blocks.push(Block::lead("The snapshot holds no admission to tell the case mix of."));
        return;
    };
    let sizes = Sizes::of(view, first);
    blocks.push(Block::lead(finding(&sizes, &divided)));
    blocks.push(Block::body(
        "Read this before any outcome. Outcomes are not adjusted for risk: a centre whose patients are older, frailer or longer on \
         ECMO can have lower scores with the same care.",
    ));
    blocks.push(Block::definition(format!("Counted: {}", first.breakdown.population)));
    let mut table = table(view, first, &sizes, &divided);
    table.notes.extend(nearly_all_alike(&alike));
    blocks.push(Block::Table(table));
}

/// Variables in which fewer than ten in the whole network are not like all others.
fn nearly_all_alike(alike: &[Divided<'_>]) -> Option<String> {
    let name = |variable: &Divided<'_>| {
        let parts = &variable.of.of().parts;
        Some(format!("{}: {}", variable.of.of().name, parts.get(variable.most()?)?.1))
    };
    let names: Vec<String> = alike.iter().filter_map(name).collect();
    (!names.is_empty()).then(|| {
        format!(
            "Not divided, since all but fewer than ten in the whole network are of one kind: {}.",
            names.join("; ")
        )
    })
}

/// How many there are, and the largest part of each variable that has several.
fn finding(sizes: &Sizes, divided: &[Divided<'_>]) -> String {
    let largest = divided.iter().filter(|variable| variable.parts.len() > 2).filter_map(|variable| {
        let counts = variable.network.as_ref()?;
        let place = (0..counts.len()).rev().max_by_key(|part| counts[*part])?;
        let share = percent(counts[place], counts.iter().sum())?;
        Some(format!("{} {} ({share}%)", lower(&variable.of.of().name), variable.parts[place]))
    });
    let largest: Vec<String> = largest.collect();
    let what = match sizes.network.as_str() {
        HELD_BACK => "How many admissions there are is held back".to_owned(),
        "1" => "1 admission".to_owned(),
        all => format!("{all} admissions"),
    };
    if largest.is_empty() {
        format!("{what}.")
    } else {
        format!("{what}. Largest groups: {}.", largest.join("; "))
    }
}

fn lower(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or(String::new(), |first| first.to_lowercase().chain(letters).collect())
}

fn percent(k: u32, n: u32) -> Option<String> {
    crate::statistics::round_half_away(i64::from(k) * 100, i64::from(n), 1)
}

/// Each part in one row. Centres of which nothing may be shown have no column; a note names them.
fn table(view: &View<'_>, first: &Parts, sizes: &Sizes, divided: &[Divided<'_>]) -> Table {
    let is_open = |place: &usize| divided.iter().any(|variable| variable.centres[*place].1.is_some());
    let (open, closed): (Vec<usize>, Vec<usize>) = (0..view.facts.centres.len()).partition(is_open);
    let mut rows = vec![whole(first, sizes, &open)];
    rows.extend(divided.iter().flat_map(|variable| variable_rows(variable, &open)));
    let mut columns = vec![
        Column::text("variable", "Case mix", 2.3),
        Column::text("part", "", 2.6),
        Column::number("network", "All", 0.8),
        Column::number("network_percent", "All, %", 0.9),
    ];
    columns.extend(open.iter().map(|place| {
        let code = &view.facts.centres[*place].code;
        Column::number(&code.to_lowercase(), code, 0.75)
    }));
    Table {
        name: "case_mix".to_owned(),
        caption: "Case mix, centre by centre".to_owned(),
        context: origin(&view.facts.source),
        columns,
        rows,
        notes: notes(view, &open, &closed),
    }
}

/// How many admissions each centre has, and the network, as they are told: a small number, and what would give one away, is
/// held back.
struct Sizes {
    centres: Vec<String>,
    network: String,
}

impl Sizes {
    fn of(view: &View<'_>, first: &Parts) -> Self {
        let counts: Vec<u32> = first.centres.iter().map(|parts| parts.iter().sum()).collect();
        let filled = || counts.iter().enumerate().filter(|(_, n)| **n > 0);
        let most_small = view.pack.least_denominator.saturating_sub(1);
        let rule = Rule { most_small, ..Rule::MEMBERS_DENOMINATORS };
        let parts: Vec<Part> = filled().map(|(owner, n)| Part::new(owner, *n)).collect();
        let line = protected(rule, &parts, counts.iter().sum());
        let told = |n: u32, is_open: bool| if is_open { n.to_string() } else { HELD_BACK.to_owned() };
        let mut centres = vec!["0".to_owned(); counts.len()];
        for ((place, n), shown) in filled().zip(line.parts) {
            let is_own = view.facts.centres.get(place).is_some_and(|centre| view.is_own(&centre.code));
            centres[place] = told(*n, shown == Shown::Exact || is_own);
        }
        Self { centres, network: told(first.network.iter().sum(), line.total == Shown::Exact) }
    }
}

fn whole(first: &Parts, sizes: &Sizes, open: &[usize]) -> Row {
    let cells = [Cell::new(words::sentence(&first.breakdown.who).trim_end_matches('.')), Cell::default()];
    let network = [Cell::new(&sizes.network), Cell::new("100.0")];
    let centres = open.iter().map(|place| Cell::new(&sizes.centres[*place]));
    Row::new(cells.into_iter().chain(network).chain(centres)).strong()
}

fn variable_rows<'d>(variable: &'d Divided<'_>, open: &'d [usize]) -> impl Iterator<Item = Row> + 'd {
    let name = &variable.of.of().name;
    variable.parts.iter().enumerate().map(move |(part, label)| {
        let network = match &variable.network {
            Some(counts) => [
                Cell::new(counts[part].to_string()),
                Cell::new(percent(counts[part], counts.iter().sum()).unwrap_or_default()),
            ],
            None => [Cell::new(HELD_BACK), Cell::new(HELD_BACK)],
        };
        let centres = open.iter().map(|place| {
            let counts = variable.centres[*place].1.as_ref();
            Cell::new(counts.map_or_else(|| HELD_BACK.to_owned(), |counts| counts[part].to_string()))
        });
        Row::new([Cell::new(name), Cell::new(label)].into_iter().chain(network).chain(centres))
    })
}

fn notes(view: &View<'_>, open: &[usize], closed: &[usize]) -> Vec<String> {
    let names = |places: &[usize]| {
        let names = places.iter().map(|place| view.facts.centres[*place].name.clone());
        words::list(&names.collect::<Vec<_>>())
    };
    let mut notes = Vec::new();
    if !open.is_empty() {
        let codes = open.iter().map(|place| {
            let centre = &view.facts.centres[*place];
            format!("{} {}", centre.code, centre.name)
        });
        notes.push(format!("{}.", codes.collect::<Vec<_>>().join(", ")));
        notes.push(format!(
            "{HELD_BACK} Held back: a part of it is small, or it would give such a one at another centre away."
        ));
    }
    if !closed.is_empty() {
        notes.push(format!(
            "Without a column, since a part of each variable is small there or would give a small one away: {}.",
            names(closed)
        ));
    }
    notes.push(
        "Parts that fewer than ten have in the whole network stand together with the one beside them."
            .to_owned(),
    );
    notes
}
