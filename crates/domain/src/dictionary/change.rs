//! What became of a field from one version to the next.

/// A declared mapping. Fields that were added need none: an older record has no answer to them. Codes that were
/// renamed stand in their list ([`crate::code::Retired`]).
#[derive(Debug, Clone, Copy)]
pub struct Change {
    /// The form or repeated group.
    pub form: &'static str,
    /// What became of it.
    pub what: What,
    /// Why, as the end of a sentence that begins with "because".
    pub why: &'static str,
}

/// What became of a field. The answers of older records are read by it; what was collected stays as it is.
#[derive(Debug, Clone, Copy)]
pub enum What {
    /// The same question under another name.
    Renamed { from: &'static str, to: &'static str },
    /// One answer that became several.
    Split { from: &'static str, into: &'static [Part] },
    /// Several answers that became one. `by` is handed their cells in the order of `from`.
    Merged { from: &'static [&'static str], into: &'static str, by: fn(&[&str]) -> String },
    /// Asked no more. Its answers stay in the versions of the records that have them.
    Removed { field: &'static str },
}

/// A part of an answer that was split.
#[derive(Debug, Clone, Copy)]
pub struct Part {
    /// The field that it goes to.
    pub field: &'static str,
    /// The part of a cell that goes there. A missing reason goes to every part as it is, and is not asked for.
    pub cell: fn(&str) -> String,
}

impl What {
    /// The fields of the version before.
    pub fn sources(&self) -> Vec<&'static str> {
        match self {
            Self::Renamed { from, .. } | Self::Split { from, .. } => vec![from],
            Self::Merged { from, .. } => from.to_vec(),
            Self::Removed { field } => vec![field],
        }
    }

    /// The fields that they become.
    pub fn targets(&self) -> Vec<&'static str> {
        match self {
            Self::Renamed { to, .. } => vec![to],
            Self::Split { into, .. } => into.iter().map(|part| part.field).collect(),
            Self::Merged { into, .. } => vec![into],
            Self::Removed { .. } => Vec::new(),
        }
    }
}
