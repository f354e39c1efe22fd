//! Extracts made of the dossier's synthetic people, and attacked as it asks (§2.4).

#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so by panicking")]

mod attacker;
mod feasible;
mod forbidden;
mod lattice;
mod people;
#[path = "../cube/population.rs"]
#[allow(dead_code, reason = "the cube's attacks need the rest of it")]
mod population;
mod published;
mod written;
