//! What can be asked: variables with their nodes, published beforehand. A schema that would let somebody single people out
//! is refused before any data are looked at (dossier, §3.2).

use std::collections::{BTreeMap, BTreeSet};

use super::figure::{Measure, RateOf};
use super::table::tables;
use super::{MOST_VARIABLES, Predicate};

/// A variable: what a person may be asked by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variable {
    /// Its id, as in addresses and files.
    pub id: String,
    /// Its name for readers.
    pub title: String,
    /// Its nodes: leaves first, then what rolls several of them up.
    pub nodes: Vec<Node>,
}

/// A value of a variable that can be asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// Its code.
    pub code: String,
    /// Its name for readers.
    pub title: String,
    /// The leaves that it rolls up, by their places in the variable; empty for a leaf.
    pub rolls_up: Vec<u16>,
    /// The share of people that is expected to be in it, in hundredths of a percent: said beforehand, not counted.
    pub expected: u16,
}

/// Variables that can be combined.
#[derive(Debug, Clone, PartialEq)]
pub struct Schema {
    variables: Vec<Variable>,
    measures: Vec<Measure>,
    rates: Vec<RateOf>,
}

/// A leaf with less than this is merged into another: 2 %, in hundredths of a percent.
const LEAST_EXPECTED: u16 = 200;

/// What is wrong with a schema.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Flaw {
    /// Two variables, or two figures, have one id.
    #[error("two are called {0}")]
    Twice(String),
    /// A word that would not stand in an address or a file as it is.
    #[error("“{0}” is no id: small letters, digits and . / _ - + alone")]
    Word(String),
    /// A variable has nothing to choose from.
    #[error("{0} has fewer than two leaves")]
    TooFew(String),
    /// Two nodes have one code.
    #[error("two nodes of {0} are called {1}")]
    NodeTwice(String, String),
    /// A node rolls up one leaf or none, the leaf twice, or what is no leaf.
    #[error("{1} of {0} does not roll up two leaves or more, each once")]
    RollUp(String, String),
    /// A node says the same as another, or as the variable as a whole.
    #[error("{1} of {0} says the same as {2}")]
    Same(String, String, String),
    /// A node leaves out one leaf alone: it says who is not in that leaf.
    #[error("{1} of {0} is everybody but {2}")]
    AllBut(String, String, String),
    /// Too few people are expected in a leaf.
    #[error("fewer than 2 % are expected in {1} of {0}: merge it with another")]
    Rare(String, String),
}

impl Schema {
    /// A schema without flaws.
    pub fn of(variables: Vec<Variable>) -> Result<Self, Flaw> {
        let mut known = BTreeSet::new();
        for variable in &variables {
            check_word(&variable.id)?;
            if !known.insert(variable.id.as_str()) {
                return Err(Flaw::Twice(variable.id.clone()));
            }
            variable.check()?;
        }
        Ok(Self { variables, measures: Vec::new(), rates: Vec::new() })
    }

    /// The same with what is told of people beside how many they are; each has an id of its own.
    pub fn with_figures(self, measures: Vec<Measure>, rates: Vec<RateOf>) -> Result<Self, Flaw> {
        let ids = measures.iter().map(|measure| &measure.id).chain(rates.iter().map(|rate| &rate.id));
        ids.clone().try_for_each(|id| check_word(id))?;
        let mut known = BTreeSet::new();
        if let Some(twice) = ids.into_iter().find(|id| !known.insert(id.as_str())) {
            return Err(Flaw::Twice(twice.clone()));
        }
        Ok(Self { variables: self.variables, measures, rates })
    }

    /// What has one value a person.
    pub fn measures(&self) -> &[Measure] {
        &self.measures
    }

    /// Events by exposure.
    pub fn rates(&self) -> &[RateOf] {
        &self.rates
    }

    /// Its variables, in their order.
    pub fn variables(&self) -> &[Variable] {
        &self.variables
    }

    /// The place of a variable and of one of its nodes; nothing when there is no such.
    pub fn place(&self, variable: &str, node: &str) -> Option<(u16, u16)> {
        let at = self.variables.iter().position(|known| known.id == variable)?;
        let of = self.variables[at].nodes.iter().position(|known| known.code == node)?;
        Some((u16::try_from(at).ok()?, u16::try_from(of).ok()?))
    }
}

fn check_word(word: &str) -> Result<(), Flaw> {
    let is_fit = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "./_-+".contains(c);
    if !word.is_empty() && word.chars().all(is_fit) { Ok(()) } else { Err(Flaw::Word(word.to_owned())) }
}

impl Schema {
    /// How many cells there are: everybody, and each combination of nodes of up to so many variables.
    pub fn cells(&self) -> usize {
        let nodes = |table: &Vec<usize>| {
            table.iter().map(|variable| self.variables[*variable].nodes.len()).product::<usize>()
        };
        tables(self.variables.len(), MOST_VARIABLES).iter().map(nodes).sum()
    }

    /// The ids of a predicate's variables with the codes of their nodes.
    pub fn named<'a>(&'a self, predicate: &'a Predicate) -> impl Iterator<Item = (&'a str, &'a str)> {
        predicate.parts().iter().filter_map(|(variable, node)| {
            let variable = self.variables.get(usize::from(*variable))?;
            Some((variable.id.as_str(), variable.nodes.get(usize::from(*node))?.code.as_str()))
        })
    }
}

