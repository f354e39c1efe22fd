//! A funnel without its volumes: how many standard deviations each centre lies from the network.

use super::{
    input::{Funnel, FunnelCentre, Placed},
    symbols::{entries, limit_stroke, symbol},
};
use crate::{
    chart::{
        Anchor, Item, Point, Scene, Stroke, Weight,
        axis::Scale,
        key::{SIZE, key},
        measure::shorten,
        palette, words,
    },
    document::{Cell, Column, Row, Table},
    statistics::{FUNNEL_Z, Outlier},
};

const WIDTH: f32 = 475.0;
const LEFT: f32 = 150.0;
const TOP: f32 = 18.0;
const ROW: f32 = 15.0;
/// Scores beyond are drawn at the edge.
const EDGE: f64 = 6.0;

/// The distance from the centre line in standard deviations, on the arcsine scale.
///
/// Below 100 cases the limits of a funnel are exact and this is an approximation; so that no audience gets another
/// verdict, a score lies on the side of each line where the exact limits put the centre.
fn score(placed: &Placed<'_>, centre_line: f64) -> f64 {
    let [_, _, two, three] = FUNNEL_Z;
    let distance = placed.value.sqrt().asin() - centre_line.sqrt().asin();
    let size = (distance * 2.0 * f64::from(placed.centre.n).sqrt()).abs();
    let hair = 0.05;
    let size = match placed.outlier {
        Outlier::Within => size.min(two - hair),
        Outlier::Alert => size.clamp(two + hair, three - hair),
        Outlier::Alarm => size.max(three + hair),
    };
    if placed.above(centre_line) { size } else { -size }
}

/// The score of a centre; `None` of one without records.
pub(super) fn of(centre: &FunnelCentre, centre_line: f64) -> Option<f64> {
    Some(score(&Placed::of(centre, centre_line)?, centre_line))
}

/// One row a centre, the highest score first, so that the order tells nothing of their sizes.
pub(super) fn draw(chart: &Funnel) -> Scene {
    let placed = chart.placed();
    let mut scores: Vec<(&Placed<'_>, f64)> =
        placed.iter().map(|p| (p, score(p, chart.centre_line))).collect();
    scores.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.centre.label.cmp(&b.0.centre.label)));
    let x = Scale { low: -EDGE, high: EDGE, start: LEFT, end: WIDTH - 10.0 };
    #[expect(clippy::cast_precision_loss, reason = "a handful of centres")]
    let bottom = TOP + ROW * scores.len() as f32 + 2.0;
    let mut items = lines(&x, bottom);
    let mut y = TOP + 1.0 + ROW / 2.0;
    for (p, score) in &scores {
        let weight = if p.centre.own { Weight::Bold } else { Weight::Regular };
        let label = shorten(&p.centre.label, LEFT - 10.0, SIZE, weight);
        let at = Point::new(0.0, y + 2.8);
        items.push(Item::weighted(at, SIZE, weight, palette::INK, Anchor::Start, label));
        items.extend(symbol(Point::new(x.at(*score), y), p, false));
        y += ROW;
    }
    let (explained, height) = key(&entries(&placed), 0.0, WIDTH, bottom + 12.0);
    items.extend(explained);
    Scene {
        width: WIDTH,
        height: bottom + 6.0 + height,
        title: chart.finding(),
        desc: chart.desc(),
        items,
        table: table(chart, &scores),
    }
}

/// The lines at 0, 2 and 3 standard deviations, with their names on top.
fn lines(x: &Scale, bottom: f32) -> Vec<Item> {
    let named = FUNNEL_Z
        .iter()
        .enumerate()
        .map(|(i, z)| (*z, limit_stroke(i), ["–3 SD", "–2 SD", "2 SD", "3 SD"][i]));
    let centre = (0.0, Stroke::line(palette::BRAND, 1.2), "Network");
    named
        .chain([centre])
        .flat_map(|(z, stroke, name)| {
            let at = x.at(z);
            [
                Item::line(Point::new(at, TOP - 4.0), Point::new(at, bottom), stroke),
                Item::text(Point::new(at, 9.0), SIZE, palette::MUTED, Anchor::Middle, name),
            ]
        })
        .collect()
}

fn table(chart: &Funnel, scores: &[(&Placed<'_>, f64)]) -> Table {
    let columns = vec![
        Column::text("centre", "Centre", 2.4),
        Column::number("score", "Score, standard deviations", 1.6),
        Column::text("place", "Place", 2.6),
    ];
    let row = |(p, score): &(&Placed<'_>, f64)| {
        let place = words::capital(&p.words(chart.centre_line));
        let row = Row::new([Cell::new(&p.centre.label), Cell::new(words::decimal(*score)), Cell::new(place)]);
        if p.centre.own { row.strong() } else { row }
    };
    let mut table = words::table(&chart.name, &chart.subject, columns, scores.iter().map(row).collect());
    table.notes.push(
        "Shown as standardised scores, without numbers of records: for this audience the size of a centre would name it."
            .to_owned(),
    );
    table
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::funnel::{Volumes, tests::treated};
    use proptest::prelude::*;

    #[test]
    fn the_table_says_that_volumes_are_left_out() {
        let scene = draw(&treated(Volumes::Hidden));
        assert!(scene.table.notes[0].contains("without numbers of records"));
        assert_eq!(scene.table.rows[0].cells[0].text, "Papworth", "the highest score first");
    }

    proptest! {
        #[test]
        fn a_score_lies_where_the_exact_limits_put_the_centre(k in 0_u32..60, more in 0_u32..60, line in 0.05..0.95_f64) {
            let centre = FunnelCentre { label: "Leeds".to_owned(), k, n: k + more + 1, own: false };
            let chart = Funnel { centres: vec![centre], centre_line: line, ..treated(Volumes::Hidden) };
            let placed = chart.placed();
            let size = score(&placed[0], line).abs();
            let zone = match placed[0].outlier {
                Outlier::Within => 0.0..FUNNEL_Z[2],
                Outlier::Alert => FUNNEL_Z[2]..FUNNEL_Z[3],
                Outlier::Alarm => FUNNEL_Z[3]..f64::INFINITY,
            };
            prop_assert!(zone.contains(&size), "{size} {zone:?}");
        }
    }
}
