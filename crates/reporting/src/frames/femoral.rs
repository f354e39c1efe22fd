//! Cannulae in the groin: the case-mix variable of standing and walking.

use super::source::{Rows, Table};
use crate::error::Result;

/// Which groins held a cannula at any time of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Femoral {
    /// No cannula is recorded.
    Unknown,
    None,
    OneSide,
    Both,
}

impl Femoral {
    /// Judges the sites of a run's cannulae.
    fn of<'a>(sites: impl Iterator<Item = &'a str>) -> Self {
        let (mut any, mut right, mut left) = (false, false, false);
        for site in sites {
            any = true;
            right |= matches!(site, "RFV" | "RFA");
            left |= matches!(site, "LFV" | "LFA");
        }
        match (any, right, left) {
            (false, ..) => Self::Unknown,
            (true, false, false) => Self::None,
            (true, true, true) => Self::Both,
            _ => Self::OneSide,
        }
    }

    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::None => "none",
            Self::OneSide => "one_side",
            Self::Both => "bifemoral",
        }
    }
}

/// Walks the cannulae beside the runs.
pub(super) struct Cannulae<'t> {
    rows: Rows<'t>,
    run_no: &'t polars::prelude::Int64Chunked,
    site: &'t polars::prelude::StringChunked,
}

impl<'t> Cannulae<'t> {
    pub(super) const COLUMNS: [&'static str; 4] = ["centre_code", "admission_ref", "run_no", "site"];

    pub(super) fn of(table: &'t Table) -> Result<Self> {
        Ok(Self {
            rows: Rows::by(table, &["centre_code", "admission_ref"])?,
            run_no: table.int("run_no")?,
            site: table.text("site")?,
        })
    }

    /// The groins of the next run; runs are asked for in key order.
    pub(super) fn next(&mut self, centre: &str, admission: &str, run_no: i64) -> Femoral {
        let run = self.rows.of_while(&[centre, admission], |row| self.run_no.get(row) == Some(run_no));
        Femoral::of(run.filter_map(|row| self.site.get(row)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vein_and_artery_of_one_groin_are_one_side() {
        let of = |sites: &[&str]| Femoral::of(sites.iter().copied());
        assert_eq!(of(&["RFV", "RFA"]), Femoral::OneSide);
        assert_eq!(of(&["RFV", "LFV"]), Femoral::Both);
        assert_eq!(of(&["RIJV"]), Femoral::None);
        assert_eq!(of(&[]), Femoral::Unknown);
    }
}
