//! Least squares over rows that are nearly all nought.

/// Rows of numbers of which few are not nought.
#[derive(Debug, Clone, Default)]
pub(super) struct Rows {
    /// Where each row ends.
    ends: Vec<usize>,
    entries: Vec<(usize, f64)>,
    columns: usize,
}

impl Rows {
    /// Adds a row of columns and numbers.
    pub(super) fn push(&mut self, row: impl IntoIterator<Item = (usize, f64)>) {
        let start = self.entries.len();
        self.entries.extend(row);
        let beyond = self.entries[start..].iter().map(|(column, _)| column + 1).max();
        self.columns = self.columns.max(beyond.unwrap_or_default());
        self.ends.push(self.entries.len());
    }

    pub(super) fn columns(&self) -> usize {
        self.columns
    }

    pub(super) fn row(&self, place: usize) -> &[(usize, f64)] {
        let start = place.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.entries[start..self.ends[place]]
    }

    fn all(&self) -> impl Iterator<Item = &[(usize, f64)]> {
        (0..self.ends.len()).map(|place| self.row(place))
    }

    /// Each row times the unknowns.
    pub(super) fn times(&self, unknowns: &[f64]) -> Vec<f64> {
        self.all().map(|row| row.iter().map(|(column, number)| number * unknowns[*column]).sum()).collect()
    }

    /// Each column times something for each row.
    fn turned_times(&self, rows: &[f64]) -> Vec<f64> {
        let mut columns = vec![0.0; self.columns];
        for (row, times) in self.all().zip(rows) {
            for (column, number) in row {
                columns[*column] += number * times;
            }
        }
        columns
    }

    /// The same rows, each times its weight.
    pub(super) fn weighted(&self, weights: &[f64]) -> Self {
        let mut rows = Self::default();
        for (row, weight) in self.all().zip(weights) {
            rows.push(row.iter().map(|(column, number)| (*column, number * weight)));
        }
        rows
    }

    /// Unknowns for which the rows come nearest to their targets, from a guess on, by conjugate gradients on the normal
    /// equations (CGLS, Hestenes and Stiefel 1952; Björck 1996, algorithm 7.4.1) with columns scaled to length one. Ends
    /// after `most` steps, or when the gradient is small beside the first.
    pub(super) fn nearest(&self, targets: &[f64], guess: &mut [f64], most: usize) {
        let scale = self.scale();
        let scaled =
            |columns: Vec<f64>| -> Vec<f64> { columns.iter().zip(&scale).map(|(a, b)| a * b).collect() };
        let mut left: Vec<f64> =
            targets.iter().zip(self.times(guess)).map(|(target, is)| target - is).collect();
        let mut gradient = scaled(self.turned_times(&left));
        let mut direction = gradient.clone();
        let mut size = square(&gradient);
        let enough = size * 1e-12;
        for _ in 0..most {
            if size <= enough || size == 0.0 {
                break;
            }
            let step = scaled(direction.clone());
            let moved = self.times(&step);
            let length = size / square(&moved);
            guess.iter_mut().zip(&step).for_each(|(guess, step)| *guess += length * step);
            left.iter_mut().zip(&moved).for_each(|(left, moved)| *left -= length * moved);
            gradient = scaled(self.turned_times(&left));
            let next = square(&gradient);
            direction.iter_mut().zip(&gradient).for_each(|(to, new)| *to = new + next / size * *to);
            size = next;
        }
    }

    /// One by the length of each column.
    fn scale(&self) -> Vec<f64> {
        let mut squares = vec![0.0_f64; self.columns];
        self.entries.iter().for_each(|(column, number)| squares[*column] += number * number);
        squares.iter().map(|square| if *square > 0.0 { 1.0 / square.sqrt() } else { 0.0 }).collect()
    }
}

fn square(of: &[f64]) -> f64 {
    of.iter().map(|number| number * number).sum()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_line_through_points_is_the_textbooks() {
        // y = 1 + 2x, and one point that is off by a half up, one by a half down.
        let mut rows = Rows::default();
        for x in [0.0, 1.0, 2.0, 3.0] {
            rows.push([(0, 1.0), (1, x)]);
        }
        let mut line = vec![0.0; 2];
        rows.nearest(&[1.0, 3.5, 4.5, 7.0], &mut line, 20);
        assert!((line[0] - 1.15).abs() < 1e-6 && (line[1] - 1.9).abs() < 1e-6, "{line:?}");
    }

    proptest! {
        #[test]
        fn what_can_be_met_is_met(
            numbers in proptest::collection::vec(-3.0..3.0_f64, 12),
            unknowns in proptest::collection::vec(-9.0..9.0_f64, 3),
        ) {
            let mut rows = Rows::default();
            numbers.chunks(3).for_each(|row| rows.push(row.iter().copied().enumerate()));
            // A row for each unknown, so that there is one answer.
            (0..3).for_each(|column| rows.push([(column, 4.0)]));
            let targets = rows.times(&unknowns);
            let mut guess = vec![0.0; 3];
            rows.nearest(&targets, &mut guess, 60);
            prop_assert!(guess.iter().zip(&unknowns).all(|(a, b)| (a - b).abs() < 1e-4), "{guess:?} \
                {unknowns:?}");
        }
    }
}
