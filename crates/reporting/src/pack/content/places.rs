//! The sections of the pack by the names that sentences refer to.

use super::View;
use crate::{document::Anchor, pack::Section};

/// The indicator of case ascertainment, which has its page among the checks of the data.
pub(crate) const ASCERTAINMENT: &str = "D01";

/// A section that is not an indicator's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Reading,
    Records,
    Completeness,
    Matrix,
    CaseMix,
    Contacts,
    Events,
    Changes,
    Months,
    Methods,
    Glossary,
    Made,
    Structure,
    Governance,
    Errata,
    /// A centre's own values.
    Own,
}

impl Place {
    pub(super) fn anchor(self) -> Anchor {
        Anchor::new(match self {
            Self::Reading => "reading",
            Self::Records => "records",
            Self::Completeness => "completeness",
            Self::Matrix => "matrix",
            Self::CaseMix => "case-mix",
            Self::Contacts => "contacts",
            Self::Events => "events",
            Self::Changes => "changes",
            Self::Months => "months",
            Self::Methods => "methods",
            Self::Glossary => "glossary",
            Self::Made => "made",
            Self::Structure => "structure",
            Self::Governance => "governance",
            Self::Errata => "errata",
            Self::Own => "own",
        })
    }
}

/// The page of an indicator: case ascertainment is among the checks of the data where the pack has them.
pub(super) fn indicator(view: &View<'_>, id: &str) -> Anchor {
    if is_check(view, id) { Place::Completeness.anchor() } else { Anchor::new(id.to_lowercase()) }
}

/// Whether an indicator is shown among the checks of the data and has no page of its own.
pub(super) fn is_check(view: &View<'_>, id: &str) -> bool {
    id == ASCERTAINMENT && view.has(Section::Completeness)
}
