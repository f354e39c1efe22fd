//! The symbols of ratings: a shape of its own for each, which the colour only repeats.

use super::{
    Item, Point, Stroke,
    palette::{self, Colour},
};
use crate::document::Rating;

/// The symbol of a rating around a point.
pub(super) fn rating(at: Point, rating: Rating) -> Item {
    let (colour, fill) = look(rating);
    let edge = Stroke::line(colour, 1.1);
    match rating {
        Rating::Green => Item::ring(at, 3.2, fill, edge),
        Rating::Amber => Item::triangle(at, 3.9, fill, edge),
        Rating::Red => Item::square(at, 2.9, fill, edge),
        Rating::Grey => Item::ring(at, 3.0, fill, edge),
    }
}

/// The colours of a rating's edge and inside.
pub(super) fn look(rating: Rating) -> (Colour, Colour) {
    match rating {
        Rating::Green => (palette::GREEN, palette::GREEN),
        Rating::Amber => (palette::AMBER_EDGE, palette::AMBER),
        Rating::Red => (palette::RED, palette::RED),
        Rating::Grey => (palette::MUTED, palette::WHITE),
    }
}

/// What a rating means, for keys.
pub(super) fn meaning(rating: Rating) -> &'static str {
    match rating {
        Rating::Green => "Green: meets the target",
        Rating::Amber => "Amber: misses it, may be chance",
        Rating::Red => "Red: misses it beyond chance",
        Rating::Grey => "Not rated",
    }
}

/// All ratings, in the order of keys.
pub(super) const RATINGS: [Rating; 4] = [Rating::Green, Rating::Amber, Rating::Red, Rating::Grey];
