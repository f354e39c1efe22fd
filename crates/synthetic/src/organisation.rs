//! F17: the centre's organisation at the end of each cycle.
//!
//! A centre changes slowly: what it has is drawn once, its staffing drifts a little from cycle to cycle.

use super::{
    cell::{Cell, code, dec, flag, int},
    clock::HOUR,
    desk::Desk,
    dice::Dice,
    magnitudes::WTE_PER_FOUR_BEDS,
    number::{real, whole},
    rows::OrgAudit,
};
use domain::reference::CycleDates;

/// Bounds of physiotherapists for four beds within which nobody asks whether it is true.
const RATIO_LIMITS: (f64, f64) = (0.35, 2.0);
/// Bands of the posts filled: shares of b5, b6, b7, 8a and 8b; assistants are the rest.
const BANDS: [f64; 5] = [0.12, 0.36, 0.32, 0.08, 0.02];
const BEDS_ELSEWHERE: i64 = 20;
/// Days before the census on which the form is signed.
const SIGNED_BEFORE: i64 = 10;

const YES: &[(&str, f64)] = &[("YES", 1.0)];
const SOP_OPEN: &[(&str, f64)] = &[("DRAFT", 0.4), ("NO", 0.4), ("EXPIRED", 0.2)];
const EQUIPMENT: &[(&str, f64)] = &[("DEDICATED", 0.48), ("SHARED", 0.38), ("NONE", 0.14)];

pub(super) fn write(desk: &mut Desk, dice: &mut Dice) {
    let plan = desk.plan;
    let cycles: Vec<&CycleDates> =
        plan.cycles.iter().filter(|cycle| plan.from <= cycle.end && cycle.end <= plan.to).collect();
    let (profile, mut drift) = (dice.fork(), dice.fork());
    let staffing = Staffing::draw(desk.centre.l3_beds.unwrap_or(BEDS_ELSEWHERE), dice);
    for (age, cycle) in (0..).zip(cycles) {
        let signed = desk.clock.at(cycle.end, 11 * HOUR - SIGNED_BEFORE * super::clock::DAY);
        if !desk.clock.known(signed) {
            continue;
        }
        let row = OrgAudit {
            centre_code: desk.code(),
            cycle_id: cycle.id.clone().into(),
            census_date: cycle.end.to_string().into(),
            completed_by_role: code("Lead physiotherapist"),
            signed_at: desk.clock.write(signed),
            l3_beds: desk.centre.l3_beds.map_or_else(Cell::default, int),
            ecmo_capable_beds: desk.centre.adult_resp_ecmo_beds.map_or_else(Cell::default, int),
            // The same dice for every cycle: what a centre has does not change from one to the next.
            ..practice(age, staffing.row(&mut drift), profile.clone())
        };
        desk.files.add(&row);
    }
}

/// Whole-time equivalents in hundredths, so that their sums are exact.
struct Staffing {
    in_post: i64,
    vacant: i64,
    people: i64,
    trained: i64,
    others: [i64; 4],
}

impl Staffing {
    fn draw(l3_beds: i64, dice: &mut Dice) -> Self {
        let ratio =
            dice.normal(WTE_PER_FOUR_BEDS.0, WTE_PER_FOUR_BEDS.1).clamp(RATIO_LIMITS.0, RATIO_LIMITS.1);
        let in_post = whole(ratio * real(l3_beds) / 4.0 * 100.0);
        let people = whole(real(in_post) / 100.0 * 2.4).max(6);
        Self {
            in_post,
            vacant: whole(real(in_post) * (0.22 * dice.unit() - 0.02)).max(0),
            people,
            trained: whole(real(people) * (0.2 + 0.5 * dice.unit())).max(3),
            others: [
                dice.between(40, 160),
                dice.between(30, 110),
                dice.between(40, 120),
                dice.between(20, 60),
            ],
        }
    }

    /// The staffing of one cycle, a few per cent away from the centre's own level.
    fn row(&self, drift: &mut Dice) -> OrgAudit {
        let in_post = whole(real(self.in_post) * drift.normal(1.0, 0.03).clamp(0.9, 1.1));
        let bands = BANDS.map(|share| whole(real(in_post) * share));
        let assistants = in_post - bands.iter().sum::<i64>();
        let wte = |hundredths: i64| dec(real(hundredths) / 100.0, 2);
        let [ot, slt, diet, psych] = self.others.map(wte);
        OrgAudit {
            wte_established: wte(in_post + self.vacant),
            wte_in_post: wte(in_post),
            wte_vacant: wte(self.vacant),
            wte_b5: wte(bands[0]),
            wte_b6: wte(bands[1]),
            wte_b7: wte(bands[2]),
            wte_b8a: wte(bands[3]),
            wte_b8bplus: wte(bands[4]),
            wte_ta: wte(assistants),
            wte_ot: ot,
            wte_slt: slt,
            wte_diet: diet,
            wte_psych: psych,
            n_pt_ecmo_signed_off: int(self.trained),
            n_pt_total: int(self.people),
            ..OrgAudit::default()
        }
    }
}

/// How the centre works; protocols get more complete with the `age` of the audit, in cycles.
fn practice(age: i64, row: OrgAudit, dice: Dice) -> OrgAudit {
    let mut dice = dice;
    let row = services(row, &mut dice);
    let row = protocols(age, row, &mut dice);
    let row = equipment(row, &mut dice);
    after_care(row, &mut dice)
}

