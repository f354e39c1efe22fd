//! Function and exercise tests.

use super::{Code, Direction, Instrument, Item, Level, Status, TotalRule, level};

/// An item of the Functional Status Score for the ICU.
const fn functional(code: &'static str, label: &'static str) -> Item {
    Item::new(code, label, 0, 7).help("From 0, unable, to 7, independent.")
}

pub(super) static FSSICU: Instrument = Instrument {
    is: Code::Fssicu,
    version: "1",
    status: Status::Optional,
    used: "On leaving critical care",
    direction: Direction::Higher,
    rule: TotalRule::Sum,
    items: &[
        functional("rolling", "Rolling"),
        functional("supine_sit", "Supine to sitting"),
        functional("sitting", "Sitting on the edge of the bed"),
        functional("sit_stand", "Sit to stand"),
        functional("walking", "Walking"),
    ],
    licence: "Free to use; the authors ask to register.",
};

pub(super) static PFITS: Instrument = Instrument {
    is: Code::Pfits,
    version: "1",
    status: Status::Optional,
    used: "Every week",
    direction: Direction::Higher,
    rule: TotalRule::Sum,
    items: &[
        Item::new("sts_assist", "Sit to stand, assistance", 0, 3).levels(ASSISTANCE),
        Item::new("cadence", "Marching on the spot, steps a minute", 0, 3).levels(CADENCE),
        Item::new("shoulder_flex", "Shoulder flexion strength", 0, 3).levels(STRENGTH),
        Item::new("knee_ext", "Knee extension strength", 0, 3).levels(STRENGTH),
    ],
    licence: "Free to use; the raw total is kept, the interval score is not computed.",
};

static ASSISTANCE: &[Level] =
    &[level(0, "Unable"), level(1, "2 people"), level(2, "1 person"), level(3, "No assistance")];
static CADENCE: &[Level] =
    &[level(0, "0"), level(1, "Below 50"), level(2, "50 to 79"), level(3, "80 or more")];
static STRENGTH: &[Level] =
    &[level(0, "Grade 0 to 2"), level(1, "Grade 3"), level(2, "Grade 4"), level(3, "Grade 5")];

pub(super) static BARTHEL20: Instrument = Instrument {
    is: Code::Barthel20,
    version: "20",
    status: Status::Optional,
    used: "On leaving hospital, at the 3-month follow-up",
    direction: Direction::Higher,
    rule: TotalRule::Sum,
    items: &[
        Item::new("bowels", "Bowels", 0, 2),
        Item::new("bladder", "Bladder", 0, 2),
        Item::new("grooming", "Grooming", 0, 1),
        Item::new("toilet", "Toilet use", 0, 2),
        Item::new("feeding", "Feeding", 0, 2),
        Item::new("transfer", "Transfer", 0, 3),
        Item::new("mobility", "Mobility", 0, 3),
        Item::new("dressing", "Dressing", 0, 2),
        Item::new("stairs", "Stairs", 0, 2),
        Item::new("bathing", "Bathing", 0, 1),
    ],
    licence: "Copyright Maryland State Medical Society; non-commercial use with citation. The 20-point form: write 20 as its version.",
};

pub(super) static SMWT: Instrument = Instrument {
    is: Code::Smwt,
    version: "1",
    status: Status::Optional,
    used: "At follow-up",
    direction: Direction::Higher,
    rule: TotalRule::TheItem,
    items: &[Item::new("metres", "Distance, the better of two tests", 0, 1000).unit("metres")],
    licence: "Free to use.",
};

pub(super) static STS30: Instrument = Instrument {
    is: Code::Sts30,
    version: "1",
    status: Status::Optional,
    used: "On leaving critical care or hospital",
    direction: Direction::Higher,
    rule: TotalRule::TheItem,
    items: &[Item::new("reps", "Stands in 30 seconds", 0, 40).unit("repetitions")],
    licence: "Free to use.",
};

pub(super) static STS60: Instrument = Instrument {
    is: Code::Sts60,
    version: "1",
    status: Status::Core,
    used: "On leaving critical care if able, at follow-up",
    direction: Direction::Higher,
    rule: TotalRule::TheItem,
    items: &[
        Item::new("reps", "Stands in one minute", 0, 80)
            .unit("repetitions")
            .help("Free-standing chair of 46 centimetres, arms crossed."),
        Item::new("spo2_min", "Lowest SpO2", 40, 100).unit("per cent").outside_total(),
        Item::new("hr_peak", "Highest heart rate", 20, 220).unit("beats a minute").outside_total(),
    ],
    licence: "Free to use.",
};
