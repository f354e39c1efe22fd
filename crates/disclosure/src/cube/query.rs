//! A question as somebody puts it: what is told, by which variables, of whom. It is read by the schema alone: what cannot be
//! asked is refused before any data are looked at, in the same words whatever they hold.

use super::{Figure, MOST_VARIABLES, Predicate, Refused, Schema};

/// What is told of people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum What {
    /// How many they are.
    Count,
    /// How many in a hundred of them are in a node too, by the places of its variable and itself.
    Share((u16, u16)),
    /// A figure about them.
    Figure(Figure),
}

/// A question.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Query {
    what: What,
    by: Vec<u16>,
    only: Predicate,
}

/// Between a kind and what it is of, as in `mean:ecmo_days`, and between a variable and its node.
const OF: char = ':';

impl Query {
    /// Reads a question: `what` as a file names it (`count`, `mean:ecmo_days`) or `share:VARIABLE:NODE`, `by` the ids of
    /// variables, `only` nodes as `VARIABLE:NODE`. The order of `by` is the order of the table, and of nothing else.
    pub fn read<'a>(
        schema: &Schema,
        what: &str,
        by: impl IntoIterator<Item = &'a str>,
        only: impl IntoIterator<Item = &'a str>,
    ) -> Result<Self, Refused> {
        let by: Vec<u16> =
            by.into_iter().map(|id| schema.variable(id)).collect::<Option<_>>().ok_or(Refused)?;
        let only: Vec<(&str, &str)> =
            only.into_iter().map(|node| node.split_once(OF)).collect::<Option<_>>().ok_or(Refused)?;
        let query = Self { what: schema.what(what).ok_or(Refused)?, by, only: Predicate::of(schema, only)? };
        if query.is_once() { Ok(query) } else { Err(Refused) }
    }

    /// What is told.
    pub const fn what(&self) -> What {
        self.what
    }

    /// By which variables, by their places.
    pub fn by(&self) -> &[u16] {
        &self.by
    }

    /// Of whom.
    pub const fn only(&self) -> &Predicate {
        &self.only
    }

    /// Whether filters, rows and outcome are no more variables than there may be, each once.
    fn is_once(&self) -> bool {
        let outcome = match self.what {
            What::Share((variable, _)) => Some(variable),
            What::Count | What::Figure(_) => None,
        };
        let only = self.only.parts().iter().map(|(variable, _)| *variable);
        let mut all: Vec<u16> = self.by.iter().copied().chain(only).chain(outcome).collect();
        let asked = all.len();
        all.sort_unstable();
        all.dedup();
        all.len() == asked && asked <= MOST_VARIABLES
    }
}

impl Schema {
    /// The place of a variable.
    fn variable(&self, id: &str) -> Option<u16> {
        let at = self.variables().iter().position(|variable| variable.id == id)?;
        u16::try_from(at).ok()
    }

    fn what(&self, text: &str) -> Option<What> {
        match text.split_once(OF) {
            None => (text == "count").then_some(What::Count),
            Some(("share", node)) => {
                let (variable, node) = node.split_once(OF)?;
                self.place(variable, node).map(What::Share)
            }
            Some(_) => {
                let figure = self.figures().into_iter().find(|figure| figure.code(self) == text)?;
                Some(What::Figure(figure))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::schema::tests::schema;
    use super::*;

    fn read(what: &str, by: &[&str], only: &[&str]) -> Result<Query, Refused> {
        Query::read(&schema(), what, by.iter().copied(), only.iter().copied())
    }

    #[test]
    fn is_what_is_told_by_which_variables_of_whom() {
        let query = read("mean:days", &["sex", "age"], &["mode:1"]).unwrap();
        assert_eq!(query.what(), What::Figure(Figure::Mean(0)));
        assert_eq!((query.by(), query.only().parts()), (&[1, 0][..], &[(4, 1)][..]));
        assert_eq!(read("share:survival:1", &["age"], &[]).unwrap().what(), What::Share((2, 1)));
        assert_eq!(read("rate:events", &[], &[]).unwrap().what(), What::Figure(Figure::Rate(0)));
        assert_eq!(read("count", &[], &[]).unwrap().only(), &Predicate::ALL);
    }

    /// The grammar has no “or”, no “not”, no range, no list, no largest and no smallest, no centre, no own bands (A4).
    #[test]
    fn whatever_the_grammar_does_not_hold_is_refused_in_the_same_words() {
        for (what, by, only) in [
            ("count", &["age", "sex", "survival", "mode"][..], &[][..]),
            ("count", &["age", "sex"], &["survival:1", "mode:1"]),
            ("share:survival:1", &["age", "sex"], &["mode:1"]),
            ("count", &["age"], &["age:65+"]),
            ("share:survival:1", &["survival"], &[]),
            ("count", &["age", "age"], &[]),
            ("count", &[], &["age:65+", "age:18-34"]),
            ("count", &[], &["age:!65+"]),
            ("count", &[], &["age:18-34|35-49"]),
            ("count", &[], &["age:18..49"]),
            ("count", &[], &["age:*"]),
            ("count", &[], &["age:36"]),
            ("count", &[], &["age"]),
            ("count", &["centre"], &[]),
            ("count", &[], &["centre:STH"]),
            ("max:days", &[], &[]),
            ("p90:days", &[], &[]),
            ("sum:days", &[], &[]),
            ("list", &[], &[]),
            ("mean:weight", &[], &[]),
            ("share:survival", &["age"], &[]),
            ("", &[], &[]),
        ] {
            let refused = read(what, by, only).unwrap_err();
            assert_eq!(refused, Refused, "{what} {by:?} {only:?}");
        }
    }

    proptest! {
        #[test]
        fn no_text_is_more_than_a_question_or_a_refusal(what in ".{0,30}", by in ".{0,12}", only in ".{0,20}") {
            if let Ok(query) = read(&what, &[&by], &[&only]) {
                prop_assert!(query.by().len() == 1 && query.only().parts().len() == 1);
            }
        }
    }
}
