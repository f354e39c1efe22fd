//! Pages to draw on, in which nothing can be drawn without saying what it is.

use std::collections::{BTreeMap, BTreeSet};

use printpdf::{
    Color, DictItem, FontId, Line, LineDashPattern, LinePoint, Op, PaintMode, PdfFontHandle, Point, Polygon,
    PolygonRing, Pt, Rect, Rgb, TextItem, WindingOrder,
};

use super::{
    PAGE_HEIGHT, embed,
    tree::{Content, NodeId, Role, Tree},
};
use crate::chart::{Stroke, Typeface, TypefaceError, Weight, palette::Colour};

/// All pages, and the structure of what stands on them.
pub(super) struct Canvas<'a> {
    pub typeface: &'a Typeface,
    pub tree: Tree,
    pub pages: Vec<Page>,
    /// The characters drawn in each weight; a font is embedded with these alone.
    pub used: Used,
}

pub(super) type Used = BTreeMap<Weight, BTreeSet<char>>;

/// One page: its operations, and the node each piece of marked content belongs to.
#[derive(Default)]
pub(super) struct Page {
    pub ops: Vec<Op>,
    pub contents: Vec<NodeId>,
}

/// The pen of one piece of content. Coordinates in points, from the top left corner of the page.
pub(super) struct Pen<'a> {
    ops: &'a mut Vec<Op>,
    used: &'a mut Used,
    pub typeface: &'a Typeface,
}

impl<'a> Canvas<'a> {
    pub(super) fn new(typeface: &'a Typeface) -> Self {
        Self { typeface, tree: Tree::new(), pages: vec![Page::default()], used: Used::new() }
    }