impl Variable {
    fn check(&self) -> Result<(), Flaw> {
        let id = || self.id.clone();
        let leaves = self.nodes.iter().filter(|node| node.rolls_up.is_empty()).count();
        if leaves < 2 {
            return Err(Flaw::TooFew(id()));
        }
        let mut said = BTreeMap::<Vec<u16>, &str>::new();
        let mut codes = BTreeSet::new();
        for (at, node) in (0..).zip(&self.nodes) {
            check_word(&node.code)?;
            if !codes.insert(node.code.as_str()) {
                return Err(Flaw::NodeTwice(id(), node.code.clone()));
            }
            let holds = self.leaves_of(at, node).ok_or_else(|| Flaw::RollUp(id(), node.code.clone()))?;
            if node.rolls_up.is_empty() && node.expected < LEAST_EXPECTED {
                return Err(Flaw::Rare(id(), node.code.clone()));
            }
            if holds.len() == leaves {
                return Err(Flaw::Same(id(), node.code.clone(), "all of them".to_owned()));
            }
            // Of two leaves each is all but the other; both can be asked for anyhow.
            if holds.len() + 1 == leaves && leaves > 2 {
                return Err(Flaw::AllBut(id(), node.code.clone(), self.missing(&holds)));
            }
            if let Some(same) = said.insert(holds, &node.code) {
                return Err(Flaw::Same(id(), node.code.clone(), same.to_owned()));
            }
        }
        Ok(())
    }

    /// The leaves of a node, sorted; nothing when it rolls up too few, one twice, or what is no leaf.
    fn leaves_of(&self, at: u16, node: &Node) -> Option<Vec<u16>> {
        if node.rolls_up.is_empty() {
            return Some(vec![at]);
        }
        let mut holds = node.rolls_up.clone();
        holds.sort_unstable();
        holds.dedup();
        let is_leaf =
            |leaf: &u16| self.nodes.get(usize::from(*leaf)).is_some_and(|node| node.rolls_up.is_empty());
        let is_right = holds.len() >= 2 && holds.len() == node.rolls_up.len() && holds.iter().all(is_leaf);
        is_right.then_some(holds)
    }

    /// The leaf that is not among some.
    fn missing(&self, holds: &[u16]) -> String {
        let leaves = (0..).zip(&self.nodes).filter(|(_, node)| node.rolls_up.is_empty());
        let mut left = leaves.filter(|(at, _)| !holds.contains(at)).map(|(_, node)| node.code.clone());
        left.next().unwrap_or_default()
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::Scale;
    use super::*;

    fn node(code: &str, rolls_up: &[u16]) -> Node {
        Node { code: code.to_owned(), title: code.to_owned(), rolls_up: rolls_up.to_vec(), expected: 1000 }
    }

    fn variable(id: &str, nodes: Vec<Node>) -> Variable {
        Variable { id: id.to_owned(), title: id.to_owned(), nodes }
    }

    /// Age with a roll-up, sex, period and outcome.
    pub(crate) fn schema() -> Schema {
        let two = |id: &str| variable(id, vec![node("0", &[]), node("1", &[])]);
        let ages = ["18-34", "35-49", "50-64", "65+"].map(|code| node(code, &[]));
        let mut ages = ages.to_vec();
        ages.push(node("under-50", &[0, 1]));
        let scale = Scale { low: 0.0, high: 40.0, step: 0.5 };
        let days = Measure { id: "days".to_owned(), title: "Days".to_owned(), scale };
        let events = RateOf { id: "events".to_owned(), title: "Events".to_owned(), step: 0.1 };
        Schema::of(vec![variable("age", ages), two("sex"), two("survival"), two("awake"), two("mode")])
            .unwrap()
            .with_figures(vec![days], vec![events])
            .unwrap()
    }

    fn flaw(nodes: Vec<Node>) -> String {
        Schema::of(vec![variable("age", nodes)]).unwrap_err().to_string()
    }

    #[test]
    fn a_node_is_found_by_its_code() {
        assert_eq!(schema().place("age", "under-50"), Some((0, 4)));
        assert_eq!((schema().place("age", "90"), schema().place("height", "0")), (None, None));
    }

    #[test]
    fn what_would_single_people_out_is_refused() {
        let abc = || vec![node("a", &[]), node("b", &[]), node("c", &[])];
        let with = |more: Node| [abc(), vec![more]].concat();
        assert_eq!(flaw(vec![node("a", &[])]), "age has fewer than two leaves");
        assert_eq!(flaw(with(node("a", &[]))), "two nodes of age are called a");
        assert_eq!(
            flaw(with(node("only", &[1]))),
            "only of age does not roll up two leaves or more, each once"
        );
        assert_eq!(
            flaw(with(node("twice", &[1, 1]))),
            "twice of age does not roll up two leaves or more, each once"
        );
        assert_eq!(
            flaw(with(node("out", &[1, 9]))),
            "out of age does not roll up two leaves or more, each once"
        );
        assert_eq!(flaw(with(node("all", &[0, 1, 2]))), "all of age says the same as all of them");
        assert_eq!(flaw(with(node("not-c", &[0, 1]))), "not-c of age is everybody but c");
        let four = [abc(), vec![node("d", &[]), node("ab", &[0, 1]), node("ba", &[1, 0])]].concat();
        assert_eq!(flaw(four), "ba of age says the same as ab");
        let rare = Node { expected: 199, ..node("c", &[]) };
        assert_eq!(
            flaw(vec![node("a", &[]), node("b", &[]), rare]),
            "fewer than 2 % are expected in c of age: merge it with another"
        );
        assert_eq!(flaw(with(node("a,b", &[]))), "“a,b” is no id: small letters, digits and . / _ - + alone");
        let two = variable("sex", vec![node("0", &[]), node("1", &[])]);
        assert_eq!(Schema::of(vec![two.clone(), two]).unwrap_err().to_string(), "two are called sex");
    }
}
