//! The audit trail: of a lead's own centre, or of everybody without what records say.

mod ask;
mod event;
pub(crate) mod file;
pub(crate) mod show;

pub(super) use self::ask::Asked;

const AREA: &str = "/trail";
