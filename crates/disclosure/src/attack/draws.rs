//! Draws that anybody can repeat: an attack finds the same on every machine, every time.

/// `SplitMix64`, as its authors give it (Steele, Lea and Flood 2014). It is for attacks and made-up people, never for noise.
#[derive(Debug, Clone)]
pub struct Draws(u64);

impl Draws {
    /// The draws of a seed.
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }

    /// From 0 to before 1.
    #[expect(clippy::cast_precision_loss, reason = "53 bits fit")]
    pub fn uniform(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// From the standard normal distribution (Box and Muller 1958).
    pub fn normal(&mut self) -> f64 {
        let (one, other) = (1.0 - self.uniform(), self.uniform());
        (-2.0 * one.ln()).sqrt() * (std::f64::consts::TAU * other).cos()
    }

    /// A place before `end`, each nearly as likely as the others; the first when there is none.
    pub fn below(&mut self, end: usize) -> usize {
        let place = (u128::from(self.bits()) * end as u128) >> 64;
        usize::try_from(place).unwrap_or_default()
    }

    /// Some of many, each once, in the order drawn (Fisher and Yates).
    pub fn some<T: Clone>(&mut self, of: &[T], most: usize) -> Vec<T> {
        let mut all = of.to_vec();
        for place in 0..most.min(all.len()) {
            let other = place + self.below(all.len() - place);
            all.swap(place, other);
        }
        all.truncate(most);
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn are_those_of_the_published_generator() {
        let mut draws = Draws::new(1_234_567);
        assert_eq!([draws.bits(), draws.bits()], [6_457_827_717_110_365_317, 3_203_168_211_198_807_973]);
    }

    #[test]
    fn some_of_many_are_each_once() {
        let mut drawn = Draws::new(7).some(&[1, 2, 3, 4, 5], 9);
        drawn.sort_unstable();
        assert_eq!(drawn, [1, 2, 3, 4, 5]);
        assert_eq!(Draws::new(7).some(&[1, 2, 3, 4, 5], 2).len(), 2);
    }

    #[test]
    fn are_spread_evenly() {
        let mut draws = Draws::new(3);
        let mean = (0..10_000).map(|_| draws.uniform()).sum::<f64>() / 1e4;
        assert!((mean - 0.5).abs() < 0.01, "{mean}");
        let normal: Vec<f64> = (0..10_000).map(|_| draws.normal()).collect();
        let square = normal.iter().map(|draw| draw * draw).sum::<f64>() / 1e4;
        assert!((square - 1.0).abs() < 0.05, "{square}");
    }
}
