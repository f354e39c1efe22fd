//! Random draws. Every draw of the generator goes through [`Dice`], and all dice descend from the plan's
//! seed.

use rand::{Rng, RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, Gamma, Poisson, StandardNormal};

use super::{
    Purpose,
    cell::{Cell, code},
    number::{real, whole},
};

/// Share of lock-level cells left empty, and answered NR or NK: together the dossier's 3 % missing.
const LEFT_EMPTY: f64 = 0.019;
const NOT_RECORDED: f64 = 0.008;
const NOT_KNOWN: f64 = 0.003;

#[derive(Clone)]
pub(super) struct Dice(ChaCha8Rng);

impl Dice {
    /// The dice of one centre for one purpose; independent of how many centres there are.
    pub(super) fn of(seed: u64, centre: usize, purpose: Purpose) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream((centre as u64) << 8 | purpose as u64);
        Self(rng)
    }

    /// Dice for a part of the story: what is drawn with them later does not shift what these draw next.
    pub(super) fn fork(&mut self) -> Self {
        Self(ChaCha8Rng::seed_from_u64(self.0.next_u64()))
    }

    /// Uniform in [0, 1).
    pub(super) fn unit(&mut self) -> f64 {
        self.0.random()
    }

    pub(super) fn chance(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// A whole number from `low` to `high`, both included.
    pub(super) fn between(&mut self, low: i64, high: i64) -> i64 {
        self.0.random_range(low..=high.max(low))
    }

    /// One of `choices`, which must not be empty.
    pub(super) fn pick<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.0.random_range(0..choices.len())]
    }

    /// One of `choices` by weight; weights need not add up to 1.
    pub(super) fn weighted<T: Copy>(&mut self, choices: &[(T, f64)]) -> T {
        let total: f64 = choices.iter().map(|(_, weight)| weight).sum();
        let mut left = self.unit() * total;
        for (choice, weight) in choices {
            left -= weight;
            if left < 0.0 {
                return *choice;
            }
        }
        choices[choices.len() - 1].0
    }

    pub(super) fn normal(&mut self, mean: f64, sd: f64) -> f64 {
        let z: f64 = StandardNormal.sample(&mut self.0);
        mean + sd * z
    }

    /// A rounded normal draw kept within `low..=high`.
    pub(super) fn normal_int(&mut self, mean: f64, sd: f64, low: i64, high: i64) -> i64 {
        whole(self.normal(mean, sd)).clamp(low, high)
    }

    /// Log-normal by its median and the standard deviation of the logarithm.
    pub(super) fn log_normal(&mut self, (median, sigma): (f64, f64)) -> f64 {
        median * self.normal(0.0, sigma).exp()
    }

    /// Poisson; a mean that is not positive draws 0.
    pub(super) fn poisson(&mut self, mean: f64) -> i64 {
        Poisson::new(mean).map_or(0, |poisson| whole(poisson.sample(&mut self.0)))
    }

    /// Negative binomial as a Poisson whose mean is drawn from a gamma: variance = mean + mean² ÷
    /// dispersion.
    pub(super) fn negative_binomial(&mut self, mean: f64, dispersion: f64) -> i64 {
        let mean = Gamma::new(dispersion, mean / dispersion).map_or(0.0, |gamma| gamma.sample(&mut self.0));
        self.poisson(mean)
    }

    /// A subset of `choices`, each member kept with its own probability, in list order and joined as a set.
    pub(super) fn subset(&mut self, choices: &[(&'static str, f64)]) -> Vec<&'static str> {
        choices.iter().filter(|(_, p)| self.unit() < *p).map(|(choice, _)| *choice).collect()
    }

    /// A lock-level cell as people fill it: now and then empty or answered with a missing reason.
    pub(super) fn recorded(&mut self, cell: Cell) -> Cell {
        let u = self.unit();
        match u {
            _ if u < LEFT_EMPTY => Cell::default(),
            _ if u < LEFT_EMPTY + NOT_RECORDED => code("NR"),
            _ if u < LEFT_EMPTY + NOT_RECORDED + NOT_KNOWN => code("NK"),
            _ => cell,
        }
    }

    /// A conditional cell that must not be empty: the value, seldom a missing reason.
    pub(super) fn answered(&mut self, cell: Cell) -> Cell {
        let u = self.unit();
        match u {
            _ if u < NOT_RECORDED => code("NR"),
            _ if u < NOT_RECORDED + NOT_KNOWN => code("NK"),
            _ => cell,
        }
    }

    /// An optional cell, filled in with probability `p`.
    pub(super) fn optional(&mut self, p: f64, cell: Cell) -> Cell {
        if self.chance(p) { cell } else { Cell::default() }
    }

    /// A duration in minutes from a log-normal number of `unit` minutes.
    pub(super) fn span(&mut self, shape: (f64, f64), unit: i64) -> i64 {
        whole(self.log_normal(shape) * real(unit)).max(1)
    }
}
