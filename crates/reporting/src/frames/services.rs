//! How each centre's service was organised, cycle by cycle (F17, T01–T03).

use std::collections::HashMap;

use domain::forms::OrgAudit;
use domain::forms::org_audit::{RingFence, Service as Extent};
use domain::value::{CentreCode, CycleId, Dec};

use super::centre::Centres;
use super::source::columns;
use crate::error::Result;
use crate::snapshot::Tables;
use crate::time::days;

columns! {
    struct Columns of OrgAudit {
        OrgAudit {
            centre_code: CentreCode,
            cycle_id: CycleId,
            l3_beds: i64,
            wte_in_post: Dec<2>,
            ring_fenced: RingFence,
            rehab_weekday: Extent,
            rehab_weekend: Extent,
        }
    }
}

/// The organisation audit of a centre for one cycle.
pub(super) struct Service {
    pub(super) centre: usize,
    /// When the cycle began, in days since 1970.
    pub(super) cycle_start: i32,
    pub(super) l3_beds: Option<i64>,
    /// Physiotherapists in post for critical care, in hundredths of a whole-time equivalent.
    pub(super) wte_hundredths: Option<i64>,
    pub(super) ring_fenced: Option<RingFence>,
    pub(super) rehab_weekday: Option<Extent>,
    pub(super) rehab_weekend: Option<Extent>,
}

/// All organisation audits by centre and cycle; one of a cycle that the audit does not have is not dated and left out.
pub(super) fn read(tables: &dyn Tables, centres: &Centres) -> Result<Vec<Service>> {
    let table = Columns::read(tables)?;
    let cycles = tables.cycles()?;
    let starts: HashMap<&str, i32> =
        cycles.iter().map(|cycle| (cycle.id.as_str(), days(cycle.start))).collect();
    let read = |row: usize| {
        Some(Service {
            centre: centres.find(table.centre_code.get(row)?)?,
            cycle_start: *starts.get(table.cycle_id.get(row)?)?,
            l3_beds: table.l3_beds.get(row),
            wte_hundredths: table.wte_in_post[row],
            ring_fenced: table.ring_fenced.get(row),
            rehab_weekday: table.rehab_weekday.get(row),
            rehab_weekend: table.rehab_weekend.get(row),
        })
    };
    Ok((0..table.rows()).filter_map(read).collect())
}
