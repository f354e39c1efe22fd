//! Quantiles of a sample.

use super::len;

/// The quantile `p` of `values` by type 7: linear between order statistics at `h = (n − 1) p`.
///
/// Type 7 is the default of R (Hyndman and Fan, Am Stat 1996;50:361). The values may come in any order.
/// `None` when there is no value or `p` is not in `[0, 1]`.
pub fn quantile7(values: &[f64], p: f64) -> Option<f64> {
    if !(0.0..=1.0).contains(&p) {
        return None;
    }
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let h = p * len(sorted.len().checked_sub(1)?);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 ≤ h ≤ n − 1")]
    let below = h.floor() as usize;
    let low = *sorted.get(below)?;
    let high = sorted.get(below + 1).copied().unwrap_or(low);
    Some(low + (h - h.floor()) * (high - low))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn quartiles_lie_between_values() {
        let values = [4.0, 1.0, 3.0, 2.0];
        assert_eq!([0.25, 0.5, 0.75].map(|p| quantile7(&values, p)), [Some(1.75), Some(2.5), Some(3.25)]);
    }

    #[test]
    fn one_value_is_every_quantile_and_no_value_is_none() {
        assert_eq!([0.0, 0.5, 1.0].map(|p| quantile7(&[7.0], p)), [Some(7.0); 3]);
        assert_eq!(quantile7(&[], 0.5), None);
        assert_eq!(quantile7(&[1.0], 1.5), None);
    }

    proptest! {
        #[test]
        fn quantiles_rise_with_p(values in prop::collection::vec(-1e6..1e6_f64, 1..50), p in 0.0..1.0_f64, q in 0.0..1.0_f64) {
            let (low, high) = (p.min(q), p.max(q));
            prop_assert!(quantile7(&values, low) <= quantile7(&values, high));
        }
    }
}
