//! By how much a count is moved: to a multiple of 5, unbiased, with a variance of 8, by 10 at most (dossier, §3.6).

/// The denominator of every weight.
const WHOLE: u32 = 1_000_000;

/// For each remainder by 5: offsets and their weights. Of all distributions on the multiples of 5 within 10 of the count,
/// with no bias and a variance of 8, those with the most entropy.
const OFFSETS: [&[(i64, u32)]; 5] = [
    &[(-10, 1_680), (-5, 153_280), (0, 690_080), (5, 153_280), (10, 1_680)],
    &[(-6, 75_025), (-1, 654_925), (4, 265_075), (9, 4_975)],
    &[(-7, 28_694), (-2, 553_918), (3, 406_082), (8, 11_306)],
    &[(-8, 11_306), (-3, 406_082), (2, 553_918), (7, 28_694)],
    &[(-9, 4_975), (-4, 265_075), (1, 654_925), (6, 75_025)],
];

/// What becomes of a count when `draw`, of 64 bits, is drawn.
pub(super) fn perturbed(count: u32, draw: u64) -> i64 {
    let row = OFFSETS[(count % 5) as usize];
    let mut left = scaled(draw);
    for (offset, weight) in row {
        if left < *weight {
            return i64::from(count) + offset;
        }
        left -= weight;
    }
    // The weights of a row make a whole: nothing is left over.
    i64::from(count)
}

/// What becomes of a count, and how likely: the published table.
pub(super) fn outcomes(count: u32) -> impl Iterator<Item = (i64, f64)> {
    let row = OFFSETS[(count % 5) as usize].iter();
    row.map(move |(offset, weight)| (i64::from(count) + offset, f64::from(*weight) / f64::from(WHOLE)))
}

/// A draw as a part of the whole, each as likely as the others but for one in 18 million million.
fn scaled(draw: u64) -> u32 {
    let part = (u128::from(draw) * u128::from(WHOLE)) >> 64;
    u32::try_from(part).unwrap_or(WHOLE - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_row_is_whole_unbiased_has_a_variance_of_eight_and_lies_on_multiples_of_five() {
        for (remainder, row) in (0_i64..).zip(OFFSETS) {
            let sum = |of: &dyn Fn(i64) -> i64| -> i64 {
                row.iter().map(|(offset, weight)| of(*offset) * i64::from(*weight)).sum()
            };
            let whole = i64::from(WHOLE);
            assert_eq!([sum(&|_| 1), sum(&|x| x), sum(&|x| x * x)], [whole, 0, 8 * whole], "{remainder}");
            assert!(row.iter().all(|(offset, _)| (remainder + offset) % 5 == 0 && offset.abs() <= 10));
        }
    }

    /// Two counts that differ by one are told apart hardly: the dossier's total variation, likelihood ratio and mass beside.
    #[test]
    fn neighbours_look_much_alike() {
        for count in 10..30 {
            let [here, there] = [count, count + 1].map(|count| outcomes(count).collect::<Vec<_>>());
            let weight = |row: &[(i64, f64)], at: i64| {
                row.iter().find(|(to, _)| *to == at).map_or(0.0, |(_, weight)| *weight)
            };
            let mut places: Vec<i64> = here.iter().chain(&there).map(|(to, _)| *to).collect();
            places.sort_unstable();
            places.dedup();
            let apart: f64 =
                places.iter().map(|at| (weight(&here, *at) - weight(&there, *at)).abs() / 2.0).sum();
            assert!(apart < 0.1655, "{count}: {apart}");
            let (mut ratio, mut beside) = (1.0_f64, 0.0_f64);
            for at in places {
                let (a, b) = (weight(&here, at), weight(&there, at));
                if a == 0.0 || b == 0.0 {
                    beside = beside.max(a + b);
                } else {
                    ratio = ratio.max(a / b).max(b / a);
                }
            }
            assert!(ratio < 2.965 && beside <= 0.0017, "{count}: {ratio} {beside}");
        }
    }

    #[test]
    fn every_draw_has_its_weight() {
        let part = |draw: u128| u64::try_from((draw << 64) / u128::from(WHOLE)).unwrap();
        // The first draw of a part, rounded up, and the one before it.
        let from = |weight: u128| part(weight) + 1;
        assert_eq!(perturbed(10, 0), 0);
        assert_eq!([perturbed(10, from(1_680) - 2), perturbed(10, from(1_680))], [0, 5]);
        assert_eq!([perturbed(10, from(154_960) - 2), perturbed(10, from(154_960))], [5, 10]);
        assert_eq!(perturbed(10, u64::MAX), 20);
        assert_eq!([perturbed(8, 0), perturbed(8, u64::MAX)], [0, 15]);
    }
}
