//! One line of counts with its total, as most tables of a pack are.

use super::{Part, Rule, Shown, Tables};

/// With fewer in it, a total tells a reader who knows the own count another's.
pub const LEAST_PARTS: usize = 3;

/// What is printed of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub parts: Vec<Shown>,
    pub total: Shown,
}

/// What is printed of the counts of some centres and their total. Each part has something in its denominator.
///
/// Where the total is so small that it would tell the counts whatever else is hidden, the parts are hidden all, nothing
/// and much alike, and the total stands; with fewer than three parts it goes too.
pub fn protected(rule: Rule, parts: &[Part], total: u32) -> Line {
    let mut tables = Tables::new(rule);
    tables.line(parts.iter().copied(), total);
    let mut shown = tables.protect();
    match shown.pop().unwrap_or(Shown::Exact) {
        Shown::Exact => Line { parts: shown, total: Shown::Exact },
        hidden => Line {
            parts: vec![Shown::Cover; parts.len()],
            total: if parts.len() < LEAST_PARTS { hidden } else { Shown::Exact },
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(counts: &[u32]) -> Line {
        let parts: Vec<Part> = counts.iter().enumerate().map(|(owner, n)| Part::new(owner, *n)).collect();
        protected(Rule::MEMBERS_COUNTS, &parts, counts.iter().sum())
    }

    #[test]
    fn a_few_events_in_the_whole_network_are_told_of_the_network_alone() {
        let few = line(&[2, 0, 1, 0, 3]);
        assert_eq!((few.parts, few.total), (vec![Shown::Cover; 5], Shown::Exact));
    }

    #[test]
    fn two_centres_have_no_total() {
        let two = line(&[3, 50]);
        assert_eq!((two.parts, two.total), (vec![Shown::Cover; 2], Shown::Cover));
    }

    #[test]
    fn large_counts_are_shown_with_their_total() {
        let large = line(&[20, 0, 31]);
        assert_eq!((large.parts, large.total), (vec![Shown::Exact; 3], Shown::Exact));
    }
}
