//! The dossier's synthetic people (appendix A): who looks like patients of the network, and nobody.

use disclosure::attack::{Draws, Measured, Stated};
use disclosure::cube::{Count, Cube, Keys, Node, Person, Predicate, Scale, Schema, Share, Variable};

/// The variables in the dossier's order, with how many leaves each has.
pub(crate) const VARIABLES: [(&str, u16); 12] = [
    ("year", 4),
    ("age", 5),
    ("sex", 2),
    ("mode", 2),
    ("dx", 6),
    ("bmi", 3),
    ("duration", 4),
    ("awake", 2),
    ("mobility", 4),
    ("survival", 2),
    ("adverse", 2),
    ("tracheostomy", 2),
];

pub(crate) fn schema() -> Schema {
    let variable = |(id, leaves): (&str, u16)| Variable {
        id: id.to_owned(),
        title: id.to_owned(),
        nodes: (0..leaves)
            .map(|code| Node {
                code: code.to_string(),
                title: String::new(),
                rolls_up: Vec::new(),
                expected: 200,
            })
            .collect(),
    };
    Schema::of(VARIABLES.map(variable).to_vec()).unwrap()
}

pub(crate) fn keys(seed: u8) -> Keys {
    Keys::new([seed; 32], [seed.wrapping_add(100); 32])
}

fn one_of(draws: &mut Draws, weights: &[f64]) -> u16 {
    let mut left = draws.uniform();
    for (code, weight) in (0..).zip(weights) {
        if left < *weight {
            return code;
        }
        left -= weight;
    }
    u16::try_from(weights.len() - 1).unwrap()
}

fn whether(draws: &mut Draws, chance: f64) -> u16 {
    u16::from(draws.uniform() < chance)
}

fn cut(value: f64, limits: &[f64]) -> u16 {
    u16::try_from(limits.iter().filter(|limit| value > **limit).count()).unwrap()
}

/// So many of them.
pub(crate) fn people(seed: u64, count: u32, keys: &Keys) -> Vec<Person> {
    let mut draws = Draws::new(seed);
    (0..count).map(|number| person(&mut draws, keys, number)).collect()
}

fn person(draws: &mut Draws, keys: &Keys, number: u32) -> Person {
    let centre = one_of(draws, &[0.2, 0.17, 0.17, 0.16, 0.14, 0.06, 0.06, 0.04]);
    let year = one_of(draws, &[0.22, 0.24, 0.26, 0.28]);
    let age = one_of(draws, &[0.12, 0.24, 0.28, 0.26, 0.10]);
    let sex = one_of(draws, &[0.58, 0.42]);
    let mode = one_of(draws, &[0.95, 0.05]);
    let dx = one_of(draws, &[0.42, 0.2, 0.14, 0.1, 0.09, 0.05]);
    let bmi = one_of(draws, &[0.35, 0.4, 0.25]);
    let severity = draws.normal();
    let duration = cut(severity + 0.7 * draws.normal(), &[-0.9, 0.1, 1.1]);
    let awake = u16::from(severity + draws.normal() > 0.6);
    let frail = if age >= 3 { 0.4 } else { 0.0 };
    let mobility = cut(draws.normal() + 1.1 * f64::from(awake) - frail, &[0.2, 1.2, 2.0]);
    let long = if duration == 3 { 0.4 } else { 0.0 };
    let other = if dx == 3 { 0.9 } else { 0.0 };
    let odds = 1.15 + 0.35 * f64::from(mobility) - 0.45 * (f64::from(age) - 2.0) - long + other;
    let survival = whether(draws, 1.0 / (1.0 + (-odds).exp()));
    let adverse = whether(draws, 0.06 + 0.03 * f64::from(mobility));
    let tracheostomy = whether(draws, if duration >= 2 { 0.5 } else { 0.3 });
    let leaves =
        vec![year, age, sex, mode, dx, bmi, duration, awake, mobility, survival, adverse, tracheostomy];
    Person { key: keys.person(&number.to_be_bytes()), centre, leaves, ..Person::default() }
}

/// Days on ECMO of some people, after their band; of one in thirty they are not known.
pub(crate) fn days(seed: u64, people: &[Person]) -> Measured {
    let mut draws = Draws::new(seed);
    let values = people.iter().map(|person| {
        let middle = [4.0, 9.0, 18.0, 32.0][usize::from(person.leaves[6])];
        let days = (2.0 * middle * (0.3 * draws.normal()).exp()).round() / 2.0;
        (draws.uniform() > 1.0 / 30.0).then_some(days)
    });
    Measured { measure: 1, scale: Scale { low: 0.0, high: 40.0, step: 0.5 }, values: values.collect() }
}

/// How many people a question really counts, of leaves.
pub(crate) fn counted(people: &[Person], of: &Predicate) -> u32 {
    let is_in =
        |person: &&Person| of.parts().iter().all(|(at, leaf)| person.leaves[usize::from(*at)] == *leaf);
    u32::try_from(people.iter().filter(is_in).count()).unwrap()
}

/// The place of survival among the variables.
const SURVIVAL: u16 = 9;

/// The share of survivors in each group of one variable, made from some counts.
pub(crate) fn shares(cube: &Cube, count: impl Fn(&Predicate) -> Count) -> Vec<Stated> {
    let groups = cube.counts().filter(|(of, _)| of.parts().len() == 1 && of.parts()[0].0 != SURVIVAL);
    let stated = groups.map(|(all, _)| {
        let with = |node| Predicate::at(vec![all.parts()[0], (SURVIVAL, node)]).unwrap();
        let (part, others) = (with(1), with(0));
        let told = Share::of(count(&part), count(&others), count(all));
        Stated::Share { part, others, all: all.clone(), told }
    });
    stated.collect()
}
