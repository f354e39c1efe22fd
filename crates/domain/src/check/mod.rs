//! The rules of the dictionary, judged in a record's surroundings.

pub mod cells;
