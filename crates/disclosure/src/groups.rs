//! Groups of a network, such as its diagnoses, of which nothing but the network's count of each is printed: beside the count of
//! all groups together and that of each centre.
//!
//! A group's count is told when it is large for everybody: for a stranger, and for each centre once it has taken its own away.
//! What is kept back cannot be worked out from what is told.

/// Which groups may be told. `groups` holds the counts of each, by centre in one order; counts from 1 to `most_small` are small.
pub fn open(groups: &[Vec<u32>], most_small: u32) -> Vec<bool> {
    let network = Network { groups, most_small };
    let mut open: Vec<bool> = (0..groups.len()).map(|group| network.may_be_told(group)).collect();
    while network.is_worked_out(&open) {
        let told = (0..groups.len()).filter(|group| open[*group] && network.others(*group, None) > 0);
        let Some(cover) = told.min_by_key(|group| network.others(*group, None)) else { break };
        open[cover] = false;
    }
    open
}

struct Network<'a> {
    groups: &'a [Vec<u32>],
    most_small: u32,
}

impl Network<'_> {
    /// A stranger, and each centre.
    fn readers(&self) -> impl Iterator<Item = Option<usize>> {
        let centres = self.groups.first().map_or(0, Vec::len);
        std::iter::once(None).chain((0..centres).map(Some))
    }

    /// What of a group is not a reader's own.
    fn others(&self, group: usize, reader: Option<usize>) -> u32 {
        let cells = self.groups[group].iter().enumerate();
        cells.filter(|(centre, _)| Some(*centre) != reader).map(|(_, n)| n).sum()
    }

    fn is_small(&self, n: u32) -> bool {
        (1..=self.most_small).contains(&n)
    }

    fn may_be_told(&self, group: usize) -> bool {
        self.readers()
            .all(|reader| !self.is_small(self.others(group, reader)) && !self.narrows_a_centre(group, reader))
    }

    /// Whether the sums of groups and centres leave a small count of one centre's less room than the small numbers have. In a
    /// table of which nothing but the sums is known, a cell is at least what its row and its column have beyond all.
    fn narrows_a_centre(&self, group: usize, reader: Option<usize>) -> bool {
        let all: u32 = (0..self.groups.len()).map(|group| self.others(group, reader)).sum();
        let elsewhere = all - self.others(group, reader);
        let cells = self.groups[group].iter().enumerate().filter(|(centre, _)| Some(*centre) != reader);
        let mut small = cells.filter(|(_, n)| self.is_small(**n));
        small.any(|(centre, _)| {
            let of_centre: u32 = self.groups.iter().map(|cells| cells[centre]).sum();
            of_centre > elsewhere + 1
        })
    }

    /// Whether some reader who takes what is told from all together can narrow down what is kept back.
    fn is_worked_out(&self, open: &[bool]) -> bool {
        self.readers().any(|reader| {
            let kept = (0..self.groups.len()).filter(|group| !open[*group]);
            let kept: Vec<u32> = kept.map(|group| self.others(group, reader)).filter(|n| *n > 0).collect();
            let (sum, groups) = (kept.iter().sum::<u32>(), u32::try_from(kept.len()).unwrap_or(u32::MAX));
            let any_small = kept.iter().any(|n| self.is_small(*n));
            // One of them can be as large as the small ones are, while each other has one at least.
            any_small && (groups < 2 || sum < self.most_small + groups - 1)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(groups: &[[u32; 3]]) -> Vec<bool> {
        open(&groups.iter().map(|cells| cells.to_vec()).collect::<Vec<_>>(), 9)
    }

    #[test]
    fn large_groups_of_several_centres_are_told() {
        assert_eq!(told(&[[20, 30, 25], [15, 22, 19]]), [true, true]);
    }

    #[test]
    fn a_small_group_is_kept_back_and_the_smallest_other_covers_it() {
        assert_eq!(told(&[[2, 1, 1], [15, 22, 19], [30, 40, 35]]), [false, false, true]);
    }

    #[test]
    fn two_small_ones_cover_each_other_only_where_their_sum_leaves_both_open() {
        assert_eq!(told(&[[2, 3, 3], [3, 4, 4], [30, 40, 35]]), [false, false, true]);
        assert_eq!(told(&[[1, 1, 0], [0, 1, 1], [30, 40, 35]]), [false; 3], "two and two would be known");
    }

    #[test]
    fn a_centre_that_takes_its_own_away_learns_nothing_small() {
        assert!(!told(&[[40, 3, 0], [20, 30, 25], [22, 31, 26]])[0], "the first would know the second's");
    }

    #[test]
    fn a_group_of_nearly_everybody_would_narrow_a_centres_few() {
        // Of eight at the last centre no more than four can be in the other group.
        assert_eq!(told(&[[40, 40, 6], [1, 1, 2]]), [false, false]);
    }

    proptest::proptest! {
        /// Whoever takes the own counts away finds nothing small among what is told, and not one small number alone behind it.
        #[test]
        fn nobody_finds_a_small_number(groups in proptest::collection::vec(proptest::collection::vec(0_u32..40, 4), 1..7)) {
            let open = open(&groups, 9);
            let readers = (0..4).map(Some).chain([None]);
            for reader in readers {
                let others = |cells: &Vec<u32>| -> u32 {
                    cells.iter().enumerate().filter(|(at, _)| Some(*at) != reader).map(|(_, n)| n).sum()
                };
                let kept: Vec<u32> =
                    groups.iter().zip(&open).filter(|(_, open)| !**open).map(|(cells, _)| others(cells)).collect();
                for (cells, open) in groups.iter().zip(&open) {
                    proptest::prop_assert!(!open || !(1..=9).contains(&others(cells)), "{reader:?} {cells:?}");
                }
                let seen: Vec<u32> = kept.into_iter().filter(|n| *n > 0).collect();
                let alone = seen.len() == 1 && seen[0] <= 9;
                proptest::prop_assert!(!alone || open.iter().all(|open| !open), "{reader:?} works {seen:?} out");
            }
        }
    }

    #[test]
    fn an_empty_group_is_told() {
        assert_eq!(told(&[[0, 0, 0], [20, 30, 25]]), [true, true]);
        assert_eq!(open(&[], 9), Vec::<bool>::new());
    }
}
