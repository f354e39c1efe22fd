//! How much room a text takes, for whoever lays out a chart.
//!
//! Charts are drawn from plain data alone; the typeface is built into the program and read once. Where a character
//! isn't in it, one em is reserved: too wide rather than too narrow. Whoever writes it on paper reports it.

use std::sync::LazyLock;

use super::{Typeface, Weight};

static TYPEFACE: LazyLock<Option<Typeface>> = LazyLock::new(|| Typeface::load().ok());

/// Width of one line in points.
pub(super) fn width(text: &str, size: f32, weight: Weight) -> f32 {
    let measured = TYPEFACE.as_ref().and_then(|face| face.width(text, size, weight).ok());
    #[expect(clippy::cast_precision_loss, reason = "a line of text")]
    measured.unwrap_or_else(|| size * text.chars().count() as f32)
}

/// The widest of several lines; 0 of none.
pub(super) fn widest<'t>(texts: impl IntoIterator<Item = &'t str>, size: f32, weight: Weight) -> f32 {
    texts.into_iter().map(|text| width(text, size, weight)).fold(0.0, f32::max)
}

/// The text, or as much of its beginning as fits before an ellipsis. The whole of it stands in the chart's table.
pub(super) fn shorten(text: &str, room: f32, size: f32, weight: Weight) -> String {
    if width(text, size, weight) <= room {
        return text.to_owned();
    }
    let mut kept: Vec<char> = text.chars().collect();
    while kept.pop().is_some() {
        let short: String = kept.iter().collect::<String>().trim_end().to_owned() + "…";
        if width(&short, size, weight) <= room {
            return short;
        }
    }
    String::new()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_name_ends_in_an_ellipsis_that_fits() {
        let short = shorten("Royal Brompton and Harefield Hospitals", 80.0, 8.0, Weight::Regular);
        assert!(short.starts_with("Royal Brompton") && short.ends_with('…'), "{short}");
        assert!(width(&short, 8.0, Weight::Regular) <= 80.0);
        assert_eq!(shorten("Leeds", 80.0, 8.0, Weight::Regular), "Leeds");
        assert_eq!(shorten("Leeds", 2.0, 8.0, Weight::Regular), "");
    }

    #[test]
    fn an_unknown_character_takes_an_em() {
        assert!((width("✓", 9.0, Weight::Bold) - 9.0).abs() < f32::EPSILON);
    }
}
