//! What to hide beside the small counts, so that none of them can be narrowed down.

use super::{Range, Shown, Sum, Tables};

/// A solver's numbers are this near to whole.
const NEAR: f64 = 1e-6;

/// A small count, and a reader who can narrow it down to fewer values than are small.
struct Leak {
    place: usize,
    reader: Option<usize>,
    width: f64,
}

impl Tables {
    /// What is printed of each count. Every small one can still be anything from 1 to the most that is small, for a
    /// stranger and for each reader who knows the own counts.
    ///
    /// Greedy: the count that is narrowed down most gets the smallest cover that widens it; totals are hidden last.
    pub fn protect(&self) -> Vec<Shown> {
        let first = |place: usize| match self.counts[place] {
            count if count.withheld => Shown::Cover,
            _ if self.is_small(place) => Shown::Small,
            _ => Shown::Exact,
        };
        let mut shown: Vec<Shown> = (0..self.counts.len()).map(first).collect();
        while let Some(leak) = self.worst(&shown) {
            let Some(cover) = self.cover(&shown, &leak) else { break };
            shown[cover] = Shown::Cover;
        }
        shown
    }

    /// Whether nobody can narrow a count down that is small.
    pub fn is_safe(&self, shown: &[Shown]) -> bool {
        self.worst(shown).is_none()
    }

    fn worst(&self, shown: &[Shown]) -> Option<Leak> {
        let small = (0..self.counts.len()).filter(|place| self.is_small(*place));
        let leaks = small.flat_map(|place| {
            self.readers(place).filter_map(move |reader| {
                let range = self.worked_out(shown, reader, place);
                (!self.is_wide(place, range)).then_some(Leak {
                    place,
                    reader,
                    width: range.most - range.least,
                })
            })
        });
        leaks.min_by(|a, b| a.width.total_cmp(&b.width).then(a.place.cmp(&b.place)))
    }

    /// A stranger, and every centre but the count's own that has a count in the tables.
    fn readers(&self, place: usize) -> impl Iterator<Item = Option<usize>> {
        let own = self.counts[place].owner;
        let mut readers: Vec<usize> = self.counts.iter().filter_map(|count| count.owner).collect();
        readers.sort_unstable();
        readers.dedup();
        readers.into_iter().filter(move |reader| Some(*reader) != own).map(Some).chain([None])
    }

    /// Every value that a small count can have is still possible.
    fn is_wide(&self, place: usize, range: Range) -> bool {
        let small = self.rule.most_small;
        let most = self.counts[place].known_most.map_or(small, |known| known.min(small));
        range.least <= 1.0 + NEAR && range.most >= f64::from(most) - NEAR
    }

    /// The cheapest count whose hiding widens what leaks: small numbers before large ones, totals last. Where none does
    /// alone, as in a table of rows and columns, the cheapest of a sum in which the reader misses one number.
    fn cover(&self, shown: &[Shown], leak: &Leak) -> Option<usize> {
        let printed = |place: &usize| shown[*place] == Shown::Exact && self.counts[*place].n > 0;
        let mut candidates: Vec<usize> = (0..self.counts.len()).filter(printed).collect();
        candidates.sort_by_key(|place| (self.counts[*place].total, self.counts[*place].n, *place));
        let widens = |place: &usize| {
            let mut wider = shown.to_vec();
            wider[*place] = Shown::Cover;
            let range = self.worked_out(&wider, leak.reader, leak.place);
            range.most - range.least > leak.width + NEAR
        };
        let is_others = |place: &usize| leak.reader.is_none() || self.counts[*place].owner != leak.reader;
        let mut others = candidates.into_iter().filter(is_others);
        let known = |place: usize| !is_others(&place) || shown[place] == Shown::Exact;
        let open = |place: &usize| {
            let own = |sum: &&Sum| sum.places().any(|other| other == *place);
            self.sums.iter().filter(own).any(|sum| sum.places().filter(|other| !known(*other)).count() == 1)
        };
        let all: Vec<usize> = others.by_ref().collect();
        let found = all.iter().find(|place| widens(place)).or_else(|| all.iter().find(|place| open(place)));
        found.or(all.first()).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Count, Part, Rule};
    use super::*;

    /// One line of counts of as many centres, with their total.
    fn line(rule: Rule, counts: &[u32]) -> Tables {
        let mut tables = Tables::new(rule);
        tables.line(counts.iter().enumerate().map(|(centre, n)| Part::new(centre, *n)), counts.iter().sum());
        tables
    }

    fn printed(rule: Rule, counts: &[u32]) -> String {
        let tables = line(rule, counts);
        let shown = tables.protect();
        assert!(tables.is_safe(&shown));
        let sign = |(count, shown): (&Count, &Shown)| match shown {
            Shown::Exact => count.n.to_string(),
            Shown::Small => "≤".to_owned(),
            Shown::Cover => "–".to_owned(),
        };
        tables.counts.iter().zip(&shown).map(sign).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn nothing_small_hides_nothing() {
        assert_eq!(printed(Rule::MEMBERS_COUNTS, &[12, 0, 40]), "12 0 40 52");
    }

    #[test]
    fn one_small_count_is_covered_by_two_since_each_of_them_knows_its_own() {
        assert_eq!(printed(Rule::MEMBERS_COUNTS, &[4, 44, 12, 90]), "≤ – – 90 150");
    }

    #[test]
    fn small_counts_cover_one_another_only_while_their_sum_leaves_all_values_open() {
        assert_eq!(printed(Rule::MEMBERS_COUNTS, &[4, 4, 4, 4, 4, 30]), "≤ ≤ ≤ ≤ ≤ 30 50");
        assert_eq!(
            printed(Rule::MEMBERS_COUNTS, &[1, 1, 1, 30, 60]),
            "≤ ≤ ≤ – – 93",
            "three ones would be known"
        );
    }

    #[test]
    fn two_centres_lose_their_total() {
        assert_eq!(printed(Rule::MEMBERS_COUNTS, &[3, 50]), "≤ 50 –");
    }

    #[test]
    fn a_hidden_denominator_looks_like_what_covers_it() {
        let shown = line(Rule::MEMBERS_DENOMINATORS, &[9, 30, 31, 80]).protect();
        assert_eq!(shown[..4], [Shown::Small, Shown::Cover, Shown::Cover, Shown::Exact]);
    }

    #[test]
    fn a_table_of_rows_and_columns_is_solved_whole() {
        let mut tables = Tables::new(Rule::MEMBERS_COUNTS);
        let cells = [[3, 20, 30], [25, 40, 50], [35, 60, 45], [22, 24, 26]];
        let rows = cells.map(|row| tables.line(row.iter().map(|n| Part::new(9, *n)), row.iter().sum()));
        for count in &mut tables.counts {
            count.owner = None;
        }
        for column in 0..3 {
            let total = cells.iter().map(|row| row[column]).sum();
            tables.total(rows.iter().map(|row| row[column]).collect(), total);
        }
        let shown = tables.protect();
        assert!(tables.is_safe(&shown), "{shown:?}");
        assert!(tables.counts.iter().zip(&shown).all(|(c, s)| !c.total || *s == Shown::Exact), "{shown:?}");
        assert!(shown.iter().filter(|shown| **shown == Shown::Cover).count() >= 3, "a rectangle at least");
    }
}
