//! F12: instruments at their time points.

use super::{
    cell::{Cell, code, int},
    clock::{DAY, HOUR, Minute},
    condition::Days,
    contacts::Mobilised,
    desk::{Case, Desk},
    dice::Dice,
    instruments::{CPAX, FSSICU, GRIP, IMS_DAILY, Instrument, MRCSS, PFITS, PICUPS, RASS, STS60, Total},
    magnitudes::{CPAX_AT_DISCHARGE, CPAX_RECORDED, MRC_AT_AWAKENING, WARD_TEAM_MOBILISES},
    number::real,
    rows::{Assessment, Item},
};

const CPAX_MOST: f64 = 50.0;
const MRC_MOST: f64 = 60.0;
/// An item that was not assessed, in a set of several.
const ITEM_MISSING: f64 = 0.004;
/// RASS as an assessment of its own, as a share of days. Contacts carry the others.
const RASS_SHARE: f64 = 0.03;
const WEEK: Minute = 7 * DAY;

/// When and why an instrument was used.
pub(super) struct Occasion {
    pub(super) at: Minute,
    pub(super) timepoint: &'static str,
    pub(super) follow_up_no: Cell,
    pub(super) by: &'static str,
}

pub(super) fn write(desk: &mut Desk, case: &Case, days: &Days, mobilised: &Mobilised, dice: &mut Dice) {
    daily(desk, case, days, mobilised, dice);
    let awake = awakening(desk, case, days);
    if let Some(awake) = awake {
        at_awakening(desk, case, days, awake, dice);
        weekly(desk, case, days, awake, dice);
    }
    if !case.stay.end.died_in_icu() && case.stay.end.outcome != "OTHER_ECMO_CENTRE" {
        at_discharge(desk, case, days, dice);
    }
}

/// The day's highest IMS by whoever saw it, and now and then a RASS.
fn daily(desk: &mut Desk, case: &Case, days: &Days, mobilised: &Mobilised, dice: &mut Dice) {
    for (date, day) in days.iter() {
        let at = desk.clock.at(date, dice.between(17 * HOUR, 21 * HOUR + 30));
        if !in_icu(desk, case, at) {
            continue;
        }
        let seen = mobilised.get(&date).copied();
        let by = dice.pick(&["PT", "RN"]);
        if dice.chance(desk.habits.daily_scores) {
            // What nobody but the contacts saw is less than the day could have held.
            let level =
                if dice.chance(WARD_TEAM_MOBILISES) { day.ims } else { seen.unwrap_or(day.ims.min(2)) };
            file(desk, case, &IMS_DAILY, &occasion(at, "OTHER", by), &[("ims", level)], dice);
        }
        if dice.chance(RASS_SHARE) {
            file(desk, case, &RASS, &occasion(at, "OTHER", by), &[("rass", day.rass)], dice);
        }
    }
}

/// The first day in critical care awake enough to follow commands.
fn awakening(desk: &Desk, case: &Case, days: &Days) -> Option<Minute> {
    let (date, _) = days.iter().find(|(_, day)| day.rass >= -1)?;
    let at = desk.clock.at(date, 14 * HOUR);
    in_icu(desk, case, at).then_some(at)
}

fn at_awakening(desk: &mut Desk, case: &Case, days: &Days, awake: Minute, dice: &mut Dice) {
    if dice.chance(0.85) {
        cpax(desk, case, days, awake, "AWAKENING", dice);
    }
    if dice.chance(desk.habits.muscle_tests) {
        muscles(desk, case, days, awake + 20, "AWAKENING", MRC_AT_AWAKENING.0 / MRC_MOST, dice);
    }
}

/// `CPAX` every week in critical care.
fn weekly(desk: &mut Desk, case: &Case, days: &Days, awake: Minute, dice: &mut Dice) {
    let mut at = awake + WEEK;
    while in_icu(desk, case, at + DAY) {
        if dice.chance(0.7) {
            cpax(desk, case, days, at, "ICU_WEEKLY", dice);
        }
        at += WEEK;
    }
}

/// The set before leaving critical care.
fn at_discharge(desk: &mut Desk, case: &Case, days: &Days, dice: &mut Dice) {
    let at = case.stay.end.icu - dice.between(2 * HOUR, 30 * HOUR);
    if !in_icu(desk, case, at) {
        return;
    }
    if dice.chance(CPAX_RECORDED) {
        cpax(desk, case, days, at, "ICU_DC", dice);
    }
    let ability = ability(desk, days, at);
    let functional = desk.habits.functional_scores;
    if dice.chance(desk.habits.muscle_tests * 0.6) {
        muscles(desk, case, days, at + 10, "ICU_DC", 0.55 + ability * 0.35, dice);
    }
    for (instrument, share, level) in [
        (&GRIP, 0.3, ability * 0.6),
        (&FSSICU, functional, ability),
        (&PFITS, functional * 0.5, ability),
        (&STS60, if ability > 0.4 { 0.3 } else { 0.0 }, ability * 0.5),
        (&PICUPS, 0.04, 0.0),
    ] {
        if dice.chance(share) {
            let scores = instrument.scores(level, dice);
            file(desk, case, instrument, &occasion(at + 15, "ICU_DC", "PT"), &scores, dice);
        }
    }
}

