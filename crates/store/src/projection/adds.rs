//! What the records of one patient add to the counts of their centre.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Kind {
    /// Records of a form, over all time.
    Records,
    /// Records of a cycle and form, by where they stand.
    Standing,
    /// Cells of a cycle, form and field that are needed, and those that lack a value.
    Field,
    /// Records of a cycle and form on which a rule finds something in a field.
    Found,
    /// Respiratory runs by the month in which they count.
    Entered,
}

impl Kind {
    /// Its code in the database.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Records => "records",
            Self::Standing => "standing",
            Self::Field => "field",
            Self::Found => "found",
            Self::Entered => "entered",
        }
    }
}

/// One count.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Counted {
    /// Empty over all time.
    pub(crate) cycle: String,
    pub(crate) kind: Kind,
    pub(crate) form: String,
    pub(crate) name: String,
}

/// How many there are, and how many of them lack what is counted.
pub(crate) type Number = (i64, i64);

/// Counts of one patient, or differences of counts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Adds(BTreeMap<Counted, Number>);

impl Adds {
    /// Counts one more.
    pub(crate) fn one(&mut self, cycle: &str, kind: Kind, form: &str, name: impl Into<String>, lacks: bool) {
        let counted = Counted { cycle: cycle.to_owned(), kind, form: form.to_owned(), name: name.into() };
        let number = self.0.entry(counted).or_default();
        number.0 += 1;
        number.1 += i64::from(lacks);
    }

    /// Adds other counts, or takes them off with a `sign` of -1.
    pub(crate) fn put(&mut self, other: &Self, sign: i64) {
        for (counted, (all, lacking)) in &other.0 {
            let number = self.0.entry(counted.clone()).or_default();
            *number = (number.0 + sign * all, number.1 + sign * lacking);
        }
    }

    /// The counts that are not nothing, in order.
    pub(crate) fn numbers(&self) -> impl Iterator<Item = (&Counted, Number)> {
        self.0.iter().map(|(counted, number)| (counted, *number)).filter(|(_, number)| *number != (0, 0))
    }

    /// Takes one count out.
    pub(crate) fn take(&mut self, cycle: &str, kind: &str, form: &str, name: &str) -> Option<Number> {
        let is_it = |of: &&Counted| {
            (of.cycle.as_str(), of.kind.as_str(), of.form.as_str(), of.name.as_str())
                == (cycle, kind, form, name)
        };
        let counted = self.0.keys().find(is_it)?.clone();
        self.0.remove(&counted)
    }

    /// As it is kept.
    pub(crate) fn to_text(&self) -> String {
        serde_json::to_string(&self.numbers().collect::<Vec<_>>()).unwrap_or_default()
    }

    /// As it was kept.
    pub(crate) fn from_text(text: &str) -> Result<Self, serde_json::Error> {
        let numbers: Vec<(Counted, Number)> = serde_json::from_str(text)?;
        Ok(Self(numbers.into_iter().collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(records: usize) -> Adds {
        let mut adds = Adds::default();
        (0..records).for_each(|at| adds.one("2026H1", Kind::Field, "physio_contact", "rass", at == 0));
        adds
    }

    #[test]
    fn a_difference_moves_a_count_to_what_it_should_be() {
        let mut difference = counts(5);
        difference.put(&counts(3), -1);
        let moved: Vec<_> = difference.numbers().map(|(_, number)| number).collect();
        assert_eq!(moved, [(2, 0)], "both lack one");
    }

    #[test]
    fn what_has_not_changed_moves_nothing() {
        let mut difference = counts(4);
        difference.put(&counts(4), -1);
        assert_eq!(difference.numbers().count(), 0);
    }

    #[test]
    fn is_read_as_it_was_kept() {
        assert_eq!(Adds::from_text(&counts(3).to_text()).unwrap(), counts(3));
        assert_eq!(Adds::from_text(&Adds::default().to_text()).unwrap(), Adds::default());
    }
}
