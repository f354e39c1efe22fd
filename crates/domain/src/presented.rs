//! How a field is shown, said at the field.

/// Where a field stands on pages beside its own form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Presented {
    /// It is among the answers that say most about a record: lists show it.
    pub gist: bool,
    /// When the answer of the record before is offered for the next.
    pub carried: Carried,
    /// Its column in the grid in which several records are entered at once.
    pub grid: Option<GridColumn>,
    /// The instrument whose levels say what its numbers mean.
    pub scale: Option<&'static str>,
}

/// When the answer of the record before is offered for the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Carried {
    /// Never.
    Never,
    /// Always.
    Always,
    /// While the patient is on ECMO.
    OnEcmo,
}

/// A column of a grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GridColumn {
    /// Its place among the columns.
    pub place: u8,
    /// Its head, shorter than the label.
    pub head: &'static str,
}

impl Presented {
    /// On its own form only.
    pub const PLAIN: Self = Self { gist: false, carried: Carried::Never, grid: None, scale: None };
}
