//! What the home page, the worklist and the sign-off share: the centre, the time left, the numbers.

use domain::{centre::Centre, cycle::Cycle, value::CentreCode};
use jiff::civil::Date;
use measures::{Progress, deadline::Time};

use crate::{App, entry::number_in_words, gate::Member, problem::Problem};

/// A number in words on a page.
pub(super) struct Tile {
    pub number: String,
    pub words: String,
}

impl Tile {
    /// A count with the noun that fits it.
    pub(super) fn new(count: usize, one: &str, many: &str) -> Self {
        Self { number: count.to_string(), words: if count == 1 { one } else { many }.to_owned() }
    }
}

/// How far the records of a cycle have come. What is rare is shown when there is some.
pub(super) fn tiles(progress: Progress) -> Vec<Tile> {
    let mut tiles = vec![Tile::new(progress.blocked, "record to complete", "records to complete")];
    if progress.queried > 0 {
        let words = ("record with an open query", "records with an open query");
        tiles.push(Tile::new(progress.queried, words.0, words.1));
    }
    tiles.push(Tile::new(progress.complete, "record ready to sign off", "records ready to sign off"));
    tiles.push(Tile::new(progress.signed_off, "record signed off", "records signed off"));
    if progress.locked > 0 {
        tiles.push(Tile::new(progress.locked, "record locked", "records locked"));
    }
    tiles
}

/// `1 record is ready`, `12 records are ready`.
pub(super) fn waiting(progress: Progress) -> String {
    number_in_words(progress.complete, "record is ready", "records are ready")
}

/// The member's centre in the directory.
pub(super) async fn centre(app: &App, member: &Member) -> Result<Centre, Problem> {
    let directory = app.store.directory().await?;
    directory.centre(member.centre.as_str()).cloned().ok_or(Problem::NotFound)
}

/// The time that a centre has left for a cycle, its extension counted in.
pub(super) async fn time_left(
    app: &App,
    cycle: &Cycle,
    centre: &CentreCode,
    today: Date,
) -> Result<Time, Problem> {
    let extensions = app.store.extensions(&cycle.dates.id).await?;
    let own = extensions.iter().find(|extension| extension.centre == *centre);
    Ok(Time::left(cycle, own, today))
}
