//! The centres of a snapshot, in the order of their codes.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::source::Table;
use crate::error::{Error, Result};
use crate::snapshot::Tables;
use measures::Moment;

/// A centre as the frames need it.
pub(super) struct Centre {
    pub(super) code: String,
    pub(super) name: String,
    pub(super) short_name: String,
    pub(super) nation: String,
    /// The extract on this centre's clock.
    pub(super) extract: Moment,
}

/// All centres; others are referred to by their place in the list.
pub(super) struct Centres(pub(super) Vec<Centre>);

impl Centres {
    pub(super) fn read(snapshot: &dyn Tables) -> Result<Self> {
        const COLUMNS: [&str; 5] = ["centre_code", "centre_name", "short_name", "nation", "tz"];
        let table = Table::read(snapshot, "centres", &COLUMNS)?;
        let columns = COLUMNS.map(|name| table.text(name));
        let [code, name, short_name, nation, tz] = columns;
        let (code, name, short_name, nation, tz) = (code?, name?, short_name?, nation?, tz?);
        let extract_at = snapshot.extract_at();
        let centre = |row| {
            let text =
                |column: &polars::prelude::StringChunked| column.get(row).unwrap_or_default().to_owned();
            Ok(Centre {
                code: text(code),
                name: text(name),
                short_name: text(short_name),
                nation: text(nation),
                extract: extract_on(&text(tz), extract_at)?,
            })
        };
        (0..table.rows()).map(centre).collect::<Result<_>>().map(Self)
    }

    /// The place of a code in the list.
    pub(super) fn find(&self, code: &str) -> Option<usize> {
        self.0.binary_search_by(|centre| centre.code.as_str().cmp(code)).ok()
    }
}

fn extract_on(zone: &str, extract_at: Timestamp) -> Result<Moment> {
    let zone = TimeZone::get(zone).map_err(|source| Error::Engine {
        doing: format!("reading the time zone “{zone}” of centres.parquet"),
        source: source.into(),
    })?;
    Ok(Moment::at(extract_at, &zone))
}
