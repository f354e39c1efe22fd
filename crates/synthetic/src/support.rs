//! The technical side of a run: diagnosis, mode and its changes, cannulae.

use super::{
    arrivals::Need,
    clock::{DAY, HOUR, Minute},
    dice::Dice,
    magnitudes::{
        BIFEMORAL, CARDIAC_DIAGNOSES, CONVERSION, DIAGNOSES, FEMORAL, FLOW_PAUSE, FLOW_PAUSE_HOURS, MODES,
    },
};

/// No segment shorter than this is made.
const SEGMENT_LEAST: Minute = HOUR;
/// Pauses of more than six hours are questioned; those here stay below.
const PAUSE_MOST: Minute = 5 * HOUR;
/// Conversions and pauses need a run of at least this length.
const CHANGE_FROM: Minute = 3 * DAY;

#[derive(Clone)]
pub(super) struct Segment {
    pub(super) mode: &'static str,
    pub(super) start: Minute,
    /// Why it began, a code of the list SEGREASON; empty for the first.
    pub(super) reason: &'static str,
    pub(super) flow: bool,
}

#[derive(Clone)]
pub(super) struct Cannula {
    pub(super) site: &'static str,
    pub(super) direction: &'static str,
    pub(super) size: i64,
    pub(super) placed: Minute,
}

#[derive(Clone)]
pub(super) struct Support {
    pub(super) segments: Vec<Segment>,
    pub(super) cannulae: Vec<Cannula>,
}

impl Support {
    pub(super) fn draw(need: Need, on: Minute, stop: Minute, dice: &mut Dice) -> Self {
        let mode = match need {
            Need::Respiratory => dice.weighted(MODES),
            Need::Ecco2r => "VV_ECCO2R",
            Need::Cardiac | Need::Ecpr => "VA",
        };
        let mut support = Self {
            segments: vec![Segment { mode, start: on, reason: "", flow: true }],
            cannulae: cannulae(mode, dice).into_iter().map(|c| c.placed_at(on, dice)).collect(),
        };
        if stop - on > CHANGE_FROM && mode == "VV" && dice.chance(CONVERSION) {
            support.convert(on, stop, dice);
        }
        if stop - on > CHANGE_FROM && need == Need::Respiratory && dice.chance(FLOW_PAUSE) {
            support.pause(stop, dice);
        }
        support
    }

    pub(super) fn mode(&self) -> &'static str {
        self.segments.first().map_or("VV", |segment| segment.mode)
    }

    /// Cannulae in the groins: 0, 1 or 2 sides.
    pub(super) fn groins(&self) -> usize {
        let side = |sites: [&str; 2]| self.cannulae.iter().any(|cannula| sites.contains(&cannula.site));
        usize::from(side(["RFV", "RFA"])) + usize::from(side(["LFV", "LFA"]))
    }

    /// The same support told up to another end: what would begin later does not happen.
    pub(super) fn lasting(mut self, on: Minute, stop: Minute) -> Self {
        self.segments.retain(|segment| segment.start == on || segment.start + SEGMENT_LEAST <= stop);
        while self.segments.len() > 1 && self.segments.last().is_some_and(|segment| !segment.flow) {
            self.segments.pop();
        }
        let last = self.segments.last().map_or(on, |segment| segment.start);
        self.cannulae.retain(|cannula| cannula.placed <= last);
        self
    }

    /// VV to VAV for the heart or for oxygen, and for some of them back.
    fn convert(&mut self, on: Minute, stop: Minute, dice: &mut Dice) {
        let start = on + dice.between(12 * HOUR, (stop - on) / 2);
        let reason = dice.weighted(&[("OXY", 0.5), ("CARDIAC", 0.35), ("CONFIG", 0.15)]);
        self.segments.push(Segment { mode: "VAV", start, reason, flow: true });
        self.cannulae.push(Cannula {
            site: "LFA",
            direction: "RETURN",
            size: dice.between(15, 19),
            placed: start,
        });
        if dice.chance(0.5) {
            let back = start + dice.between(DAY, (stop - start) / 2);
            if back + SEGMENT_LEAST < stop {
                self.segments.push(Segment {
                    mode: "VV",
                    start: back,
                    reason: dice.pick(&["WEAN", "CONFIG"]),
                    flow: true,
                });
            }
        }
    }

    /// Flow stops for a few hours after the last change and comes back: one run, three segments.
    fn pause(&mut self, stop: Minute, dice: &mut Dice) {
        let Some(last) = self.segments.last().cloned() else { return };
        let pause = dice.span(FLOW_PAUSE_HOURS, HOUR).clamp(20, PAUSE_MOST);
        let latest = stop - pause - DAY;
        if latest <= last.start + DAY {
            return;
        }
        let start = dice.between(last.start + DAY, latest);
        self.segments.push(Segment { start, reason: "FLOW_STOP_LE24H", flow: false, ..last.clone() });
        let reason = dice.weighted(&[("OXY", 0.7), ("CONFIG", 0.2), ("OTHER", 0.1)]);
        self.segments.push(Segment { start: start + pause, reason, flow: true, ..last });
    }
}

