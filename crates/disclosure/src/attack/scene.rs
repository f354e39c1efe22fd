//! A release with the truth behind it: each cell as it is told, and who is really in it. What an attack finds is held
//! against the truth; what it is made of is only what is told and what the attacker is said to know.

use std::collections::BTreeMap;

use super::people::Set;
use crate::cube::{Count, Cube, Guard, NoCube, Person, Predicate, Schema, Tally};

/// A release and its truth.
#[derive(Debug)]
pub struct Scene<'a> {
    pub(super) schema: &'a Schema,
    pub(super) people: &'a [Person],
    pub(super) guard: Guard<'a>,
    /// Every cell of the cube, in its order.
    pub(super) cells: Vec<Cell>,
    index: BTreeMap<Predicate, usize>,
    /// The people of each centre; centres are numbered anew from 0.
    pub(super) centres: Vec<Set>,
    /// Cells whose counts the attacker has exactly, by their places.
    exact: BTreeMap<usize, u32>,
}

/// A cell of the cube.
#[derive(Debug)]
pub(super) struct Cell {
    pub(super) of: Predicate,
    pub(super) told: Count,
    pub(super) who: Set,
    /// How many really.
    pub(super) people: u32,
    pub(super) tally: Tally,
}

impl Cell {
    /// How many as they are told.
    pub(super) fn shown(&self) -> Option<u32> {
        match self.told {
            Count::Shown(people) => Some(people),
            Count::Low => None,
        }
    }
}

impl<'a> Scene<'a> {
    /// Of a cube that was made of these people with this guard.
    pub fn of(
        schema: &'a Schema,
        people: &'a [Person],
        cube: &Cube,
        guard: Guard<'a>,
    ) -> Result<Self, NoCube> {
        let by_node = by_node(schema, people).ok_or(NoCube::Unfitting)?;
        let everybody = Set::of(people, |_| true);
        let cell = |(of, told): (&Predicate, Count)| {
            let nodes = of.parts().iter().map(|(variable, node)| {
                by_node.get(usize::from(*variable)).and_then(|nodes| nodes.get(usize::from(*node)))
            });
            let who = nodes
                .collect::<Option<Vec<_>>>()?
                .into_iter()
                .fold(everybody.clone(), |who, node| who.and(node));
            let mut tally = Tally::default();
            who.places().for_each(|place| tally.add(people[place].key, people[place].centre));
            Some(Cell { of: of.clone(), told, people: who.count(), who, tally })
        };
        let cells: Vec<Cell> = cube.counts().map(cell).collect::<Option<_>>().ok_or(NoCube::Unfitting)?;
        let index = cells.iter().zip(0..).map(|(cell, place)| (cell.of.clone(), place)).collect();
        let mut centres: Vec<u16> = people.iter().map(|person| person.centre).collect();
        centres.sort_unstable();
        centres.dedup();
        let centres =
            centres.iter().map(|centre| Set::of(people, |person| person.centre == *centre)).collect();
        Ok(Self { schema, people, guard, cells, index, centres, exact: BTreeMap::new() })
    }

    /// The same for an attacker who has some counts exactly beside the release, as those of an extract's classes are. What
    /// is no cell of the release is passed over.
    #[must_use]
    pub fn knowing(mut self, exact: impl IntoIterator<Item = (Predicate, u32)>) -> Self {
        let placed = exact.into_iter().filter_map(|(of, people)| Some((self.place(&of)?, people)));
        self.exact = placed.collect();
        self
    }

    /// A cell's count, where the attacker has it exactly.
    pub(super) fn exact(&self, of: &Predicate) -> Option<u32> {
        self.exact.get(&self.place(of)?).copied()
    }

    /// The cell of a question; nothing where the cube has none.
    pub(super) fn cell(&self, of: &Predicate) -> Option<&Cell> {
        Some(&self.cells[self.place(of)?])
    }

    /// The place of a question's cell.
    pub(super) fn place(&self, of: &Predicate) -> Option<usize> {
        self.index.get(of).copied()
    }

    /// The most variables of a cell.
    pub(super) fn most_variables(&self) -> usize {
        self.cells.iter().map(|cell| cell.of.parts().len()).max().unwrap_or_default()
    }

