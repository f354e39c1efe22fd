//! What is told of a question: a table out of the cube, and nothing that the cube does not hold.

use super::values::DEVIATION;
use super::{Count, Cube, Figure, Predicate, Query, Refused, Schema, Share, What, noise_of_share};

/// Something that went through the disclosure control of a release. Only the cube makes one; pages, files and packs for
/// researchers, associates and the public take nothing else, so that an unprotected number does not compile there.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Released<T>(T);

impl<T> Released<T> {
    /// What was released.
    pub const fn get(&self) -> &T {
        &self.0
    }
}

/// A value as it is told.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Value {
    /// Not told: fewer than 8 people, too few centres, or withheld at random near the limit. Nothing says which.
    Low,
    /// About so many people.
    People(u32),
    /// So many in a hundred.
    Percent(u8),
    /// Less than 5 in a hundred.
    Below5,
    /// More than 95 in a hundred.
    Above95,
    /// A figure, on its published step.
    Figure(f64),
}

/// One cell of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// The leaf of each variable that the table is by, in its order.
    pub nodes: Vec<u16>,
    /// What is told.
    pub value: Value,
    /// The standard deviation of the noise, in the unit of the value; nothing where it is not told or not known.
    pub noise: Option<f64>,
}

/// A table: each combination of leaves of the variables, and all of them together.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// In the order of the leaves, the last variable running fastest.
    pub lines: Vec<Line>,
    /// The same of everybody whom the table is of. It is told by itself and is not the sum.
    pub total: Line,
}

impl Answer {
    /// Whether more than half of the table is not told: another question serves better.
    pub fn is_sparse(&self) -> bool {
        let low = self.lines.iter().filter(|line| line.value == Value::Low).count();
        2 * low > self.lines.len()
    }
}

impl Cube {
    /// What is told of a question. A table of which more than half would be hidden is told as hidden altogether.
    pub fn answer(&self, schema: &Schema, query: &Query) -> Result<Released<Answer>, Refused> {
        let mut lines = Vec::new();
        for nodes in combinations(schema, query.by()) {
            let of = query.by().iter().copied().zip(nodes.iter().copied());
            let of: Vec<_> = of.chain(query.only().parts().iter().copied()).collect();
            lines.push(self.line(schema, query.what(), &Predicate::at(of)?, nodes)?);
        }
        let total = self.line(schema, query.what(), query.only(), Vec::new())?;
        let mut answer = Answer { lines, total };
        if answer.is_sparse() {
            answer.lines.iter_mut().for_each(|line| (line.value, line.noise) = (Value::Low, None));
        }
        Ok(Released(answer))
    }

    fn line(&self, schema: &Schema, what: What, of: &Predicate, nodes: Vec<u16>) -> Result<Line, Refused> {
        let (value, noise) = match what {
            What::Count => people(self.count(of)?),
            What::Share(outcome) => self.share(schema, of, outcome)?,
            What::Figure(figure) => self.told(schema, of, figure)?,
        };
        Ok(Line { nodes, value, noise })
    }

    /// The share of some people who are in a node too: of what is told of both, and never near nobody or everybody.
    fn share(
        &self,
        schema: &Schema,
        of: &Predicate,
        outcome: (u16, u16),
    ) -> Result<(Value, Option<f64>), Refused> {
        let (part, all) = (self.count(&of.with(outcome))?, self.count(of)?);
        let others = match schema.other_leaf(outcome) {
            Some(other) => self.count(&of.with(other))?,
            None => left(part, all),
        };
        let noise = match (part, all) {
            (Count::Shown(part), Count::Shown(all)) => Some(noise_of_share(part, all)),
            _ => None,
        };
        Ok(match Share::of(part, others, all) {
            Share::Low => (Value::Low, None),
            Share::Below5 => (Value::Below5, noise),
            Share::About(percent) => (Value::Percent(percent), noise),
            Share::Above95 => (Value::Above95, noise),
        })
    }

    fn told(&self, schema: &Schema, of: &Predicate, figure: Figure) -> Result<(Value, Option<f64>), Refused> {
        let Some(value) = self.figure(of, figure, schema)? else { return Ok((Value::Low, None)) };
        let noise = match (figure, self.count(of)?) {
            (Figure::Mean(measure), Count::Shown(people)) => {
                let scale = schema.measures().get(usize::from(measure)).map(|measure| measure.scale);
                scale.map(|scale| DEVIATION * scale.half() / f64::from(people))
            }
            _ => None,
        };
        Ok((Value::Figure(value), noise))
    }
}

fn people(count: Count) -> (Value, Option<f64>) {
    match count {
        Count::Shown(people) => (Value::People(people), Some(DEVIATION)),
        Count::Low => (Value::Low, None),
    }
}

