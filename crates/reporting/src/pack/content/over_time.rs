//! What an indicator did over time: months, what was counted between rare events, and what became of those it follows.

use super::{
    View, context, figures,
    shown::{self, HELD_BACK},
};
use crate::{
    chart::{
        Between, Curve, Incidence, MedianChart, RareEvents, Scene, incidence, median_chart, rare_events,
    },
    document::Block,
    indicators::{Counted, Kind, NETWORK},
    pack::{
        facts::Measured,
        protection::MOST_SMALL,
        series::{Charted, Series, quarter_name},
        words,
    },
};

/// The charts, or why there are none. `place` is the centre, or the network, that the series are of, and `whose` its name.
pub(super) fn blocks(
    view: &View<'_>,
    measured: &Measured,
    (place, whose): (&str, &str),
    network: Option<(f64, String)>,
) -> Vec<Block> {
    let mut blocks: Vec<Block> =
        followed(view, measured, place, whose).into_iter().map(Block::Figure).collect();
    blocks.extend(match Charted::of(measured) {
        _ if measured.definition.rare => Some(between(view, measured, whose)),
        _ if measured.definition.kind == Kind::Median => Some(around_median(view, measured, whose)),
        Some(charted) => Some(Block::Figure(figures::series(view, measured, &charted, whose, network))),
        // What is said once a cycle has no months.
        None if measured.definition.counts == Counted::Services => None,
        None => Some(too_few(whose)),
    });
    blocks
}

/// Months or quarters around their median.
fn around_median(view: &View<'_>, measured: &Measured, whose: &str) -> Block {
    let definition = &measured.definition;
    let kind = definition.kind.estimator();
    let series = Series::of(&measured.months, &measured.quarters);
    if series.observations.len() < 2 {
        return too_few(whose);
    }
    let mut scene = median_chart(&MedianChart {
        name: format!("{}_months", definition.id.to_lowercase()),
        subject: format!("{}, {whose} by {}", definition.short_name, series.step()),
        unit: kind.unit().sign,
        points: series.observations.iter().map(|seen| (seen.axis.clone(), seen.value)).collect(),
        target: definition.target,
        bounds: kind.bounds(),
    });
    scene.table.context = context(&view.facts.source, definition);
    Block::Figure(scene)
}

fn too_few(whose: &str) -> Block {
    Block::note(format!("No run chart: there are fewer than two months with records of {whose}."))
}

/// What was counted between events. An event is told by its quarter, not by its date.
fn between(view: &View<'_>, measured: &Measured, whose: &str) -> Block {
    let definition = &measured.definition;
    let Some(found) = measured.gaps.as_ref().filter(|found| found.gaps.len() > 1) else {
        return Block::note(format!(
            "No chart of what lies between events: it needs three of them or more at {whose} in the {} months that charts look back.",
            view.pack.months
        ));
    };
    let mut scene = rare_events(&RareEvents {
        name: format!("{}_between", definition.id.to_lowercase()),
        subject: format!("{} of {whose}", definition.short_name),
        between: Between::Opportunities {
            unit: "treated contacts".to_owned(),
            gaps: found.gaps.iter().map(|(date, gap)| (quarter_name(*date), *gap)).collect(),
        },
        since_last: found.since_last,
    });
    scene.table.context = context(&view.facts.source, definition);
    Block::Figure(scene)
}

/// Curves by the end of each day. So few at risk that they are small are not told of the network.
fn followed(view: &View<'_>, measured: &Measured, place: &str, whose: &str) -> Option<Scene> {
    let found = measured.followed.as_ref()?;
    let is_told = view.is_own(place) || shown::network(view, measured).whole().is_some();
    let curve = |(name, shares): &(&str, Vec<f64>)| Curve {
        label: capital(name),
        steps: (1_u32..).zip(shares).map(|(day, share)| (f64::from(day) * 24.0, *share)).collect(),
    };
    let at_risk = |n: u32| (view.is_own(place) || !(1..=MOST_SMALL).contains(&n)).then_some(n);
    let definition = &measured.definition;
    let mut scene = incidence(&Incidence {
        name: format!("{}_incidence", definition.id.to_lowercase()),
        subject: format!("{}, {whose}", definition.short_name),
        unit: words::counted(definition.counts.frame()).to_owned(),
        horizon: 28.0 * 24.0,
        at: found.at_risk.iter().map(|(day, _)| f64::from(*day) * 24.0).collect(),
        curves: found.ends.iter().map(curve).collect(),
        at_risk: found.at_risk.iter().map(|(_, n)| at_risk(*n)).collect(),
    });
    scene.table.context = context(&view.facts.source, definition);
    if scene.table.rows.iter().flat_map(|row| &row.cells).any(|cell| cell.text == HELD_BACK) {
        scene.table.notes.push(format!("{HELD_BACK} Held back: from 1 to {MOST_SMALL}."));
    }
    Some(scene).filter(|_| is_told)
}

fn capital(word: &str) -> String {
    words::sentence(word).trim_end_matches('.').to_owned()
}

/// The network's charts.
pub(super) fn network(view: &View<'_>, measured: &Measured) -> Vec<Block> {
    blocks(view, measured, (NETWORK, "the network"), None)
}
