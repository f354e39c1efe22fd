//! From values to places on paper.

use super::{Anchor, Item, Point, Stroke, Weight, key::SIZE, measure, palette, scene::tenth};

/// A straight scale: values from `low` to `high` lie between the places `start` and `end`, in points.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scale {
    pub low: f64,
    pub high: f64,
    pub start: f32,
    pub end: f32,
}

impl Scale {
    /// The place of a value; values outside the scale end at its edge.
    #[expect(clippy::cast_possible_truncation, reason = "a place on paper needs no more than f32")]
    pub(super) fn at(&self, value: f64) -> f32 {
        let share = ((value - self.low) / (self.high - self.low)).clamp(0.0, 1.0) as f32;
        tenth(self.start + share * (self.end - self.start))
    }

    pub(super) fn holds(&self, value: f64) -> bool {
        (self.low..=self.high).contains(&value)
    }

    /// Round values along the scale, three to seven of them.
    pub(super) fn ticks(&self) -> Vec<f64> {
        let step = step(self.high - self.low);
        let first = (self.low / step - 1e-6).ceil();
        (0..8)
            .map(|i| (first + f64::from(i)) * step)
            .take_while(|tick| *tick <= self.high + step * 1e-6)
            .collect()
    }

    /// A tick as it is written: with the decimals that tell it from its neighbour, and the unit where it is a sign.
    pub(super) fn label(&self, tick: f64, unit: &str) -> String {
        let step = step(self.high - self.low);
        let whole = |value: f64| (value - value.round()).abs() < 1e-6;
        let decimals = (0..6).find(|d| whole(step * 10_f64.powi(*d))).unwrap_or_default();
        #[expect(clippy::cast_sign_loss, reason = "0 to 6")]
        let decimals = decimals as usize;
        format!("{:.decimals$}{}", tick + 0.0, sign(unit))
    }
}

/// A range of round numbers that holds all values, kept within `bounds`.
pub(super) fn round_range(values: impl Iterator<Item = f64>, bounds: (f64, f64)) -> (f64, f64) {
    let (low, high) =
        values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| (low.min(v), high.max(v)));
    if low > high {
        return bounds;
    }
    let step = step((high - low).max(1.0));
    let low = ((low / step).floor() * step).max(bounds.0);
    let high = ((high / step).ceil() * step).min(bounds.1);
    if high - low < step { ((low - step).max(bounds.0), (high + step).min(bounds.1)) } else { (low, high) }
}

/// The step of 1, 2, 5, 10, 20, 50 … that cuts a span into at most six pieces.
fn step(span: f64) -> f64 {
    let power = 10_f64.powf((span / 6.0).log10().floor());
    [1.0, 2.0, 5.0, 10.0].into_iter().map(|m| m * power).find(|s| span / s <= 6.0).unwrap_or(10.0 * power)
}

/// A unit that is short enough to stand behind each tick; the title says longer ones.
fn sign(unit: &str) -> &str {
    if unit.chars().count() <= 2 { unit } else { "" }
}

/// A scale from nothing to a round number that holds `largest`.
pub(super) fn from_zero(largest: f64) -> (f64, f64) {
    let step = step(if largest > 0.0 { largest } else { 1.0 });
    (0.0, ((largest / step - 1e-9).ceil() * step).max(step))
}

/// The room that the values at the left of a grid need, their distance from it included.
pub(super) fn left_of(y: &Scale, unit: &str) -> f32 {
    let labels: Vec<String> = y.ticks().into_iter().map(|tick| y.label(tick, unit)).collect();
    measure::widest(labels.iter().map(String::as_str), SIZE, Weight::Regular) + 6.0
}

/// Horizontal grid lines with their values at the left.
pub(super) fn grid(y: &Scale, left: f32, right: f32, unit: &str) -> Vec<Item> {
    let line = Stroke::line(palette::GRID, 0.7);
    let tick = |tick: f64| {
        let at = y.at(tick);
        let label = y.label(tick, unit);
        [
            Item::line(Point::new(left, at), Point::new(right, at), line),
            Item::text(Point::new(left - 5.0, at + 2.8), SIZE, palette::MUTED, Anchor::End, label),
        ]
    };
    y.ticks().into_iter().flat_map(tick).collect()
}

/// Vertical grid lines from `top` to `bottom` with their values below.
pub(super) fn columns(x: &Scale, top: f32, bottom: f32, unit: &str) -> Vec<Item> {
    let line = Stroke::line(palette::GRID, 0.7);
    let tick = |tick: f64| {
        let at = x.at(tick);
        let label = x.label(tick, unit);
        [
            Item::line(Point::new(at, top), Point::new(at, bottom), line),
            Item::text(Point::new(at, bottom + 12.0), SIZE, palette::MUTED, Anchor::Middle, label),
        ]
    };
    x.ticks().into_iter().flat_map(tick).collect()
}

/// Moves labels, given from top to bottom, apart until they are `gap` from one another and none is below `lowest`.
pub(super) fn spread(mut heights: Vec<f32>, gap: f32, lowest: f32) -> Vec<f32> {
    for i in 1..heights.len() {
        heights[i] = heights[i].max(heights[i - 1] + gap);
    }
    let mut limit = lowest;
    for height in heights.iter_mut().rev() {
        *height = height.min(limit);
        limit = *height - gap;
    }
    heights
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_few() {
        let ticks = Scale { low: 0.0, high: 100.0, start: 0.0, end: 1.0 }.ticks();
        assert_eq!(ticks, [0.0, 20.0, 40.0, 60.0, 80.0, 100.0]);
        assert_eq!(Scale { low: 70.0, high: 100.0, start: 0.0, end: 1.0 }.ticks().len(), 7);
    }

    #[test]
    fn range_holds_the_values_and_stays_in_bounds() {
        assert_eq!(round_range([71.2, 93.0].into_iter(), (0.0, 100.0)), (70.0, 95.0));
        assert!(round_range([99.0, 108.0].into_iter(), (0.0, 100.0)).1 <= 100.0);
        assert_eq!(round_range(std::iter::empty(), (0.0, 100.0)), (0.0, 100.0));
    }

    #[test]
    fn a_scale_from_zero_holds_the_largest_value() {
        assert_eq!(from_zero(87.2), (0.0, 100.0));
        assert!((from_zero(0.3).1 - 0.3).abs() < 1e-12);
        assert_eq!(from_zero(0.0), (0.0, 0.2));
    }

    #[test]
    fn ticks_are_written_with_the_decimals_they_need() {
        let scale = Scale { low: 0.0, high: 0.3, start: 0.0, end: 1.0 };
        let labels: Vec<String> = scale.ticks().into_iter().map(|tick| scale.label(tick, "%")).collect();
        assert_eq!(labels, ["0.00%", "0.05%", "0.10%", "0.15%", "0.20%", "0.25%", "0.30%"]);
        assert_eq!(Scale { high: 60.0, ..scale }.label(20.0, " per 1,000"), "20");
    }

    #[test]
    fn labels_move_apart_and_stay_above_the_lowest_place() {
        assert_eq!(spread(vec![10.0, 12.0, 40.0], 9.0, 50.0), [10.0, 19.0, 40.0]);
        assert_eq!(spread(vec![40.0, 48.0, 49.0], 9.0, 50.0), [32.0, 41.0, 50.0]);
    }
}
