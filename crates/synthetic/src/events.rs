//! F13: adverse events of treated contacts.

use super::{
    cell::{Cell, code, flag, int},
    clock::{DAY, HOUR, Minute},
    desk::{Case, Desk},
    dice::Dice,
    magnitudes::{EVENT_ODDS_UPRIGHT, EVENTS_PER_1000},
    rows::Event,
    session::Visit,
};

/// Events happen until this many minutes after the contact; later ones were recognised late, within a day.
const AFTER: i64 = 55;
const RECOGNISED_LATE: f64 = 0.03;
/// IMS of somebody who stands.
const UPRIGHT: i64 = 4;
/// Of those, found with no session that can be named.
const NO_SESSION: f64 = 0.4;

/// Categories on ECMO, and those that need no circuit.
const ON_ECMO: &[(&str, f64)] = &[
    ("DESAT", 0.36),
    ("HAEMODYNAMIC", 0.22),
    ("FLOW_LOSS", 0.11),
    ("BLEED_SITE", 0.09),
    ("AGITATION", 0.07),
    ("DYSPNOEA_INTOLERANCE", 0.06),
    ("LINE_LOSS", 0.05),
    ("PAIN_INJURY", 0.02),
    ("CIRCUIT_ISSUE", 0.01),
    ("CANN_DISLODGE", 0.01),
];
const OFF_ECMO: &[(&str, f64)] = &[
    ("DESAT", 0.45),
    ("HAEMODYNAMIC", 0.25),
    ("AGITATION", 0.1),
    ("DYSPNOEA_INTOLERANCE", 0.1),
    ("LINE_LOSS", 0.07),
    ("PAIN_INJURY", 0.03),
];
const RELATIONS: &[(&str, f64)] =
    &[("DEFINITE", 0.26), ("PROBABLE", 0.30), ("POSSIBLE", 0.28), ("UNLIKELY", 0.13), ("UNRELATED", 0.03)];

/// The contact that an event may come out of.
pub(super) struct Scene<'a> {
    pub(super) visit: &'a Visit<'a>,
    pub(super) contact: &'a Cell,
    pub(super) minutes: i64,
    pub(super) level: i64,
    pub(super) done: &'a [&'static str],
}

/// Writes the contact's event, if it had one and it is known.
pub(super) fn write(desk: &mut Desk, case: &Case, scene: &Scene, dice: &mut Dice) {
    let Some(severity) = severity(scene, dice) else { return };
    let end = scene.visit.at + scene.minutes;
    let late = dice.chance(RECOGNISED_LATE);
    let at = if late {
        end + dice.between(2 * HOUR, 20 * HOUR)
    } else {
        dice.between(scene.visit.at, end + AFTER)
    };
    let death = case.stay.end.death.unwrap_or(Minute::MAX);
    if !desk.clock.known(at) || at > death {
        return;
    }
    // A fatal event needs a patient who dies within the day.
    let severity =
        if severity == "S4" && !(case.stay.end.died_in_icu() && death - at < DAY) { "S3" } else { severity };
    let event = Event {
        centre_code: desk.code(),
        event_ref: desk.next_event(),
        contact_ref: if late && dice.chance(NO_SESSION) { Cell::default() } else { scene.contact.clone() },
        admission_ref: case.reference.clone(),
        occurred_at: desk.clock.write(at),
        late_recognised: flag(late),
        ..what_happened(severity, scene, dice)
    };
    desk.files.add(&event);
}

/// The severity of the contact's event; most contacts have none. Patients upright on ECMO have more.
fn severity(scene: &Scene, dice: &mut Dice) -> Option<&'static str> {
    let odds = if scene.level >= UPRIGHT && scene.visit.run.is_some() { EVENT_ODDS_UPRIGHT } else { 1.0 };
    let total: f64 = EVENTS_PER_1000.iter().map(|(_, rate)| rate).sum::<f64>() / 1000.0;
    let risk = total * odds / (1.0 - total + total * odds);
    dice.chance(risk).then(|| dice.weighted(EVENTS_PER_1000))
}

fn what_happened(severity: &'static str, scene: &Scene, dice: &mut Dice) -> Event {
    let category = match severity {
        "S0" => "NEAR_MISS",
        _ => dice.weighted(if scene.visit.run.is_some() { ON_ECMO } else { OFF_ECMO }),
    };
    let during = scene.done.first().copied().unwrap_or("ASSESS");
    // A cannula that moves in a session is never unrelated to it.
    let relation = if category == "CANN_DISLODGE" { "DEFINITE" } else { dice.weighted(RELATIONS) };
    let review = dice.weighted(&[("LEARNING_SHARED", 0.6), ("NO_ACTION", 0.3), ("PROTOCOL_CHANGE", 0.1)]);
    let reviewed = matches!(severity, "S2" | "S3" | "S4") && (severity != "S2" || dice.chance(0.9));
    let preventable = dice.weighted(&[("NO", 0.53), ("UNSURE", 0.29), ("YES", 0.18)]);
    let reported = dice.weighted(&[("DATIX_LOCAL", 0.4), ("NONE", 0.27), ("LFPSE", 0.27), ("NK", 0.06)]);
    let held = dice.chance(0.2);
    Event {
        category: code(category),
        severity: code(severity),
        relation: code(relation),
        consequence: code(consequence(severity, category, dice)),
        intervention_at_time: code(during),
        position_at_time: code(position(during)),
        ims_at_time: dice.recorded(int(scene.level)),
        preventable: dice.recorded(code(preventable)),
        reported_local: dice.recorded(code(reported)),
        local_ref_held: dice.optional(0.47, flag(held)),
        reviewed_by_lead: if reviewed { flag(true) } else { Cell::default() },
        review_outcome: if reviewed { code(review) } else { Cell::default() },
        ..Event::default()
    }
}

fn consequence(severity: &str, category: &str, dice: &mut Dice) -> &'static str {
    match severity {
        "S0" => "NONE",
        "S1" if category == "CANN_DISLODGE" => "CANNULA_SECURED",
        "S1" => dice.weighted(&[
            ("O2_VENT_CHANGED", 0.42),
            ("SESSION_STOPPED", 0.37),
            ("ECMO_SETTING_CHANGED", 0.21),
        ]),
        "S2" => dice.weighted(&[
            ("SESSION_STOPPED|DRUG_GIVEN", 0.4),
            ("SESSION_STOPPED|IMAGING", 0.33),
            ("SESSION_STOPPED|FLUID_GIVEN", 0.27),
        ]),
        "S3" => "SESSION_STOPPED|SURGERY|DUTY_OF_CANDOUR",
        _ => "SESSION_STOPPED|DEATH|DUTY_OF_CANDOUR",
    }
}

fn position(during: &str) -> &'static str {
    match during {
        "CHAIR_PASSIVE" | "SOEOB" | "SIT_EX" => "SITTING",
        "STS" | "STAND" | "TILT" | "MARCH" => "STANDING",
        "TRANSF" => "TRANSFER",
        "WALK" | "STAIRS" => "WALKING",
        _ => "LYING",
    }
}
