//! F09 to F11: one contact from the state of the patient: what was done, by whom, how far it went.

use super::{
    cell::{Cell, code, dec, flag, int, set},
    clock::{DAY, Minute},
    condition::{Day, is_tube},
    course::Run,
    desk::Desk,
    dice::Dice,
    interventions::{self, Effort},
    magnitudes::{
        LED_BY, LogNormal, MINUTES_ASSESSMENT, MINUTES_BOTH, MINUTES_MOST, MINUTES_REHABILITATION,
        MINUTES_RESPIRATORY, SAFETY_SCREEN,
    },
    number::{real, whole},
    physiology,
    rows::{self, Contact},
    staff::{Demand, Team},
};

/// What a contact is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Content {
    Respiratory,
    Both,
    Rehabilitation,
    Assessment,
}

impl Content {
    pub(super) fn rehabilitates(self) -> bool {
        matches!(self, Self::Both | Self::Rehabilitation)
    }

    fn minutes(self) -> LogNormal {
        match self {
            Self::Respiratory => MINUTES_RESPIRATORY,
            Self::Both => MINUTES_BOTH,
            Self::Rehabilitation => MINUTES_REHABILITATION,
            Self::Assessment => MINUTES_ASSESSMENT,
        }
    }
}

/// The patient when somebody comes.
pub(super) struct Visit<'a> {
    pub(super) at: Minute,
    pub(super) day: Day,
    pub(super) airway: &'static str,
    /// The run on whose exposure it falls, and its number.
    pub(super) run: Option<&'a Run>,
    pub(super) run_no: i64,
    pub(super) on_ward: bool,
    /// Highest IMS that is tried in this contact.
    pub(super) level: i64,
}

impl Visit<'_> {
    pub(super) fn tube(&self) -> bool {
        is_tube(self.airway)
    }

    /// Whether flow stops within `days` from now.
    pub(super) fn ends_within(&self, days: i64) -> bool {
        self.run.and_then(Run::stopped).is_some_and(|stop| stop - self.at < days * DAY)
    }
}

/// A contact as it will be written, its key still empty.
pub(super) struct Session {
    pub(super) row: Contact,
    pub(super) interventions: Vec<rows::Intervention>,
    pub(super) staff: Vec<rows::Staff>,
    pub(super) minutes: i64,
    /// Codes of what was done, the most demanding first.
    pub(super) done: Vec<&'static str>,
    /// The IMS reached, whether or not it was recorded; 0 without rehabilitation.
    pub(super) level: i64,
}

/// A contact of at most `budget` minutes.
pub(super) fn compose(desk: &Desk, visit: &Visit, content: Content, budget: i64, dice: &mut Dice) -> Session {
    let minutes = (5 * whole(dice.log_normal(content.minutes()) / 5.0)).clamp(5, MINUTES_MOST.min(budget));
    let level = if content.rehabilitates() { visit.level } else { 0 };
    let led_by = if content == Content::Assessment { "PT" } else { dice.weighted(LED_BY) };
    let team = Team::draw(&Demand { led_by, level, on_ecmo: visit.run.is_some() }, &desk.centre.nation, dice);
    let done = done(visit, content, dice);
    let effort = Effort {
        level,
        people: assistants(level, dice),
        metres: interventions::metres(level, dice),
        dose: minutes / i64::try_from(done.len()).unwrap_or(1).max(1),
    };
    let row = physiology::circuit(visit, physiology::state(visit, dice), dice);
    let row = physiology::vital_signs(visit, desk.habits.physiology, row, dice);
    let row = Contact {
        outcome: code(if content == Content::Assessment { "ASSESSED_ONLY" } else { "TREATED" }),
        minutes: int(minutes),
        delivered_by: code(led_by),
        prep_minutes: optional_int(dice, 0.28, 2, 28),
        ..domain(content, minutes, row, dice)
    };
    let row = if content == Content::Assessment { without_treatment(row) } else { row };
    let row = if content.rehabilitates() { rehabilitated(visit, &effort, &done, row, dice) } else { row };
    Session {
        interventions: done.iter().map(|done| interventions::row(done, &effort, dice)).collect(),
        staff: team.rows().collect(),
        row,
        minutes,
        done,
        level,
    }
}

/// Saturations during treatment are not asked of an assessment.
fn without_treatment(row: Contact) -> Contact {
    Contact { spo2_start: Cell::default(), spo2_min: Cell::default(), ..row }
}

fn done(visit: &Visit, content: Content, dice: &mut Dice) -> Vec<&'static str> {
    let deep = visit.day.rass <= -4;
    let early = visit.day.of_ecmo.is_some_and(|day| day < 5);
    let mut done = Vec::new();
    if content.rehabilitates() {
        done.extend(interventions::rehabilitation(visit.level, dice));
    }
    if matches!(content, Content::Respiratory | Content::Both) {
        done.extend(interventions::respiratory(visit.airway, deep, early, dice));
    }
    if content == Content::Assessment || dice.chance(0.35) {
        done.push("ASSESS");
    }
    done
}

