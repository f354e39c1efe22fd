//! F15: leaving critical care and leaving the centre.

use super::{
    cell::{Cell, code},
    clock::HOUR,
    condition::Days,
    course::End,
    desk::{Case, Desk},
    dice::Dice,
    rows::Discharge,
};

pub(super) fn write(desk: &mut Desk, case: &Case, days: &Days, dice: &mut Dice) {
    if !desk.clock.known(case.stay.end.icu) {
        return;
    }
    let end = case.stay.end;
    let row = Discharge {
        centre_code: desk.code(),
        admission_ref: case.reference.clone(),
        icu_discharged_at: desk.clock.write(end.icu),
        death_at: end.death.map_or_else(Cell::default, |at| desk.clock.write_known(at)),
        ..if end.died_in_icu() { died(desk, end, dice) } else { survived(desk, case, days, dice) }
    };
    desk.files.add(&row);
}

fn died(desk: &Desk, end: End, dice: &mut Dice) -> Discharge {
    Discharge {
        icu_outcome: code("DIED"),
        left_centre_at: desk.clock.write(end.left),
        centre_outcome: code("DIED"),
        ultimate_outcome_known: dice.optional(0.35, code("DIED")),
        ..Discharge::default()
    }
}

fn survived(desk: &Desk, case: &Case, days: &Days, dice: &mut Dice) -> Discharge {
    let end = case.stay.end;
    let ready = (end.icu - dice.span((20.0, 0.8), HOUR)).max(case.stay.admitted);
    let row = Discharge {
        icu_discharge_ready_at: dice.optional(0.4, desk.clock.write(ready)),
        icu_outcome: if end.outcome == "OTHER_ECMO_CENTRE" {
            code(end.outcome)
        } else {
            dice.recorded(code(end.outcome))
        },
        airway_icu_dc: dice.recorded(code(days.airway_at(end.icu))),
        ..Discharge::default()
    };
    if desk.clock.known(end.left) { left(desk, end, row, dice) } else { row }
}

fn left(desk: &Desk, end: End, row: Discharge, dice: &mut Dice) -> Discharge {
    let died = end.destination == "DIED";
    let need = dice.weighted(&[
        ("COMMUNITY", 0.39),
        ("INPT_LT6W", 0.33),
        ("OUTPT", 0.13),
        ("INPT_GE6W", 0.06),
        ("NONE", 0.06),
        ("CARE", 0.03),
    ]);
    let aids = dice.weighted(&[
        ("NONE", 0.64),
        ("FRAME", 0.20),
        ("WHEELCHAIR", 0.06),
        ("FRAME|O2", 0.04),
        ("SUCTION", 0.04),
        ("WHEELCHAIR|HOIST", 0.02),
    ]);
    let later_death = end.death.is_some_and(|at| desk.clock.known(at));
    let ultimate = if later_death { "DIED" } else { dice.weighted(&[("ALIVE", 0.8), ("NK", 0.2)]) };
    let known = dice.chance(0.4);
    if died {
        return Discharge { left_centre_at: desk.clock.write(end.left), centre_outcome: code("DIED"), ..row };
    }
    Discharge {
        left_centre_at: dice.recorded(desk.clock.write(end.left)),
        centre_outcome: dice.recorded(code(end.destination)),
        ultimate_outcome_known: if known { code(ultimate) } else { Cell::default() },
        rehab_need_at_dc: dice.optional(0.5, code(need)),
        equipment: dice.optional(0.55, code(aids)),
        ..row
    }
}
