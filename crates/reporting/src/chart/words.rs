//! Words and tables that the charts share.

use crate::document::{Column, Row, Table};

/// Stands for a number that is held back.
pub(super) const HELD_BACK: &str = "*";

/// Half a digit goes away from zero. A share of fewer than a million records that isn't a tie lies farther from it than
/// the nudge; a tie that the float has lost gets back to its side.
fn rounded(value: f64, scale: f64) -> f64 {
    (value * scale + value.signum() * 1e-7).round() / scale + 0.0
}

/// One decimal: `91.2`.
pub(crate) fn decimal(value: f64) -> String {
    format!("{:.1}", rounded(value, 10.0))
}

/// No decimal: `91`.
pub(super) fn whole(value: f64) -> String {
    format!("{:.0}", rounded(value, 1.0))
}

/// `91.2%`
pub(super) fn percent(value: f64) -> String {
    decimal(value) + "%"
}

/// `1 centre`, `3 centres`
pub(super) fn count(n: usize, one: &str) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{n} {one}s") }
}

/// `Leeds, Papworth and Aberdeen`
pub(super) fn list(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

/// The first letter large.
pub(super) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

/// A name with its value.
pub(super) type Named<'n> = (&'n str, f64);

/// Who has the lowest and who the highest value, the first of equals; `None` of nobody.
pub(super) fn ends<'n>(values: &[Named<'n>]) -> Option<(Named<'n>, Named<'n>)> {
    let low = values.iter().copied().min_by(|a, b| a.1.total_cmp(&b.1));
    let high = values.iter().copied().rev().max_by(|a, b| a.1.total_cmp(&b.1));
    low.zip(high)
}

/// A chart's table. Context and notes are for whoever puts the chart into a report.
pub(super) fn table(name: &str, caption: &str, columns: Vec<Column>, rows: Vec<Row>) -> Table {
    Table {
        name: name.to_owned(),
        caption: caption.to_owned(),
        context: Vec::new(),
        columns,
        rows,
        notes: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::round_half_away;

    #[test]
    fn a_share_is_rounded_as_its_fraction_is() {
        for n in 1..400_u32 {
            for k in 0..=n {
                let exact = round_half_away(i64::from(k) * 100, i64::from(n), 1);
                assert_eq!(Some(decimal(100.0 * f64::from(k) / f64::from(n))), exact, "{k}/{n}");
            }
        }
        assert_eq!((whole(2.5).as_str(), decimal(-0.01).as_str()), ("3", "0.0"));
    }

    #[test]
    fn names_are_listed_as_people_list_them() {
        assert_eq!(list(&["Leeds", "Papworth", "Aberdeen"]), "Leeds, Papworth and Aberdeen");
        assert_eq!((list(&["Leeds"]), list(&[])), ("Leeds".to_owned(), String::new()));
        assert_eq!((count(1, "centre"), count(0, "centre")), ("1 centre".to_owned(), "0 centres".to_owned()));
        assert_eq!(capital("runs"), "Runs");
    }

    #[test]
    fn the_first_of_equals_is_named() {
        let values = [("Leeds", 3.0), ("Papworth", 3.0), ("Aberdeen", 9.0), ("Cardiff", 9.0)];
        assert_eq!(ends(&values), Some((("Leeds", 3.0), ("Aberdeen", 9.0))));
        assert_eq!(ends(&[]), None);
    }
}
