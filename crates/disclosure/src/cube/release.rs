//! The cube: every count and figure that can be asked for, made at once and never again.

use std::collections::BTreeMap;

use super::table::{Table, tables};
use super::{Count, Figure, Guard, Predicate, Refused, Schema};

/// So many people a release has at least.
const LEAST_PEOPLE: usize = 300;

/// From so many centres.
const LEAST_CENTRES: usize = 3;

/// A person as a release sees them: no more than what can be asked.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Person {
    /// [`Keys::person`](super::Keys::person).
    pub key: u128,
    /// Their centre, by a number.
    pub centre: u16,
    /// Their leaf of each variable of the schema, by its place. What is not known has a leaf of its own.
    pub leaves: Vec<u16>,
    /// Their value of each measure of the schema; nothing where it is not known.
    pub values: Vec<Option<f64>>,
    /// Their events and what they were exposed to, of each rate of the schema.
    pub events: Vec<(u32, u32)>,
}

/// Why no cube is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoCube {
    /// Too few people, or centres, for any of it to be safe.
    #[error("A release has {LEAST_PEOPLE} people of {LEAST_CENTRES} centres at least.")]
    TooSmall,
    /// A person's leaves do not fit the schema.
    #[error("A person has no leaf, or one that the schema does not know, for some variable.")]
    Unfitting,
}

/// What is told of a predicate.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    /// How many people.
    pub count: Count,
    /// The figures in the order of [`Schema::figures`]; nothing where one is not told.
    pub figures: Vec<Option<f64>>,
}

/// Every count of a schema with up to [`MOST_VARIABLES`](super::MOST_VARIABLES) variables, protected, with the figures about
/// the same people.
#[derive(Debug, Clone, PartialEq)]
pub struct Cube {
    cells: BTreeMap<Predicate, Cell>,
}

impl Cube {
    /// Counts, protects, and keeps what may be told.
    pub fn of(schema: &Schema, people: &[Person], guard: Guard<'_>) -> Result<Self, NoCube> {
        let mut centres: Vec<u16> = people.iter().map(|person| person.centre).collect();
        centres.sort_unstable();
        centres.dedup();
        if people.len() < LEAST_PEOPLE || centres.len() < LEAST_CENTRES {
            return Err(NoCube::TooSmall);
        }
        if !people.iter().all(|person| fits(schema, person)) {
            return Err(NoCube::Unfitting);
        }
        let tables = tables(schema.variables().len(), guard.most_variables());
        let cells = tables.iter().flat_map(|table| Table::of(schema, table, people).cells(guard));
        Ok(Self { cells: cells.collect() })
    }

    /// What was told before, as it was read back.
    pub(super) const fn read_back(cells: BTreeMap<Predicate, Cell>) -> Self {
        Self { cells }
    }

    /// What is told of a predicate; refused when the schema has no such.
    pub fn cell(&self, of: &Predicate) -> Result<&Cell, Refused> {
        self.cells.get(of).ok_or(Refused)
    }

    /// How many people are told; refused when the schema has no such predicate.
    pub fn count(&self, of: &Predicate) -> Result<Count, Refused> {
        Ok(self.cell(of)?.count)
    }

    /// A figure about a predicate's people; nothing when it is not told.
    pub fn figure(&self, of: &Predicate, figure: Figure, schema: &Schema) -> Result<Option<f64>, Refused> {
        let place = schema.figures().iter().position(|known| *known == figure).ok_or(Refused)?;
        Ok(self.cell(of)?.figures.get(place).copied().flatten())
    }

    /// Everything that is told, in the order of the predicates.
    pub fn cells(&self) -> impl ExactSizeIterator<Item = (&Predicate, &Cell)> {
        self.cells.iter()
    }

    /// Every count that is told, in the order of the predicates.
    pub fn counts(&self) -> impl ExactSizeIterator<Item = (&Predicate, Count)> {
        self.cells.iter().map(|(predicate, cell)| (predicate, cell.count))
    }
}