    /// Draws what belongs to a node of the structure.
    pub(super) fn tagged<T>(&mut self, page: usize, node: NodeId, draw: impl FnOnce(&mut Pen<'_>) -> T) -> T {
        let index = self.pages[page].contents.len();
        self.tree.attach(node, Content { page, index });
        self.pages[page].contents.push(node);
        let tag = self.tree.nodes[node.0].role.name().to_owned();
        let mcid = DictItem::Int(i64::try_from(index).unwrap_or(i64::MAX));
        let properties = DictItem::Dict { map: BTreeMap::from([("MCID".to_owned(), mcid)]) };
        self.marked(page, Op::BeginMarkedContentWithProperties { tag, properties }, draw)
    }

    /// Draws a new last child of `parent`.
    pub(super) fn node<T>(
        &mut self,
        page: usize,
        parent: NodeId,
        role: Role,
        draw: impl FnOnce(&mut Pen<'_>) -> T,
    ) -> T {
        let node = self.tree.add(parent, role);
        self.tagged(page, node, draw)
    }

    /// Draws what a reader may pass over: rules, backgrounds, running heads.
    pub(super) fn artifact<T>(&mut self, page: usize, draw: impl FnOnce(&mut Pen<'_>) -> T) -> T {
        self.marked(page, Op::BeginMarkedContent { tag: "Artifact".to_owned() }, draw)
    }

    fn marked<T>(&mut self, page: usize, begin: Op, draw: impl FnOnce(&mut Pen<'_>) -> T) -> T {
        let ops = &mut self.pages[page].ops;
        ops.push(begin);
        let drawn = draw(&mut Pen { ops, used: &mut self.used, typeface: self.typeface });
        self.pages[page].ops.push(Op::EndMarkedContent);
        drawn
    }
}

impl Pen<'_> {
    /// One line of text; `y` is its base line.
    pub(super) fn text(
        &mut self,
        x: f32,
        y: f32,
        text: &str,
        size: f32,
        weight: Weight,
        colour: Colour,
    ) -> Result<(), TypefaceError> {
        // Measuring first makes a character that the font lacks an error instead of an empty box.
        self.typeface.width(text, size, weight)?;
        self.used.entry(weight).or_default().extend(text.chars());
        let font = PdfFontHandle::External(FontId(embed::resource_name(weight).to_owned()));
        self.ops.extend([
            Op::StartTextSection,
            Op::SetFillColor { col: rgb(colour) },
            Op::SetFont { font, size: Pt(size) },
            Op::SetTextCursor { pos: point(x, y) },
            Op::ShowText { items: vec![TextItem::Text(text.to_owned())] },
            Op::EndTextSection,
        ]);
        Ok(())
    }

    /// One line of text that ends at `x`.
    pub(super) fn text_to(
        &mut self,
        x: f32,
        y: f32,
        text: &str,
        size: f32,
        weight: Weight,
        colour: Colour,
    ) -> Result<(), TypefaceError> {
        let width = self.typeface.width(text, size, weight)?;
        self.text(x - width, y, text, size, weight, colour)
    }

    pub(super) fn rect(
        &mut self,
        x: f32,
        y: f32,
        width: f32,
        height: f32,
        fill: Option<Colour>,
        stroke: Option<Stroke>,
    ) {
        let Some(mode) = self.paint(fill, stroke) else { return };
        let corner = point(x, y + height);
        let rectangle = Rect {
            mode: Some(mode),
            ..Rect::from_xywh(corner.x, corner.y, Pt(round(width)), Pt(round(height)))
        };
        self.ops.push(Op::DrawRectangle { rectangle });
    }

    pub(super) fn line(&mut self, from: (f32, f32), to: (f32, f32), stroke: Stroke) {
        self.poly(&[from, to].map(|(x, y)| (x, y, false)), false, None, Some(stroke));
    }

    /// A path through `(x, y, control point of a curve?)`.
    pub(super) fn poly(
        &mut self,
        points: &[(f32, f32, bool)],
        closed: bool,
        fill: Option<Colour>,
        stroke: Option<Stroke>,
    ) {
        let Some(mode) = self.paint(fill, stroke) else { return };
        let points: Vec<LinePoint> =
            points.iter().map(|&(x, y, bezier)| LinePoint { p: point(x, y), bezier }).collect();
        self.ops.push(if fill.is_some() {
            let rings = vec![PolygonRing { points }];
            Op::DrawPolygon { polygon: Polygon { rings, mode, winding_order: WindingOrder::NonZero } }
        } else {
            Op::DrawLine { line: Line { points, is_closed: closed } }
        });
    }

    fn paint(&mut self, fill: Option<Colour>, stroke: Option<Stroke>) -> Option<PaintMode> {
        if let Some(colour) = fill {
            self.ops.push(Op::SetFillColor { col: rgb(colour) });
        }
        if let Some(stroke) = stroke {
            let dash = stroke
                .dash
                .map_or_else(|| LineDashPattern::new(0.0, &[]), |dash| LineDashPattern::new(0.0, &dash));
            self.ops.extend([
                Op::SetOutlineColor { col: rgb(stroke.colour) },
                Op::SetOutlineThickness { pt: Pt(stroke.width) },
                Op::SetLineDashPattern { dash },
            ]);
        }
        match (fill, stroke) {
            (Some(_), Some(_)) => Some(PaintMode::FillStroke),
            (Some(_), None) => Some(PaintMode::Fill),
            (None, Some(_)) => Some(PaintMode::Stroke),
            (None, None) => None,
        }
    }
}

fn rgb(Colour(r, g, b): Colour) -> Color {
    let share = |byte: u8| (f32::from(byte) / 255.0 * 1000.0).round() / 1000.0;
    Color::Rgb(Rgb { r: share(r), g: share(g), b: share(b), icc_profile: None })
}

/// PDF counts upwards from the bottom of the page.
fn point(x: f32, y: f32) -> Point {
    Point { x: Pt(round(x)), y: Pt(round(PAGE_HEIGHT - y)) }
}

/// Two decimals of a point are finer than any printer.
fn round(value: f32) -> f32 {
    (value * 100.0).round() / 100.0
}
