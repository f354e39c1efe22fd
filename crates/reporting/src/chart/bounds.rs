//! The boxes of texts and marks, so that no label is put where another stands.

use super::{Anchor, Item, Point, measure, palette};

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

    /// White behind a text, so that no line runs through it.
    pub(super) fn plate(&self) -> Item {
        let corner = Point::new(self.left, self.top);
        Item::rect(corner, self.right - self.left, self.bottom - self.top, Some(palette::WHITE), None)
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
    /// Lines: a label stands on one only where there is no other place.
    lines: Vec<Bounds>,
}

/// Between the boxes along a line, in points.
const FINE: f32 = 3.0;

impl Space {
    pub(super) fn new(area: Bounds) -> Self {
        Self { area, taken: Vec::new(), lines: Vec::new() }
    }

    pub(super) fn take(&mut self, bounds: Bounds) {
        self.taken.push(bounds);
    }

    /// Notes a line through points.
    pub(super) fn avoid(&mut self, points: &[Point]) {
        for pair in points.windows(2) {
            let (dx, dy) = (pair[1].x - pair[0].x, pair[1].y - pair[0].y);
            let steps = (dx.abs().max(dy.abs()) / FINE).ceil().max(1.0);
            let along = std::iter::successors(Some(0.0), |step| Some(step + 1.0)).take_while(|s| *s <= steps);
            self.lines.extend(along.map(|step| {
                let share = step / steps;
                Bounds::around(Point::new(pair[0].x + share * dx, pair[0].y + share * dy), 0.5)
            }));
        }
    }

    /// The first of the texts that stands free within the area; its place is taken then, and it comes with its
    /// plate. Nothing where all collide.
    pub(super) fn place(&mut self, candidates: impl IntoIterator<Item = Item>) -> Vec<Item> {
        let free = |item: Item| {
            let bounds = Bounds::of_text(&item)?;
            let free = self.area.holds(&bounds) && !self.taken.iter().any(|taken| taken.meets(&bounds));
            free.then_some((item, bounds))
        };
        let mut open: Vec<(Item, Bounds)> = candidates.into_iter().filter_map(free).collect();
        let clear = |(_, bounds): &(Item, Bounds)| !self.lines.iter().any(|line| line.meets(bounds));
        let best = open.iter().position(clear).unwrap_or_default();
        if best >= open.len() {
            return Vec::new();
        }
        let (item, bounds) = open.swap_remove(best);
        self.taken.push(bounds);
        vec![bounds.plate(), item]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(x: f32, anchor: Anchor) -> Item {
        Item::text(Point::new(x, 20.0), 8.0, palette::INK, anchor, "Leeds")
    }

    fn placed(space: &mut Space, candidates: impl IntoIterator<Item = Item>) -> Option<Item> {
        space.place(candidates).pop()
    }

    #[test]
    fn a_label_goes_where_no_other_stands() {
        let mut space = Space::new(Bounds { left: 0.0, top: 0.0, right: 100.0, bottom: 40.0 });
        assert_eq!(placed(&mut space, [text(50.0, Anchor::Start)]), Some(text(50.0, Anchor::Start)));
        let sides = [text(52.0, Anchor::Start), text(49.0, Anchor::End)];
        assert_eq!(placed(&mut space, sides.clone()), Some(text(49.0, Anchor::End)));
        assert_eq!(placed(&mut space, sides), None);
        assert_eq!(placed(&mut space, [text(95.0, Anchor::Start)]), None, "outside the area");
    }

    #[test]
    fn a_label_stands_on_a_line_only_where_there_is_no_other_place() {
        let mut space = Space::new(Bounds { left: 0.0, top: 0.0, right: 100.0, bottom: 40.0 });
        space.avoid(&[Point::new(60.0, 0.0), Point::new(60.0, 40.0)]);
        let (crossed, clear) = (text(50.0, Anchor::Start), text(49.0, Anchor::End));
        assert_eq!(placed(&mut space, [crossed.clone(), clear.clone()]), Some(clear));
        assert_eq!(placed(&mut space, [crossed.clone()]), Some(crossed));
    }
}
