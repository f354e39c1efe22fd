//! The dossier's synthetic people (appendix A): who looks like patients of the network, and nobody.

use disclosure::cube::{Keys, Node, Person, Schema, Variable};

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

/// The outcomes that an attacker wants to know.
pub(crate) const SENSITIVE: [usize; 5] = [9, 8, 10, 7, 11];

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

/// Draws that anybody can repeat (`SplitMix64`).
struct Draws(u64);

impl Draws {
    #[expect(clippy::cast_precision_loss, reason = "53 bits fit")]
    fn uniform(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((bits ^ (bits >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn normal(&mut self) -> f64 {
        let (one, other) = (1.0 - self.uniform(), self.uniform());
        (-2.0 * one.ln()).sqrt() * (std::f64::consts::TAU * other).cos()
    }

    fn one_of(&mut self, weights: &[f64]) -> u16 {
        let mut left = self.uniform();
        for (code, weight) in (0..).zip(weights) {
            if left < *weight {
                return code;
            }
            left -= weight;
        }
        u16::try_from(weights.len() - 1).unwrap()
    }

    fn whether(&mut self, chance: f64) -> u16 {
        u16::from(self.uniform() < chance)
    }
}

fn cut(value: f64, limits: &[f64]) -> u16 {
    u16::try_from(limits.iter().filter(|limit| value > **limit).count()).unwrap()
}

/// So many of them.
pub(crate) fn people(seed: u64, count: u32, keys: &Keys) -> Vec<Person> {
    let mut draws = Draws(seed);
    (0..count).map(|number| person(&mut draws, keys, number)).collect()
}

fn person(draws: &mut Draws, keys: &Keys, number: u32) -> Person {
    let centre = draws.one_of(&[0.2, 0.17, 0.17, 0.16, 0.14, 0.06, 0.06, 0.04]);
    let year = draws.one_of(&[0.22, 0.24, 0.26, 0.28]);
    let age = draws.one_of(&[0.12, 0.24, 0.28, 0.26, 0.10]);
    let sex = draws.one_of(&[0.58, 0.42]);
    let mode = draws.one_of(&[0.95, 0.05]);
    let dx = draws.one_of(&[0.42, 0.2, 0.14, 0.1, 0.09, 0.05]);
    let bmi = draws.one_of(&[0.35, 0.4, 0.25]);
    let severity = draws.normal();
    let duration = cut(severity + 0.7 * draws.normal(), &[-0.9, 0.1, 1.1]);
    let awake = u16::from(severity + draws.normal() > 0.6);
    let frail = if age >= 3 { 0.4 } else { 0.0 };
    let mobility = cut(draws.normal() + 1.1 * f64::from(awake) - frail, &[0.2, 1.2, 2.0]);
    let long = if duration == 3 { 0.4 } else { 0.0 };
    let other = if dx == 3 { 0.9 } else { 0.0 };
    let odds = 1.15 + 0.35 * f64::from(mobility) - 0.45 * (f64::from(age) - 2.0) - long + other;
    let survival = draws.whether(1.0 / (1.0 + (-odds).exp()));
    let adverse = draws.whether(0.06 + 0.03 * f64::from(mobility));
    let tracheostomy = draws.whether(if duration >= 2 { 0.5 } else { 0.3 });
    let leaves =
        vec![year, age, sex, mode, dx, bmi, duration, awake, mobility, survival, adverse, tracheostomy];
    Person { key: keys.person(&number.to_be_bytes()), centre, leaves }
}
