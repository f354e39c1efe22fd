//! F05 to F08: the stay, its runs, their modes and cannulae.

use super::{
    arrivals::Need,
    cell::{Cell, code, dec, flag, int},
    clock::{DAY, HOUR, Minute},
    condition::Days,
    course::{Run, RunEnd, Stay},
    desk::{Case, Desk},
    dice::Dice,
    rows,
    support::Cannula,
};

/// Referral areas by nation of the centre. Design: most patients come from where the centre is.
const REGIONS: &[(&str, &[(&str, f64)])] = &[
    ("SCO", &[("SCO", 1.0)]),
    ("IRL", &[("IRL", 0.95), ("NIR", 0.05)]),
    (
        "ENG",
        &[
            ("ENG_LON", 0.21),
            ("ENG_SE", 0.18),
            ("ENG_EOE", 0.15),
            ("ENG_NW", 0.13),
            ("ENG_SW", 0.13),
            ("ENG_MID", 0.11),
            ("ENG_NEY", 0.04),
            ("WAL", 0.03),
            ("NIR", 0.02),
        ],
    ),
];
const DISTANCES: &[(&str, f64)] =
    &[("LT25", 0.21), ("25_49", 0.26), ("50_99", 0.30), ("100_199", 0.17), ("GE200", 0.06)];

pub(super) fn write(desk: &mut Desk, case: &Case, patient_ref: &Cell, days: &Days, dice: &mut Dice) {
    let row = admission(desk, case, patient_ref, dice);
    desk.files.add(&row);
    for (number, run) in (1..).zip(&case.stay.runs) {
        if desk.clock.known(run.on) {
            write_run(desk, case, number, run, days, dice);
        }
    }
}

fn admission(desk: &Desk, case: &Case, patient_ref: &Cell, dice: &mut Dice) -> rows::Admission {
    let stay = case.stay;
    let retrieved = matches!(stay.source, "RETR_ON" | "RETR_OFF" | "OTHER_ECMO_CENTRE");
    let distance = if retrieved { dice.weighted(DISTANCES) } else { "NA" };
    let region = region(&desk.centre.nation, dice);
    let (prone, blocked) = (dice.chance(0.58), dice.chance(0.7));
    let severity = dice.normal_int(9.5, 2.5, 2, 18);
    let hours = dice.log_normal((9.0, 0.8)).min(70.0);
    let at_risk = !dice.chance(0.02);
    let ventilated = ventilated_from(stay, dice);
    rows::Admission {
        centre_code: desk.code(),
        admission_ref: case.reference.clone(),
        patient_ref: patient_ref.clone(),
        icu_admitted_at: desk.clock.write(stay.admitted),
        source: code(stay.source),
        referring_region: dice.recorded(code(region)),
        retrieval_distance_band: dice.optional(if retrieved { 0.75 } else { 0.85 }, code(distance)),
        referral_to_admit_h: dice.optional(0.5, dec(hours, 1)),
        imv_started_at: dice.recorded(ventilated.map_or(code("NA"), |at| desk.clock.write_known(at))),
        prone_before_ecmo: dice.optional(0.5, flag(prone)),
        nmb_before_ecmo: dice.optional(0.53, flag(blocked)),
        sofa_admission: dice.optional(0.5, int(severity)),
        at_risk_morbidity: dice.recorded(flag(at_risk)),
    }
}

fn region(nation: &str, dice: &mut Dice) -> &'static str {
    let known = REGIONS.iter().find(|(of, _)| *of == nation);
    known.map_or("NIR", |(_, regions)| dice.weighted(regions))
}

/// When invasive ventilation of this illness began; `None` for those never ventilated.
fn ventilated_from(stay: &Stay, dice: &mut Dice) -> Option<Minute> {
    let first = stay.runs.first().map_or(stay.admitted, |run| run.on.min(stay.admitted));
    let before = dice.span((2.2, 0.8), DAY).clamp(HOUR, 13 * DAY);
    (!dice.chance(0.02)).then_some(first - before)
}

fn write_run(desk: &mut Desk, case: &Case, number: i64, run: &Run, days: &Days, dice: &mut Dice) {
    let row = rows::Run {
        centre_code: desk.code(),
        admission_ref: case.reference.clone(),
        run_no: int(number),
        transfer_link: link(desk, run),
        ..outcome(desk, case.stay, run, days, severity(run, dice), dice)
    };
    desk.files.add(&row);
    write_segments(desk, case, number, run, dice);
    write_cannulae(desk, case, number, run, &row.decannulated_at, dice);
}

/// The token of a linked pair: agreed when the patient leaves, known to the receiving centre from the
/// start.
fn link(desk: &Desk, run: &Run) -> Cell {
    let agreed = run.arrived_on_ecmo || desk.clock.known(run.over());
    run.link.clone().filter(|_| agreed).map_or_else(Cell::default, Cell::from)
}

