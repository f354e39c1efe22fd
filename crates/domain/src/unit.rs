//! Units: their symbols, and the ways in which people spell them.
//!
//! Two spellings are of one unit when they come to the same plain form: `L/min`, `l min⁻¹`, `litres per minute`
//! and `litres a minute` are all `l/min`. Nothing is converted: a unit is the field's own, or it is another.

/// Words of the dictionary and their symbol, for the box behind a number.
const SYMBOLS: &[(&str, &str)] = &[
    ("French", "Fr"),
    ("beats a minute", "/min"),
    ("breaths a minute", "/min"),
    ("centimetres", "cm"),
    ("centimetres of water", "cmH₂O"),
    ("hours", "h"),
    ("hours a week", "h/week"),
    ("kilograms", "kg"),
    ("kilograms-force", "kgf"),
    ("kilometres", "km"),
    ("kilopascals", "kPa"),
    ("litres a minute", "L/min"),
    ("metres", "m"),
    ("micrograms a kilogram a minute", "µg/kg/min"),
    ("millimetres of mercury", "mmHg"),
    ("minutes", "min"),
    ("per cent", "%"),
    ("revolutions a minute", "rpm"),
    ("seconds", "s"),
    ("whole-time equivalents", "WTE"),
];

/// Words that belong together, and abbreviations of more than one word: each with its plain form.
const PHRASES: &[(&str, &str)] = &[
    ("whole-time equivalent", "wte"),
    ("whole time equivalent", "wte"),
    ("kilograms-force", "kgf"),
    ("kilogram-force", "kgf"),
    ("centimetres of water", "cmh2o"),
    ("centimeters of water", "cmh2o"),
    ("cm of water", "cmh2o"),
    ("cm h2o", "cmh2o"),
    ("millimetres of mercury", "mmhg"),
    ("millimeters of mercury", "mmhg"),
    ("mm hg", "mmhg"),
    ("per cent", "%"),
];

/// Plain forms and the words that mean them.
const WORDS: &[(&str, &[&str])] = &[
    ("%", &["percent", "pct"]),
    ("beat", &["beats"]),
    ("bed", &["beds"]),
    ("breath", &["breaths"]),
    ("cm", &["centimetre", "centimetres", "centimeter", "centimeters", "cms"]),
    ("fr", &["french", "f", "ch"]),
    ("h", &["hr", "hrs", "hour", "hours"]),
    ("kg", &["kgs", "kilo", "kilos", "kilogram", "kilograms", "kilogramme", "kilogrammes"]),
    ("km", &["kms", "kilometre", "kilometres", "kilometer", "kilometers"]),
    ("kpa", &["kilopascal", "kilopascals"]),
    ("l", &["lt", "ltr", "ltrs", "litre", "litres", "liter", "liters"]),
    ("m", &["metre", "metres", "meter", "meters"]),
    ("min", &["mins", "minute", "minutes"]),
    ("person", &["people", "persons"]),
    ("point", &["points", "pt", "pts"]),
    ("project", &["projects"]),
    ("rep", &["reps", "repetition", "repetitions"]),
    ("rev", &["revs", "revolution", "revolutions"]),
    ("review", &["reviews"]),
    ("run", &["runs"]),
    ("s", &["sec", "secs", "second", "seconds"]),
    ("set", &["sets"]),
    ("step", &["steps"]),
    ("ug", &["mcg", "microgram", "micrograms", "microgramme", "microgrammes"]),
    ("week", &["wk", "wks", "weeks"]),
    ("wte", &["fte", "wtes"]),
    ("year", &["y", "yr", "yrs", "years"]),
];

/// Plain forms that stand for another one, when a field is in that one.
const SHORT: &[(&str, &[&str])] = &[
    ("beat/min", &["/min", "bpm"]),
    ("breath/min", &["/min", "bpm"]),
    ("l/min", &["lpm"]),
    ("rev/min", &["rpm"]),
];

/// The symbol of a unit; a unit without one is its own word when that is short.
pub fn symbol(words: &str) -> &str {
    let known = SYMBOLS.iter().find(|(known, _)| *known == words).map(|(_, symbol)| *symbol);
    known.unwrap_or(if words.len() <= 11 { words } else { "" })
}

/// Whether a text spells a unit.
pub fn is_spelled(words: &str, text: &str) -> bool {
    if words.is_empty() {
        return false;
    }
    let (unit, given) = (plain(words), plain(text));
    let short = || SHORT.iter().any(|(known, short)| *known == unit && short.contains(&&*given));
    given == unit || short()
}