    /// Cells that count a cell's people and others: the same without one of its parts, or with a node that rolls the part's
    /// up. With the variable that they are wider by, and the leaves that they have of it.
    pub(super) fn wider<'s>(&'s self, cell: &'s Cell) -> impl Iterator<Item = (&'s Cell, u16, Vec<u16>)> {
        cell.of.parts().iter().flat_map(move |(variable, node)| {
            let own = self.leaves_of(*variable, *node);
            let nodes = (0..).zip(&self.schema.variables()[usize::from(*variable)].nodes);
            let is_wider = move |of: &[u16]| of.len() > own.len() && own.iter().all(|leaf| of.contains(leaf));
            let rolled_up = nodes.filter(move |(_, of)| is_wider(&of.rolls_up));
            let rolled_up = rolled_up.map(|(up, of)| (cell.of.with((*variable, up)), of.rolls_up.clone()));
            let all = (cell.of.without(*variable), self.leaves(*variable));
            let wider = rolled_up.chain([all]);
            wider.filter_map(move |(of, leaves)| Some((self.cell(&of)?, *variable, leaves)))
        })
    }

    /// Every variable with its nodes that a cell is not about.
    pub(super) fn others(&self, cell: &Cell) -> impl Iterator<Item = (u16, u16)> {
        let asked: Vec<u16> = cell.of.parts().iter().map(|(variable, _)| *variable).collect();
        let nodes = (0..).zip(self.schema.variables());
        nodes
            .filter(move |(variable, _)| !asked.contains(variable))
            .flat_map(|(variable, of)| (0..).zip(&of.nodes).map(move |(node, _)| (variable, node)))
    }

    /// How many of a cell's people are at a centre.
    pub(super) fn at_centre(&self, cell: &Cell, centre: usize) -> u32 {
        cell.who.shared(&self.centres[centre])
    }

    /// Whether a person is counted in a cell.
    pub(super) fn counts(&self, of: &Predicate, leaves: &[u16]) -> bool {
        of.parts().iter().all(|(variable, node)| {
            holds(self.schema, usize::from(*variable), usize::from(*node), leaves[usize::from(*variable)])
        })
    }

    /// The leaves of a node, by their places.
    pub(super) fn leaves_of(&self, variable: u16, node: u16) -> Vec<u16> {
        let rolls_up = &self.schema.variables()[usize::from(variable)].nodes[usize::from(node)].rolls_up;
        if rolls_up.is_empty() { vec![node] } else { rolls_up.clone() }
    }

    /// The leaves of a variable, by their places.
    pub(super) fn leaves(&self, variable: u16) -> Vec<u16> {
        let nodes = (0..).zip(&self.schema.variables()[usize::from(variable)].nodes);
        nodes.filter(|(_, node)| node.rolls_up.is_empty()).map(|(place, _)| place).collect()
    }

    /// Whether a cell is of leaves alone.
    pub(super) fn is_of_leaves(&self, cell: &Cell) -> bool {
        cell.of.parts().iter().all(|(variable, node)| self.leaves_of(*variable, *node) == [*node])
    }
}

/// Who is in each node of each variable; nothing when somebody does not fit the schema.
fn by_node(schema: &Schema, people: &[Person]) -> Option<Vec<Vec<Set>>> {
    let variables = schema.variables();
    if people.iter().any(|person| person.leaves.len() != variables.len()) {
        return None;
    }
    let nodes = |(at, count): (usize, usize)| {
        let of = |node| Set::of(people, |person| holds(schema, at, node, person.leaves[at]));
        (0..count).map(of).collect()
    };
    Some(variables.iter().map(|variable| variable.nodes.len()).enumerate().map(nodes).collect())
}

/// Whether a leaf is in a node, or the node itself.
fn holds(schema: &Schema, variable: usize, node: usize, leaf: u16) -> bool {
    let rolls_up = &schema.variables()[variable].nodes[node].rolls_up;
    if rolls_up.is_empty() { usize::from(leaf) == node } else { rolls_up.contains(&leaf) }
}