/// The state in which ECMO was started.
fn severity(run: &Run, dice: &mut Dice) -> rows::Run {
    let (oxygen, ph) = (dice.normal(9.2, 2.2).clamp(4.0, 25.0), dice.normal(7.24, 0.09).clamp(6.85, 7.55));
    let (carbon, score) = (dice.normal(9.0, 2.6).clamp(3.5, 22.0), dice.normal_int(1.5, 2.8, -12, 12));
    let intent = match run.dx {
        "BTT" => "BTT",
        _ if run.need == Need::Cardiac && dice.chance(0.1) => "BTVAD",
        _ if dice.chance(0.11) => "BTD",
        _ => "BTR",
    };
    rows::Run {
        support_type: code(match run.need {
            Need::Respiratory | Need::Ecco2r => "PULM",
            Need::Cardiac => "CARD",
            Need::Ecpr => "ECPR",
        }),
        initial_mode: code(run.support.mode()),
        cannulated_where: code(run.cannulated),
        dx_group: code(run.dx),
        intent: code(intent),
        pre_pf_kpa: dice.optional(0.78, dec(oxygen, 1)),
        pre_ph: dice.optional(0.81, dec(ph, 2)),
        pre_paco2_kpa: dice.optional(0.79, dec(carbon, 1)),
        resp_score: if run.respiratory() { dice.optional(0.65, int(score)) } else { Cell::default() },
        ..rows::Run::default()
    }
}

/// The times of a run and how it ended, as far as known.
fn outcome(desk: &Desk, stay: &Stay, run: &Run, days: &Days, begun: rows::Run, dice: &mut Dice) -> rows::Run {
    let clock = &desk.clock;
    let (start, end) = stay.exposure(run);
    let last = end.min(clock.extract);
    let awake = !days.tube_at(start) || dice.chance(0.02);
    let mut row = rows::Run {
        time_on: clock.write(run.on),
        time_on_precision: code(run.precision),
        awake_strategy: dice.optional(0.5, flag(awake)),
        airway_at_xs: dice.recorded(code(days.airway_at(start))),
        airway_now: dice.recorded(code(days.airway_at(last - 1))),
        arrived_on_ecmo: if run.arrived_on_ecmo { flag(true) } else { Cell::default() },
        ..begun
    };
    match run.end {
        RunEnd::Stopped { at, reason, alive } if clock.known(at) => {
            row.time_off = clock.write(at);
            row.discontinuation = dice.recorded(code(reason));
            row.alive_at_time_off = if alive { dice.recorded(flag(true)) } else { flag(false) };
            let out = at + if alive { dice.span((75.0, 0.9), 1).min(20 * HOUR) } else { 0 };
            row.decannulated_at = dice.optional(0.8, clock.write_known(out));
        }
        RunEnd::Left { at, within_network } if clock.known(at) => {
            row.discontinuation = code("TRANSFER_ON");
            row.left_on_ecmo = flag(true);
            row.transferred_out_at = clock.write(at);
            row.transferred_to_network = flag(within_network);
        }
        RunEnd::Stopped { .. } | RunEnd::Left { .. } => {}
    }
    row
}

fn write_segments(desk: &mut Desk, case: &Case, number: i64, run: &Run, dice: &mut Dice) {
    let segments = &run.support.segments;
    for (i, segment) in segments.iter().enumerate().filter(|(_, segment)| desk.clock.known(segment.start)) {
        let stop = segments.get(i + 1).map(|next| next.start).or(run.stopped());
        let reason =
            if i == 0 || !segment.flow { code(segment.reason) } else { dice.recorded(code(segment.reason)) };
        desk.files.add(&rows::Segment {
            centre_code: desk.code(),
            admission_ref: case.reference.clone(),
            run_no: int(number),
            mode: code(segment.mode),
            seg_start: desk.clock.write(segment.start),
            seg_stop: stop.map_or_else(Cell::default, |at| desk.clock.write_known(at)),
            change_reason: reason,
            flow_on: flag(segment.flow),
        });
    }
}

fn write_cannulae(desk: &mut Desk, case: &Case, number: i64, run: &Run, out: &Cell, dice: &mut Dice) {
    let placed: Vec<&Cannula> = run.support.cannulae.iter().filter(|c| desk.clock.known(c.placed)).collect();
    for cannula in placed {
        let out = dice.optional(0.85, out.clone());
        let unplanned = dice.chance(0.006);
        let secured = dice.weighted(&[("BOTH", 0.55), ("SUTURE", 0.33), ("DEVICE", 0.09), ("NK", 0.03)]);
        desk.files.add(&rows::Cannula {
            centre_code: desk.code(),
            admission_ref: case.reference.clone(),
            run_no: int(number),
            site: code(cannula.site),
            direction: code(cannula.direction),
            size_fr: dice.optional(0.9, int(cannula.size)),
            in_at: desk.clock.write(cannula.placed),
            removal_unplanned: if out.is_empty() { Cell::default() } else { flag(unplanned) },
            out_at: out,
            secured_method: dice.optional(0.7, code(secured)),
        });
    }
}
