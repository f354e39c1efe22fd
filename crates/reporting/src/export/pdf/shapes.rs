//! A chart's scene on a page: the same shapes as on the web.

use super::canvas::Pen;
use crate::chart::{Anchor, Item, Scene, TypefaceError};

/// How far the control points of a quarter circle stand from its ends, in radii.
const CURVE: f32 = 0.5523;

/// Draws a scene with its top left corner at `x`, `y`.
pub(super) fn draw(pen: &mut Pen<'_>, scene: &Scene, x: f32, y: f32) -> Result<(), TypefaceError> {
    for item in &scene.items {
        match item {
            Item::Rect { at, width, height, fill, stroke } => {
                pen.rect(x + at.x, y + at.y, *width, *height, *fill, *stroke);
            }
            Item::Poly { points, closed, fill, stroke } => {
                let points: Vec<_> = points.iter().map(|p| (x + p.x, y + p.y, false)).collect();
                pen.poly(&points, *closed, *fill, *stroke);
            }
            Item::Circle { at, radius, fill, stroke } => {
                pen.poly(&circle(x + at.x, y + at.y, *radius), true, *fill, *stroke);
            }
            Item::Lines { lines, stroke } => {
                for [from, to] in lines {
                    pen.line((x + from.x, y + from.y), (x + to.x, y + to.y), *stroke);
                }
            }
            Item::Text { at, size, weight, anchor, fill, text } => {
                let width = pen.typeface.width(text, *size, *weight)?;
                let left = match anchor {
                    Anchor::Start => 0.0,
                    Anchor::Middle => width / 2.0,
                    Anchor::End => width,
                };
                pen.text(x + at.x - left, y + at.y, text, *size, *weight, *fill)?;
            }
            Item::Area { .. } => {}
        }
    }
    Ok(())
}

/// A circle as four curves.
fn circle(x: f32, y: f32, r: f32) -> Vec<(f32, f32, bool)> {
    let c = CURVE * r;
    vec![
        (x + r, y, false),
        (x + r, y + c, true),
        (x + c, y + r, true),
        (x, y + r, false),
        (x - c, y + r, true),
        (x - r, y + c, true),
        (x - r, y, false),
        (x - r, y - c, true),
        (x - c, y - r, true),
        (x, y - r, false),
        (x + c, y - r, true),
        (x + r, y - c, true),
        (x + r, y, false),
    ]
}
