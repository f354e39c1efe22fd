//! Small sums that several attacks need.

/// A count of things as a real.
#[expect(clippy::cast_precision_loss, reason = "counts of people and of cells")]
pub(super) fn real(count: usize) -> f64 {
    count as f64
}

/// A share of things; none of nothing.
pub(super) fn share(part: usize, all: usize) -> f64 {
    if all == 0 { 0.0 } else { real(part) / real(all) }
}

/// How likely one of the first is above one of the second, with half for a draw: the area under the ROC curve.
pub(super) fn area_under_curve(first: &[f64], second: &[f64]) -> f64 {
    let mut all: Vec<(f64, bool)> = first.iter().map(|value| (*value, true)).collect();
    all.extend(second.iter().map(|value| (*value, false)));
    all.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (mut below, mut wins) = (0, 0.0);
    for tied in all.chunk_by(|a, b| a.0.total_cmp(&b.0).is_eq()) {
        let of_first = tied.iter().filter(|(_, is_first)| *is_first).count();
        let of_second = tied.len() - of_first;
        wins += real(of_first) * (real(below) + real(of_second) / 2.0);
        below += of_second;
    }
    wins / (real(first.len()) * real(second.len()))
}

/// How closely two rows of numbers go together, from -1 to 1.
pub(super) fn correlation(pairs: &[(f64, f64)]) -> f64 {
    let count = real(pairs.len());
    let mean = |of: &dyn Fn(&(f64, f64)) -> f64| pairs.iter().map(of).sum::<f64>() / count;
    let (first, second) = (mean(&|pair| pair.0), mean(&|pair| pair.1));
    let both = mean(&|pair| (pair.0 - first) * (pair.1 - second));
    let (one, other) = (mean(&|pair| (pair.0 - first).powi(2)), mean(&|pair| (pair.1 - second).powi(2)));
    if one * other == 0.0 { 1.0 } else { both / (one * other).sqrt() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_area_is_a_half_of_the_same_and_one_of_what_is_all_above() {
        let near = |area: f64, expected: f64| assert!((area - expected).abs() < 1e-12, "{area}");
        near(area_under_curve(&[1.0, 2.0], &[1.0, 2.0]), 0.5);
        near(area_under_curve(&[3.0, 4.0], &[1.0, 2.0]), 1.0);
        near(area_under_curve(&[0.0, 0.0, 5.0], &[0.0]), 2.0 / 3.0);
    }

    #[test]
    fn what_goes_along_is_correlated() {
        let near =
            |pairs: &[(f64, f64)], expected: f64| assert!((correlation(pairs) - expected).abs() < 1e-12);
        near(&[(1.0, 2.0), (2.0, 4.0), (3.0, 6.0)], 1.0);
        near(&[(1.0, 1.0), (1.0, -1.0), (-1.0, 1.0), (-1.0, -1.0)], 0.0);
    }
}
