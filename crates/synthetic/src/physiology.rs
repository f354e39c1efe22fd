//! What monitors and circuit show in a contact.

use super::{
    arrivals::Need,
    cell::{Cell, code, dec, flag, int},
    dice::Dice,
    rows::Contact,
    session::Visit,
};

/// Sweep-off trials are seen in the last days of a run.
const TRIAL_DAYS: i64 = 3;
const TRIAL: f64 = 0.10;

/// Depth of sedation and airway, asked in critical care whatever the outcome.
pub(super) fn state(visit: &Visit, dice: &mut Dice) -> Contact {
    if visit.on_ward {
        return Contact::default();
    }
    Contact {
        rass: dice.recorded(int(visit.day.rass)),
        airway: dice.recorded(code(visit.airway)),
        ..Contact::default()
    }
}

/// Flow, sweep and oxygen of the circuit, asked on ECMO whatever the outcome.
pub(super) fn circuit(visit: &Visit, row: Contact, dice: &mut Dice) -> Contact {
    let Some(run) = visit.run else { return row };
    let flow = flow(run.need, run.support.mode(), dice);
    let trial = visit.ends_within(TRIAL_DAYS) && dice.chance(TRIAL);
    let sweep = if trial { 0.0 } else { dice.normal(4.8, 2.2).clamp(0.5, 12.0) };
    // Saturations below 85 % with little oxygen in the sweep would be questioned.
    let oxygen = dice.normal(0.74, 0.17).clamp(0.5, 1.0);
    let speed = dice.normal_int(3300.0, 380.0, 1800, 4400);
    let dip = (flow - dice.unit() * 0.4).max(0.0);
    let ecmo_sweep_l_min = if trial { code("0.0") } else { dice.recorded(dec(sweep, 1)) };
    Contact {
        ecmo_flow_l_min: dice.recorded(dec(flow, 1)),
        sweep_off_trial: if trial { flag(true) } else { Cell::default() },
        ecmo_sweep_l_min,
        ecmo_fdo2: dice.recorded(dec(oxygen, 2)),
        ecmo_rpm: dice.optional(0.5, int(speed)),
        ecmo_flow_min: dice.optional(0.03, dec(dip, 1)),
        ..row
    }
}

fn flow(need: Need, mode: &str, dice: &mut Dice) -> f64 {
    match (need, mode) {
        (Need::Ecco2r, _) => dice.normal(1.1, 0.3).clamp(0.4, 2.3),
        (_, "VVDL") => dice.normal(3.8, 0.5).clamp(2.2, 5.2),
        _ => dice.normal(4.2, 0.6).clamp(2.2, 6.3),
    }
}

/// Saturation, asked of every treatment on ECMO; the rest by the centre's habit.
pub(super) fn vital_signs(visit: &Visit, habit: f64, row: Contact, dice: &mut Dice) -> Contact {
    let saturation = dice.normal_int(91.0, 2.8, 80, 100);
    let lowest = (saturation - dice.poisson(2.0)).max(76);
    let mut row = row;
    if visit.run.is_some() {
        row.spo2_start = dice.recorded(int(saturation));
        row.spo2_min = dice.recorded(int(lowest));
    }
    if visit.on_ward || !dice.chance(habit) {
        return row;
    }
    let (rate, pressure) = (dice.normal_int(93.0, 15.0, 55, 150), dice.normal_int(76.0, 8.0, 56, 110));
    let drug = if dice.chance(0.33) { 0.0 } else { dice.log_normal((0.07, 0.6)).min(0.6) };
    let breaths = dice.normal_int(20.0, 5.0, 8, 40);
    let rr = dice.optional(0.3, int(breaths));
    let (oxygen, peep) = (dice.normal(0.48, 0.13).clamp(0.21, 1.0), dice.normal_int(9.0, 2.2, 4, 16));
    Contact {
        hr_start: int(rate),
        hr_max: int(rate + dice.poisson(11.0)),
        map_start: int(pressure),
        map_min: int(pressure - dice.poisson(4.0)),
        norad_mcg_kg_min: dec(drug, 2),
        fio2: dec(oxygen, 2),
        peep_cmh2o: if visit.tube() { int(peep) } else { Cell::default() },
        rr,
        ..row
    }
}
