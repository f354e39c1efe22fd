//! What an extract is made by: fixed before anybody looks at the people.

use serde::Serialize;

use super::Profile;

/// Categories that are told as one because they are rare. Decided with the recipe, never from the people of one release:
/// a category that comes and goes with the data tells of the data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Merge {
    /// Codes of the column on its level; next to each other when the column is ordered.
    pub codes: Vec<String>,
    /// The one code for all of them: a new one, or one of them.
    pub into: String,
}

/// A column that is told. Columns that a recipe does not name are left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The column's name.
    pub name: String,
    /// How coarse: 0 for its own codes, 1 for the first coarser level.
    pub level: usize,
    /// What is told as one.
    pub merges: Vec<Merge>,
}

/// A recipe: what is told, how coarse, and what is hidden first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recipe {
    /// Its name: `R1`.
    pub id: String,
    /// Its version, from 1.
    pub version: u32,
    /// What holds in its extracts.
    pub profile: Profile,
    /// The columns that are told, in order.
    pub columns: Vec<Kept>,
    /// The quasi-identifiers in the order in which they are hidden for those who are too few.
    pub order: Vec<String>,
    /// Sensitive fields in which every class is close to everybody. The wide profile needs one.
    pub close: Vec<String>,
}
