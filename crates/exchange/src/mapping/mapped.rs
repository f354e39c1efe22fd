//! What a column of a sheet is taken for, and how that was found.

/// A column of a sheet, and what it probably means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mapped {
    /// As the person named it.
    pub header: String,
    /// The column of the form; none when it is left out.
    pub column: Option<String>,
    /// How that was found.
    pub how: How,
}

/// How the meaning of a column was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// It is named exactly so.
    Exact,
    /// It is named so in other capitals, or with spaces.
    Spelling,
    /// It is named after the question's label.
    Label,
    /// The centre said so the last time.
    Remembered,
    /// A column that a download of ours added; it is left out.
    Ours,
    /// It means what another column means already: one of the two is left out by the person, or both are refused.
    Twice,
    /// It stands on a sheet that is no table of the audit, or that another sheet is more surely.
    LeftOut,
    /// Nobody knows; it is left out unless the person says what it is.
    Unknown,
}
