//! Fills that are told apart without colour: a shade and a pattern of lines, both different from the neighbour's.

use super::{
    Item, Point, Stroke,
    palette::{self, Colour},
};

/// Lines over a fill.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pattern {
    Plain,
    Rising,
    Falling,
    Upright,
    Level,
}

/// How one category of many looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Look {
    pub fill: Colour,
    pattern: Pattern,
}

/// Patterns in turn; five and the four shades below never meet twice within twenty categories.
const PATTERNS: [Pattern; 5] =
    [Pattern::Plain, Pattern::Rising, Pattern::Level, Pattern::Falling, Pattern::Upright];

/// The look of category `index`: neighbours differ in shade and in pattern.
pub(super) fn look(index: usize) -> Look {
    let shades = palette::SHADES;
    Look { fill: shades[index % shades.len()], pattern: PATTERNS[index % PATTERNS.len()] }
}

/// Distance of two lines of a pattern.
const STEP: f32 = 4.0;

/// A rectangle in a look.
pub(super) fn filled(at: Point, width: f32, height: f32, look: Look) -> Vec<Item> {
    let edge = Stroke::line(palette::MUTED, 0.6);
    let mut items = vec![Item::rect(at, width, height, Some(look.fill), Some(edge))];
    let lines = lines(look.pattern, width, height);
    if !lines.is_empty() {
        let ink = if look.fill.contrast(palette::WHITE) > 3.0 { palette::WHITE } else { palette::INK };
        let lines = lines.into_iter().map(|ends| ends.map(|(x, y)| Point::new(at.x + x, at.y + y)));
        items.push(Item::Lines { lines: lines.collect(), stroke: Stroke::line(ink, 0.6) });
    }
    items
}

/// The lines of a pattern within a box from (0, 0).
fn lines(pattern: Pattern, width: f32, height: f32) -> Vec<[(f32, f32); 2]> {
    let slanted = |rising: bool| {
        let starts = along(width + height);
        let cut = starts.map(|s| {
            // The line x + y = s, from where it meets the left or lower edge to the upper or right one.
            let (from, to) = (((s - height).max(0.0), s.min(height)), (s.min(width), (s - width).max(0.0)));
            let turn = |(x, y): (f32, f32)| if rising { (x, y) } else { (x, height - y) };
            [turn(from), turn(to)]
        });
        cut.collect()
    };
    match pattern {
        Pattern::Plain => Vec::new(),
        Pattern::Rising => slanted(true),
        Pattern::Falling => slanted(false),
        Pattern::Upright => along(width).map(|x| [(x, 0.0), (x, height)]).collect(),
        Pattern::Level => along(height).map(|y| [(0.0, y), (width, y)]).collect(),
    }
}

fn along(length: f32) -> impl Iterator<Item = f32> {
    std::iter::successors(Some(STEP / 2.0), |at| Some(at + STEP)).take_while(move |at| *at < length)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn neighbours_differ_in_shade_and_pattern_and_twenty_looks_in_one_of_them() {
        let looks: Vec<Look> = (0..20).map(look).collect();
        for pair in looks.windows(2) {
            assert!(pair[0].fill != pair[1].fill && pair[0].pattern != pair[1].pattern);
        }
        for (i, one) in looks.iter().enumerate() {
            assert!(!looks[..i].contains(one), "{i}");
        }
    }

    proptest! {
        #[test]
        fn lines_stay_within_their_box(width in 0.1..300.0_f32, height in 0.1..30.0_f32) {
            for pattern in PATTERNS {
                for (x, y) in lines(pattern, width, height).into_iter().flatten() {
                    prop_assert!((0.0..=width).contains(&x) && (0.0..=height).contains(&y), "{pattern:?} {x} {y}");
                }
            }
        }
    }
}
