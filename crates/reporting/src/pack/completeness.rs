//! How often the key fields are filled.

/// Filled cells among those that apply, of one field at one centre.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldCount {
    /// Code of the centre.
    pub centre: String,
    /// Name of the field for tables.
    pub field: &'static str,
    pub filled: u32,
    pub applicable: u32,
}