fn fits(schema: &Schema, person: &Person) -> bool {
    let variables = schema.variables();
    let is_leaf = |(leaf, at): (&u16, usize)| {
        let node = variables[at].nodes.get(usize::from(*leaf));
        node.is_some_and(|node| node.rolls_up.is_empty())
    };
    person.leaves.len() == variables.len()
        && person.leaves.iter().zip(0..).all(is_leaf)
        && person.values.len() == schema.measures().len()
        && person.events.len() == schema.rates().len()
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::schema::tests::schema;
    use super::super::{Gates, Keys, Node, Variable};
    use super::*;

    fn keys() -> Keys {
        Keys::new([1; 32], [2; 32])
    }

    /// People of four centres, spread over the schema of the tests.
    fn people(count: u16) -> Vec<Person> {
        let person = |number: u16| Person {
            key: keys().person(&number.to_be_bytes()),
            centre: number / 16 % 4,
            leaves: vec![
                number % 4,
                number / 4 % 2,
                number / 8 % 2,
                number / 3 % 2,
                u16::from(number.is_multiple_of(7)),
            ],
            values: vec![number.is_multiple_of(3).then(|| f64::from(number % 41))],
            events: vec![(u32::from(number.is_multiple_of(5)), 20)],
        };
        (0..count).map(person).collect()
    }

    fn of(schema: &Schema, people: &[Person], epoch: u32) -> Result<Cube, NoCube> {
        Cube::of(schema, people, Guard { gates: Gates::USUAL, keys: &keys(), epoch })
    }

    pub(crate) fn cube(epoch: u32) -> Cube {
        of(&schema(), &people(600), epoch).unwrap()
    }

    #[test]
    fn holds_every_question_of_the_schema_and_no_other() {
        let asked =
            |parts: &[(&'static str, &'static str)]| Predicate::of(&schema(), parts.iter().copied()).unwrap();
        let cube = cube(1);
        // Five variables with 5, 2, 2, 2 and 2 nodes: 1 + 13 + 64 + 152.
        assert_eq!(cube.counts().len(), 1 + 13 + (5 * 8 + 6 * 4) + (5 * 6 * 4 + 4 * 8));
        assert_eq!(cube.count(&Predicate::at(vec![(9, 0)]).unwrap()), Err(Refused));
        for predicate in
            [asked(&[]), asked(&[("age", "under-50")]), asked(&[("age", "65+"), ("sex", "1"), ("mode", "0")])]
        {
            let Ok(Count::Shown(shown)) = cube.count(&predicate) else { panic!("{predicate:?} is low") };
            assert_eq!(shown % 5, 0);
        }
        let mut hidden = cube.cells().filter(|(_, cell)| cell.count == Count::Low);
        assert!(hidden.all(|(_, cell)| cell.figures.iter().all(Option::is_none)), "nothing else is told");
    }

    #[test]
    fn is_the_same_whoever_makes_it_in_whatever_order_and_another_in_the_next_epoch() {
        let mut turned = people(600);
        turned.reverse();
        assert_eq!(of(&schema(), &turned, 1).unwrap(), cube(1));
        assert_ne!(cube(2), cube(1));
    }

    /// The dossier's universe (appendix A): 12 variables, 299 tables, 7,340 cells with the one of everybody.
    #[test]
    fn of_the_dossiers_twelve_variables_has_its_cells() {
        let leaves = [4, 5, 2, 2, 6, 3, 4, 2, 4, 2, 2, 2];
        let node = |code: u16| Node {
            code: code.to_string(),
            title: String::new(),
            rolls_up: Vec::new(),
            expected: 1000,
        };
        let variables = leaves.iter().enumerate().map(|(at, leaves)| Variable {
            id: at.to_string(),
            title: String::new(),
            nodes: (0..*leaves).map(node).collect(),
        });
        let schema = Schema::of(variables.collect()).unwrap();
        let person = |number: u16| Person {
            key: keys().person(&number.to_be_bytes()),
            centre: number % 8,
            leaves: leaves.iter().map(|leaves| number % leaves).collect(),
            ..Person::default()
        };
        let people: Vec<_> = (0..400).map(person).collect();
        let cube = of(&schema, &people, 1).unwrap();
        assert_eq!(cube.counts().len(), 7340);
    }

    #[test]
    fn is_refused_for_few_people_or_centres_and_for_people_who_do_not_fit() {
        let refused = |people: &[Person]| of(&schema(), people, 1).unwrap_err();
        assert_eq!(refused(&people(299)), NoCube::TooSmall);
        let two: Vec<_> = people(600).into_iter().filter(|person| person.centre < 2).collect();
        assert_eq!(refused(&two), NoCube::TooSmall);
        let mut rolled_up = people(600);
        rolled_up[7].leaves[0] = 4;
        assert_eq!(refused(&rolled_up), NoCube::Unfitting);
        let mut lacking = people(600);
        lacking[7].leaves.pop();
        assert_eq!(refused(&lacking), NoCube::Unfitting);
    }
}
