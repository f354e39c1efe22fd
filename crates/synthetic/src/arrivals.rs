//! When ECMO starts, and of which kind it is.

use jiff::civil::Date;

use super::{
    clock::{Clock, DAY, Minute},
    dice::Dice,
    magnitudes::{CARDIAC_SHARE, ECCO2R_SHARE, ECPR_SHARE, VOLUME_DISPERSION, WINTER_MULTIPLIER},
    number::real,
    plan::{Plan, annual_runs},
};
use domain::centre::Centre;

const YEAR_DAYS: f64 = 365.25;
/// Tries to find a time of the right season; the chance of failing all is below 10⁻⁹.
const TRIES: usize = 64;

/// The support somebody needs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Need {
    Respiratory,
    Ecco2r,
    Cardiac,
    Ecpr,
}

/// The start of ECMO for somebody new to the audit.
pub(super) struct Start {
    pub(super) on: Minute,
    pub(super) need: Need,
}

/// The starts at one centre between the plan's first date and its extract, in order.
pub(super) fn draw(plan: &Plan, centre: &Centre, dice: &mut Dice) -> Vec<Start> {
    let clock = plan.clock(centre);
    let first = clock.at(plan.from, 0);
    let years = real(clock.extract - first) / real(DAY) / YEAR_DAYS;
    let mean = annual_runs(centre) * plan.scale * years;
    let respiratory = dice.negative_binomial(mean, VOLUME_DISPERSION * plan.scale.max(1.0) * years);
    let counts = [
        (Need::Respiratory, respiratory),
        (Need::Ecco2r, dice.poisson(mean * ECCO2R_SHARE)),
        (Need::Cardiac, dice.poisson(mean * CARDIAC_SHARE)),
        (Need::Ecpr, dice.poisson(mean * ECPR_SHARE)),
    ];
    let mut starts: Vec<Start> = Vec::new();
    for (need, count) in counts {
        for _ in 0..count {
            let on = seasonal(first, &clock, dice);
            if plan.designated(centre, clock.date(on)) {
                starts.push(Start { on, need });
            }
        }
    }
    starts.sort_by_key(|start| start.on);
    starts
}

/// A time between `first` and the extract, more often in winter.
fn seasonal(first: Minute, clock: &Clock, dice: &mut Dice) -> Minute {
    let mut at = first;
    for _ in 0..TRIES {
        at = dice.between(first, clock.extract);
        if is_winter(clock.date(at)) || dice.chance(1.0 / WINTER_MULTIPLIER) {
            break;
        }
    }
    at
}

fn is_winter(date: Date) -> bool {
    matches!(date.month(), 12 | 1..=3)
}