fn services(row: OrgAudit, dice: &mut Dice) -> OrgAudit {
    let mut pick = |choices: &[(&'static str, f64)]| code(dice.weighted(choices));
    OrgAudit {
        l2_beds: pick(&[("8", 0.2), ("12", 0.3), ("16", 0.3), ("20", 0.2)]),
        has_retrieval_team: pick(&[("true", 0.8), ("false", 0.2)]),
        pt_on_retrieval: pick(&[("false", 0.85), ("true", 0.15)]),
        ring_fenced: pick(&[("FULL", 0.4), ("PART", 0.35), ("NO", 0.25)]),
        lead_b7plus_named: pick(&[("true", 0.85), ("false", 0.15)]),
        resp_weekday: pick(&[("FULL", 1.0)]),
        resp_weekend: pick(&[("FULL", 0.5), ("REDUCED", 0.5)]),
        rehab_weekday: pick(&[("FULL", 0.75), ("REDUCED", 0.25)]),
        rehab_weekend: pick(&[("FULL", 0.12), ("REDUCED", 0.6), ("ON_CALL_ONLY", 0.13), ("NONE", 0.15)]),
        rehab_holidays: pick(&[("REDUCED", 0.5), ("ON_CALL_ONLY", 0.3), ("NONE", 0.2)]),
        pt_per_weekend_day: pick(&[("1.0", 0.3), ("2.0", 0.45), ("3.0", 0.25)]),
        oncall_model: pick(&[("OFFSITE", 0.5), ("RESIDENT_24_7", 0.3), ("TWILIGHT_ONLY", 0.2)]),
        oncall_ecmo_competent: pick(&[("SOME", 0.5), ("ALL", 0.3), ("NONE", 0.2)]),
        oncall_response_min: pick(&[("45", 0.65), ("", 0.35)]),
        ..row
    }
}

fn protocols(age: i64, row: OrgAudit, dice: &mut Dice) -> OrgAudit {
    let ready = 0.58 + 0.05 * real(age);
    let mut sop = || {
        let in_date = dice.unit() < ready;
        let open = dice.weighted(SOP_OPEN);
        code(if in_date { YES[0].0 } else { open })
    };
    OrgAudit {
        sop_mobilise: sop(),
        sop_screen: sop(),
        sop_femoral: sop(),
        sop_prone: sop(),
        sop_vhi: sop(),
        sop_mie: sop(),
        sop_haemoptysis: sop(),
        sop_emergency: sop(),
        competency_framework: code(dice.weighted(&[("NETWORK", 0.43), ("LOCAL", 0.42), ("NONE", 0.15)])),
        simulation_training_12m: flag(dice.chance(0.7)),
        femoral_policy: code(dice.weighted(&[
            ("CASE_BY_CASE", 0.45),
            ("STAND", 0.25),
            ("SOEOB", 0.13),
            ("WALK", 0.1),
            ("BED", 0.07),
        ])),
        min_team_policy: code(dice.weighted(&[("3", 0.5), ("2", 0.28), ("4", 0.22)])),
        ..row
    }
}

fn equipment(row: OrgAudit, dice: &mut Dice) -> OrgAudit {
    let mut has = || code(dice.weighted(EQUIPMENT));
    OrgAudit {
        eq_tilt_table: has(),
        eq_ceiling_hoist: has(),
        eq_standing_hoist: has(),
        eq_bed_bike: has(),
        eq_nmes: has(),
        eq_icu_walker: has(),
        eq_recliner: has(),
        eq_mie: has(),
        eq_vhi_capable: has(),
        eq_dynamometer: has(),
        eq_ultrasound: has(),
        eq_portable_monitor: has(),
        ..row
    }
}

fn after_care(row: OrgAudit, dice: &mut Dice) -> OrgAudit {
    let clinic = dice.chance(0.82);
    let mut pick = |choices: &[(&'static str, f64)]| code(dice.weighted(choices));
    OrgAudit {
        core_measures: pick(&[("IMS|CPAX", 0.7), ("CPAX", 0.2), ("IMS|CPAX|MRCSS", 0.1)]),
        rehab_prescription: pick(&[("true", 0.5), ("false", 0.5)]),
        picups_used: pick(&[("false", 0.78), ("true", 0.22)]),
        mdt_rehab_meeting: pick(&[("WEEKLY", 0.6), ("NONE", 0.2), ("DAILY", 0.12), ("FORTNIGHTLY", 0.08)]),
        pt_on_ward_round: pick(&[("DAILY", 0.53), ("3X", 0.22), ("WEEKLY", 0.15), ("NONE", 0.1)]),
        ward_outreach: pick(&[("HANDOVER", 0.65), ("SAME_TEAM", 0.3), ("NONE", 0.05)]),
        fu_clinic: flag(clinic),
        fu_pt_present: if clinic {
            pick(&[("ALWAYS", 0.25), ("SOMETIMES", 0.4), ("NO", 0.35)])
        } else {
            code("NO")
        },
        fu_months: if clinic {
            pick(&[("3", 0.4), ("3|6|12", 0.35), ("2|6", 0.25)])
        } else {
            Cell::default()
        },
        postdc_rehab_programme: pick(&[("false", 0.62), ("true", 0.38)]),
        audit_hours_week: pick(&[("2.0", 0.3), ("4.5", 0.3), ("9.0", 0.2), ("", 0.2)]),
        research_active: pick(&[("true", 0.6), ("false", 0.4)]),
        qi_projects_n: pick(&[("1", 0.3), ("2", 0.3), ("3", 0.25), ("5", 0.15)]),
        ..row
    }
}
