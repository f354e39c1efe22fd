//! A13: which centre is "Centre C"? Somebody knows how many runs each centre has and looks at charts without names.

use super::draws::Draws;
use super::numbers::real;
use super::{Allowed, Finding, SEED};

/// How a chart without names is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chart {
    /// Each chart gives the labels anew.
    pub labels_anew: bool,
    /// A dot is so many standard errors from the network, not a rate: large and small centres spread alike.
    pub standardised: bool,
}

impl Chart {
    /// As associates see it (dossier, §6).
    pub const ASSOCIATES: Self = Self { labels_anew: true, standardised: true };
}

/// So many packs are made up.
const PACKS: usize = 400;

/// How likely an event is, everywhere alike: survival, in the network's first six years.
const RATE: f64 = 0.74;

/// The labels of charts of these centres' volumes, matched to them by how far the dots lie apart.
pub fn labels(volumes: &[u32], charts: usize) -> Finding {
    let right = matched(volumes, charts, Chart::ASSOCIATES);
    let words = format!(
        "{} charts of a pack show {} centres without names, as dots in standard errors, with labels \
            anew on each. Somebody who knows the volumes gives the centres that lie furthest out to the \
            smallest: so many come out right in the mean. One is luck.",
        charts,
        volumes.len()
    );
    Finding::of("A13", "labels matched to centres", right, Allowed::AtMost(2.0), words)
}

/// How many labels are matched rightly in the mean, on a chart of a pack.
pub fn matched(volumes: &[u32], charts: usize, chart: Chart) -> f64 {
    let mut draws = Draws::new(SEED);
    let mut right = 0;
    for _ in 0..PACKS {
        let dots: Vec<Vec<f64>> = (0..charts).map(|_| dots(volumes, chart, &mut draws)).collect();
        // With labels anew one chart says nothing about another: the first stands for all.
        let seen = if chart.labels_anew { &dots[..1] } else { &dots[..] };
        let spread = |centre: usize| seen.iter().map(|dots| dots[centre] * dots[centre]).sum::<f64>();
        let places: Vec<usize> = (0..volumes.len()).collect();
        // Of two centres with equal volumes, chance decides.
        let mut labels = draws.some(&places, places.len());
        labels.sort_by(|a, b| spread(*b).total_cmp(&spread(*a)));
        let mut centres = draws.some(&places, places.len());
        centres.sort_by_key(|centre| volumes[*centre]);
        right += labels.iter().zip(&centres).filter(|(label, centre)| label == centre).count();
    }
    real(right) / real(PACKS)
}

/// Each centre's distance from the network, drawn for its volume.
fn dots(volumes: &[u32], chart: Chart, draws: &mut Draws) -> Vec<f64> {
    let dot = |volume: &u32| {
        let events = (0..*volume).filter(|_| draws.uniform() < RATE).count();
        let apart = real(events) / f64::from(*volume) - RATE;
        let error = (RATE * (1.0 - RATE) / f64::from(*volume)).sqrt();
        if chart.standardised { apart / error } else { apart }
    };
    volumes.iter().map(dot).collect()
}
