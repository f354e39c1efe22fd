//! The bounds of a number: whether a value lies outside, and the one sentence about it. Forms, questions and likely
//! ranges are all judged here.

/// A lowest and a highest value, in the unit of the field. Both belong to what lies within.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bounds {
    /// The lowest value.
    pub min: Option<f64>,
    /// The highest value.
    pub max: Option<f64>,
}

/// On which side of its bounds a value lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Below the lowest.
    Low,
    /// Above the highest.
    High,
}

impl Bounds {
    /// Everything lies within.
    pub const NONE: Self = Self { min: None, max: None };

    /// The side on which a value lies outside; nothing when it lies within.
    pub fn side(self, value: f64) -> Option<Side> {
        if self.min.is_some_and(|min| value < min) {
            Some(Side::Low)
        } else if self.max.is_some_and(|max| value > max) {
            Some(Side::High)
        } else {
            None
        }
    }

    /// What a value must be: `Minutes must be between 1 and 240 minutes.`
    pub fn sentence(self, label: &str, unit: &str) -> String {
        let unit = in_unit(unit);
        match (self.min, self.max) {
            (Some(min), Some(max)) => format!("{label} must be between {min} and {max}{unit}."),
            (Some(min), None) => format!("{label} must be {min}{unit} or more."),
            (None, Some(max)) => format!("{label} must be {max}{unit} or less."),
            (None, None) => format!("{label} may be any number{unit}."),
        }
    }
}

/// A unit as it stands behind a number; nothing when there is none.
pub fn in_unit(unit: &str) -> String {
    if unit.is_empty() { String::new() } else { format!(" {unit}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bounds(min: impl Into<Option<f64>>, max: impl Into<Option<f64>>) -> Bounds {
        Bounds { min: min.into(), max: max.into() }
    }

    #[test]
    fn both_ends_belong_to_what_lies_within() {
        let minutes = bounds(1.0, 240.0);
        assert_eq!([1.0, 30.0, 240.0].map(|value| minutes.side(value)), [None; 3]);
        assert_eq!([0.0, -1.0].map(|value| minutes.side(value)), [Some(Side::Low); 2]);
        assert_eq!(minutes.side(241.0), Some(Side::High));
    }

    #[test]
    fn a_side_without_an_end_is_open() {
        assert_eq!(bounds(1.0, None).side(1e15), None);
        assert_eq!(bounds(None, 1.0).side(-1e15), None);
        assert_eq!(Bounds::NONE.side(0.0), None);
    }

    #[test]
    fn the_sentence_says_what_a_value_must_be() {
        assert_eq!(
            bounds(1.0, 240.0).sentence("Minutes with the patient", "minutes"),
            "Minutes with the patient must be between 1 and 240 minutes."
        );
        assert_eq!(bounds(0.21, 1.0).sentence("Oxygen", ""), "Oxygen must be between 0.21 and 1.");
        assert_eq!(bounds(1.0, None).sentence("Dose", "sessions"), "Dose must be 1 sessions or more.");
        assert_eq!(bounds(None, 240.0).sentence("Cuff", ""), "Cuff must be 240 or less.");
    }
}
