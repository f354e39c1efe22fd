//! How far each centre is with a cycle, all its forms together.

use std::collections::BTreeMap;

use domain::value::CentreCode;

use super::Standing;

/// A centre's records of a cycle, in counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CentreStanding {
    /// The centre.
    pub centre: CentreCode,
    /// Records of the cycle that count.
    pub records: u64,
    /// Signed off, locked or not.
    pub signed_off: u64,
    /// Signed off and locked.
    pub locked: u64,
    /// Something that they need is missing.
    pub incomplete: u64,
    /// With open queries.
    pub queried: u64,
    /// Drafts of new records that lie at the centre now.
    pub drafts: u64,
}

impl CentreStanding {
    /// The counts of each centre, by its code.
    pub fn of(standings: &[Standing]) -> Vec<Self> {
        let mut centres = BTreeMap::<&CentreCode, Self>::new();
        for standing in standings {
            centres.entry(&standing.centre).or_insert_with(|| Self::none(&standing.centre)).add(standing);
        }
        centres.into_values().collect()
    }

    fn none(centre: &CentreCode) -> Self {
        Self {
            centre: centre.clone(),
            records: 0,
            signed_off: 0,
            locked: 0,
            incomplete: 0,
            queried: 0,
            drafts: 0,
        }
    }

    fn add(&mut self, standing: &Standing) {
        self.records += standing.records;
        self.signed_off += standing.signed_off + standing.locked;
        self.locked += standing.locked;
        self.incomplete += standing.incomplete;
        self.queried += standing.queried;
        self.drafts += standing.drafts;
    }

    /// Records that a lock does not lock: not signed off. They count all the same.
    pub const fn unsigned(&self) -> u64 {
        self.records - self.signed_off
    }

    /// Signed off in whole per cent, rounded down: `100%` says that a lock locks everything.
    pub fn share(&self) -> String {
        let share = (100 * self.signed_off).checked_div(self.records);
        share.map_or_else(|| "No records".to_owned(), |share| format!("{share}%"))
    }
}
