//! What a centre reports of itself, not of a patient.

use super::activity::{self, RunDates};
use super::{Around, Entry, Found, Sink, into, org_audit, with_rows};
use crate::forms::{EcmoActivityReturn, OrgAudit};
use crate::spec::Record;

/// A centre's records that belong to no patient.
#[derive(Debug, Default)]
pub struct CentreFile {
    returns: Vec<Entry<EcmoActivityReturn>>,
    audits: Vec<Entry<OrgAudit>>,
    /// Records of forms that have no rules beside those of their own cells.
    others: Vec<Entry<Box<dyn Record>>>,
}

impl CentreFile {
    /// Puts a record where it belongs.
    pub fn put(&mut self, at: usize, record: Box<dyn Record>) {
        let any = record.as_any();
        if any.is::<EcmoActivityReturn>() {
            self.returns.extend(into(record).map(|form| Entry { at, form }));
        } else if any.is::<OrgAudit>() {
            self.audits.extend(into(record).map(|form| Entry { at, form }));
        } else {
            self.others.push(Entry { at, form: record });
        }
    }

    /// Judges every record, the monthly returns against the centre's runs.
    pub fn check(&self, runs: &[RunDates], around: &Around<'_>) -> Vec<Found> {
        let mut sink = Sink::default();
        activity::check(&self.returns, runs, around, &mut sink);
        org_audit::check(&self.audits, around, &mut sink);
        for entry in &self.others {
            sink.on(entry.at, |notes| with_rows(&*entry.form, around, notes));
        }
        sink.into_found()
    }
}
