//! What an attack found, in figures and in words.

use serde::{Deserialize, Serialize};

/// What all attacks found of a release. It is kept beside it; a release that does not stand is not published.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Certificate {
    /// In the order of the attacks.
    pub findings: Vec<Finding>,
}

impl Certificate {
    /// Whether nothing was found that may not be.
    pub fn stands(&self) -> bool {
        self.findings.iter().all(|finding| finding.passed)
    }

    /// What was found that may not be.
    pub fn failed(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|finding| !finding.passed)
    }
}

/// A figure of an attack beside what it may be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// The attack in the anonymity dossier: `A2`, `C8`.
    pub id: String,
    /// What is measured.
    pub name: String,
    /// What was tried and what it means, for whoever signs the release.
    pub words: String,
    /// To four places, so that every machine writes the same. Shares go from 0 to 1.
    pub figure: f64,
    /// What it may be.
    pub allowed: Allowed,
    /// Whether it is.
    pub passed: bool,
}

/// What a figure may be.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Allowed {
    /// No more than this.
    AtMost(f64),
    /// No less than this.
    AtLeast(f64),
    /// From the first to the second.
    Between(f64, f64),
    /// Anything: it is told and not judged.
    Reported,
}

impl Allowed {
    /// What is no number is never allowed where something is asked of it.
    fn holds(self, figure: f64) -> bool {
        match self {
            Self::AtMost(most) => figure <= most,
            Self::AtLeast(least) => figure >= least,
            Self::Between(least, most) => (least..=most).contains(&figure),
            Self::Reported => true,
        }
    }

    /// Four places, as of the figures.
    fn rounded(self) -> Self {
        match self {
            Self::AtMost(most) => Self::AtMost(rounded(most)),
            Self::AtLeast(least) => Self::AtLeast(rounded(least)),
            Self::Between(least, most) => Self::Between(rounded(least), rounded(most)),
            Self::Reported => Self::Reported,
        }
    }
}

impl Finding {
    pub(super) fn of(id: &str, name: &str, figure: f64, allowed: Allowed, words: impl Into<String>) -> Self {
        let (figure, allowed) = (rounded(figure), allowed.rounded());
        Self {
            id: id.to_owned(),
            name: name.to_owned(),
            words: words.into(),
            figure,
            allowed,
            passed: allowed.holds(figure),
        }
    }

    /// Where an attack had nothing to try its hand at.
    pub(super) fn nothing(id: &str, name: &str, words: &str) -> Self {
        Self::of(id, name, 0.0, Allowed::Reported, words)
    }
}

fn rounded(figure: f64) -> f64 {
    (figure * 1e4).round() / 1e4
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_is_judged_as_it_is_told() {
        let passed = |figure, allowed| Finding::of("A0", "", figure, allowed, "").passed;
        assert!(passed(0.250_000_001, Allowed::AtMost(0.25)));
        assert!(!passed(0.2502, Allowed::AtMost(0.25)));
        assert!(passed(4.0, Allowed::AtLeast(4.0)) && !passed(3.9, Allowed::AtLeast(4.0)));
        assert!(passed(0.45, Allowed::Between(0.45, 0.55)) && !passed(0.56, Allowed::Between(0.45, 0.55)));
        assert!(passed(7.0, Allowed::Reported));
        assert!(!passed(f64::NAN, Allowed::AtMost(1.0)) && !passed(f64::NAN, Allowed::AtLeast(0.0)));
    }

    #[test]
    fn a_certificate_stands_when_every_finding_does() {
        let finding = |most| Finding::of("A0", "", 1.0, Allowed::AtMost(most), "");
        assert!(Certificate { findings: vec![finding(1.0), finding(2.0)] }.stands());
        let fails = Certificate { findings: vec![finding(1.0), finding(0.5)] };
        assert!(!fails.stands() && fails.failed().count() == 1);
    }
}
