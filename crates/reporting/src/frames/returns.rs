//! The months' own counts of runs, the denominator of ascertainment (F18).

use domain::forms::EcmoActivityReturn;
use domain::value::{CentreCode, Month};

use super::centre::Centres;
use super::source::columns;
use crate::error::Result;
use crate::snapshot::Tables;

columns! {
    struct Columns of EcmoActivityReturn {
        EcmoActivityReturn { centre_code: CentreCode, month: Month, runs_started_resp: i64 }
    }
}

/// A centre's return for one month.
pub(super) struct Return {
    pub(super) centre: usize,
    pub(super) month: Month,
    pub(super) runs_started_resp: i64,
}

/// All returns by centre and month.
pub(super) fn read(tables: &dyn Tables, centres: &Centres) -> Result<Vec<Return>> {
    let table = Columns::read(tables)?;
    let read = |row: usize| {
        Some(Return {
            centre: centres.find(table.centre_code.get(row)?)?,
            month: table.month[row]?,
            runs_started_resp: table.runs_started_resp.get(row)?,
        })
    };
    Ok((0..table.rows()).filter_map(read).collect())
}
