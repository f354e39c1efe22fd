//! Releases for researchers and the public: asked for, looked at, signed and withdrawn by the audit lead.
//!
//! ```text
//! /releases ─► /releases/new ─► /releases/{id}   the certificate in plain words
//!                                    ├─► …/sign
//!                                    └─► …/withdraw
//! ```

pub(crate) mod list;
pub(crate) mod new;
pub(crate) mod show;
pub(crate) mod step;

use domain::pack::{PackOf, PackState};
use store::{Pack, PackId};

use crate::{
    App,
    gate::Session,
    problem::Problem,
    ui::{Colour, Tag},
};

/// The entry of the menu.
const AREA: &str = "/releases";

fn address(id: PackId) -> String {
    format!("{AREA}/{id}")
}

/// What a release is cited by: `2026H1.e1`.
fn name(of: &PackOf) -> String {
    format!("{}.e{}", of.cycle, of.release_epoch().unwrap_or_default())
}

/// A release by its id; what members read as packs is none.
async fn found(app: &App, session: &Session, id: &str) -> Result<Pack, Problem> {
    let id = PackId::parse(id).ok_or(Problem::NotFound)?;
    Ok(app.store.release(session.actor(), id).await?)
}

fn tag(state: &PackState) -> Tag {
    match state {
        PackState::Asked => Tag::new(Colour::Blue, "Waiting"),
        PackState::Building { .. } => Tag::new(Colour::Blue, "Being made"),
        PackState::Failed { .. } => Tag::new(Colour::Red, "Not made"),
        PackState::Ready(_) => Tag::new(Colour::Yellow, "Made, not signed"),
        PackState::Published { .. } => Tag::new(Colour::Green, "Signed"),
        PackState::Withdrawn { .. } => Tag::new(Colour::Grey, "Withdrawn"),
    }
}
