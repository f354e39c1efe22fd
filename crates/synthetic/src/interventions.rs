//! F10: what was done in a contact, so that it explains the mobility reached and fits the airway.

use super::{
    cell::{Cell, code, dec, int},
    condition::is_tube,
    dice::Dice,
    number::whole,
    rows::Intervention,
};

/// Respiratory techniques on a tube and without one, in list order, with the share of respiratory contacts.
const ON_TUBE: &[(&str, f64)] = &[
    ("POS", 0.55),
    ("HOB", 0.18),
    ("MHI", 0.33),
    ("VHI", 0.27),
    ("MIE", 0.05),
    ("CPT", 0.36),
    ("COUGH", 0.12),
    ("SUC_ETT", 0.8),
    ("BRONCH_ASSIST", 0.03),
    ("NEB", 0.17),
    ("HUMID", 0.03),
    ("WEAN", 0.08),
];
const WITHOUT_TUBE: &[(&str, f64)] = &[
    ("POS", 0.4),
    ("HOB", 0.3),
    ("IPPB", 0.06),
    ("EZPAP", 0.1),
    ("MIE", 0.04),
    ("ACBT", 0.6),
    ("CPT", 0.1),
    ("COUGH", 0.5),
    ("SUC_NPA_ORO", 0.1),
    ("NEB", 0.2),
    ("OX_TITR", 0.25),
    ("RESP_EDU", 0.2),
];
/// The technique that stands when no other was drawn.
const AT_LEAST: &str = "POS";
/// The main activity that explains each level of the ICU Mobility Scale.
const MAIN: [&[(&str, f64)]; 11] = [
    &[("PROM", 0.62), ("POS24", 0.14), ("CPM_BIKE", 0.11), ("NMES", 0.08), ("EDU", 0.05)],
    &[("BEDEX", 0.52), ("UL_FUNC", 0.2), ("CPM_BIKE", 0.13), ("STRENGTH", 0.15)],
    &[("CHAIR_PASSIVE", 1.0)],
    &[("SOEOB", 0.72), ("SIT_EX", 0.28)],
    &[("STS", 0.45), ("STAND", 0.42), ("TILT", 0.13)],
    &[("TRANSF", 1.0)],
    &[("MARCH", 1.0)],
    &[("WALK", 1.0)],
    &[("WALK", 1.0)],
    &[("WALK", 1.0)],
    &[("WALK", 1.0)],
];
/// What may be added, from which level on, with its share.
const ADDED: &[(i64, &str, f64)] = &[
    (0, "PROM", 0.25),
    (1, "BEDEX", 0.3),
    (3, "SOEOB", 0.5),
    (3, "SIT_EX", 0.12),
    (3, "VR_ERGO", 0.02),
    (4, "STS", 0.4),
    (6, "TRANSF", 0.3),
    (7, "MARCH", 0.12),
    (9, "STAIRS", 0.12),
    (1, "STRENGTH", 0.06),
    (0, "EDU", 0.06),
    (0, "MDT_FAM", 0.03),
];

pub(super) fn respiratory(airway: &str, deep: bool, early: bool, dice: &mut Dice) -> Vec<&'static str> {
    let mut codes = dice.subset(if is_tube(airway) { ON_TUBE } else { WITHOUT_TUBE });
    if codes.is_empty() {
        codes.push(AT_LEAST);
    }
    if early && deep && is_tube(airway) && dice.chance(0.05) {
        codes.insert(0, "PRONE");
    }
    if airway == "TRACHE" && !deep && dice.chance(0.1) {
        codes.push("SVT");
    }
    if matches!(airway, "NIV" | "HFNO") && dice.chance(0.1) {
        codes.push("NIV_SET");
    }
    codes
}

pub(super) fn rehabilitation(level: i64, dice: &mut Dice) -> Vec<&'static str> {
    let main = usize::try_from(level)
        .ok()
        .and_then(|level| MAIN.get(level))
        .map_or("PROM", |main| dice.weighted(main));
    let mut codes = vec![main];
    for (from, added, share) in ADDED {
        if level >= *from && !codes.contains(added) && dice.chance(*share) {
            codes.push(added);
        }
    }
    codes
}

