//! Parts of a whole as they may be printed: rare parts put together, bars held back.

use disclosure::bars;

use super::View;
use crate::{
    indicators::Parts,
    pack::{
        facts::Centre,
        protection::{LEAST_PART, MOST_SMALL},
    },
};

/// One variable, as far as the reader of this copy may see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Divided<'a> {
    pub of: &'a Parts,
    /// The names of the parts.
    pub parts: Vec<String>,
    /// Each centre in the order of the directory with its counts; none of one that is held back.
    pub centres: Vec<(&'a Centre, Option<Vec<u32>>)>,
    /// None where it would give a centre's away.
    pub network: Option<Vec<u32>>,
}

impl<'a> Divided<'a> {
    /// What is held back is the same in every copy; a centre's own is whole in its own.
    pub(super) fn of(view: &View<'a>, of: &'a Parts) -> Self {
        let groups = groups(of);
        let together = |counts: &[u32]| -> Vec<u32> {
            groups.iter().map(|group| group.iter().map(|part| counts[*part]).sum()).collect()
        };
        let bars: Vec<Vec<u32>> = of.centres.iter().map(|counts| together(counts)).collect();
        let printed = bars::printed(&bars, MOST_SMALL, view.pack.least_denominator);
        let names = &of.of().parts;
        let name = |group: &Vec<usize>| {
            let all: Vec<&str> = group.iter().map(|part| names[*part].1.as_str()).collect();
            all.join("; ")
        };
        let centres = view.facts.centres.iter().zip(bars).zip(&printed.bars);
        Self {
            of,
            parts: groups.iter().map(name).collect(),
            centres: centres
                .map(|((centre, bar), open)| (centre, (*open || view.is_own(&centre.code)).then_some(bar)))
                .collect(),
            network: printed.network.then(|| together(&of.network)),
        }
    }
}

impl Divided<'_> {
    /// The largest of the parts as the file names them.
    pub(super) fn most(&self) -> Option<usize> {
        (0..self.of.network.len()).rev().max_by_key(|part| self.of.network[*part])
    }
}

/// The parts that are printed as one. What nobody has is left out; what fewer than ten have in the whole network goes with
/// the rarer of its neighbours (data dictionary, 7.5).
fn groups(of: &Parts) -> Vec<Vec<usize>> {
    let count = |part: usize| of.centres.iter().map(|centre| centre[part]).sum::<u32>();
    let size = |group: &Vec<usize>| group.iter().map(|part| count(*part)).sum::<u32>();
    let mut groups: Vec<Vec<usize>> =
        (0..of.of().parts.len()).filter(|part| count(*part) > 0).map(|part| vec![part]).collect();
    while groups.len() > 1 {
        let rarest = (0..groups.len()).min_by_key(|place| size(&groups[*place])).unwrap_or_default();
        if size(&groups[rarest]) >= LEAST_PART {
            break;
        }
        let neighbours = [rarest.checked_sub(1), Some(rarest + 1).filter(|next| *next < groups.len())];
        let Some(beside) = neighbours.into_iter().flatten().min_by_key(|place| size(&groups[*place])) else {
            break;
        };
        let moved = groups.remove(rarest.max(beside));
        groups[rarest.min(beside)].extend(moved);
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::indicators::Breakdown;

    /// Ages of centres: to 34, to 49, to 64, from 65, not known.
    fn ages(centres: &[[u32; 5]]) -> Parts {
        let breakdown = Breakdown::shipped().unwrap().remove(0);
        let sum = (0..5).map(|part| centres.iter().map(|centre| centre[part]).sum()).collect();
        Parts {
            breakdown,
            variable: 0,
            centres: centres.iter().map(|centre| centre.to_vec()).collect(),
            network: sum,
        }
    }

    #[test]
    fn a_rare_part_goes_with_the_rarer_of_its_neighbours() {
        assert_eq!(groups(&ages(&[[20, 30, 40, 12, 4]])), [vec![0], vec![1], vec![2], vec![3, 4]]);
        assert_eq!(groups(&ages(&[[3, 30, 5, 12, 0]])), [vec![0, 1], vec![2, 3]]);
    }

    #[test]
    fn what_nobody_has_is_left_out() {
        assert_eq!(groups(&ages(&[[20, 0, 40, 0, 0]])), [vec![0], vec![2]]);
    }

    #[test]
    fn few_patients_are_one_group() {
        assert_eq!(groups(&ages(&[[1, 2, 0, 3, 1]])), [vec![0, 1, 3, 4]]);
        assert!(groups(&ages(&[[0; 5]])).is_empty());
    }
}
