//! Rows of one table, which are in their own order, taken stay by stay.

/// Rows and the stay of each, in the order of the table.
pub(super) struct ByStay<T> {
    rows: Vec<T>,
    stays: Vec<u32>,
    /// How many rows each stay has.
    counts: Vec<u32>,
}

impl<T: Copy> ByStay<T> {
    /// No rows of so many stays.
    pub(super) fn new(stays: usize) -> Self {
        Self { rows: Vec::new(), stays: Vec::new(), counts: vec![0; stays] }
    }

    pub(super) fn push(&mut self, stay: usize, row: T) {
        self.rows.push(row);
        self.stays.push(u32::try_from(stay).unwrap_or(u32::MAX));
        self.counts[stay] += 1;
    }

    /// The rows of each stay, in the order of the table.
    pub(super) fn group(&self) -> Grouped<'_, T> {
        let mut begins = Vec::with_capacity(self.counts.len() + 1);
        let mut sum = 0;
        for count in &self.counts {
            begins.push(sum);
            sum += *count as usize;
        }
        begins.push(sum);
        let (mut order, mut next) = (vec![0; self.rows.len()], begins.clone());
        for (row, stay) in self.stays.iter().enumerate() {
            let place = &mut next[*stay as usize];
            order[*place] = row;
            *place += 1;
        }
        Grouped { rows: &self.rows, order, begins, scratch: Vec::new() }
    }
}

/// Rows grouped by stay.
pub(super) struct Grouped<'r, T> {
    rows: &'r [T],
    order: Vec<usize>,
    begins: Vec<usize>,
    scratch: Vec<T>,
}

impl<T: Copy> Grouped<'_, T> {
    /// The rows of a stay; none of no stay.
    pub(super) fn of(&mut self, stay: Option<usize>) -> &[T] {
        self.scratch.clear();
        if let Some(stay) = stay {
            let places = &self.order[self.begins[stay]..self.begins[stay + 1]];
            self.scratch.extend(places.iter().map(|place| self.rows[*place]));
        }
        &self.scratch
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rows_of_a_stay_keep_their_order() {
        let mut rows = ByStay::new(3);
        for (stay, row) in [(2, 'a'), (0, 'b'), (2, 'c')] {
            rows.push(stay, row);
        }
        let mut grouped = rows.group();
        assert_eq!(grouped.of(Some(2)), ['a', 'c']);
        assert_eq!(grouped.of(Some(0)), ['b']);
        assert!(grouped.of(Some(1)).is_empty() && grouped.of(None).is_empty());
    }
}
