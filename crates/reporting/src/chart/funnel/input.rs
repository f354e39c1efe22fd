//! What a funnel shows of each centre, in numbers and in words.

use crate::{
    chart::words::percent,
    statistics::{Outlier, outlier},
};

/// What a funnel plot draws.
#[derive(Debug, Clone)]
pub struct Funnel {
    /// Stem of the CSV file.
    pub name: String,
    /// `P04 Treated days`
    pub subject: String,
    /// What the denominator counts, in the plural: `opportunity days`.
    pub unit: String,
    /// What the limits lie around, 0 to 1: `Σk ∕ Σn`, or another target.
    pub centre_line: f64,
    pub centres: Vec<FunnelCentre>,
    pub volumes: Volumes,
}

/// One centre: `k` of `n`.
#[derive(Debug, Clone)]
pub struct FunnelCentre {
    pub label: String,
    pub k: u32,
    pub n: u32,
    /// The reader's own centre: highlighted.
    pub own: bool,
}

/// Whether the audience may see how many records each centre has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Volumes {
    Shown,
    /// The size of a centre would name it: it is redrawn without, as standardised scores.
    Hidden,
}

/// A centre as far as the funnel places it.
pub(super) struct Placed<'c> {
    pub centre: &'c FunnelCentre,
    /// k ∕ n, 0 to 1.
    pub value: f64,
    pub outlier: Outlier,
}

impl<'c> Placed<'c> {
    /// Where a centre lies; `None` of one without records.
    pub(super) fn of(centre: &'c FunnelCentre, centre_line: f64) -> Option<Self> {
        let FunnelCentre { k, n, .. } = *centre;
        let outlier = outlier(k, n, centre_line)?;
        Some(Self { centre, value: f64::from(k) / f64::from(n), outlier })
    }
}

impl Placed<'_> {
    pub(super) fn above(&self, centre_line: f64) -> bool {
        self.value > centre_line
    }

    /// `below the lower 99.8% limit`
    pub(super) fn words(&self, centre_line: f64) -> String {
        let (side, limit) = if self.above(centre_line) { ("above", "upper") } else { ("below", "lower") };
        match self.outlier {
            Outlier::Within => "within what chance allows".to_owned(),
            Outlier::Alert => format!("{side} the {limit} 95% limit"),
            Outlier::Alarm => format!("{side} the {limit} 99.8% limit"),
        }
    }
}

impl Funnel {
    /// The centres that have records, in the order given.
    pub(super) fn placed(&self) -> Vec<Placed<'_>> {
        self.centres.iter().filter_map(|centre| Placed::of(centre, self.centre_line)).collect()
    }

    /// The finding: who lies beyond which limit, the farthest first.
    pub fn finding(&self) -> String {
        let mut out: Vec<Placed<'_>> =
            self.placed().into_iter().filter(|p| p.outlier != Outlier::Within).collect();
        out.sort_by(|a, b| b.outlier.cmp(&a.outlier).then_with(|| a.centre.label.cmp(&b.centre.label)));
        let around = percent(100.0 * self.centre_line);
        let clauses: Vec<String> =
            out.iter().map(|p| format!("{} lies {}", p.centre.label, p.words(self.centre_line))).collect();
        let found = if clauses.is_empty() {
            format!("no centre differs from {around} by more than chance allows")
        } else {
            clauses.join("; ")
        };
        let without = match self.volumes {
            Volumes::Shown => "",
            Volumes::Hidden => " (standardised scores: the size of a centre would name it)",
        };
        format!("{}: {found}{without}", self.subject)
    }

    pub(super) fn desc(&self) -> String {
        let told = self
            .placed()
            .iter()
            .map(|p| match self.volumes {
                Volumes::Shown => format!(
                    "{} {} ({} of {}), {}",
                    p.centre.label,
                    percent(100.0 * p.value),
                    p.centre.k,
                    p.centre.n,
                    p.words(self.centre_line)
                ),
                Volumes::Hidden => format!("{} {}", p.centre.label, p.words(self.centre_line)),
            })
            .collect::<Vec<_>>();
        let what = match self.volumes {
            Volumes::Shown => "Funnel plot with 95% and 99.8% limits",
            Volumes::Hidden => {
                "Standardised scores of a funnel plot, without the number of records of a centre,"
            }
        };
        format!("{what} around {}. {}.", percent(100.0 * self.centre_line), told.join("; "))
    }
}
