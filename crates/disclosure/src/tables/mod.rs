//! Counts that are printed with their sums, to readers who each know their own.
//!
//! A small count is hidden. Where it could be worked out from a printed sum, more is hidden ([`Tables::protect`]), until
//! nobody can narrow it down: neither a stranger nor a centre that puts its own numbers in. All tables that share counts or
//! sums go into one [`Tables`], since they are solved together. Totals are never small: they are hidden last of all.

mod bounds;
mod line;
mod protect;

pub use bounds::Range;
pub use line::{LEAST_PARTS, Line, protected};

/// One count of one or more tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Count {
    pub n: u32,
    /// The most that everybody knows it to be: its denominator, where that is printed.
    pub known_most: Option<u32>,
    /// The reader who knows it: its own centre, by its number.
    pub owner: Option<usize>,
    /// A sum over centres.
    pub total: bool,
    /// Nothing is printed of it, whatever it is: its denominator is hidden already. It is guarded like any other.
    pub withheld: bool,
}

/// A count of one centre, before it is in a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// The centre, by its number.
    pub owner: usize,
    pub n: u32,
    /// See [`Count::known_most`] and [`Count::withheld`].
    pub known_most: Option<u32>,
    pub withheld: bool,
}

impl Part {
    pub const fn new(owner: usize, n: u32) -> Self {
        Self { owner, n, known_most: None, withheld: false }
    }
}

/// The counts of these places add up to that of `total`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sum {
    pub parts: Vec<usize>,
    pub total: usize,
}

/// Which counts are small, and how they are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// Counts from 1 to this are small. Nothing is no small count: it is shown.
    pub most_small: u32,
    /// Whether a small count is printed as one (`≤7`), or by the same sign as what is hidden to cover it.
    pub marked: bool,
}

/// Tables that are read together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tables {
    pub rule: Rule,
    pub counts: Vec<Count>,
    pub sums: Vec<Sum>,
}

/// What is printed of a count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shown {
    Exact,
    /// Small: not shown.
    Small,
    /// Not small, and not shown: it would give away one that is.
    Cover,
}

impl Rule {
    /// Counts of other centres in the members' pack: 1 to 7 are printed as `≤7`.
    pub const MEMBERS_COUNTS: Self = Self { most_small: 7, marked: true };
    /// Denominators of other centres in the members' pack: fewer than ten are not shown, and look like what covers them.
    pub const MEMBERS_DENOMINATORS: Self = Self { most_small: 9, marked: false };
}

impl Tables {
    pub fn new(rule: Rule) -> Self {
        Self { rule, counts: Vec::new(), sums: Vec::new() }
    }

    /// Puts in the counts of a line and their total. Returns the places of the parts; the total's is the next.
    pub fn line(&mut self, parts: impl IntoIterator<Item = Part>, total: u32) -> Vec<usize> {
        let first = self.counts.len();
        self.counts.extend(parts.into_iter().map(|Part { owner, n, known_most, withheld }| Count {
            n,
            known_most,
            owner: Some(owner),
            total: false,
            withheld,
        }));
        let parts: Vec<usize> = (first..self.counts.len()).collect();
        self.total(parts.clone(), total);
        parts
    }

    /// Puts in the total of counts that are in the tables.
    pub fn total(&mut self, parts: Vec<usize>, n: u32) {
        self.sums.push(Sum { parts, total: self.counts.len() });
        self.counts.push(Count { n, known_most: None, owner: None, total: true, withheld: false });
    }

    fn is_small(&self, place: usize) -> bool {
        let count = self.counts[place];
        !count.total && (1..=self.rule.most_small).contains(&count.n)
    }

    /// What a reader knows of a count from its own print alone.
    fn printed(&self, place: usize, shown: Shown, reader: Option<usize>) -> Range {
        let count = self.counts[place];
        let exact = Range { least: f64::from(count.n), most: f64::from(count.n) };
        let at_most = count.known_most.map_or(f64::INFINITY, f64::from);
        let small = f64::from(self.rule.most_small);
        match shown {
            _ if reader.is_some() && count.owner == reader => exact,
            Shown::Exact => exact,
            _ if count.total || count.withheld => Range { least: 0.0, most: f64::INFINITY },
            Shown::Small if self.rule.marked => Range { least: 1.0, most: small },
            Shown::Cover if self.rule.marked => Range { least: small + 1.0, most: at_most },
            Shown::Small | Shown::Cover => Range { least: 1.0, most: at_most },
        }
    }
}
