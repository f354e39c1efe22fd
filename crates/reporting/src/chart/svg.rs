//! A scene as inline SVG.
//!
//! Presentation attributes only: the web server's content security policy forbids inline styles. The shapes stand in
//! a group that is hidden from screen readers, who get title and description instead of loose axis labels.

use std::fmt::Write as _;

use files::escape;

use super::{Anchor, Item, Point, Scene, Stroke, Weight, palette::Colour};
use crate::document::Way;

impl Scene {
    /// The scene as an `<svg>` element; `id` makes its inner ids unique on the page.
    pub fn svg(&self, id: &str) -> String {
        self.svg_leading(id, None)
    }

    /// The same, with areas that are links where there are addresses. They are for a pointer: keyboards and screen readers have the
    /// same links in the table below.
    pub fn svg_leading(&self, id: &str, address: Option<&dyn Fn(&Way) -> String>) -> String {
        let leads = address.is_some() && self.items.iter().any(|item| matches!(item, Item::Area { .. }));
        let mut out = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {w} {h}\" width=\"{w}\" height=\"{h}\" role=\"{role}\" \
             aria-labelledby=\"{id}-t {id}-d\" font-family=\"Arial, 'Liberation Sans', Helvetica, sans-serif\">\
             <title id=\"{id}-t\">{title}</title><desc id=\"{id}-d\">{desc}</desc><g aria-hidden=\"true\">",
            w = self.width,
            h = self.height,
            title = escape(&self.title),
            desc = escape(&self.desc),
            // A picture holds nothing that is pressed.
            role = if leads { "group" } else { "img" },
        );
        for item in &self.items {
            match (item, address) {
                (Item::Area { at, width, height, way }, Some(address)) => {
                    area(&mut out, *at, *width, *height, &address(way));
                }
                _ => draw(&mut out, item),
            }
        }
        out.push_str("</g></svg>");
        out
    }
}

fn area(out: &mut String, at: Point, width: f32, height: f32, address: &str) {
    let _ = write!(
        out,
        "<a href=\"{}\" tabindex=\"-1\"><rect x=\"{}\" y=\"{}\" width=\"{width}\" height=\"{height}\" fill-opacity=\"0\"/></a>",
        escape(address),
        at.x,
        at.y
    );
}

fn draw(out: &mut String, item: &Item) {
    // Writing to a String can't fail.
    let _ = match item {
        Item::Rect { at, width, height, fill, stroke } => write!(
            out,
            "<rect x=\"{}\" y=\"{}\" width=\"{width}\" height=\"{height}\"{}/>",
            at.x,
            at.y,
            paint(*fill, *stroke)
        ),
        Item::Poly { points, closed, fill, stroke } => {
            let tag = if *closed { "polygon" } else { "polyline" };
            write!(out, "<{tag} points=\"{}\"{}/>", coordinates(points), paint(*fill, *stroke))
        }
        Item::Circle { at, radius, fill, stroke } => {
            write!(out, "<circle cx=\"{}\" cy=\"{}\" r=\"{radius}\"{}/>", at.x, at.y, paint(*fill, *stroke))
        }
        Item::Lines { lines, stroke } => {
            write!(out, "<path d=\"{}\"{}/>", moves(lines), paint(None, Some(*stroke)))
        }
        Item::Text { at, size, weight, anchor, fill, text } => write!(
            out,
            "<text x=\"{}\" y=\"{}\" font-size=\"{size}\"{}{} fill=\"{}\">{}</text>",
            at.x,
            at.y,
            if *weight == Weight::Bold { " font-weight=\"700\"" } else { "" },
            anchored(*anchor),
            fill.hex(),
            escape(text)
        ),
        Item::Area { .. } => Ok(()),
    };
}

fn coordinates(points: &[Point]) -> String {
    let pairs: Vec<String> = points.iter().map(|p| format!("{},{}", p.x, p.y)).collect();
    pairs.join(" ")
}

fn moves(lines: &[[Point; 2]]) -> String {
    let moves: Vec<String> =
        lines.iter().map(|[from, to]| format!("M{},{}L{},{}", from.x, from.y, to.x, to.y)).collect();
    moves.concat()
}

fn anchored(anchor: Anchor) -> &'static str {
    match anchor {
        Anchor::Start => "",
        Anchor::Middle => " text-anchor=\"middle\"",
        Anchor::End => " text-anchor=\"end\"",
    }
}

fn paint(fill: Option<Colour>, stroke: Option<Stroke>) -> String {
    let mut out = match fill {
        Some(colour) => format!(" fill=\"{}\"", colour.hex()),
        None => " fill=\"none\"".to_owned(),
    };
    if let Some(stroke) = stroke {
        let _ = write!(out, " stroke=\"{}\" stroke-width=\"{}\"", stroke.colour.hex(), stroke.width);
        if let Some([dash, gap]) = stroke.dash {
            let _ = write!(out, " stroke-dasharray=\"{dash} {gap}\"");
        }
    }
    out
}
