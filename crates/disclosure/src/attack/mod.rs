//! Attacks on a release, by somebody who knows everything but the keys and the people.
//!
//! ```text
//! Schema, people, Cube, Guard ─► Scene ─► each attack ─► Finding, figure beside what is allowed
//!                                                        Certificate
//! ```
//!
//! The job that makes a release attacks it before anybody sees it and keeps the [`Certificate`] beside it; one that does
//! not stand is not published. The crate's tests run the same attacks on made-up people and on releases that are weakened
//! on purpose, which must be noticed. An attack reads what is told, and the truth only to say whether it succeeded, or as
//! what the attacker is said to know.
//!
//! Source: the anonymity dossier, §5. What the attacks find says nothing about attacks that are not among them.

mod asking_again;
mod centres;
mod channel;
mod differencing;
mod draws;
mod finding;
mod keys;
mod labels;
mod membership;
mod numbers;
mod odds;
mod people;
mod reconstruction;
mod releases;
mod same_people;
mod scene;
mod solving;
mod tracker;
mod unbiased;
mod uniqueness;
mod values;

pub use channel::{Stated, channel};
pub use differencing::{Differences, differences};
pub use draws::Draws;
pub use finding::{Allowed, Certificate, Finding};
pub use labels::{Chart, labels, matched};
use numbers::real;
pub use reconstruction::{Guessed, Reconstruction};
pub use same_people::{Alike, alike};
pub use scene::Scene;
pub use values::{Measured, certify_values};

use crate::cube::{Cube, Guard, NoCube, Person, Schema};

/// Every attack draws from this, wherever something is drawn.
const SEED: u64 = 0x00ec_3000;

/// Attacks a release that was made of these people with this guard, in every way that its counts and values can be attacked.
pub fn certify(
    schema: &Schema,
    people: &[Person],
    cube: &Cube,
    guard: Guard<'_>,
) -> Result<Certificate, NoCube> {
    let scenes = [Scene::of(schema, people, cube, guard)?];
    let mut certificate = attacked(&scenes);
    let measured: Vec<_> = Measured::all(schema, people).map(|measured| (&scenes[0], measured)).collect();
    if !measured.is_empty() {
        certificate.findings.extend(certify_values(&measured).findings);
    }
    Ok(certificate)
}

/// The same for several releases, whose figures are pooled.
pub fn attacked(scenes: &[Scene<'_>]) -> Certificate {
    Certificate { findings: Attack::ALL.iter().flat_map(|attack| attack.on(scenes)).collect() }
}

/// An attack of the anonymity dossier on counts. Those on values, on what leaves by other ways and on charts without names
/// need more than a release of counts: [`certify_values`], [`channel()`], [`labels()`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attack {
    /// A1.
    AskingAgain,
    /// A2.
    Differencing,
    /// A3.
    Uniqueness,
    /// A4.
    Tracker,
    /// A5.
    Solving,
    /// A6.
    Reconstruction,
    /// A7.
    Releases,
    /// A8.
    Centres,
    /// A10.
    SamePeople,
    /// A12.
    Keys,
    /// A14.
    Membership,
    /// C8.
    Bias,
}

impl Attack {
    /// All, in the order of the dossier.
    pub const ALL: [Self; 12] = [
        Self::AskingAgain,
        Self::Differencing,
        Self::Uniqueness,
        Self::Tracker,
        Self::Solving,
        Self::Reconstruction,
        Self::Releases,
        Self::Centres,
        Self::SamePeople,
        Self::Keys,
        Self::Membership,
        Self::Bias,
    ];

    /// What it finds of releases, pooled.
    pub fn on(self, scenes: &[Scene<'_>]) -> Vec<Finding> {
        match self {
            Self::AskingAgain => asking_again::attack(scenes),
            Self::Differencing => differencing::attack(scenes),
            Self::Uniqueness => uniqueness::attack(scenes),
            Self::Tracker => tracker::attack(scenes),
            Self::Solving => solving::attack(scenes),
            Self::Reconstruction => reconstruction::attack(scenes),
            Self::Releases => releases::attack(scenes),
            Self::Centres => centres::attack(scenes),
            Self::SamePeople => same_people::attack(scenes),
            Self::Keys => keys::attack(scenes),
            Self::Membership => membership::attack(scenes),
            Self::Bias => unbiased::attack(scenes),
        }
    }
}
