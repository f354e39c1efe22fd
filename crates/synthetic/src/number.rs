//! The two conversions between counts and draws, each in one place because each can lose something.

/// The whole number nearest to `x`. Draws are far inside the range of `i64`; beyond it the value saturates.
#[expect(clippy::cast_possible_truncation, reason = "rounded first, and saturating is right for a draw")]
pub(super) fn whole(x: f64) -> i64 {
    x.round() as i64
}

/// `n` as a real number; counts here are far below 2⁵³.
#[expect(clippy::cast_precision_loss, reason = "counts of minutes and people stay far below 2^53")]
pub(super) fn real(n: i64) -> f64 {
    n as f64
}

/// The logistic function.
pub(super) fn expit(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

/// The log odds of `p`.
pub(super) fn logit(p: f64) -> f64 {
    (p / (1.0 - p)).ln()
}
