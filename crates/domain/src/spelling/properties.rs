//! Whatever is written, a cell is read as it was meant or stays as it is.

use proptest::prelude::*;

use super::*;
use crate::forms;

const UNITS: [&str; 26] = [
    "",
    "kg",
    "lb",
    "st",
    "g",
    "h",
    "hours",
    "min",
    "mins",
    "s",
    "L/min",
    "l/min",
    "ml/min",
    "ml/h",
    "µg/kg/min",
    "mcg/kg/min",
    "mg/h",
    "%",
    "mmHg",
    "kPa",
    "cmH2O",
    "m",
    "km",
    "ft",
    "bpm",
    "e3",
];
const BLANKS: [&str; 7] = ["", " ", "  ", "\u{a0}", "\u{2009}", "\u{202f}", "\t"];

/// Every number field of every form.
fn numbers() -> Vec<&'static FieldSpec> {
    let is_number = |field: &&FieldSpec| matches!(field.kind, Kind::Int { .. } | Kind::Dec { .. });
    forms::forms().iter().flat_map(|form| form.fields).filter(is_number).collect()
}

proptest! {
    /// A number is read as itself or refused, whatever stands behind it or between its digits.
    #[test]
    fn any_number_with_any_unit_and_any_blank_is_itself_or_refused(
        at in 0..numbers().len(),
        whole in 0..20_000_u32,
        decimals in prop::option::of(0..1000_u32),
        unit in 0..UNITS.len(),
        (before, between, after) in (0..BLANKS.len(), 0..BLANKS.len(), 0..BLANKS.len()),
        cut in 0..5_usize,
        sign in 0..4_usize,
    ) {
        let field = numbers()[at];
        let digits = whole.to_string();
        let cut = cut.min(digits.len());
        let grouped = [&digits[..cut], BLANKS[between], &digits[cut..]].concat();
        let sign = ["", "-", "+", "–"][sign];
        let decimals = decimals.map(|part| format!(".{part}")).unwrap_or_default();
        let number = format!("{sign}{grouped}{decimals}");
        let cell = [BLANKS[before], &number, BLANKS[after], UNITS[unit]].concat();
        let read = tidy(field, &cell);
        if is_valid(field, &read) && !read.is_empty() {
            let is_own = unit == 0 || crate::unit::is_spelled(&field.unit, UNITS[unit]);
            let is_share = UNITS[unit] == "%" && field.unit.is_empty();
            prop_assert!(is_own || is_share, "{cell:?} is read as {read} in {}", field.unit);
            let inside = cut > 0 && cut < digits.len() && !BLANKS[between].is_empty();
            prop_assert!(!inside || digits.len() - cut == 3, "{cell:?} is read as {read}");
            let minus = if matches!(sign, "-" | "–") { -1.0 } else { 1.0 };
            let meant: f64 = format!("{digits}{decimals}").parse::<f64>().unwrap() * minus;
            let meant = if is_share { meant / 100.0 } else { meant };
            let value: f64 = read.parse().unwrap();
            prop_assert!((value - meant).abs() < 1e-9, "{cell:?} is read as {read}");
        }
    }

    /// A time of the twelve-hour clock is the one that is meant, and no other hour is taken.
    #[test]
    fn any_twelve_hour_time_is_read_as_it_is_meant(
        hour in 0..30_u8,
        minute in 0..60_u8,
        half in 0..6_usize,
        blank in 0..BLANKS.len(),
    ) {
        let half = ["am", "pm", "AM", "p.m.", "a.m", "Pm"][half];
        let started = forms::form("physio_contact").unwrap().field("start_at").unwrap();
        let cell = format!("22/01/2026 {hour}:{minute:02}{}{half}", BLANKS[blank]);
        let read = tidy(started, &cell).into_owned();
        if (1..=12).contains(&hour) {
            let after = half.to_lowercase().starts_with('p');
            let meant = hour % 12 + if after { 12 } else { 0 };
            prop_assert_eq!(read, format!("2026-01-22T{meant:02}:{minute:02}"));
        } else {
            prop_assert_eq!(read, cell);
        }
    }
}
