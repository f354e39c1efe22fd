//! The typeface of reports, Liberation Sans: which characters it has and how wide they are.
//!
//! Line breaks, alignment and the boxes of charts are computed from these widths before anything is drawn. The same
//! files are embedded in the PDF; on the web Arial has the same widths.

use std::collections::BTreeMap;

use ttf_parser::{Face, GlyphId, cmap::Subtable};

use super::Weight;

const REGULAR: &[u8] = include_bytes!("../../../../reports/fonts/LiberationSans-Regular.ttf");
const BOLD: &[u8] = include_bytes!("../../../../reports/fonts/LiberationSans-Bold.ttf");

/// Why text can't be set.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TypefaceError {
    #[error("the embedded font {0} can't be read; the files under reports/fonts are damaged")]
    Unreadable(&'static str),
    #[error("the font has no {character:?} (U+{code:04X}), which stands in {text:?}; write it differently", code = u32::from(*.character))]
    Uncovered { character: char, text: String },
}

/// Both weights of the typeface.
#[derive(Debug)]
pub struct Typeface {
    regular: Font,
    bold: Font,
}

/// One weight.
#[derive(Debug)]
pub struct Font {
    /// PostScript name: `LiberationSans-Bold`.
    pub name: &'static str,
    /// The whole font file.
    pub data: &'static [u8],
    pub units_per_em: u16,
    glyphs: BTreeMap<char, Glyph>,
}

/// A character's place in the font file and its advance width in font units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Glyph {
    pub id: u16,
    pub advance: u16,
}

impl Typeface {
    pub fn load() -> Result<Self, TypefaceError> {
        Ok(Self {
            regular: Font::parse("LiberationSans", REGULAR)?,
            bold: Font::parse("LiberationSans-Bold", BOLD)?,
        })
    }

    pub fn font(&self, weight: Weight) -> &Font {
        match weight {
            Weight::Regular => &self.regular,
            Weight::Bold => &self.bold,
        }
    }

    /// Width of one line of text in points.
    pub fn width(&self, text: &str, size: f32, weight: Weight) -> Result<f32, TypefaceError> {
        let font = self.font(weight);
        let units = text.chars().try_fold(0_u32, |sum, character| {
            let glyph = font
                .glyph(character)
                .ok_or_else(|| TypefaceError::Uncovered { character, text: text.to_owned() })?;
            Ok(sum + u32::from(glyph.advance))
        })?;
        #[expect(clippy::cast_precision_loss, reason = "a line is far shorter than 2^24 font units")]
        Ok(units as f32 * size / f32::from(font.units_per_em))
    }

    /// Breaks text into lines no wider than `width` points. Breaks at spaces; a word that is too long stands alone.
    pub fn wrap(
        &self,
        text: &str,
        width: f32,
        size: f32,
        weight: Weight,
    ) -> Result<Vec<String>, TypefaceError> {
        let mut lines: Vec<String> = Vec::new();
        for word in text.split(' ').filter(|word| !word.is_empty()) {
            match lines.last_mut() {
                Some(line) if self.width(&format!("{line} {word}"), size, weight)? <= width => {
                    line.push(' ');
                    line.push_str(word);
                }
                _ => {
                    self.width(word, size, weight)?;
                    lines.push(word.to_owned());
                }
            }
        }
        Ok(lines)
    }
}

impl Font {
    fn parse(name: &'static str, data: &'static [u8]) -> Result<Self, TypefaceError> {
        let face = Face::parse(data, 0).map_err(|_| TypefaceError::Unreadable(name))?;
        let mut glyphs = BTreeMap::new();
        let tables = face.tables().cmap.iter().flat_map(|cmap| cmap.subtables).filter(Subtable::is_unicode);
        for table in tables {
            table.codepoints(|code| {
                if let (Some(character), Some(id)) = (char::from_u32(code), table.glyph_index(code))
                    && let Some(advance) = face.glyph_hor_advance(GlyphId(id.0))
                {
                    glyphs.insert(character, Glyph { id: id.0, advance });
                }
            });
        }
        Ok(Self { name, data, units_per_em: face.units_per_em(), glyphs })
    }

    pub fn glyph(&self, character: char) -> Option<Glyph> {
        self.glyphs.get(&character).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn has_what_clinical_and_welsh_text_needs() {
        let face = Typeface::load().unwrap();
        face.width("SpO₂ ≥ 90 % ± 2 µmol m² Δ – ‘x’ Ŵŷ × → –", 10.0, Weight::Regular).unwrap();
    }

    #[test]
    fn names_the_character_it_lacks() {
        let face = Typeface::load().unwrap();
        let error = face.width("done ✓", 10.0, Weight::Bold).unwrap_err();
        assert!(error.to_string().contains("U+2713"), "{error}");
    }

    #[test]
    fn wraps_at_spaces_within_the_width() {
        let face = Typeface::load().unwrap();
        let text = "opportunity days with at least one treated contact of a physiotherapist";
        let lines = face.wrap(text, 120.0, 9.0, Weight::Regular).unwrap();
        assert!(lines.len() > 2);
        assert_eq!(lines.join(" "), text);
        for line in lines {
            assert!(face.width(&line, 9.0, Weight::Regular).unwrap() <= 120.0);
        }
    }
}
