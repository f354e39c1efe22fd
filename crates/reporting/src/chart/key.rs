//! What the symbols of a chart mean, in lines below it.

use super::{Anchor, Item, Point, Weight, measure, palette};

/// Size of the words of charts: what stands on paper is never smaller.
pub(super) const SIZE: f32 = 8.0;
/// Height of a line of the key.
pub(super) const LINE: f32 = 13.0;
/// From the middle of a symbol to its words, and from the words to the next symbol.
const GAP: f32 = 9.0;

/// A symbol, drawn around a point, and its meaning.
pub(super) struct Entry {
    pub draw: Box<dyn Fn(Point) -> Vec<Item>>,
    pub words: String,
}

impl Entry {
    pub(super) fn new(words: impl Into<String>, draw: impl Fn(Point) -> Vec<Item> + 'static) -> Self {
        Self { draw: Box::new(draw), words: words.into() }
    }
}

/// The entries side by side from `left`, in as many lines as it takes up to `right`, the first with its middle at `y`;
/// and the height of all.
pub(super) fn key(entries: &[Entry], left: f32, right: f32, y: f32) -> (Vec<Item>, f32) {
    let mut items = Vec::new();
    let (mut x, mut line) = (left, y);
    for entry in entries {
        let wide = GAP + measure::width(&entry.words, SIZE, Weight::Regular);
        if x > left && x + 6.0 + wide > right {
            (x, line) = (left, line + LINE);
        }
        items.extend((entry.draw)(Point::new(x + 6.0, line)));
        let at = Point::new(x + 6.0 + GAP, line + 2.8);
        items.push(Item::text(at, SIZE, palette::MUTED, Anchor::Start, entry.words.as_str()));
        x += 6.0 + wide + GAP;
    }
    let height = if entries.is_empty() { 0.0 } else { line - y + LINE };
    (items, height)
}

/// The room for names at the left of a chart of rows: as much as they take, within reason.
pub(super) fn room_for<'t>(names: impl IntoIterator<Item = &'t str>) -> f32 {
    measure::widest(names, SIZE, Weight::Bold).clamp(60.0, 150.0) + 12.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_goes_into_the_next_line() {
        let entries = ["Meets the target", "Misses it"].map(|words| Entry::new(words, |_| Vec::new()));
        let (items, height) = key(&entries, 0.0, 100.0, 10.0);
        let lines: Vec<f32> = items
            .iter()
            .filter_map(|item| match item {
                Item::Text { at, .. } => Some(at.y),
                _ => None,
            })
            .collect();
        assert_eq!(lines, [12.8, 25.8]);
        assert!((height - 2.0 * LINE).abs() < f32::EPSILON);
    }
}
