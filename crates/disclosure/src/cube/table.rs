//! The people of one table of the cube, and what is told of each of its cells.

use std::collections::BTreeMap;

use super::{Cell, Count, Guard, Person, Predicate, Rate, Schema, Tally, Values};

/// The variables of every table, by their places: none, one, and so on.
pub(super) fn tables(variables: usize, most: usize) -> Vec<Vec<usize>> {
    let mut all = vec![Vec::new()];
    let mut last = all.clone();
    for _ in 0..most {
        let longer = last.iter().flat_map(|table: &Vec<usize>| {
            let next = table.last().map_or(0, |last| last + 1);
            (next..variables).map(move |more| [table.as_slice(), &[more]].concat())
        });
        last = longer.collect();
        all.extend(last.iter().cloned());
    }
    all
}

/// The people of one table, by their leaves of its variables.
pub(super) struct Table<'a> {
    schema: &'a Schema,
    variables: &'a [usize],
    groups: BTreeMap<Vec<u16>, Vec<&'a Person>>,
}

impl<'a> Table<'a> {
    pub(super) fn of(schema: &'a Schema, variables: &'a [usize], people: &'a [Person]) -> Self {
        let mut groups = BTreeMap::<Vec<u16>, Vec<&Person>>::new();
        for person in people {
            let leaves = variables.iter().map(|variable| person.leaves[*variable]).collect();
            groups.entry(leaves).or_default().push(person);
        }
        Self { schema, variables, groups }
    }

    /// What is told of each combination of nodes, also where there is nobody.
    pub(super) fn cells(&self, guard: Guard<'_>) -> Vec<(Predicate, Cell)> {
        let mut nodes = vec![Vec::new()];
        for variable in self.variables {
            let of = 0..self.schema.variables()[*variable].nodes.len();
            nodes = nodes
                .iter()
                .flat_map(|chosen: &Vec<usize>| {
                    of.clone().map(move |node| [chosen.as_slice(), &[node]].concat())
                })
                .collect();
        }
        let cell = |nodes: &Vec<usize>| {
            let predicate = self.predicate(nodes)?;
            let cell = self.cell(nodes, &predicate, guard);
            Some((predicate, cell))
        };
        nodes.iter().filter_map(cell).collect()
    }

    fn predicate(&self, nodes: &[usize]) -> Option<Predicate> {
        let place = |(variable, node): (&usize, &usize)| {
            Some((u16::try_from(*variable).ok()?, u16::try_from(*node).ok()?))
        };
        let parts = self.variables.iter().zip(nodes).map(place).collect::<Option<Vec<_>>>()?;
        // A table has no more variables than it may.
        Predicate::within(parts, self.variables.len()).ok()
    }

    fn cell(&self, nodes: &[usize], of: &Predicate, guard: Guard<'_>) -> Cell {
        let people = self.people(nodes);
        let mut tally = Tally::default();
        for person in &people {
            tally.add(person.key, person.centre);
        }
        let measures = (0..).zip(self.schema.measures());
        let of_measures = measures.flat_map(|(at, measure)| {
            let mut values = Values::default();
            let known = people.iter().filter_map(|person| Some((person, person.values[usize::from(at)]?)));
            known.for_each(|(person, value)| values.add(person.key, person.centre, value));
            let [first, third] =
                values.quartiles(of, at, measure.scale, guard).map_or([None; 2], |q| q.map(Some));
            [
                values.mean(of, at, measure.scale, guard),
                values.median(of, at, measure.scale, guard),
                first,
                third,
            ]
        });
        let rates = (0..).zip(self.schema.rates());
        let of_rates = rates.map(|(at, rate)| {
            let mut events = Rate::default();
            for person in &people {
                let (happened, exposure) = person.events[usize::from(at)];
                events.add(person.key, person.centre, happened, exposure);
            }
            events.per_thousand(of, at, rate.step, guard)
        });
        let count = tally.protect(of, guard);
        // Of people who are hidden nothing else is told either.
        let told = of_measures.chain(of_rates).map(|figure| figure.filter(|_| count != Count::Low));
        Cell { count, figures: told.collect() }
    }

    /// The people in all of some nodes.
    fn people(&self, nodes: &[usize]) -> Vec<&'a Person> {
        let is_in = |((variable, node), leaf): ((&usize, &usize), &u16)| {
            let rolls_up = &self.schema.variables()[*variable].nodes[*node].rolls_up;
            if rolls_up.is_empty() { usize::from(*leaf) == *node } else { rolls_up.contains(leaf) }
        };
        let groups = self.groups.iter();
        let are_in = groups.filter(|(leaves, _)| self.variables.iter().zip(nodes).zip(*leaves).all(is_in));
        are_in.flat_map(|(_, people)| people.iter().copied()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::MOST_VARIABLES;
    use super::*;

    #[test]
    fn of_twelve_variables_there_are_299_tables() {
        assert_eq!(tables(12, MOST_VARIABLES).len(), 299);
    }
}
