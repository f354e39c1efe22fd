//! The highest ICU Mobility Scale level of each day: a walk towards the level a patient can reach.

use super::{
    course::Run,
    dice::Dice,
    magnitudes::{
        FIRST_ACTIVE_DAYS, IMS_AT_DISCHARGE, IMS_BIFEMORAL_LOGIT, IMS_ON_ECMO, IMS_SHORT_RUNS_LOGIT,
    },
    number::{expit, logit, whole},
};

/// The highest level that somebody on a tube reaches: level 10 means walking alone, without an aid.
const MOST_WITH_TUBE: i64 = 9;

/// Level from which somebody has left the bed.
const OUT_OF_BED: i64 = 2;
/// Draws of the first active day until one lies within the run.
const FIRST_ACTIVE_TRIES: usize = 6;

/// How somebody's mobility develops.
pub(super) struct Mobility {
    /// Highest level on ECMO, first active day of it, and level on leaving critical care.
    ceiling: i64,
    first_active: i64,
    at_discharge: i64,
    level: i64,
}

impl Mobility {
    pub(super) fn draw(
        run: Option<&Run>,
        days: i64,
        centre_effect: f64,
        survives: bool,
        dice: &mut Dice,
    ) -> Self {
        let both_groins = run.is_some_and(|run| run.support.groins() == 2);
        let shift =
            IMS_SHORT_RUNS_LOGIT + centre_effect + if both_groins { IMS_BIFEMORAL_LOGIT } else { 0.0 };
        let discharge = dice.weighted(IMS_AT_DISCHARGE);
        Self {
            ceiling: highest(shift, dice.unit()),
            first_active: first_active(days, dice),
            at_discharge: if survives { discharge } else { discharge.min(3) - 2 },
            level: 0,
        }
    }

    /// Whether somebody is out of bed or about to be, `day` days after the start of ECMO.
    pub(super) fn rising(&self, day: i64) -> bool {
        self.ceiling >= OUT_OF_BED && day >= self.first_active
    }

    /// The level of one day on ECMO, `day` days after its start.
    pub(super) fn on_ecmo(&mut self, day: i64, rass: i64, dice: &mut Dice) -> i64 {
        if day >= self.first_active {
            let step = dice.weighted(&[(-1, 0.10), (0, 0.20), (1, 0.25), (2, 0.25), (3, 0.20)]);
            self.level = (self.level + step).clamp(0, self.ceiling);
        }
        awake(self.level, rass)
    }

    /// The level of one day after ECMO, a fraction `progress` of the way from its end to leaving critical
    /// care.
    pub(super) fn after_ecmo(&mut self, progress: f64, rass: i64, tube: bool, dice: &mut Dice) -> i64 {
        let from = super::number::real(self.level.min(2));
        let aim = super::number::real(self.at_discharge.max(0));
        let level = dice.normal_int(from + (aim - from) * progress.sqrt(), 0.8, 0, 10);
        awake(level.min(if tube { MOST_WITH_TUBE } else { 10 }), rass)
    }
}

/// The day of the first active rehabilitation in `days` days of ECMO; short runs may have none.
fn first_active(days: i64, dice: &mut Dice) -> i64 {
    let tries = (0..FIRST_ACTIVE_TRIES).map(|_| whole(dice.log_normal(FIRST_ACTIVE_DAYS)));
    tries.reduce(|kept, next| if kept < days { kept } else { next }).unwrap_or(days)
}

/// What can be reached at a depth of sedation: nothing when deep, no standing when not obeying commands.
fn awake(level: i64, rass: i64) -> i64 {
    match rass {
        ..=-4 => 0,
        -3 => level.min(2),
        _ => level,
    }
}

/// The highest level reachable on ECMO for a uniform draw `u`, with the odds of every level shifted by
/// `shift`.
fn highest(shift: f64, u: f64) -> i64 {
    let mut at_least = 1.0;
    let mut level = 0;
    for (below, share) in (0..).zip(IMS_ON_ECMO) {
        at_least -= share;
        if at_least < 1e-9 || u >= expit(logit(at_least) + shift) {
            return level;
        }
        level = below + 1;
    }
    level
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_unshifted_draw_follows_the_dossier() {
        assert_eq!(super::highest(0.0, 0.59), 0);
        assert_eq!(super::highest(0.0, 0.57), 1);
        assert_eq!(super::highest(0.0, 0.001), 9);
    }

    #[test]
    fn a_shift_up_never_lowers_the_level() {
        for u in (0..100).map(|u| f64::from(u) / 100.0) {
            assert!(super::highest(0.35, u) >= super::highest(-0.5, u));
        }
    }
}
