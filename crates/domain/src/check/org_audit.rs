//! Rules of a centre's organisational audits.

use std::collections::BTreeMap;

use super::{Around, Entry, Sink, times};
use crate::finding::Notes;
use crate::forms::OrgAudit;
use crate::forms::org_audit::ClinicPresence;
use crate::spec::{Form, Kind, Record};
use crate::value::{CycleId, Dec};

/// Whole-time equivalents for every 4 Level 3 beds outside which staffing is asked about.
const LIKELY_STAFFING: std::ops::RangeInclusive<f64> = 0.3..=3.0;
/// Sums of posts may differ by this, in hundredths.
const ROUNDING: i64 = 5;

/// Judges a centre's audits, each against the one before.
pub(super) fn check(audits: &[Entry<OrgAudit>], around: &Around<'_>, sink: &mut Sink) {
    let by_cycle: BTreeMap<&CycleId, &OrgAudit> =
        audits.iter().filter_map(|entry| Some((entry.form.cycle_id.get()?, &entry.form))).collect();
    for entry in audits {
        let audit = &entry.form;
        sink.on(entry.at, |notes| {
            audit.check_cells(&(), notes);
            times(audit, around, notes);
            posts(audit, notes);
            clinic_and_competence(audit, notes);
            let before =
                audit.cycle_id.get().and_then(|cycle| by_cycle.range::<&CycleId, _>(..cycle).next_back());
            if let Some((cycle, before)) = before {
                changes(audit, before, cycle, notes);
            }
        });
    }
}

/// V-ORG-1, V-ORG-2 and V-ORG-5: physiotherapy posts.
fn posts(audit: &OrgAudit, notes: &mut Notes) {
    let Some(in_post) = audit.wte_in_post.value() else { return };
    if let Some(beds) =
        audit.l3_beds.value().and_then(|beds| i32::try_from(beds).ok()).filter(|beds| *beds > 0)
    {
        let staffing = in_post.to_f64() * 4.0 / f64::from(beds);
        if !LIKELY_STAFFING.contains(&staffing) {
            notes.warn("wte_in_post", "V-ORG-1", format!("The posts filled make {staffing:.2} whole-time equivalents for every 4 Level 3 beds, which is unusual. Are both correct?"));
        }
    }
    if let (Some(established), Some(vacant)) = (audit.wte_established.value(), audit.wte_vacant.value()) {
        let lacking = (established.steps() - in_post.steps()).max(0);
        if (vacant.steps() - lacking).abs() > ROUNDING {
            notes.refuse(
                "wte_vacant",
                "V-ORG-2",
                format!(
                    "The establishment less the posts filled leaves {} vacant. Correct one of the three.",
                    hundredths(lacking)
                ),
            );
        }
    }
    let bands =
        [&audit.wte_b5, &audit.wte_b6, &audit.wte_b7, &audit.wte_b8a, &audit.wte_b8bplus, &audit.wte_ta];
    let total = bands.into_iter().map(|band| band.value().map(Dec::steps)).sum::<Option<i64>>();
    if let Some(total) = total.filter(|total| (total - in_post.steps()).abs() > ROUNDING) {
        notes.refuse(
            "wte_in_post",
            "V-ORG-5",
            format!(
                "The bands add up to {}, not to the posts filled. Correct a band or the posts filled.",
                hundredths(total)
            ),
        );
    }
}

fn hundredths(steps: i64) -> String {
    format!("{}.{:02}", steps / 100, steps % 100)
}

/// V-ORG-3 and V-ORG-6.
fn clinic_and_competence(audit: &OrgAudit, notes: &mut Notes) {
    if audit.fu_pt_present.is(&ClinicPresence::Always) && audit.fu_clinic.is(&false) {
        notes.warn(
            "fu_pt_present",
            "V-ORG-3",
            "A physiotherapist is always in the clinic, but there is no clinic. Are both correct?",
        );
    }
    if let (Some(signed_off), Some(all)) = (audit.n_pt_ecmo_signed_off.value(), audit.n_pt_total.value())
        && signed_off > all
    {
        notes.refuse(
            "n_pt_ecmo_signed_off",
            "V-ORG-6",
            format!("{signed_off} of {all} physiotherapists cannot be signed off. Correct one of the two."),
        );
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
