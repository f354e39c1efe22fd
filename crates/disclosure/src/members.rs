//! Small denominators behind percentages that are printed without any count (data dictionary, section 7.5).
//!
//! A centre with few records behind a value is not shown. If it is the only one, the centre with the next smallest number
//! is hidden with it. Counts that are printed need more: see [`crate::tables`]. Network totals stand.

use std::collections::BTreeMap;

/// Why a centre's value isn't shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hidden {
    /// Its own denominator is too small.
    Small,
    /// Shown, it would give away another centre's.
    Companion,
}

/// Whose denominator to hide, of several that are shown with their sum. `least` is the smallest that is shown; an
/// empty denominator hides nothing.
pub fn hidden<'a>(counts: impl Iterator<Item = (&'a str, u32)>, least: u32) -> BTreeMap<String, Hidden> {
    let filled: Vec<(&str, u32)> = counts.filter(|(_, n)| *n > 0).collect();
    let (small, rest): (Vec<_>, Vec<_>) = filled.into_iter().partition(|(_, n)| *n < least);
    let mut away: BTreeMap<String, Hidden> =
        small.iter().map(|(centre, _)| ((*centre).to_owned(), Hidden::Small)).collect();
    if away.len() == 1
        && let Some((centre, _)) = rest.iter().min_by_key(|(centre, n)| (*n, *centre))
    {
        away.insert((*centre).to_owned(), Hidden::Companion);
    }
    away
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn hide(counts: &[(&str, u32)]) -> Vec<(String, Hidden)> {
        hidden(counts.iter().copied(), 5).into_iter().collect()
    }

    #[test]
    fn nothing_to_hide() {
        assert!(hide(&[("A", 5), ("B", 0), ("C", 40)]).is_empty());
    }

    #[test]
    fn one_small_centre_takes_the_next_with_it() {
        let expected = vec![("A".to_owned(), Hidden::Small), ("C".to_owned(), Hidden::Companion)];
        assert_eq!(hide(&[("A", 4), ("B", 44), ("C", 12)]), expected);
    }

    #[test]
    fn two_small_centres_cover_each_other() {
        assert_eq!(hide(&[("A", 4), ("B", 1), ("C", 12)]).len(), 2);
    }

    proptest! {
        /// Subtracting everything shown from the total never leaves a single hidden centre when another could hide it.
        #[test]
        fn no_centre_can_be_worked_out(counts in proptest::collection::vec(0_u32..60, 1..12)) {
            let names: Vec<String> = (0..counts.len()).map(|i| format!("C{i:02}")).collect();
            let hidden = hidden(names.iter().map(String::as_str).zip(counts.iter().copied()), 5);
            let filled = counts.iter().filter(|n| **n > 0).count();
            prop_assert!(hidden.len() != 1 || filled == 1);
            for (name, n) in names.iter().zip(counts) {
                prop_assert!(n == 0 || n >= 5 || hidden.contains_key(name));
            }
        }
    }
}
