//! A release on disk: what researchers and the public are told, whole and for ever.
//!
//! | file | |
//! |---|---|
//! | `release.json` | what it is, and the SHA-256 of the files below |
//! | `cube.csv` | every cell, as [`disclosure::cube`] writes it |
//! | `questions.json` | the variables, measures and rates in words |
//! | `certificate.json` | the attacks that it withstood |
//! | `signature.json` | who signed it off and when, over `release.json`; there once it is signed |
//!
//! It is written beside its place and renamed when whole. Nothing in it is changed afterwards; a signature is added once.

mod files;
mod manifest;
mod parquet;
mod questions;
mod signature;

pub use files::{Files, Release};
pub use manifest::{Manifest, Told};
pub use questions::QuestionsFile;
pub use signature::{FILE as SIGNATURE, Signature, SigningKey};
