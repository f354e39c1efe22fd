//! Sign-in at a hospital's own provider.
//!
//! ```text
//! a button (POST) ─► leave: a trip begins ─► the provider ─► back: the trip ends, once
//!                                                            │ sign in │ prove │ connect │ use a link
//! ```

pub(crate) mod account;
pub(crate) mod again;
pub(crate) mod back;
pub(crate) mod leave;
mod refuse;

use crate::{App, federation::Federation, problem::Problem};

/// Where the provider sends people back to.
pub(crate) const BACK: &str = "/sign-in/provider/back";
/// The provider, where there is one.
pub(super) fn federation(app: &App) -> Result<&Federation, Problem> {
    app.config.federation.as_ref().ok_or(Problem::NotFound)
}
