//! The cube attacked: what the anonymity dossier (§5) asks of it, on its made-up people (appendix A), and releases that
//! are weakened on purpose, which must be caught (§5.3).

#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so by panicking")]

mod attacks;
mod consistency;
mod mutants;
mod population;
mod properties;

use disclosure::attack::{Attack, Certificate, Finding, Scene, attacked};
use disclosure::cube::{Cube, Gates, Guard, Keys, Mutant, Person, Predicate, Schema};
use population::{keys, people, schema};

/// The dossier's seeds are 500 to 503; these are added to 500.
const SEEDS: [u8; 4] = [0, 1, 2, 3];

/// Ten for what is found seldom.
const MORE_SEEDS: [u8; 10] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

/// One year of the network, and six.
const SIZES: [u32; 2] = [400, 1800];

/// A release, with everything that it was made of.
struct Release {
    schema: Schema,
    keys: Keys,
    people: Vec<Person>,
    cube: Cube,
}

impl Release {
    fn of(seed: u8, count: u32) -> Self {
        Self::with(keys(seed), seed, count)
    }

    fn weakened(seed: u8, count: u32, by: Mutant) -> Self {
        Self::with(keys(seed).weakened(by), seed, count)
    }

    fn with(keys: Keys, seed: u8, count: u32) -> Self {
        let people = people(u64::from(seed) + 500, count, &keys);
        let schema = schema();
        let cube = Cube::of(&schema, &people, guard(&keys)).unwrap();
        Self { schema, keys, people, cube }
    }

    fn scene(&self) -> Scene<'_> {
        Scene::of(&self.schema, &self.people, &self.cube, guard(&self.keys)).unwrap()
    }
}

fn guard(keys: &Keys) -> Guard<'_> {
    Guard::new(Gates::USUAL, keys, 1)
}

fn releases(seeds: &[u8], count: u32) -> Vec<Release> {
    seeds.iter().map(|seed| Release::of(*seed, count)).collect()
}

fn weakened(seeds: &[u8], count: u32, by: Mutant) -> Vec<Release> {
    seeds.iter().map(|seed| Release::weakened(*seed, count, by)).collect()
}

fn scenes(of: &[Release]) -> Vec<Scene<'_>> {
    of.iter().map(Release::scene).collect()
}

/// What an attack finds of the dossier's people, by the size of the network; printed for whoever looks.
fn found(attack: Attack, count: u32) -> Vec<Finding> {
    let findings = attack.on(&scenes(&releases(&SEEDS, count)));
    for one in &findings {
        println!("{count} {} {}: {} {:?}", one.id, one.name, one.figure, one.allowed);
    }
    findings
}

/// Everything that an attack finds of the dossier's people may be.
fn withstands(attack: Attack) {
    for count in SIZES {
        let findings = found(attack, count);
        assert!(findings.iter().all(|finding| finding.passed), "{count}: {findings:#?}");
    }
}

/// An attack finds of a weakened release what may not be.
fn is_caught(by: Mutant, attack: Attack, seeds: &[u8], count: u32) -> Vec<Finding> {
    let findings = attack.on(&scenes(&weakened(seeds, count, by)));
    let failed: Vec<_> = findings.into_iter().filter(|finding| !finding.passed).collect();
    for one in &failed {
        println!("{by:?} {} {}: {} {:?}", one.id, one.name, one.figure, one.allowed);
    }
    assert!(!failed.is_empty(), "{attack:?} does not notice {by:?}");
    failed
}

fn certificate(release: &Release) -> Certificate {
    attacked(&[release.scene()])
}

fn predicate(parts: &[(usize, u16)]) -> Predicate {
    Predicate::at(parts.iter().map(|(at, leaf)| (u16::try_from(*at).unwrap(), *leaf)).collect()).unwrap()
}
