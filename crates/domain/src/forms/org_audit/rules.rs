//! Rules of an audit by itself: posts, clinic, competence.

use super::{ClinicPresence, OrgAudit};
use crate::ruling::{self, Ruling};
use crate::value::Dec;

/// Whole-time equivalents for every 4 Level 3 beds outside which staffing is asked about.
const LIKELY_STAFFING: std::ops::RangeInclusive<f64> = 0.3..=3.0;
/// Sums of posts may differ by this, in hundredths.
const ROUNDING: i64 = 5;

/// V-ORG-1: posts against beds.
pub(super) fn staffing(audit: &OrgAudit) -> Ruling {
    let beds = audit.l3_beds.value().and_then(|beds| i32::try_from(beds).ok()).filter(|beds| *beds > 0);
    let (Some(in_post), Some(beds)) = (audit.wte_in_post.value(), beds) else { return Ok(()) };
    let staffing = in_post.to_f64() * 4.0 / f64::from(beds);
    if LIKELY_STAFFING.contains(&staffing) {
        return Ok(());
    }
    ruling::ask(OrgAudit::WTE_IN_POST, "V-ORG-1", format!("The posts filled make {staffing:.2} whole-time equivalents for every 4 Level 3 beds, which is unusual. Are both correct?"))
}

/// V-ORG-2: what is established is filled or vacant.
pub(super) fn vacancies(audit: &OrgAudit) -> Ruling {
    let posts = (audit.wte_established.value(), audit.wte_in_post.value(), audit.wte_vacant.value());
    let (Some(established), Some(in_post), Some(vacant)) = posts else { return Ok(()) };
    let lacking = (established.steps() - in_post.steps()).max(0);
    if (vacant.steps() - lacking).abs() <= ROUNDING {
        return Ok(());
    }
    let words = format!(
        "The establishment less the posts filled leaves {} vacant. Correct one of the three.",
        hundredths(lacking)
    );
    ruling::refuse(OrgAudit::WTE_VACANT, "V-ORG-2", words)
}

/// V-ORG-5: the bands add up to the posts filled.
pub(super) fn bands(audit: &OrgAudit) -> Ruling {
    let bands =
        [&audit.wte_b5, &audit.wte_b6, &audit.wte_b7, &audit.wte_b8a, &audit.wte_b8bplus, &audit.wte_ta];
    let total = bands.into_iter().map(|band| band.value().map(Dec::steps)).sum::<Option<i64>>();
    let (Some(total), Some(in_post)) = (total, audit.wte_in_post.value()) else { return Ok(()) };
    if (total - in_post.steps()).abs() <= ROUNDING {
        return Ok(());
    }
    let words = format!(
        "The bands add up to {}, not to the posts filled. Correct a band or the posts filled.",
        hundredths(total)
    );
    ruling::refuse(OrgAudit::WTE_IN_POST, "V-ORG-5", words)
}

fn hundredths(steps: i64) -> String {
    format!("{}.{:02}", steps / 100, steps % 100)
}

/// V-ORG-3: nobody is always in a clinic that there is not.
pub(super) fn clinic(audit: &OrgAudit) -> Ruling {
    if audit.fu_pt_present.is(&ClinicPresence::Always) && audit.fu_clinic.is(&false) {
        return ruling::ask(
            OrgAudit::FU_PT_PRESENT,
            "V-ORG-3",
            "A physiotherapist is always in the clinic, but there is no clinic. Are both correct?",
        );
    }
    Ok(())
}

/// V-ORG-6: who is signed off is among all.
pub(super) fn competence(audit: &OrgAudit) -> Ruling {
    match (audit.n_pt_ecmo_signed_off.value(), audit.n_pt_total.value()) {
        (Some(signed_off), Some(all)) if signed_off > all => ruling::refuse(
            OrgAudit::N_PT_ECMO_SIGNED_OFF,
            "V-ORG-6",
            format!("{signed_off} of {all} physiotherapists cannot be signed off. Correct one of the two."),
        ),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::code::Coded;

    fn broken(cells: &[(&str, &str)]) -> Vec<[String; 2]> {
        crate::forms::tests::broken(OrgAudit::FORM_SPEC, cells)
    }

    #[test]
    fn posts_are_set_against_beds() {
        let of = |posts, beds| broken(&[(OrgAudit::WTE_IN_POST, posts), (OrgAudit::L3_BEDS, beds)]);
        assert!(of("3.00", "40").is_empty(), "0.3 for every 4 beds");
        assert_eq!(of("2.99", "40"), [["V-ORG-1", "wte_in_post"]]);
        assert!(of("2.99", "0").is_empty(), "no beds, no comparison");
    }

    #[test]
    fn what_is_established_is_filled_or_vacant_to_a_twentieth() {
        let vacant = |vacant| {
            broken(&[
                (OrgAudit::WTE_ESTABLISHED, "6.00"),
                (OrgAudit::WTE_IN_POST, "5.00"),
                (OrgAudit::WTE_VACANT, vacant),
            ])
        };
        assert!(vacant("1.05").is_empty());
        assert_eq!(vacant("1.06"), [["V-ORG-2", "wte_vacant"]]);
    }

    #[test]
    fn bands_are_added_up_when_all_are_there() {
        let bands = [
            (OrgAudit::WTE_IN_POST, "5.00"),
            (OrgAudit::WTE_B5, "1.00"),
            (OrgAudit::WTE_B6, "1.00"),
            (OrgAudit::WTE_B7, "1.00"),
            (OrgAudit::WTE_B8A, "1.00"),
            (OrgAudit::WTE_B8BPLUS, "0.00"),
            (OrgAudit::WTE_TA, "0.00"),
        ];
        assert_eq!(broken(&bands), [["V-ORG-5", "wte_in_post"]]);
        assert!(broken(&bands[..6]).is_empty());
    }

    #[test]
    fn nobody_is_in_a_clinic_that_there_is_not_nor_signed_off_beside_all() {
        let cells = [
            (OrgAudit::FU_CLINIC, "false"),
            (OrgAudit::FU_PT_PRESENT, ClinicPresence::Always.code()),
            (OrgAudit::N_PT_TOTAL, "4"),
            (OrgAudit::N_PT_ECMO_SIGNED_OFF, "5"),
        ];
        let found = broken(&cells);
        assert_eq!(found, [["V-ORG-3", "fu_pt_present"], ["V-ORG-6", "n_pt_ecmo_signed_off"]]);
    }
}
