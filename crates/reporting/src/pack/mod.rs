//! The meeting pack.

pub mod completeness;
pub mod content;
mod definition;
pub mod facts;
mod series;
mod suppress;
mod words;

pub use definition::{PackDefinition, Section};