/// The domains, and the split of the minutes between them.
fn domain(content: Content, minutes: i64, row: Contact, dice: &mut Dice) -> Contact {
    let share = 5 * whole(real(minutes) * (0.35 + 0.25 * dice.unit()) / 5.0);
    let split = dice.chance(0.97);
    let part = |n: i64| if split { int(n) } else { code("NR") };
    match content {
        Content::Respiratory => Contact { domain: code("RESP"), ..row },
        Content::Rehabilitation => Contact { domain: code("REHAB"), ..row },
        Content::Both => Contact {
            domain: code("RESP|REHAB"),
            minutes_resp: part(share),
            minutes_rehab: part(minutes - share),
            ..row
        },
        Content::Assessment => Contact { domain: dice.optional(0.18, code("RESP")), ..row },
    }
}

/// The fields that belong to a mobilisation.
fn rehabilitated(
    visit: &Visit,
    effort: &Effort,
    done: &[&'static str],
    row: Contact,
    dice: &mut Dice,
) -> Contact {
    let level = effort.level;
    let exertion = (real(level) * 0.35 + dice.normal(2.2, 1.2)).clamp(0.0, 8.5);
    let active = level >= 1;
    let ended = active && dice.chance(0.02);
    let standing = optional_int(dice, 0.25, 20, 900);
    let row = Contact {
        ims_achieved: dice.recorded(int(level)),
        mms_achieved: dice.optional(0.15, code(manchester(level))),
        assist_people: dice.optional(if active { 0.8 } else { 0.0 }, int(effort.people)),
        distance_m: if done.contains(&"WALK") {
            dice.optional(0.9, int(effort.metres))
        } else {
            Cell::default()
        },
        standing_s: if level >= 4 { standing } else { Cell::default() },
        borg_peak: dice.optional(if active { 0.25 } else { 0.0 }, dec(exertion, 1)),
        goal_met: goal(dice),
        tolerance: optional_code(
            dice,
            0.18,
            &[("WELL", 0.72), ("FATIGUED", 0.19), ("LIMITED", 0.07), ("NOT_TOLERATED", 0.02)],
        ),
        progression: optional_code(dice, 0.18, &[("SAME", 0.5), ("PROG", 0.4), ("REGRESS", 0.1)]),
        ended_early: if ended { flag(true) } else { Cell::default() },
        ended_early_reason: if ended {
            code(dice.pick(&["FATIGUE", "DESAT", "HAEMO", "PAIN", "PROC"]))
        } else {
            Cell::default()
        },
        ..row
    };
    // A level that was not recorded asks for no screen.
    if visit.run.is_some() && level >= 2 && row.ims_achieved.parse::<i64>().is_ok() {
        screened(row, dice)
    } else {
        row
    }
}

/// The safety screen before leaving the bed on ECMO.
fn screened(row: Contact, dice: &mut Dice) -> Contact {
    let result = dice.weighted(SAFETY_SCREEN);
    let safety_screen = dice.recorded(code(result));
    let accepted = safety_screen == "DONE_RISK_ACCEPTED";
    let agreed = accepted || dice.chance(0.94);
    let flags = [dice.pick(&["R1", "R2", "R3", "C2", "C4"]), dice.pick(&["N1", "E2", "E3", "E4", "X1"])];
    let ticked = &flags[..dice.pick(&[1, 1, 2])];
    Contact {
        screen_flags: if accepted { set(ticked) } else { Cell::default() },
        mdt_agreed: dice.answered(flag(agreed)),
        safety_screen,
        ..row
    }
}

fn goal(dice: &mut Dice) -> Cell {
    optional_code(dice, 0.42, &[("MET", 0.55), ("PART", 0.25), ("NOT", 0.12), ("NONE_SET", 0.08)])
}

fn optional_code(dice: &mut Dice, p: f64, choices: &[(&'static str, f64)]) -> Cell {
    let choice = dice.weighted(choices);
    dice.optional(p, code(choice))
}

fn optional_int(dice: &mut Dice, p: f64, low: i64, high: i64) -> Cell {
    let n = dice.between(low, high);
    dice.optional(p, int(n))
}

/// People who assist at the peak of a level: two or more at 7, one at 8, nobody at 9 and 10.
fn assistants(level: i64, dice: &mut Dice) -> i64 {
    match level {
        0 | 9.. => 0,
        8 => 1,
        7 => dice.between(2, 3),
        1 => dice.between(1, 2),
        _ => dice.between(1, 3),
    }
}

/// The Manchester Mobility Score beside an ICU Mobility Scale level.
fn manchester(level: i64) -> &'static str {
    match level {
        ..=1 => "1",
        2 => "3",
        3 => "2",
        4 => "4",
        5 => "5",
        6..=8 => "6",
        _ => "7",
    }
}
