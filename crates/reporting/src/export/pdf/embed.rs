//! Fonts in the file: only the characters that the document uses.

use printpdf::{FontId, FontMetrics, ParsedFont, PdfFont, PdfFontMetricsStub};
use subsetter::GlyphRemapper;
use ttf_parser::Face;

use super::{PdfError, canvas::Used};
use crate::chart::{Font, Typeface, Weight};

/// Name of a font in the pages' resources. Ours, because printpdf would draw a random one.
pub(super) fn resource_name(weight: Weight) -> &'static str {
    match weight {
        Weight::Regular => "R",
        Weight::Bold => "B",
    }
}

/// The fonts of the characters used, cut down to them.
pub(super) fn fonts(used: &Used, typeface: &Typeface) -> Result<Vec<(FontId, PdfFont)>, PdfError> {
    used.iter()
        .map(|(weight, characters)| {
            let font = subset(typeface.font(*weight), characters.iter().copied())?;
            Ok((FontId(resource_name(*weight).to_owned()), PdfFont::new(font)))
        })
        .collect()
}

/// printpdf embeds a font whole, so it is given one that holds nothing else: glyphs are numbered anew by the
/// subsetter, and the map from characters to them, with their widths, goes along.
fn subset(font: &Font, characters: impl Iterator<Item = char>) -> Result<ParsedFont, PdfError> {
    let broken = |reason: String| PdfError::Subset { name: font.name, reason };
    let glyphs: Vec<_> = characters.filter_map(|c| Some((c, font.glyph(c)?))).collect();
    let mut numbers = GlyphRemapper::new();
    let mapped: Vec<_> =
        glyphs.iter().map(|(c, glyph)| (u32::from(*c), numbers.remap(glyph.id), glyph.advance)).collect();
    let data = subsetter::subset(font.data, 0, &numbers).map_err(|e| broken(e.to_string()))?;
    let face = Face::parse(font.data, 0).map_err(|e| broken(e.to_string()))?;
    let bounds = face.global_bounding_box();
    let mut parsed = ParsedFont::with_glyph_data(
        data,
        0,
        Some(format!("{}+{}", tag(mapped.iter().map(|(code, ..)| *code)), font.name)),
        mapped.iter().map(|(code, id, _)| (*code, *id)).collect(),
        mapped.iter().map(|(_, id, advance)| (*id, *advance)).collect(),
        font.units_per_em,
        FontMetrics { ascent: face.ascender(), descent: face.descender() },
    );
    parsed.pdf_font_metrics = PdfFontMetricsStub {
        units_per_em: font.units_per_em,
        x_min: bounds.x_min,
        y_min: bounds.y_min,
        x_max: bounds.x_max,
        y_max: bounds.y_max,
        us_weight_class: face.weight().to_number(),
        ..PdfFontMetricsStub::default()
    };
    Ok(parsed)
}

/// Six capitals that mark a font as cut down (ISO 32000-1, 9.6.4), derived from what it holds.
fn tag(codes: impl Iterator<Item = u32>) -> String {
    let sum = codes.fold(5381_u32, |hash, code| hash.wrapping_mul(33) ^ code);
    (0..6).map(|place| char::from(b'A' + u8::try_from(sum / 26_u32.pow(place) % 26).unwrap_or(0))).collect()
}
