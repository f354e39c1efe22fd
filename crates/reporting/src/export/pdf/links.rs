//! What leads from one page to another, before and after its page number is known.

use super::tree::NodeId;
use crate::document::Anchor;

/// A page number that is still to be written, at the right of its line.
pub(super) struct Reference {
    pub node: NodeId,
    pub page: usize,
    /// Base line of its first line, and the edges of the place that can be chosen.
    pub y: f32,
    pub top: f32,
    pub bottom: f32,
    /// Before the number: `page `.
    pub before: &'static str,
    pub words: String,
    pub to: Anchor,
}

/// A place on a page that leads to another.
pub(super) struct Link {
    pub node: NodeId,
    pub page: usize,
    /// Left, bottom, right, top.
    pub rect: [f32; 4],
    /// A page, and how far below its top.
    pub to: (usize, f32),
    /// What the link says to a screen reader.
    pub words: String,
}