/// Those who are left, where the schema has no node for them: told when they would be told as 10 at least.
fn left(part: Count, all: Count) -> Count {
    match (part, all) {
        (Count::Shown(part), Count::Shown(all)) if all >= part + 10 => Count::Shown(all - part),
        _ => Count::Low,
    }
}

/// Each combination of the leaves of some variables, the last running fastest.
fn combinations(schema: &Schema, variables: &[u16]) -> Vec<Vec<u16>> {
    let mut all = vec![Vec::new()];
    for variable in variables {
        let leaves = schema.leaves(*variable);
        all = all
            .iter()
            .flat_map(|chosen: &Vec<u16>| {
                leaves.iter().map(move |leaf| [chosen.as_slice(), &[*leaf]].concat())
            })
            .collect();
    }
    all
}

impl Schema {
    /// The leaves of a variable, by their places.
    pub fn leaves(&self, variable: u16) -> Vec<u16> {
        let nodes = self.variables().get(usize::from(variable)).map_or(&[][..], |variable| &variable.nodes);
        (0..).zip(nodes).filter(|(_, node)| node.rolls_up.is_empty()).map(|(at, _)| at).collect()
    }

    /// The other leaf of a variable that has two.
    fn other_leaf(&self, (variable, node): (u16, u16)) -> Option<(u16, u16)> {
        match self.leaves(variable)[..] {
            [one, other] if one == node => Some((variable, other)),
            [one, other] if other == node => Some((variable, one)),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::release::tests::cube;
    use super::super::schema::tests::schema;
    use super::*;

    fn answer(what: &str, by: &[&str], only: &[&str]) -> Answer {
        let query = Query::read(&schema(), what, by.iter().copied(), only.iter().copied()).unwrap();
        cube(1).answer(&schema(), &query).unwrap().get().clone()
    }

    #[test]
    fn is_what_the_cube_holds_wherever_it_stands_in_the_question() {
        let by = answer("count", &["age", "sex"], &[]);
        assert_eq!(by.lines.len(), 4 * 2, "leaves alone");
        let only = answer("count", &["age"], &["sex:1"]);
        let turned = answer("count", &["sex", "age"], &[]);
        for (line, age) in only.lines.iter().zip(0..) {
            let place = |answer: &Answer, nodes: [u16; 2]| {
                answer.lines.iter().find(|line| line.nodes == nodes).unwrap().value
            };
            assert_eq!(line.value, place(&by, [age, 1]));
            assert_eq!(line.value, place(&turned, [1, age]));
        }
        assert_eq!(by.total, answer("count", &[], &[]).total);
        assert_eq!(only.total.value, answer("count", &["sex"], &[]).lines[1].value);
    }

    #[test]
    fn a_share_is_made_of_what_is_told() {
        let shares = answer("share:survival:1", &["sex"], &[]);
        let (parts, all) = (answer("count", &["sex"], &["survival:1"]), answer("count", &["sex"], &[]));
        for ((share, part), all) in shares.lines.iter().zip(&parts.lines).zip(&all.lines) {
            let (Value::Percent(share), Value::People(part), Value::People(all)) =
                (share.value, part.value, all.value)
            else {
                panic!("{share:?}")
            };
            assert_eq!(u32::from(share), (part * 200 + all) / (2 * all), "a half rounds up");
        }
        let pair = [answer("share:survival:0", &[], &[]).total, answer("share:survival:1", &[], &[]).total];
        assert!(pair.iter().all(|line| line.noise.is_some_and(|noise| noise > 0.0)), "{pair:?}");
    }

    #[test]
    fn a_table_of_which_more_than_half_would_be_hidden_is_hidden() {
        let line = |value| Line { nodes: Vec::new(), value, noise: None };
        let table = |low: usize| {
            let lines = (0..10).map(|at| line(if at < low { Value::Low } else { Value::People(10) }));
            Answer { lines: lines.collect(), total: line(Value::Low) }
        };
        assert!(!table(5).is_sparse() && table(6).is_sparse());
        let quartiles = answer("q1:days", &["age", "sex", "mode"], &[]);
        assert!(quartiles.lines.iter().all(|line| line.value == Value::Low), "{quartiles:?}");
    }

    #[test]
    fn the_noise_of_a_mean_falls_with_the_people() {
        let mean = answer("mean:days", &["sex"], &[]);
        let all = mean.total.noise.unwrap();
        // 2.83 × 20 / 600.
        assert!((all - 0.0943).abs() < 0.002, "{all}");
        assert!(mean.lines.iter().all(|line| line.noise.unwrap() > all));
    }
}
