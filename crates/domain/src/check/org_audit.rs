//! Rules of a centre's organisational audits.

use std::collections::BTreeMap;

use super::{Around, Entry, Sink, itself};
use crate::finding::Notes;
use crate::forms::OrgAudit;
use crate::spec::{Form, Kind, Record};
use crate::value::CycleId;

/// Judges a centre's audits, each against the one before.
pub(super) fn check(audits: &[Entry<OrgAudit>], around: &Around<'_>, sink: &mut Sink) {
    let by_cycle: BTreeMap<&CycleId, &OrgAudit> =
        audits.iter().filter_map(|entry| Some((entry.form.cycle_id.get()?, &entry.form))).collect();
    for entry in audits {
        let audit = &entry.form;
        sink.on(entry.at, |notes| {
            itself(audit, &(), around, notes);
            let before =
                audit.cycle_id.get().and_then(|cycle| by_cycle.range::<&CycleId, _>(..cycle).next_back());
            if let Some((cycle, before)) = before {
                changes(audit, before, cycle, notes);
            }
        });
    }
}

/// V-ORG-4: a number that changed by more than half since the audit before.
fn changes(audit: &OrgAudit, before: &OrgAudit, cycle: &CycleId, notes: &mut Notes) {
    let (now, then) = (audit.write(), before.write());
    for ((field, now), then) in OrgAudit::spec().fields.iter().zip(&now.cells).zip(&then.cells) {
        if !matches!(field.kind, Kind::Int { .. } | Kind::Dec { .. }) {
            continue;
        }
        let (Ok(new), Ok(old)) = (now.parse::<f64>(), then.parse::<f64>()) else { continue };
        if old > 0.0 && (new - old).abs() * 2.0 > old {
            notes.warn(
                &field.name,
                "V-ORG-4",
                format!("{} was {then} in {cycle} and is {now} now. Is that correct?", field.label),
            );
        }
    }
}
