//! The symbols and lines that both forms of a funnel share.

use super::input::Placed;
use crate::{
    chart::{Item, Point, Stroke, key::Entry, palette},
    statistics::Outlier,
};

/// The stroke of a limit of `FUNNEL_Q`.
pub(super) fn limit_stroke(limit: usize) -> Stroke {
    if limit == 0 || limit == 3 {
        Stroke::line(palette::MUTED, 1.1)
    } else {
        Stroke::dashed(palette::MUTED, 1.0, [4.0, 2.5])
    }
}

/// A shape of its own for each place in the funnel, open or filled; ringed for the reader's own centre.
pub(super) fn symbol(at: Point, placed: &Placed<'_>, open: bool) -> Vec<Item> {
    let mut items = Vec::new();
    if placed.centre.own {
        items.push(Item::ring(at, 7.0, palette::WHITE, Stroke::line(palette::TARGET, 1.4)));
    }
    items.push(shape(at, placed.outlier, open));
    items
}

pub(super) fn shape(at: Point, outlier: Outlier, open: bool) -> Item {
    let edge = Stroke::line(palette::INK, 0.9);
    let fill = |colour| if open { palette::WHITE } else { colour };
    match outlier {
        Outlier::Within => Item::ring(at, 3.0, fill(palette::BRAND), edge),
        Outlier::Alert => Item::triangle(at, 4.2, fill(palette::AMBER), edge),
        Outlier::Alarm => Item::diamond(at, 4.8, fill(palette::RED), edge),
    }
}

/// Lines and those symbols that occur.
pub(super) fn entries(placed: &[Placed<'_>]) -> Vec<Entry> {
    let dash = |limit: usize| {
        move |at: Point| {
            vec![Item::line(Point::new(at.x - 6.0, at.y), Point::new(at.x + 6.0, at.y), limit_stroke(limit))]
        }
    };
    let mut entries =
        vec![Entry::new("95% limits (2 SD)", dash(1)), Entry::new("99.8% limits (3 SD)", dash(0))];
    let beyond = [(Outlier::Alert, "Beyond 95%: alert"), (Outlier::Alarm, "Beyond 99.8%: alarm")];
    for (outlier, words) in beyond {
        if placed.iter().any(|p| p.outlier == outlier) {
            entries.push(Entry::new(words, move |at| vec![shape(at, outlier, false)]));
        }
    }
    if placed.iter().any(|p| p.centre.own) {
        let ring = |at| vec![Item::ring(at, 5.5, palette::WHITE, Stroke::line(palette::TARGET, 1.4))];
        entries.push(Entry::new("Your centre", ring));
    }
    entries
}
