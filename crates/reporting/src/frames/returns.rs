//! The months' own counts of runs, the denominator of ascertainment (F18).

use domain::value::Month;

use super::centre::Centres;
use super::source::Table;
use crate::error::Result;
use crate::snapshot::Tables;
use crate::time::days;

/// A centre's return for one month.
pub(super) struct Return {
    pub(super) centre: usize,
    /// First and last date of the month, in days since 1970.
    pub(super) first: i32,
    pub(super) last: i32,
    pub(super) runs_started_resp: i64,
}

/// All returns by centre and month.
pub(super) fn read(snapshot: &dyn Tables, centres: &Centres) -> Result<Vec<Return>> {
    let columns = ["centre_code", "month", "runs_started_resp"];
    let table = Table::read(snapshot, "ecmo_activity_returns", &columns)?;
    let (centre_code, month) = (table.text("centre_code")?, table.text("month")?);
    let declared = table.int("runs_started_resp")?;
    let read = |row| {
        let month = Month::parse(month.get(row)?)?;
        Some(Return {
            centre: centres.find(centre_code.get(row)?)?,
            first: days(month.first()),
            last: days(month.last()),
            runs_started_resp: declared.get(row)?,
        })
    };
    Ok((0..table.rows()).filter_map(read).collect())
}