fn in_icu(desk: &Desk, case: &Case, at: Minute) -> bool {
    (case.stay.admitted..case.stay.end.icu - HOUR).contains(&at) && desk.clock.known(at + HOUR)
}

/// Ability of a day between 0 and 1, from the highest level of mobility reached.
fn ability(desk: &Desk, days: &Days, at: Minute) -> f64 {
    real(days.on(desk.clock.date(at)).map_or(0, |day| day.ims)) / 10.0
}

/// `CPAX` follows mobility closely and is spread around it.
fn cpax(desk: &mut Desk, case: &Case, days: &Days, at: Minute, timepoint: &'static str, dice: &mut Dice) {
    let usual = CPAX_AT_DISCHARGE.0 / CPAX_MOST;
    let spread = CPAX_AT_DISCHARGE.1 / CPAX_MOST;
    let level = ability(desk, days, at);
    let level = (usual + (level - 0.5) * 0.8 + dice.normal(0.0, spread * 0.5)).clamp(0.05, 0.98);
    let mut scores = CPAX.scores(level, dice);
    // Room air without a tube is the most that the respiratory item gives, and only a day after the tube is
    // out.
    let most = if days.tube_at(at - DAY) { 3 } else { 5 };
    for (item, score) in &mut scores {
        if *item == "resp" {
            *score = (*score).min(most);
        }
    }
    file(desk, case, &CPAX, &occasion(at, timepoint, "PT"), &scores, dice);
}

/// The MRC sum score with the sedation it was taken at.
fn muscles(
    desk: &mut Desk,
    case: &Case,
    days: &Days,
    at: Minute,
    timepoint: &'static str,
    usual: f64,
    dice: &mut Dice,
) {
    let level = (usual + dice.normal(0.0, MRC_AT_AWAKENING.1 / MRC_MOST)).clamp(0.05, 1.0);
    let mut scores = MRCSS.scores(level, dice);
    let rass = days.on(desk.clock.date(at)).map_or(0, |day| day.rass.max(-1));
    if dice.chance(0.8) {
        scores.push(("rass", rass));
    }
    file(desk, case, &MRCSS, &occasion(at, timepoint, "PT"), &scores, dice);
}

fn occasion(at: Minute, timepoint: &'static str, by: &'static str) -> Occasion {
    Occasion { at, timepoint, follow_up_no: Cell::default(), by }
}

/// Writes an assessment and its items. Scores beyond the instrument's own items are context outside the
/// total.
pub(super) fn file(
    desk: &mut Desk,
    case: &Case,
    instrument: &Instrument,
    occasion: &Occasion,
    scores: &[(&'static str, i64)],
    dice: &mut Dice,
) {
    let reference = desk.next_assessment();
    let own = instrument.items.len().min(scores.len());
    let single = instrument.items.len() < 2;
    let values: Vec<(&'static str, Option<i64>)> = scores
        .iter()
        .enumerate()
        .map(|(i, (item, score))| {
            (*item, (single || i >= own || !dice.chance(ITEM_MISSING)).then_some(*score))
        })
        .collect();
    let incomplete = values.iter().any(|(_, value)| value.is_none());
    let reason = dice.weighted(&[("UTA", 0.5), ("NR", 0.35), ("NK", 0.15)]);
    for (item, value) in values {
        desk.files.add(&Item {
            centre_code: desk.code(),
            assessment_ref: reference.clone(),
            item: code(item),
            value: value.map_or(code(reason), int),
        });
    }
    let total = match instrument.total(&scores[..own]) {
        _ if incomplete && instrument.total != Total::Unstated => code("INCOMPLETE"),
        Some(total) if !single || dice.chance(0.3) => int(total),
        _ => Cell::default(),
    };
    desk.files.add(&Assessment {
        centre_code: desk.code(),
        assessment_ref: reference,
        admission_ref: case.reference.clone(),
        follow_up_no: occasion.follow_up_no.clone(),
        instrument: code(instrument.code),
        version: code("1"),
        language: code("en"),
        taken_at: desk.clock.write(occasion.at),
        by_role: code(occasion.by),
        timepoint: code(occasion.timepoint),
        total,
        incomplete_reason: if incomplete { code(reason) } else { Cell::default() },
    });
}
