//! Records on their way out: of the network or one centre into a folder, of a centre into one file.

mod download;
mod folder;

use domain::bundle::{Direction, Meta};
use domain::time::WallTime;
use jiff::Timestamp;

use crate::Acts;
use crate::error::Result;
use crate::reference::london;

/// How records are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// A CSV file a table.
    Csv,
    /// A workbook with a sheet a table.
    Workbook,
    /// A Parquet file a table, as in a snapshot.
    Parquet,
}

impl Acts {
    /// What a bundle of this installation says of itself, as of a moment.
    pub(crate) async fn meta(&self, direction: Direction, at: Timestamp) -> Result<Meta> {
        Ok(Meta {
            direction,
            synthetic: self.store().synthetic().await?.unwrap_or(false),
            extract_at: WallTime::at(at, &london()?),
            calendar_version: self.store().calendar().await?.version().to_owned(),
        })
    }
}