/// Whether a unit is a plain count of hours.
pub(crate) fn is_hours(words: &str) -> bool {
    plain(words) == "h"
}

/// What all spellings of a unit have in common: `l/min`.
fn plain(text: &str) -> String {
    let mut lower: String = text.trim().chars().map(plain_char).collect::<String>().to_lowercase();
    for (phrase, short) in PHRASES {
        lower = lower.replace(phrase, short);
    }
    let mut plain = String::new();
    let mut over = false;
    for token in lower.replace('/', " / ").split(|c: char| c.is_whitespace() || matches!(c, '.' | '*')) {
        if matches!(token, "/" | "per" | "a" | "an" | "each") {
            over = true;
        } else if !token.is_empty() {
            let base = token.strip_suffix("-1");
            plain.extend((over || base.is_some()).then_some('/'));
            plain.push_str(word(base.unwrap_or(token)));
            over = false;
        }
    }
    plain
}

fn plain_char(c: char) -> char {
    match c {
        'µ' | 'μ' => 'u',
        '₂' => '2',
        '¹' => '1',
        '⁻' | '−' | '–' => '-',
        '·' | '⋅' | '×' => '.',
        '⁄' | '∕' => '/',
        '％' => '%',
        c if c.is_whitespace() => ' ',
        c => c,
    }
}

fn word(token: &str) -> &str {
    WORDS.iter().find(|(_, words)| words.contains(&token)).map_or(token, |(plain, _)| plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn units() -> impl Iterator<Item = &'static str> {
        let forms = crate::forms::forms().iter().copied();
        let rows = crate::forms::forms().iter().flat_map(|form| form.children).map(|child| child.spec);
        forms
            .chain(rows)
            .flat_map(|form| form.fields)
            .map(|field| &*field.unit)
            .filter(|unit| !unit.is_empty())
    }

    #[test]
    fn every_unit_of_the_dictionary_has_a_symbol_and_is_spelled_by_both() {
        for unit in units() {
            assert!(!symbol(unit).is_empty(), "{unit}");
            assert!(is_spelled(unit, unit) && is_spelled(unit, symbol(unit)), "{unit}");
        }
    }

    #[test]
    fn a_unit_is_known_in_its_spellings() {
        for (unit, spellings) in [
            (
                "litres a minute",
                &["L/min", "l/min", "LPM", "l min-1", "L·min⁻¹", "litres per minute", "l / min."][..],
            ),
            ("minutes", &["min", "mins", "Minutes", "min."]),
            ("hours", &["h", "hrs", "hours"]),
            ("kilograms", &["kg", "KG", "kgs", "kilos"]),
            ("per cent", &["%", "percent", "per cent"]),
            ("centimetres of water", &["cmH2O", "cmH₂O", "cm H2O", "cm of water"]),
            ("micrograms a kilogram a minute", &["µg/kg/min", "mcg/kg/min", "ug/kg/min", "μg kg⁻¹ min⁻¹"]),
            ("beats a minute", &["/min", "bpm", "beats/min"]),
            ("people", &["person", "people"]),
        ] {
            for text in spellings {
                assert!(is_spelled(unit, text), "{text} is {unit}");
            }
        }
    }

    #[test]
    fn another_unit_is_never_taken_for_the_fields_own() {
        for (unit, others) in [
            ("kilograms", &["lb", "st", "g", "kg/m2"][..]),
            ("minutes", &["h", "s", "m", "/min", "hours"]),
            ("hours", &["min", "d", "h/week"]),
            ("micrograms a kilogram a minute", &["ml/h", "mcg/min", "mg/kg/min", "µg/kg/h", "µg/min/kg"]),
            ("litres a minute", &["ml/min", "l", "l/h"]),
            ("metres", &["km", "ft", "min", "cm"]),
            ("kilopascals", &["mmHg", "pa", "cmH2O"]),
            ("seconds", &["min", "ms"]),
            ("", &["%", "kg", "points"]),
        ] {
            for text in others {
                assert!(!is_spelled(unit, text), "{text} is not {unit}");
            }
        }
    }

    #[test]
    fn no_two_units_of_the_dictionary_share_a_spelling_but_rates_without_a_noun() {
        let all: std::collections::BTreeSet<_> = units().collect();
        for one in &all {
            for other in all.iter().filter(|other| *other != one && symbol(one) != symbol(other)) {
                assert!(!is_spelled(one, other) && !is_spelled(one, symbol(other)), "{one} and {other}");
            }
        }
    }
}
