//! Whole and decimal numbers.

use jiff::tz::TimeZone;

use super::{Cell, Fault};
use crate::spec::Kind;

/// A number in the unit of its field, for bounds.
pub trait Quantity {
    /// The nearest floating-point number.
    fn quantity(&self) -> f64;
}

impl Quantity for i64 {
    #[expect(clippy::cast_precision_loss, reason = "cells hold fifteen digits at most")]
    fn quantity(&self) -> f64 {
        *self as f64
    }
}

impl Cell for i64 {
    const KIND: Kind = Kind::Int { min: None, max: None };

    fn read(text: &str, _: &TimeZone) -> Result<Self, Fault> {
        let (_, whole, decimals) = digits(text)?;
        if decimals.is_some() || whole.len() > 15 {
            return Err(Fault::Number);
        }
        text.parse().map_err(|_| Fault::Number)
    }

    fn write(&self) -> String {
        self.to_string()
    }
}

/// A decimal number with `S` decimals, kept exactly as a whole number of its smallest step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Dec<const S: u8>(i64);

impl<const S: u8> Dec<S> {
    const STEPS: i64 = 10_i64.pow(S as u32);

    /// From a count of smallest steps: `Dec::<2>::from_steps(40)` is 0.40.
    pub const fn from_steps(steps: i64) -> Self {
        Self(steps)
    }

    /// The count of smallest steps.
    pub const fn steps(self) -> i64 {
        self.0
    }

    /// The nearest floating-point number, for ranges and analysis.
    #[expect(clippy::cast_precision_loss, reason = "fifteen digits at most fit a double exactly")]
    pub const fn to_f64(self) -> f64 {
        self.0 as f64 / Self::STEPS as f64
    }

    /// The number is zero.
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }
}

impl<const S: u8> Quantity for Dec<S> {
    fn quantity(&self) -> f64 {
        self.to_f64()
    }
}

impl<const S: u8> Cell for Dec<S> {
    const KIND: Kind = Kind::Dec { min: None, max: None, scale: S };

    fn read(text: &str, _: &TimeZone) -> Result<Self, Fault> {
        let (negative, whole, decimals) = digits(text)?;
        let decimals = decimals.unwrap_or("");
        if whole.len() > 9 {
            return Err(Fault::Number);
        }
        if decimals.len() > usize::from(S) {
            return Err(Fault::Scale(S));
        }
        let whole: i64 = whole.parse().map_err(|_| Fault::Number)?;
        let digits = decimals.bytes().chain(std::iter::repeat(b'0')).take(usize::from(S));
        let steps = whole * Self::STEPS + digits.fold(0, |part, digit| part * 10 + i64::from(digit - b'0'));
        Ok(Self(if negative { -steps } else { steps }))
    }

    fn write(&self) -> String {
        let sign = if self.0 < 0 { "-" } else { "" };
        let steps = self.0.unsigned_abs();
        let unit = Self::STEPS.unsigned_abs();
        match S {
            0 => format!("{sign}{steps}"),
            _ => format!("{sign}{}.{:0width$}", steps / unit, steps % unit, width = usize::from(S)),
        }
    }
}

/// Whether a text is a decimal number with at most so many decimals.
pub(super) fn is_decimal(text: &str, scale: u8) -> bool {
    digits(text).is_ok_and(|(_, whole, decimals)| {
        whole.len() <= 9 && decimals.is_none_or(|part| part.len() <= usize::from(scale))
    })
}

/// Splits `-12.5` into sign, whole part and decimals, and refuses every other way of writing a number.
fn digits(text: &str) -> Result<(bool, &str, Option<&str>), Fault> {
    let (negative, rest) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let (whole, decimals) = rest.split_once('.').map_or((rest, None), |(whole, part)| (whole, Some(part)));
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let leading_zero = whole.len() > 1 && whole.starts_with('0');
    if !all_digits(whole) || leading_zero || decimals.is_some_and(|part| !all_digits(part)) {
        return Err(Fault::Number);
    }
    Ok((negative, whole, decimals))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn int(text: &str) -> Result<i64, Fault> {
        i64::read(text, &TimeZone::UTC)
    }

    fn dec(text: &str) -> Result<String, Fault> {
        Dec::<2>::read(text, &TimeZone::UTC).map(|value| value.write())
    }

    #[test]
    fn whole_numbers_are_plain_digits() {
        assert_eq!(int("0"), Ok(0));
        assert_eq!(int("-5"), Ok(-5));
        for text in ["+1", "08", "1e1", "3.0", "１", "", "-", "1,000", " 1"] {
            assert_eq!(int(text), Err(Fault::Number), "{text}");
        }
    }

    #[test]
    fn decimals_are_kept_exactly_and_written_with_their_scale() {
        assert_eq!(dec("0.4"), Ok("0.40".to_owned()));
        assert_eq!(dec("4"), Ok("4.00".to_owned()));
        assert_eq!(dec("-0.05"), Ok("-0.05".to_owned()));
        assert_eq!(dec("0.405"), Err(Fault::Scale(2)));
        assert_eq!(dec("0,4"), Err(Fault::Number));
        assert_eq!(dec("4."), Err(Fault::Number));
    }
}
