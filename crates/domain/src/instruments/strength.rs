//! Strength of muscles and grip.

use super::{Code, Direction, Instrument, Item, Level, Status, TotalRule, level, state};

/// A muscle group of the sum score.
const fn muscle(code: &'static str, label: &'static str) -> Item {
    Item::new(code, label, 0, 5).levels(GRADES)
}

pub(super) static MRCSS: Instrument = Instrument {
    is: Code::Mrcss,
    version: "1",
    status: Status::Optional,
    used: "On awakening, on leaving critical care",
    direction: Direction::Higher,
    rule: TotalRule::Sum,
    items: &[
        muscle("shoulder_abd_r", "Shoulder abduction, right"),
        muscle("shoulder_abd_l", "Shoulder abduction, left"),
        muscle("elbow_flex_r", "Elbow flexion, right"),
        muscle("elbow_flex_l", "Elbow flexion, left"),
        muscle("wrist_ext_r", "Wrist extension, right"),
        muscle("wrist_ext_l", "Wrist extension, left"),
        muscle("hip_flex_r", "Hip flexion, right"),
        muscle("hip_flex_l", "Hip flexion, left"),
        muscle("knee_ext_r", "Knee extension, right"),
        muscle("knee_ext_l", "Knee extension, left"),
        muscle("ankle_df_r", "Ankle dorsiflexion, right"),
        muscle("ankle_df_l", "Ankle dorsiflexion, left"),
        Item::new("rass", "RASS at the time", -5, 4).levels(state::RASS_LEVELS).outside_total(),
        Item::new("s5q", "Standardised five questions answered", 0, 5)
            .help("Commands followed, of five. Below 5 the patient cannot be tested reliably.")
            .outside_total(),
    ],
    licence: "Free to use.",
};

static GRADES: &[Level] = &[
    level(0, "None"),
    level(1, "Flicker"),
    level(2, "Movement with gravity eliminated"),
    level(3, "Movement against gravity"),
    level(4, "Movement against resistance, reduced"),
    level(5, "Normal"),
];

/// One trial of a hand.
const fn trial(code: &'static str, label: &'static str) -> Item {
    Item::new(code, label, 0, 100).unit("kilograms-force")
}

pub(super) static GRIP: Instrument = Instrument {
    is: Code::Grip,
    version: "1",
    status: Status::Core,
    used: "On leaving critical care, at the 3-month follow-up",
    direction: Direction::Higher,
    rule: TotalRule::Highest,
    items: &[
        trial("r1", "Right hand, first"),
        trial("r2", "Right hand, second"),
        trial("r3", "Right hand, third"),
        trial("l1", "Left hand, first"),
        trial("l2", "Left hand, second"),
        trial("l3", "Left hand, third"),
    ],
    licence: "Free to use.",
};
