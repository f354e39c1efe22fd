//! From values to places on paper.

use super::{Anchor, Item, Point, Stroke, palette, scene::tenth};

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
        let mut ticks = Vec::new();
        let mut tick = (self.low / step).ceil() * step;
        while tick <= self.high + step * 1e-6 {
            ticks.push(tick);
            tick += step;
        }
        ticks
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

/// Horizontal grid lines with their values at the left.
pub(super) fn grid(y: &Scale, left: f32, right: f32, unit: &str) -> Vec<Item> {
    let line = Stroke::line(palette::GRID, 0.7);
    y.ticks()
        .into_iter()
        .flat_map(|tick| {
            let at = y.at(tick);
            [
                Item::line(Point::new(left, at), Point::new(right, at), line),
                Item::text(
                    Point::new(left - 5.0, at + 2.5),
                    7.0,
                    palette::MUTED,
                    Anchor::End,
                    format!("{tick}{unit}"),
                ),
            ]
        })
        .collect()
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
}
