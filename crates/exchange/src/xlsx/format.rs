//! What a number format shows beside the number itself.

/// What a number format shows of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Shown {
    /// The number itself, or a date alone.
    #[default]
    Plain,
    /// Hundred times the number, and a percent sign.
    Percent,
    /// A clock without seconds.
    Clock,
    /// A clock with seconds.
    Seconds,
}

/// A number format, as far as it changes what a person sees.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Format {
    pub(super) shown: Shown,
    /// Words before the number, like `£`.
    before: String,
    /// Words after it, like ` lb`; a scaling comma is told too.
    after: String,
}

impl Format {
    /// Of a format's code, e.g. `0.0" kg"`. Colours and languages mean nothing.
    pub(super) fn of(code: &str) -> Self {
        let Read { bare, before, after, is_scaled } = read(code);
        let clock = (bare.contains('h'), bare.contains('s'));
        let shown = match clock {
            _ if bare.contains("general") => Shown::Plain,
            _ if bare.contains('%') => Shown::Percent,
            (_, true) => Shown::Seconds,
            (true, false) => Shown::Clock,
            (false, false) => Shown::Plain,
        };
        let after = if is_scaled { format!("{after} (shown in thousands)") } else { after };
        Self { shown, before, after }
    }

    /// A number as it is seen.
    pub(super) fn worded(&self, number: &str) -> String {
        format!("{}{number}{}", self.before, self.after)
    }
}

#[derive(Default)]
struct Read {
    /// The code in small letters, without words, colours and languages.
    bare: String,
    before: String,
    after: String,
    /// It ends its digits with a comma: thousandths are shown.
    is_scaled: bool,
}

/// Takes a code apart. Words count of the first section only, the one for positive numbers.
fn read(code: &str) -> Read {
    let (mut read, mut section, mut last) = (Read::default(), 0, ' ');
    let mut has_digits = false;
    let mut signs = code.chars();
    while let Some(sign) = signs.next() {
        let word: String = match sign {
            '\\' => signs.next().into_iter().collect(),
            '"' => signs.by_ref().take_while(|sign| *sign != '"').collect(),
            '_' | '*' => {
                signs.next();
                String::new()
            }
            '[' => {
                let inside: String = signs.by_ref().take_while(|sign| *sign != ']').collect();
                // `[h]` and `[mm]` are durations, `[$€-407]` is a currency.
                let is_clock = |inside: &str| inside.chars().all(|sign| "hHmMsS".contains(sign));
                if is_clock(&inside) {
                    read.bare.push_str(&inside.to_lowercase());
                }
                let currency = inside.strip_prefix('$').and_then(|rest| rest.split('-').next());
                currency.unwrap_or_default().to_owned()
            }
            ';' => {
                section += 1;
                String::new()
            }
            '£' | '$' | '€' => sign.to_string(),
            _ => {
                read.bare.extend(sign.to_lowercase());
                if section == 0 {
                    read.is_scaled =
                        sign == ',' && (has_digits || last == ',') || read.is_scaled && !is_digit(sign);
                    has_digits |= is_digit(sign) || sign.eq_ignore_ascii_case(&'g');
                    last = sign;
                }
                String::new()
            }
        };
        if section == 0 {
            if has_digits { read.after.push_str(&word) } else { read.before.push_str(&word) }
        }
    }
    read
}

/// Whether it stands for a digit.
fn is_digit(sign: char) -> bool {
    matches!(sign, '0' | '#' | '?')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_what_a_person_sees() {
        for (code, expected) in [
            ("General", Shown::Plain),
            ("0.00", Shown::Plain),
            ("dd/mm/yyyy", Shown::Plain),
            ("[Red]0;[Black]0", Shown::Plain),
            ("0\" h\"", Shown::Plain),
            ("[$-809]dd mmmm yyyy", Shown::Plain),
            ("0%", Shown::Percent),
            ("0.0 \"%\"", Shown::Plain),
            ("dd/mm/yyyy hh:mm", Shown::Clock),
            ("[h]:mm", Shown::Clock),
            ("h:mm:ss", Shown::Seconds),
            ("mm:ss", Shown::Seconds),
        ] {
            assert_eq!(Format::of(code).shown, expected, "{code}");
        }
    }

    #[test]
    fn its_words_are_seen_with_the_number() {
        for (code, expected) in [
            ("General", "180"),
            ("General\" kg\"", "180 kg"),
            ("0.0", "180"),
            ("#,##0", "180"),
            ("#,##0.00;[Red]-#,##0.00", "180"),
            ("0\" lb\"", "180 lb"),
            ("0\\h", "180h"),
            ("\"ca. \"0", "ca. 180"),
            ("[$£-809]#,##0", "£180"),
            ("£0", "£180"),
            ("_-* #,##0.00_-;-* #,##0.00_-", "180"),
            ("0;0\" below\"", "180"),
            ("0.0,", "180 (shown in thousands)"),
            ("#,##0,\"k\"", "180k (shown in thousands)"),
        ] {
            assert_eq!(Format::of(code).worded("180"), expected, "{code}");
        }
    }
}
