//! What every scene keeps, whatever it draws.

use std::sync::LazyLock;

use proptest::{prelude::*, test_runner::TestCaseError};

use super::{Item, Scene, Typeface, bounds::Bounds};
use crate::document::Table;

static TYPEFACE: LazyLock<Typeface> = LazyLock::new(|| Typeface::load().expect("the fonts"));

/// Each text can be set, none meets another, none is smaller than 8 points, nothing leaves the picture, and the words are there.
pub(super) fn fits(scene: &Scene) -> Result<(), TestCaseError> {
    let whole = Bounds { left: -0.1, top: -0.1, right: scene.width + 0.1, bottom: scene.height + 0.1 };
    for item in &scene.items {
        let bounds = extent(item);
        prop_assert!(whole.holds(&bounds), "{item:?} leaves {} × {}", scene.width, scene.height);
        if let Item::Text { size, weight, text, .. } = item {
            prop_assert!(*size >= 8.0, "{item:?}");
            prop_assert!(TYPEFACE.width(text, *size, *weight).is_ok(), "no glyph for {text:?}");
        }
    }
    let texts: Vec<(&Item, Bounds)> =
        scene.items.iter().filter_map(|item| Some((item, Bounds::of_text(item)?))).collect();
    for (i, (one, here)) in texts.iter().enumerate() {
        for (other, there) in &texts[i + 1..] {
            prop_assert!(!here.meets(there), "{one:?}\nmeets {other:?}");
        }
    }
    prop_assert!(scene.width <= 475.0, "{} is wider than a page", scene.width);
    prop_assert!(!scene.title.is_empty());
    Ok(())
}

fn extent(item: &Item) -> Bounds {
    let through = |points: &mut dyn Iterator<Item = (f32, f32)>| {
        let none = Bounds {
            left: f32::INFINITY,
            top: f32::INFINITY,
            right: f32::NEG_INFINITY,
            bottom: f32::NEG_INFINITY,
        };
        points.fold(none, |b, (x, y)| Bounds {
            left: b.left.min(x),
            top: b.top.min(y),
            right: b.right.max(x),
            bottom: b.bottom.max(y),
        })
    };
    match item {
        Item::Rect { at, width, height, .. } | Item::Area { at, width, height, .. } => {
            through(&mut [(at.x, at.y), (at.x + width, at.y + height)].into_iter())
        }
        Item::Poly { points, .. } => through(&mut points.iter().map(|p| (p.x, p.y))),
        Item::Lines { lines, .. } => through(&mut lines.iter().flatten().map(|p| (p.x, p.y))),
        Item::Circle { at, radius, .. } => Bounds::around(*at, *radius),
        Item::Text { .. } => Bounds::of_text(item).expect("a text has a box"),
    }
}

/// Whether a text of the scene is exactly this one.
pub(super) fn says(scene: &Scene, wanted: &str) -> bool {
    scene.items.iter().any(|item| matches!(item, Item::Text { text, .. } if text == wanted))
}

/// Whether a cell of the scene's table is exactly this one.
pub(super) fn tables(scene: &Scene, wanted: &str) -> bool {
    scene.table.rows.iter().flat_map(|row| &row.cells).any(|cell| cell.text == wanted)
}

pub(super) fn empty_table() -> Table {
    Table {
        name: "nothing".to_owned(),
        caption: String::new(),
        context: Vec::new(),
        columns: Vec::new(),
        rows: Vec::new(),
        notes: Vec::new(),
    }
}
