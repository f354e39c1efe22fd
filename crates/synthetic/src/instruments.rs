//! Instruments with their items: what a level of ability gives on each.

use super::{
    dice::Dice,
    number::{real, whole},
};

/// An item and its range.
type Item = (&'static str, i64, i64);

/// An instrument as the generator uses it.
pub(super) struct Instrument {
    pub(super) code: &'static str,
    pub(super) items: &'static [Item],
    /// How a total is made from the items.
    pub(super) total: Total,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Total {
    Sum,
    Highest,
    /// No total, or none that the generator states.
    Unstated,
}

const fn of(code: &'static str, total: Total, items: &'static [Item]) -> Instrument {
    Instrument { code, items, total }
}

pub(super) const IMS_DAILY: Instrument = of("IMS_DAILY", Total::Sum, &[("ims", 0, 10)]);
/// Its total would only repeat the item.
pub(super) const RASS: Instrument = of("RASS", Total::Unstated, &[("rass", -5, 4)]);
pub(super) const CPAX: Instrument = of(
    "CPAX",
    Total::Sum,
    &[
        ("resp", 0, 5),
        ("cough", 0, 5),
        ("bed_mobility", 0, 5),
        ("supine_sit", 0, 5),
        ("dyn_sitting", 0, 5),
        ("standing", 0, 5),
        ("sit_stand", 0, 5),
        ("transfer", 0, 5),
        ("stepping", 0, 5),
        ("grip", 0, 5),
    ],
);
pub(super) const MRCSS: Instrument = of(
    "MRCSS",
    Total::Sum,
    &[
        ("shoulder_abd_r", 0, 5),
        ("shoulder_abd_l", 0, 5),
        ("elbow_flex_r", 0, 5),
        ("elbow_flex_l", 0, 5),
        ("wrist_ext_r", 0, 5),
        ("wrist_ext_l", 0, 5),
        ("hip_flex_r", 0, 5),
        ("hip_flex_l", 0, 5),
        ("knee_ext_r", 0, 5),
        ("knee_ext_l", 0, 5),
        ("ankle_df_r", 0, 5),
        ("ankle_df_l", 0, 5),
    ],
);
pub(super) const FSSICU: Instrument = of(
    "FSSICU",
    Total::Sum,
    &[("rolling", 0, 7), ("supine_sit", 0, 7), ("sitting", 0, 7), ("sit_stand", 0, 7), ("walking", 0, 7)],
);
pub(super) const PFITS: Instrument = of(
    "PFITS",
    Total::Sum,
    &[("sts_assist", 0, 3), ("cadence", 0, 3), ("shoulder_flex", 0, 3), ("knee_ext", 0, 3)],
);
pub(super) const BARTHEL20: Instrument = of(
    "BARTHEL20",
    Total::Sum,
    &[
        ("bowels", 0, 2),
        ("bladder", 0, 2),
        ("grooming", 0, 1),
        ("toilet", 0, 2),
        ("feeding", 0, 2),
        ("transfer", 0, 3),
        ("mobility", 0, 3),
        ("dressing", 0, 2),
        ("stairs", 0, 2),
        ("bathing", 0, 1),
    ],
);
pub(super) const STS60: Instrument = of("STS60", Total::Sum, &[("reps", 0, 45)]);
pub(super) const SMWT: Instrument = of("SMWT", Total::Sum, &[("metres", 60, 640)]);
pub(super) const GRIP: Instrument = of(
    "GRIP",
    Total::Highest,
    &[("r1", 2, 48), ("r2", 2, 48), ("r3", 2, 48), ("l1", 2, 45), ("l2", 2, 45), ("l3", 2, 45)],
);
/// Dimensions from 1 (no problem) to 5: the only instrument here on which more is worse.
pub(super) const EQ5D5L: Instrument =
    of("EQ5D5L", Total::Unstated, &[("d1", 1, 5), ("d2", 1, 5), ("d3", 1, 5), ("d4", 1, 5), ("d5", 1, 5)]);
pub(super) const HADS: Instrument = of("HADS", Total::Unstated, &[("hads_a", 0, 18), ("hads_d", 0, 18)]);
/// A date only.
pub(super) const PICUPS: Instrument = of("PICUPS", Total::Unstated, &[]);

impl Instrument {
    /// Scores of somebody at `ability` (0 worst, 1 best) of every item's range.
    pub(super) fn scores(&self, ability: f64, dice: &mut Dice) -> Vec<(&'static str, i64)> {
        let draw = |(item, low, high): &Item| {
            let span = real(high - low);
            let score = dice.normal(real(*low) + span * ability, span * 0.10);
            (*item, whole(score).clamp(*low, *high))
        };
        self.items.iter().map(draw).collect()
    }

    pub(super) fn total(&self, scores: &[(&'static str, i64)]) -> Option<i64> {
        let scores = scores.iter().map(|(_, score)| *score);
        match self.total {
            Total::Sum if !self.items.is_empty() => Some(scores.sum()),
            Total::Highest => scores.max(),
            Total::Sum | Total::Unstated => None,
        }
    }
}
