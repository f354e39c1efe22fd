//! What a count is of, in one form: however a question is put, whoever asks.

use super::Schema;

/// The most variables of a question, filters and outcome counted in. Together with the noise it is what bounds averaging.
pub const MOST_VARIABLES: usize = 3;

/// Who is counted: those in all of some nodes, each of another variable. Two questions about the same are one predicate,
/// whichever of their parts was a filter, a row or an outcome.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Predicate(Vec<(u16, u16)>);

/// A question that cannot be asked. It is answered before any data are looked at, in the same words whatever they hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "This cannot be asked. A question has up to three variables of the list, each once, and one value of the list for each."
)]
pub struct Refused;

impl Predicate {
    /// Everybody.
    pub const ALL: Self = Self(Vec::new());

    /// Of variables and nodes by their ids, in whatever order.
    pub fn of<'a>(
        schema: &Schema,
        parts: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, Refused> {
        let placed: Option<Vec<_>> =
            parts.into_iter().map(|(variable, node)| schema.place(variable, node)).collect();
        Self::at(placed.ok_or(Refused)?)
    }

    /// The same by their places.
    pub fn at(parts: Vec<(u16, u16)>) -> Result<Self, Refused> {
        Self::within(parts, MOST_VARIABLES)
    }

    /// The same with another limit, for a release that is weakened.
    pub(super) fn within(mut parts: Vec<(u16, u16)>, most: usize) -> Result<Self, Refused> {
        parts.sort_unstable();
        let is_once = parts.windows(2).all(|pair| pair[0].0 != pair[1].0);
        if is_once && parts.len() <= most { Ok(Self(parts)) } else { Err(Refused) }
    }

    /// Its variables and nodes by their places, in the order of the schema.
    pub fn parts(&self) -> &[(u16, u16)] {
        &self.0
    }

    /// The same without what it asks of a variable.
    pub(crate) fn without(&self, variable: u16) -> Self {
        Self(self.0.iter().copied().filter(|(other, _)| *other != variable).collect())
    }

    /// The same and something of another variable.
    pub(crate) fn with(&self, part: (u16, u16)) -> Self {
        let mut parts = self.without(part.0).0;
        parts.push(part);
        parts.sort_unstable();
        Self(parts)
    }

    /// A question of so many variables, to try how counts are told.
    pub(crate) fn some(variables: u16, node: u16) -> Self {
        Self((0..variables).map(|variable| (variable, node)).collect())
    }

    /// As it goes into the noise: its length first, so that no two read the same.
    pub(super) fn encode(&self, bytes: &mut Vec<u8>) {
        bytes.extend((self.0.len() as u64).to_be_bytes());
        for (variable, node) in &self.0 {
            bytes.extend(variable.to_be_bytes());
            bytes.extend(node.to_be_bytes());
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::schema::tests::schema;
    use super::*;

    #[test]
    fn is_the_same_in_whatever_order_it_is_asked() {
        let one = Predicate::of(&schema(), [("age", "18-34"), ("sex", "1")]).unwrap();
        let other = Predicate::of(&schema(), [("sex", "1"), ("age", "18-34")]).unwrap();
        assert_eq!(one, other);
        assert_eq!(Predicate::of(&schema(), []).unwrap(), Predicate::ALL);
    }

    #[test]
    fn has_three_variables_at_most_each_once_and_known() {
        let of = |parts: &[(&'static str, &'static str)]| Predicate::of(&schema(), parts.iter().copied());
        assert!(of(&[("age", "18-34"), ("sex", "1"), ("awake", "0")]).is_ok());
        for wrong in [
            &[("age", "18-34"), ("sex", "1"), ("awake", "0"), ("mode", "1")][..],
            &[("age", "18-34"), ("age", "under-50")],
            &[("age", "90")],
            &[("height", "0")],
        ] {
            assert_eq!(of(wrong), Err(Refused), "{wrong:?}");
        }
    }

    proptest! {
        #[test]
        fn a_predicate_of_its_own_parts_is_itself(parts in proptest::collection::vec((0_u16..6, 0_u16..4), 0..5)) {
            if let Ok(predicate) = Predicate::at(parts.clone()) {
                let mut turned = parts;
                turned.reverse();
                prop_assert_eq!(&Predicate::at(turned).unwrap(), &predicate);
                prop_assert_eq!(&Predicate::at(predicate.parts().to_vec()).unwrap(), &predicate);
            }
        }

        #[test]
        fn two_predicates_never_read_the_same(
            one in proptest::collection::vec((0_u16..500, 0_u16..500), 0..4),
            other in proptest::collection::vec((0_u16..500, 0_u16..500), 0..4),
        ) {
            let (Ok(one), Ok(other)) = (Predicate::at(one), Predicate::at(other)) else { return Ok(()) };
            let read = |predicate: &Predicate| { let mut bytes = Vec::new(); predicate.encode(&mut bytes); bytes };
            prop_assert_eq!(one == other, read(&one) == read(&other));
        }
    }
}
