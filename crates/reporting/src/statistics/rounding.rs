//! Rounding for print.

/// `numerator / denominator` with `decimals` decimals, half away from zero, worked out in integers.
///
/// A float would already have lost the half: 1.005 is printed 1.01 here. A value that rounds to nothing has no sign.
/// `None` when the denominator is 0.
pub fn round_half_away(numerator: i64, denominator: i64, decimals: u32) -> Option<String> {
    if denominator == 0 {
        return None;
    }
    let scale = 10_u128.checked_pow(decimals)?;
    let (top, bottom) = (u128::from(numerator.unsigned_abs()), u128::from(denominator.unsigned_abs()));
    let units = top.checked_mul(scale)?.checked_mul(2)?.checked_add(bottom)? / (2 * bottom);
    let sign = if units > 0 && (numerator < 0) != (denominator < 0) { "-" } else { "" };
    let (whole, part) = (units / scale, units % scale);
    Some(match decimals {
        0 => format!("{sign}{whole}"),
        _ => format!("{sign}{whole}.{part:0width$}", width = decimals as usize),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_half_goes_away_from_zero() {
        assert_eq!(round_half_away(1, 8, 2).as_deref(), Some("0.13"));
        assert_eq!(round_half_away(-1, 8, 2).as_deref(), Some("-0.13"));
        assert_eq!(round_half_away(1005, 1000, 2).as_deref(), Some("1.01"));
        assert_eq!(round_half_away(1, 2, 0).as_deref(), Some("1"));
    }

    #[test]
    fn nothing_has_no_sign_and_no_quotient() {
        assert_eq!(round_half_away(-1, 100, 1).as_deref(), Some("0.0"));
        assert_eq!(round_half_away(1, 0, 1), None);
    }

    proptest! {
        #[test]
        fn the_text_is_within_half_a_unit(numerator in -1_000_000_i64..1_000_000, denominator in 1_i64..10_000) {
            let shown: f64 = round_half_away(numerator, denominator, 3).expect("not 0").parse().expect("a number");
            #[expect(clippy::cast_precision_loss, reason = "small numbers")]
            let exact = numerator as f64 / denominator as f64;
            prop_assert!((shown - exact).abs() <= 0.000_5 + 1e-9);
        }

        #[test]
        fn a_negative_number_rounds_as_its_mirror_image(numerator in 0_i64..1_000_000, denominator in 1_i64..10_000) {
            let up = round_half_away(numerator, denominator, 2).expect("not 0");
            let down = round_half_away(-numerator, denominator, 2).expect("not 0");
            prop_assert_eq!(down.trim_start_matches('-'), up);
        }
    }
}