pub(super) fn diagnosis(need: Need, dice: &mut Dice) -> &'static str {
    match need {
        Need::Respiratory => dice.weighted(DIAGNOSES),
        Need::Ecco2r => dice.weighted(&[("COPD", 0.6), ("ASTHMA", 0.2), ("ILD", 0.2)]),
        Need::Cardiac => dice.weighted(CARDIAC_DIAGNOSES),
        Need::Ecpr => "CARD_ARREST",
    }
}

/// A cannula before it is in: site, direction, and the usual sizes.
struct Choice(&'static str, &'static str, (i64, i64));

impl Choice {
    fn placed_at(self, placed: Minute, dice: &mut Dice) -> Cannula {
        let Self(site, direction, (thin, thick)) = self;
        Cannula { site, direction, size: dice.between(thin, thick), placed }
    }
}

const DRAIN: (i64, i64) = (21, 29);
const RETURN: (i64, i64) = (17, 23);
const ARTERIAL: (i64, i64) = (15, 19);
const DUAL: (i64, i64) = (27, 31);
const DUAL_ECCO2R: (i64, i64) = (15, 24);
const PERFUSION: (i64, i64) = (6, 9);

fn cannulae(mode: &str, dice: &mut Dice) -> Vec<Choice> {
    match mode {
        "VVDL" => vec![Choice("RIJV", "DUAL", DUAL)],
        "VV_ECCO2R" => vec![Choice("RIJV", "DUAL", DUAL_ECCO2R)],
        "VA" => {
            vec![
                Choice("RFV", "DRAIN", DRAIN),
                Choice("LFA", "RETURN", ARTERIAL),
                Choice("LFA", "DISTAL_PERF", PERFUSION),
            ]
        }
        "VAV" => vec![
            Choice("RFV", "DRAIN", DRAIN),
            Choice("LFA", "RETURN", ARTERIAL),
            Choice("RIJV", "RETURN", RETURN),
        ],
        "VP" => vec![Choice("RFV", "DRAIN", DRAIN), Choice("RIJV", "RETURN", RETURN)],
        _ => veno_venous(dice),
    }
}

/// Groin and neck, both groins, or (as seldom as the dossier's share of femoral cannulae leaves) neck and
/// chest.
fn veno_venous(dice: &mut Dice) -> Vec<Choice> {
    let neither = 1.0 - FEMORAL - 0.12;
    let sites = dice.weighted(&[
        (("RFV", "LFV"), BIFEMORAL + 0.06),
        (("RFV", "RIJV"), FEMORAL - BIFEMORAL - 0.06),
        (("LSCV", "RIJV"), neither),
    ]);
    vec![Choice(sites.0, "DRAIN", DRAIN), Choice(sites.1, "RETURN", RETURN)]
}
