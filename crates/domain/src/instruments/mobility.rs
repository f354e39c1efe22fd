//! Mobility scales.

use super::score::NO_SCORE;
use super::{Code, Direction, Instrument, Item, Level, Status, TotalRule, level};

pub(super) static IMS_DAILY: Instrument = Instrument {
    is: Code::ImsDaily,
    version: "1",
    status: Status::Core,
    used: "Every day, the highest that anybody saw",
    direction: Direction::Higher,
    rule: TotalRule::TheItem,
    items: &[Item::new("ims", "ICU Mobility Scale", 0, 10).levels(IMS)],
    licence: "Published scale; the levels are told in our words.",
};

/// Levels of the ICU Mobility Scale (data dictionary 3.1).
static IMS: &[Level] = &[
    level(0, "Nothing, or passive movement or cycling done to the patient"),
    level(1, "Active or active-assisted exercise in bed"),
    level(2, "Moved passively into a chair, no standing"),
    level(3, "Sat over the edge of the bed, with some control of the trunk"),
    level(4, "Stood with weight through the feet; tilt table or standing aid allowed"),
    level(5, "Transferred from bed to chair by stepping or shuffling"),
    level(6, "Marched on the spot, at least 4 steps"),
    level(7, "Walked at least 5 metres with 2 or more people"),
    level(8, "Walked at least 5 metres with 1 person"),
    level(9, "Walked at least 5 metres with a gait aid, no person"),
    level(10, "Walked at least 5 metres, no aid, no person"),
];

pub(super) static MMS: Instrument = Instrument {
    is: Code::Mms,
    version: "1",
    status: Status::Optional,
    used: "Each session",
    direction: Direction::Higher,
    rule: TotalRule::TheItem,
    items: &[Item {
        letters: NO_SCORE,
        ..Item::new("mms", "Manchester Mobility Score", 1, 7)
            .help("A agitated, U unwell or R refused, in place of a score.")
            .levels(MMS_LEVELS)
    }],
    licence: "Published scale, free to use; the levels are told in our words.",
};

static MMS_LEVELS: &[Level] = &[
    level(1, "Passive or active exercise, or the chair position in bed"),
    level(2, "Sits on the edge of the bed"),
    level(3, "Hoisted to a chair, standing hoist included"),
    level(4, "Standing practice"),
    level(5, "Step transfer with assistance"),
    level(6, "Mobilises with or without assistance"),
    level(7, "Mobilises more than 30 metres"),
];
