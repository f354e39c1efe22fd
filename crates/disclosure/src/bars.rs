//! Parts of a whole, centre by centre, printed beside the network's: a centre's bar is shown whole or not at all.
//!
//! A bar with a small part is held back; so are others, until every small part can still be anything from 1 to the most that
//! is small, for a stranger and for each centre that puts in its own. Where bars are hidden whole, what can be known of a
//! part is what its row and its bar leave over (Fréchet's bounds), so that no solver is needed. How long a hidden bar is
//! counts as known: another page may tell it.

use crate::tables::{LEAST_PARTS, Range};

/// What is printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Printed {
    /// Which bars are shown, in the order given. One with nothing in it is.
    pub bars: Vec<bool>,
    /// Whether the network's is.
    pub network: bool,
}

/// Decides which bars are shown. Parts from 1 to `most_small` are small; a bar of fewer than `least` is.
pub fn printed(bars: &[Vec<u32>], most_small: u32, least: u32) -> Printed {
    let filled = bars.iter().filter(|bar| size(bar) > 0).count();
    let is_small = |bar: &Vec<u32>| {
        (1..least).contains(&size(bar)) || bar.iter().any(|part| (1..=most_small).contains(part))
    };
    let mut shown: Vec<bool> = bars.iter().map(|bar| !is_small(bar)).collect();
    while !is_safe(bars, &shown, most_small) {
        let largest_first = |place: &usize| (size(&bars[*place]), *place);
        let covers = (0..bars.len()).filter(|place| shown[*place] && size(&bars[*place]) > 0);
        let Some(cover) = covers.min_by_key(largest_first) else { break };
        shown[cover] = false;
    }
    Printed { network: filled >= LEAST_PARTS || shown.iter().all(|shown| *shown), bars: shown }
}

/// Whether every small part of a hidden bar is open, to a stranger and to each centre.
pub fn is_safe(bars: &[Vec<u32>], shown: &[bool], most_small: u32) -> bool {
    let hidden = || (0..bars.len()).filter(|place| !shown[*place]);
    let readers = || std::iter::once(None).chain(hidden().map(Some));
    hidden().all(|place| {
        readers().filter(|reader| *reader != Some(place)).all(|reader| {
            let smalls = (0..bars[place].len()).filter(|part| (1..=most_small).contains(&bars[place][*part]));
            let most = f64::from(most_small.min(size(&bars[place])));
            smalls
                .map(|part| worked_out(bars, shown, reader, (place, part)))
                .all(|Range { least, most: up }| least <= 1.0 && up >= most)
        })
    })
}

/// The least and the most that a reader can take a part of a hidden bar for: a centre by its place, or a stranger.
pub fn worked_out(
    bars: &[Vec<u32>],
    shown: &[bool],
    reader: Option<usize>,
    (place, part): (usize, usize),
) -> Range {
    let unknown = (0..bars.len()).filter(|other| !shown[*other] && Some(*other) != reader);
    let (mut row, mut all) = (0, 0);
    for other in unknown {
        row += bars[other][part];
        all += size(&bars[other]);
    }
    let own = size(&bars[place]);
    Range { least: f64::from((row + own).saturating_sub(all)), most: f64::from(row.min(own)) }
}

fn size(bar: &[u32]) -> u32 {
    bar.iter().sum()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::tables::{Part, Rule, Shown, Tables};

    fn shown(bars: &[[u32; 3]]) -> (Vec<bool>, bool) {
        let bars: Vec<Vec<u32>> = bars.iter().map(|bar| bar.to_vec()).collect();
        let printed = printed(&bars, 7, 10);
        (printed.bars, printed.network)
    }

    #[test]
    fn large_parts_and_none_are_shown() {
        assert_eq!(shown(&[[20, 0, 30], [12, 14, 90], [0, 0, 0]]), (vec![true; 3], true));
    }

    #[test]
    fn one_small_part_takes_two_other_bars_with_it_since_each_of_them_knows_its_own() {
        let bars = [[3, 40, 40], [60, 60, 60], [50, 20, 30], [90, 90, 90]];
        assert_eq!(shown(&bars), (vec![false, false, false, true], true));
    }

    #[test]
    fn two_bars_have_no_network() {
        assert_eq!(shown(&[[3, 40, 40], [60, 60, 60]]), (vec![false, false], false));
    }

    /// The same as tables in which nothing of a hidden bar is printed but its length, for the solver.
    fn as_tables(bars: &[Vec<u32>], shown: &[bool]) -> (Tables, Vec<Shown>) {
        let mut tables = Tables::new(Rule { most_small: 7, marked: false });
        let mut places = Vec::new();
        for (owner, (bar, shown)) in bars.iter().zip(shown).enumerate() {
            let part = |n: &u32| Part { withheld: !shown, ..Part::new(owner, *n) };
            places.push(tables.line(bar.iter().map(part), size(bar)));
        }
        for part in 0..bars[0].len() {
            let total = bars.iter().map(|bar| bar[part]).sum();
            tables.total(places.iter().map(|bar| bar[part]).collect(), total);
        }
        let printed = tables.counts.iter().map(|c| if c.withheld { Shown::Cover } else { Shown::Exact });
        let printed = printed.collect();
        (tables, printed)
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

        /// What a solver finds of a small part is never tighter than 1 to the most that is small, but where all is hidden.
        #[test]
        fn no_small_part_can_be_worked_out(
            bars in prop::collection::vec(prop::collection::vec(prop_oneof![0_u32..9, 8_u32..40], 3), 3..6),
        ) {
            let found = printed(&bars, 7, 10);
            let open = found.bars.iter().zip(&bars).any(|(shown, bar)| *shown && size(bar) > 0);
            prop_assume!(open);
            let (tables, shown) = as_tables(&bars, &found.bars);
            for place in (0..bars.len()).filter(|place| !found.bars[*place]) {
                for part in (0..3).filter(|part| (1..=7).contains(&bars[place][*part])) {
                    for reader in (0..=bars.len()).filter(|reader| *reader != place) {
                        let reader = (reader < bars.len()).then_some(reader);
                        let range = tables.worked_out(&shown, reader, place * 4 + part);
                        let most = f64::from(size(&bars[place]).min(7));
                        prop_assert!(range.least < 1.001 && range.most > most - 0.001, "{range:?} of {bars:?}");
                    }
                }
            }
        }

        /// The bounds are those that a solver finds.
        #[test]
        fn the_bounds_are_exact(
            bars in prop::collection::vec(prop::collection::vec(0_u32..30, 3), 3..5), shown in 0_usize..5,
        ) {
            let shown: Vec<bool> = (0..bars.len()).map(|place| place == shown).collect();
            let (tables, print) = as_tables(&bars, &shown);
            for place in (0..bars.len()).filter(|place| !shown[*place]) {
                for part in 0..3 {
                    let (own, solved) = (worked_out(&bars, &shown, None, (place, part)), tables.worked_out(&print, None, place * 4 + part));
                    prop_assert!((own.least - solved.least).abs() < 1e-3 && (own.most - solved.most).abs() < 1e-3, "{own:?} {solved:?}");
                }
            }
        }
    }
}
