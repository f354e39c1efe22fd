//! What was counted of one centre, row by row.

use super::{Tally, Unit, number};

/// The rows of one centre. A large network has hundreds of thousands: what some kinds have and others have not lies beside
/// them, each in one piece.
#[derive(Clone, Debug, Default)]
pub(super) struct Own {
    /// By date.
    pub(super) rows: Vec<Row>,
    /// How many things there are that a period counts once.
    pub(super) once: u32,
    /// The further counts of each row, in the order in which the rows came.
    counts: Vec<u32>,
    /// The place of its value in each stratum, likewise.
    pub(super) places: Vec<u32>,
    /// Its value, of kinds that need them one by one; else there is none at all.
    units: Vec<Option<Unit>>,
}

/// What was counted of one date, or of one thing.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row {
    pub(super) from: i32,
    pub(super) to: i32,
    pub(super) n: u32,
    pub(super) k: u32,
    /// What a period counts once, by its number among those of the centre; the same in two strata is two.
    pub(super) once: Option<u32>,
    pub(super) network: bool,
    /// As which of the centre's rows it came.
    at: u32,
}

/// A row as it comes.
pub(super) struct Read {
    pub(super) from: i32,
    pub(super) to: i32,
    pub(super) n: u32,
    pub(super) k: u32,
    pub(super) network: bool,
    pub(super) counts: Vec<u32>,
    pub(super) places: Vec<u32>,
    pub(super) unit: Option<Unit>,
}

impl Own {
    /// Adds a row that came next; `of_units` where its kind needs values one by one.
    pub(super) fn push(&mut self, read: Read, once: Option<u32>, of_units: bool) {
        let Read { from, to, n, k, network, counts, places, unit } = read;
        let at = number(self.rows.len());
        self.rows.push(Row { from, to, n, k, once, network, at });
        self.counts.extend(counts);
        self.places.extend(places);
        if of_units {
            self.units.push(unit);
        }
    }

    /// Puts the rows in the order of their dates and lets go of what was taken for more of them.
    pub(super) fn sort(&mut self) {
        self.rows.sort_by_key(|row| row.from);
        self.rows.shrink_to_fit();
        self.counts.shrink_to_fit();
        self.places.shrink_to_fit();
        self.units.shrink_to_fit();
    }

    pub(super) fn counts<'o>(&'o self, row: &Row, tally: &Tally) -> &'o [u32] {
        piece(&self.counts, row, tally.counts.len())
    }

    pub(super) fn places<'o>(&'o self, row: &Row, tally: &Tally) -> &'o [u32] {
        piece(&self.places, row, tally.strata.len())
    }

    pub(super) fn unit(&self, row: &Row) -> Option<&Unit> {
        self.units.get(row.at as usize)?.as_ref()
    }
}

/// What is a row's of numbers that every row has so many of.
fn piece<'o>(all: &'o [u32], row: &Row, each: usize) -> &'o [u32] {
    let begin = row.at as usize * each;
    &all[begin..begin + each]
}
