//! The colours of reports. Text reaches 4.5:1 and shapes 3:1 on white; a test holds them to it.

/// A colour in sRGB.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(into = "String")]
pub struct Colour(pub u8, pub u8, pub u8);

pub const WHITE: Colour = Colour(255, 255, 255);
/// Body text.
pub const INK: Colour = Colour(0x1d, 0x2a, 0x30);
/// Second-rank text: units, notes, axis labels.
pub const MUTED: Colour = Colour(0x51, 0x61, 0x69);
/// Brand: headings, bands, points of charts.
pub const BRAND: Colour = Colour(0x0b, 0x4f, 0x5c);
/// Marks of a target.
pub const TARGET: Colour = Colour(0x9a, 0x3d, 0x00);
/// Lines between table rows; purely decorative.
pub const RULE: Colour = Colour(0xc5, 0xd0, 0xd4);
/// Grid lines of charts; purely decorative.
pub const GRID: Colour = Colour(0xe2, 0xe8, 0xea);
/// Background of total rows and call-outs.
pub const TINT: Colour = Colour(0xee, 0xf4, 0xf5);

pub const GREEN: Colour = Colour(0x1b, 0x6e, 0x3c);
pub const AMBER: Colour = Colour(0xf4, 0xbe, 0x49);
pub const AMBER_EDGE: Colour = Colour(0x8a, 0x5a, 0x00);
pub const RED: Colour = Colour(0xb0, 0x24, 0x1c);
pub const WARNING_TINT: Colour = Colour(0xff, 0xf6, 0xe0);
pub const RED_TINT: Colour = Colour(0xf7, 0xdf, 0xdc);
pub const GREEN_TINT: Colour = Colour(0xe3, 0xf2, 0xe8);

/// From pale to dark: the less complete, the darker. White stands before them.
pub const HEAT: [Colour; 4] =
    [Colour(0xe3, 0xee, 0xf0), Colour(0xb9, 0xd7, 0xdc), Colour(0x86, 0xb8, 0xc2), Colour(0x16, 0x5d, 0x6b)];
/// Parts of a whole, in turn: neighbours stay apart in grey too.
pub const SHADES: [Colour; 4] =
    [BRAND, Colour(0xe3, 0xee, 0xf0), Colour(0x5b, 0x97, 0xa3), Colour(0xc4, 0xdd, 0xe1)];

impl Colour {
    /// `#0b4f5c`
    pub fn hex(self) -> String {
        format!("#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }

    /// Relative luminance of WCAG 2.2, 0 (black) to 1 (white).
    pub fn luminance(self) -> f64 {
        let channel = |byte: u8| {
            let c = f64::from(byte) / 255.0;
            if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * channel(self.0) + 0.7152 * channel(self.1) + 0.0722 * channel(self.2)
    }

    /// Contrast ratio of WCAG 2.2 between two colours, 1 to 21.
    pub fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }
}

impl From<Colour> for String {
    fn from(colour: Colour) -> Self {
        colour.hex()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_reads_on_its_background() {
        let pairs = [
            (INK, WHITE),
            (MUTED, WHITE),
            (BRAND, WHITE),
            (TARGET, WHITE),
            (MUTED, TINT),
            (INK, WARNING_TINT),
            (WHITE, GREEN),
            (INK, AMBER),
            (WHITE, RED),
            (WHITE, BRAND),
        ];
        for (text, ground) in pairs {
            assert!(text.contrast(ground) >= 4.5, "{} on {}", text.hex(), ground.hex());
        }
    }

    #[test]
    fn shapes_stand_out_from_paper() {
        for colour in [BRAND, TARGET, GREEN, AMBER_EDGE, RED] {
            assert!(colour.contrast(WHITE) >= 3.0, "{}", colour.hex());
        }
    }

    #[test]
    fn neighbouring_shades_differ_in_grey() {
        for (i, shade) in SHADES.iter().enumerate() {
            let next = SHADES[(i + 1) % SHADES.len()];
            assert!(shade.contrast(next) >= 2.0, "{} beside {}", shade.hex(), next.hex());
        }
        let ground = [WHITE, HEAT[0], HEAT[1], HEAT[2], HEAT[3]];
        assert!(ground.is_sorted_by(|a, b| a.luminance() > b.luminance()));
    }

    #[test]
    fn text_reads_on_the_tints_of_bands() {
        for tint in [RED_TINT, WARNING_TINT, GREEN_TINT] {
            assert!(MUTED.contrast(tint) >= 4.5, "{}", tint.hex());
        }
    }
}
