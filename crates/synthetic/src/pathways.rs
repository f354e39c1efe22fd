//! F14: the rehabilitation pathway of a stay.

use super::{
    cell::{Cell, code, flag, int, set},
    clock::{DAY, HOUR, Minute},
    desk::{Case, Desk},
    dice::Dice,
    magnitudes::{GOALS_AGREED, GOALS_HOURS, HANDOVER_WITH_PROGRAMME, INFORMATION_GIVEN, LogNormal},
    rows::Pathway,
};

/// Hours to the short and the comprehensive assessment. Design.
const SHORT_HOURS: LogNormal = (9.0, 0.7);
const COMPREHENSIVE_HOURS: LogNormal = (17.0, 0.6);
/// Stays without the record. Design.
const NO_RECORD: f64 = 0.01;

pub(super) fn write(desk: &mut Desk, case: &Case, dice: &mut Dice) {
    if case.stay.runs.is_empty() || dice.chance(NO_RECORD) {
        return;
    }
    let row = Pathway {
        centre_code: desk.code(),
        admission_ref: case.reference.clone(),
        ..handed_over(desk, case, milestones(desk, case, dice), dice)
    };
    desk.files.add(&row);
}

/// What is done during the stay: nothing later than its end.
fn milestones(desk: &Desk, case: &Case, dice: &mut Dice) -> Pathway {
    let stay = case.stay;
    let after = |shape: LogNormal, dice: &mut Dice| {
        let at = stay.admitted + dice.span(shape, HOUR);
        if at < stay.end.icu { desk.clock.write_known(at) } else { Cell::default() }
    };
    let (short, comprehensive) = (after(SHORT_HOURS, dice), after(COMPREHENSIVE_HOURS, dice));
    let goals = after(GOALS_HOURS, dice);
    let agreed = !goals.is_empty() && dice.chance(GOALS_AGREED);
    let with = match dice.weighted(&[(0, 0.33), (1, 0.27), (2, 0.27), (3, 0.13)]) {
        0 => set(&["PATIENT"]),
        1 => set(&["PATIENT", "FAMILY"]),
        2 => set(&["FAMILY"]),
        _ => set(&["BEST_INTEREST"]),
    };
    let programme = dice.chance(0.86);
    let (reviews, meetings) = (dice.between(0, 7), dice.between(0, 11));
    Pathway {
        short_assessment_at: dice.recorded(short),
        comprehensive_assessment_at: dice.recorded(comprehensive),
        goals_agreed_at: if agreed { goals } else { dice.optional(0.35, code("NR")) },
        goals_with: if agreed { dice.recorded(with) } else { Cell::default() },
        goals_reviewed_n: dice.optional(0.54, int(reviews)),
        rehab_programme_in_place: dice.recorded(flag(programme)),
        mdt_rehab_reviews_n: dice.optional(0.51, int(meetings)),
        ..Pathway::default()
    }
}

/// What is done when somebody leaves critical care, and the hospital, alive.
fn handed_over(desk: &Desk, case: &Case, row: Pathway, dice: &mut Dice) -> Pathway {
    let end = case.stay.end;
    if end.died_in_icu() || !desk.clock.known(end.icu) {
        return row;
    }
    let before = |minutes: Minute, at: Minute| desk.clock.write((at - minutes).max(case.stay.admitted));
    let handover = before(dice.between(10, 6 * HOUR), end.icu);
    let with_programme = dice.chance(HANDOVER_WITH_PROGRAMME);
    let mode = dice.weighted(&[("BOTH", 0.6), ("WRITTEN", 0.26), ("VERBAL", 0.14)]);
    let (prescription, screen) =
        (before(dice.between(HOUR, 2 * DAY), end.icu), before(dice.between(HOUR, 2 * DAY), end.icu));
    let left_alive = end.destination != "DIED" && desk.clock.known(end.left);
    let information = before(dice.between(HOUR, 2 * DAY), end.left);
    let informed = left_alive && dice.chance(INFORMATION_GIVEN);
    Pathway {
        handover_at: dice.recorded(handover),
        handover_includes_programme: dice.recorded(flag(with_programme)),
        handover_mode: dice.recorded(code(mode)),
        rehab_prescription_at: dice.optional(0.4, prescription),
        picups_done_at: dice.optional(0.22, screen),
        info_given_at: if informed { dice.recorded(information) } else { Cell::default() },
        ..row
    }
}
