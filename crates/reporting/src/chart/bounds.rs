//! The boxes of texts and marks, so that no label is put where another stands.

use super::{Anchor, Item, Point, measure};

/// Height of capitals and depth of descenders, in ems.
const ASCENT: f32 = 0.74;
const DESCENT: f32 = 0.22;

/// A box in a scene.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Bounds {
    pub left: f32,
    pub top: f32,
    pub right: f32,
    pub bottom: f32,
}

impl Bounds {
    /// The box of a text; `None` for other shapes.
    pub(super) fn of_text(item: &Item) -> Option<Self> {
        let Item::Text { at, size, weight, anchor, text, .. } = item else { return None };
        let width = measure::width(text, *size, *weight);
        let left = match anchor {
            Anchor::Start => at.x,
            Anchor::Middle => at.x - width / 2.0,
            Anchor::End => at.x - width,
        };
        Some(Self { left, top: at.y - ASCENT * size, right: left + width, bottom: at.y + DESCENT * size })
    }

    /// The box of a mark around a point.
    pub(super) fn around(at: Point, reach: f32) -> Self {
        Self { left: at.x - reach, top: at.y - reach, right: at.x + reach, bottom: at.y + reach }
    }

    /// Whether the two have an area in common.
    pub(super) fn meets(&self, other: &Self) -> bool {
        self.left < other.right
            && other.left < self.right
            && self.top < other.bottom
            && other.top < self.bottom
    }

    pub(super) fn holds(&self, other: &Self) -> bool {
        self.left <= other.left
            && self.top <= other.top
            && other.right <= self.right
            && other.bottom <= self.bottom
    }
}

/// What is taken of an area.
#[derive(Debug)]
pub(super) struct Space {
    area: Bounds,
    taken: Vec<Bounds>,
}

impl Space {
    pub(super) fn new(area: Bounds) -> Self {
        Self { area, taken: Vec::new() }
    }

    pub(super) fn take(&mut self, bounds: Bounds) {
        self.taken.push(bounds);
    }

    /// The first of the texts that stands free within the area; its place is taken then. `None` where all collide.
    pub(super) fn place(&mut self, candidates: impl IntoIterator<Item = Item>) -> Option<Item> {
        let free = |item: &Item| {
            let bounds = Bounds::of_text(item)?;
            let free = self.area.holds(&bounds) && !self.taken.iter().any(|taken| taken.meets(&bounds));
            free.then_some(bounds)
        };
        let (item, bounds) =
            candidates.into_iter().find_map(|item| free(&item).map(|bounds| (item, bounds)))?;
        self.taken.push(bounds);
        Some(item)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::palette;

    fn text(x: f32, anchor: Anchor) -> Item {
        Item::text(Point::new(x, 20.0), 8.0, palette::INK, anchor, "Leeds")
    }

    #[test]
    fn a_label_goes_where_no_other_stands() {
        let mut space = Space::new(Bounds { left: 0.0, top: 0.0, right: 100.0, bottom: 40.0 });
        assert_eq!(space.place([text(50.0, Anchor::Start)]), Some(text(50.0, Anchor::Start)));
        let sides = [text(52.0, Anchor::Start), text(49.0, Anchor::End)];
        assert_eq!(space.place(sides.clone()), Some(text(49.0, Anchor::End)));
        assert_eq!(space.place(sides), None);
        assert_eq!(space.place([text(95.0, Anchor::Start)]), None, "outside the area");
    }
}
