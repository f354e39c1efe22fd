//! Symbols of units, for the box behind a number. The label has the unit in words; whoever hears the page
//! hears those.

/// Words of the dictionary and their symbol.
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

/// The symbol of a unit; a unit without one is its own word when that is short.
pub(super) fn symbol(words: &str) -> &str {
    let known = SYMBOLS.iter().find(|(known, _)| *known == words).map(|(_, symbol)| *symbol);
    known.unwrap_or(if words.len() <= 11 { words } else { "" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_unit_of_the_dictionary_has_a_symbol() {
        let forms = domain::forms::forms().iter().copied();
        let rows = domain::forms::forms().iter().flat_map(|form| form.children).map(|child| child.spec);
        for field in forms.chain(rows).flat_map(|form| form.fields) {
            assert_eq!(symbol(&field.unit).is_empty(), field.unit.is_empty(), "{}", &field.unit);
        }
    }
}
