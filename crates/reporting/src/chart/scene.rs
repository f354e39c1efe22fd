//! Shapes, and the scene that holds them.

use serde::Serialize;

use super::palette::Colour;
use crate::document::{Table, Way};

/// A picture of a fixed size, with its words and its numbers.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Scene {
    /// Width and height in points.
    pub width: f32,
    pub height: f32,
    /// Stands above the picture and names it to a screen reader.
    pub title: String,
    /// What a person who can't see the picture needs to know of it.
    pub desc: String,
    pub items: Vec<Item>,
    /// The numbers that are drawn.
    pub table: Table,
}

/// One shape. Distances in points, y downwards.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Item {
    Rect {
        at: Point,
        width: f32,
        height: f32,
        fill: Option<Colour>,
        stroke: Option<Stroke>,
    },
    /// A line through points, or a filled area when `closed`.
    Poly {
        points: Vec<Point>,
        closed: bool,
        fill: Option<Colour>,
        stroke: Option<Stroke>,
    },
    Circle {
        at: Point,
        radius: f32,
        fill: Option<Colour>,
        stroke: Option<Stroke>,
    },
    /// Loose lines of one stroke, such as hatching.
    Lines {
        lines: Vec<[Point; 2]>,
        stroke: Stroke,
    },
    /// `at` is on the base line.
    Text {
        at: Point,
        size: f32,
        weight: Weight,
        anchor: Anchor,
        fill: Colour,
        text: String,
    },
    /// Nothing that is drawn: what is pointed at here leads somewhere, on a screen.
    Area {
        at: Point,
        width: f32,
        height: f32,
        way: Way,
    },
}

/// A place in a scene. Built by [`Point::new`], which rounds to 0.1 pt: finer differences can't be seen, and without
/// them two machines can't disagree about a golden file.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Point {
    pub x: f32,
    pub y: f32,
}

impl Point {
    pub fn new(x: f32, y: f32) -> Self {
        Self { x: tenth(x), y: tenth(y) }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Stroke {
    pub colour: Colour,
    pub width: f32,
    /// Lengths of dash and gap; `None` draws through.
    pub dash: Option<[f32; 2]>,
}

impl Stroke {
    pub const fn line(colour: Colour, width: f32) -> Self {
        Self { colour, width, dash: None }
    }

    pub const fn dashed(colour: Colour, width: f32, dash: [f32; 2]) -> Self {
        Self { colour, width, dash: Some(dash) }
    }
}

/// Which end of a text stands at its point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Anchor {
    Start,
    Middle,
    End,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Weight {
    Regular,
    Bold,
}

/// Rounds to one decimal.
pub(super) fn tenth(value: f32) -> f32 {
    // Adding zero turns -0.0 into 0.0, which prints without a sign.
    (value * 10.0).round() / 10.0 + 0.0
}

/// Shorthand for the shapes that charts are made of.
impl Item {
    pub fn line(from: Point, to: Point, stroke: Stroke) -> Self {
        Self::Poly { points: vec![from, to], closed: false, fill: None, stroke: Some(stroke) }
    }

    pub fn path(points: Vec<Point>, stroke: Stroke) -> Self {
        Self::Poly { points, closed: false, fill: None, stroke: Some(stroke) }
    }

    pub fn area(points: Vec<Point>, fill: Colour) -> Self {
        Self::Poly { points, closed: true, fill: Some(fill), stroke: None }
    }

    pub fn rect(at: Point, width: f32, height: f32, fill: Option<Colour>, stroke: Option<Stroke>) -> Self {
        Self::Rect { at, width: tenth(width), height: tenth(height), fill, stroke }
    }

    pub fn dot(at: Point, radius: f32, fill: Colour) -> Self {
        Self::Circle { at, radius, fill: Some(fill), stroke: None }
    }

    pub fn ring(at: Point, radius: f32, fill: Colour, stroke: Stroke) -> Self {
        Self::Circle { at, radius, fill: Some(fill), stroke: Some(stroke) }
    }

    pub fn text(at: Point, size: f32, fill: Colour, anchor: Anchor, text: impl Into<String>) -> Self {
        Self::weighted(at, size, Weight::Regular, fill, anchor, text)
    }

    pub fn bold(at: Point, size: f32, fill: Colour, anchor: Anchor, text: impl Into<String>) -> Self {
        Self::weighted(at, size, Weight::Bold, fill, anchor, text)
    }

    pub fn weighted(
        at: Point,
        size: f32,
        weight: Weight,
        fill: Colour,
        anchor: Anchor,
        text: impl Into<String>,
    ) -> Self {
        Self::Text { at, size, weight, anchor, fill, text: text.into() }
    }

    /// A diamond around a point; `radius` from its middle to a corner.
    pub fn diamond(at: Point, radius: f32, fill: Colour, stroke: Stroke) -> Self {
        let corner = |dx: f32, dy: f32| Point::new(at.x + dx * radius, at.y + dy * radius);
        let points = vec![corner(0.0, -1.0), corner(1.0, 0.0), corner(0.0, 1.0), corner(-1.0, 0.0)];
        Self::Poly { points, closed: true, fill: Some(fill), stroke: Some(stroke) }
    }

    pub fn square(at: Point, half: f32, fill: Colour, stroke: Stroke) -> Self {
        Self::rect(Point::new(at.x - half, at.y - half), 2.0 * half, 2.0 * half, Some(fill), Some(stroke))
    }

    /// A triangle standing on its base.
    pub fn triangle(at: Point, radius: f32, fill: Colour, stroke: Stroke) -> Self {
        let points = vec![
            Point::new(at.x, at.y - radius),
            Point::new(at.x + radius, at.y + 0.8 * radius),
            Point::new(at.x - radius, at.y + 0.8 * radius),
        ];
        Self::Poly { points, closed: true, fill: Some(fill), stroke: Some(stroke) }
    }
}
