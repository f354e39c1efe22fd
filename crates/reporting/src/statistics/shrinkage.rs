//! What a centre's proportion would be expected to be next time: its own records weighed against the network's.

use serde::Serialize;

use super::overdispersion;

/// A centre's proportion drawn towards the network's.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Shrunk {
    /// k ∕ n; `None` without cases.
    pub raw: Option<f64>,
    pub shrunk: f64,
    /// How much of it is the centre's own: 0 (the network's value alone) to 1 (the centre's alone).
    pub weight: f64,
}

/// Shrinks each `(k, n)` towards `Σk ∕ Σn` by empirical Bayes on the arcsine scale (Efron and Morris, J Am Stat Assoc
/// 1975;70:311), with the variance τ² between centres of [`overdispersion`], the same that its funnel shows.
///
/// On the scale `y = asin √p` a centre varies by chance with variance `1 ∕ (4n)`; its own value counts
/// `w = τ² ∕ (τ² + 1 ∕ (4n))`, and the result is `sin²(y₀ + w (y − y₀))`. The result always lies between the raw value
/// and the network's. It is shown beside the raw value and never rated: it says what to expect, not what was done.
///
/// `None` where [`overdispersion`] has no spread to measure: then there is nothing to weigh by.
pub fn shrink(centres: &[(u32, u32)]) -> Option<Vec<Shrunk>> {
    let spread = overdispersion(centres)?;
    let y0 = spread.p0.sqrt().asin();
    let towards_network = |&(k, n): &(u32, u32)| {
        if n == 0 {
            return Shrunk { raw: None, shrunk: spread.p0, weight: 0.0 };
        }
        let raw = f64::from(k) / f64::from(n);
        let weight = spread.tau2 / (spread.tau2 + 1.0 / (4.0 * f64::from(n)));
        let angle = y0 + weight * (raw.min(1.0).sqrt().asin() - y0);
        Shrunk { raw: Some(raw), shrunk: angle.sin().powi(2), weight }
    };
    Some(centres.iter().map(towards_network).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_centres_of_appendix_a() {
        let centres = [(28, 38), (30, 42), (22, 27), (40, 61), (35, 44), (9, 15), (18, 21), (25, 40)];
        let shrunk = shrink(&centres).expect("eight centres");
        // numpy, by the formulas of the doc comment with τ² = 0.0009425222444430186.
        let expected =
            [0.721_038, 0.718_141, 0.728_182, 0.707_241, 0.730_152, 0.712_679, 0.729_986, 0.706_885];
        for (found, expected) in shrunk.iter().zip(expected) {
            assert!((found.shrunk - expected).abs() < 1e-6, "{found:?} {expected}");
        }
        assert_eq!(format!("{:.6} {:.6}", shrunk[3].weight, shrunk[5].weight), "0.186976 0.053524");
    }

    #[test]
    fn centres_that_differ_by_chance_alone_are_all_expected_at_the_network() {
        let shrunk = shrink(&[(50, 100), (51, 100), (49, 100), (50, 100)]).expect("four centres");
        assert!(shrunk.iter().all(|s| (s.shrunk - 0.5).abs() < 1e-12 && s.weight.abs() < f64::EPSILON));
    }

    #[test]
    fn a_centre_without_cases_is_expected_at_the_network() {
        let shrunk = shrink(&[(9, 10), (1, 10), (0, 0)]).expect("two centres with cases");
        assert_eq!((shrunk[2].raw, shrunk[2].weight.to_string()), (None, "0".to_owned()));
        assert!((shrunk[2].shrunk - 0.5).abs() < 1e-12);
        assert_eq!(shrink(&[(1, 2)]), None);
    }

    proptest! {
        #[test]
        fn it_lies_between_the_raw_value_and_the_network(counts in prop::collection::vec((0_u32..60, 0_u32..60), 2..14)) {
            let centres: Vec<(u32, u32)> = counts.into_iter().map(|(k, more)| (k, k + more)).collect();
            let Some(shrunk) = shrink(&centres) else { return Ok(()) };
            let p0 = overdispersion(&centres).expect("as above").p0;
            for s in shrunk {
                let raw = s.raw.unwrap_or(p0);
                prop_assert!(raw.min(p0) - 1e-12 <= s.shrunk && s.shrunk <= raw.max(p0) + 1e-12, "{s:?} {p0}");
                prop_assert!((0.0..=1.0).contains(&s.weight) && (0.0..=1.0).contains(&s.shrunk));
            }
        }

        #[test]
        fn more_records_count_more(k in 1_u32..20, n in 20_u32..40) {
            let shrunk = shrink(&[(k, n), (10 * k, 10 * n), (n, n), (0, n)]).expect("spread");
            prop_assert!(shrunk[0].weight < shrunk[1].weight);
        }
    }
}