/// The numbers that belong to a mobilisation.
pub(super) struct Effort {
    pub(super) level: i64,
    /// People who assist at the peak.
    pub(super) people: i64,
    /// Distance walked, 0 below level 7.
    pub(super) metres: i64,
    /// Longest dose that one intervention can have here, in minutes.
    pub(super) dose: i64,
}

/// The row of one intervention; the contact's key is the caller's.
pub(super) fn row(done: &'static str, effort: &Effort, dice: &mut Dice) -> Intervention {
    let (load, unit) = load(done, dice);
    let loaded = dice.chance(0.6);
    let aid = aid(effort.level, dice);
    let dose_minutes = dice.optional(0.12, int(effort.dose.clamp(1, 120)));
    Intervention {
        code: code(done),
        dose_minutes,
        effort: strain(done, effort.level, dice),
        sets: if done == "STRENGTH" { dice.optional(0.6, code("2")) } else { Cell::default() },
        reps: if matches!(done, "STS" | "STRENGTH" | "MARCH") { repetitions(dice) } else { Cell::default() },
        metres: if done == "WALK" { dice.answered(int(effort.metres)) } else { Cell::default() },
        people: if needs_people(done) { dice.answered(int(effort.people)) } else { Cell::default() },
        aid: if matches!(done, "STAND" | "TRANSF" | "WALK") { dice.answered(aid) } else { Cell::default() },
        load: if loaded { load.clone() } else { Cell::default() },
        load_unit: if loaded && !load.is_empty() { code(unit) } else { Cell::default() },
        ..Intervention::default()
    }
}

fn needs_people(done: &str) -> bool {
    matches!(done, "SOEOB" | "STS" | "STAND" | "TRANSF" | "MARCH" | "WALK")
}

fn repetitions(dice: &mut Dice) -> Cell {
    let n = dice.between(3, 20);
    dice.optional(0.4, int(n))
}

/// Who does the work: passive at level 0, never passive in strength training.
fn strain(done: &str, level: i64, dice: &mut Dice) -> Cell {
    let effort = match done {
        "PROM" => dice.weighted(&[("P", 0.93), ("AA", 0.07)]),
        "CPM_BIKE" if level == 0 => "P",
        "CPM_BIKE" => dice.weighted(&[("AA", 0.6), ("A", 0.4)]),
        "BEDEX" | "UL_FUNC" => dice.weighted(&[("AA", 0.45), ("A", 0.45), ("R", 0.1)]),
        "STRENGTH" => dice.weighted(&[("R", 0.8), ("A", 0.2)]),
        _ => return Cell::default(),
    };
    dice.answered(code(effort))
}

fn aid(level: i64, dice: &mut Dice) -> Cell {
    code(match level {
        10 => "NONE",
        9 => dice.weighted(&[("FRAME", 0.7), ("STICK", 0.3)]),
        7 | 8 => dice.weighted(&[("FRAME", 0.5), ("ICU_WALKER", 0.4), ("NONE", 0.1)]),
        _ => dice.weighted(&[("FRAME", 0.4), ("STANDING_HOIST", 0.4), ("NONE", 0.2)]),
    })
}

fn load(done: &str, dice: &mut Dice) -> (Cell, &'static str) {
    match done {
        "NMES" => (int(dice.between(20, 80)), "mA"),
        "TILT" => (int(5 * dice.between(6, 14)), "deg"),
        "CPM_BIKE" => (int(dice.between(0, 15)), "W"),
        "STRENGTH" => (dec(0.5 * super::number::real(dice.between(1, 8)), 1), "kg"),
        "MIE" => (int(-dice.between(25, 45)), "cmH2O"),
        _ => (Cell::default(), ""),
    }
}

/// Metres walked at a level of 7 or more.
pub(super) fn metres(level: i64, dice: &mut Dice) -> i64 {
    if level < 7 { 0 } else { whole(dice.log_normal((18.0, 0.8))).clamp(5, 400) }
}
