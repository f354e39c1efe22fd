//! Chelsea Critical Care Physical Assessment.

use super::{Code, Direction, Instrument, Item, Level, Status, TotalRule, level};

pub(super) static CPAX: Instrument = Instrument {
    is: Code::Cpax,
    version: "1",
    status: Status::Core,
    used: "On awakening, every week in critical care, on leaving it",
    direction: Direction::Higher,
    rule: TotalRule::Sum,
    items: &[
        Item::new("resp", "Respiratory function", 0, 5).levels(RESP),
        Item::new("cough", "Cough", 0, 5).levels(COUGH),
        Item::new("bed_mobility", "Moving within the bed", 0, 5).levels(BED),
        Item::new("supine_sit", "Supine to sitting on the edge of the bed", 0, 5).levels(SUPINE_SIT),
        Item::new("dyn_sitting", "Dynamic sitting", 0, 5).levels(SITTING),
        Item::new("standing", "Standing balance", 0, 5).levels(STANDING),
        Item::new("sit_stand", "Sit to stand", 0, 5)
            .help("Starting with the hips bent 90 degrees or less.")
            .levels(SIT_STAND),
        Item::new("transfer", "Bed to chair", 0, 5).levels(TRANSFER),
        Item::new("stepping", "Stepping", 0, 5).levels(STEPPING),
        Item::new("grip", "Grip strength, strongest hand", 0, 5)
            .help("Of the mean for age and sex. 0 says that the patient could not be assessed; without a dynamometer write NR.")
            .levels(GRIP),
    ],
    licence: "Levels adapted from the openEHR archetype “Chelsea Critical Care Physical Assessment” (openEHR Clinical Knowledge Manager), CC BY-SA 4.0. The adapted texts are under the same licence.",
};

static RESP: &[Level] = &[
    level(0, "Mandatory ventilation only; may be paralysed"),
    level(1, "Mandatory ventilation with some effort"),
    level(2, "Spontaneous, continuous invasive or non-invasive ventilation"),
    level(3, "Spontaneous, intermittent ventilation or high-flow oxygen above 15 litres"),
    level(4, "Standard oxygen below 15 litres"),
    level(5, "Room air, no oxygen"),
];

static COUGH: &[Level] = &[
    level(0, "None, or sedated"),
    level(1, "Only on deep suction"),
    level(2, "Weak, cannot clear; needs deep suction"),
    level(3, "Weak, partly clears with a mouth sucker"),
    level(4, "Effective with airway-clearance techniques"),
    level(5, "Independent"),
];

static BED: &[Level] = &[
    level(0, "Unable"),
    level(1, "Maximum assistance, 2 people or more"),
    level(2, "Moderate assistance, at least 1 person"),
    level(3, "Minimal assistance, 1 person"),
    level(4, "Independent in 3 seconds or more"),
    level(5, "Independent in less than 3 seconds"),
];

static SUPINE_SIT: &[Level] = &[
    level(0, "Unable or unstable"),
    level(1, "Maximum assistance, 2 people or more"),
    level(2, "Moderate assistance, at least 1 person"),
    level(3, "Minimal assistance, 1 person"),
    level(4, "Independent in 3 seconds or more"),
    level(5, "Independent in less than 3 seconds"),
];

static SITTING: &[Level] = &[
    level(0, "Unable"),
    level(1, "Assistance of 2 people or more"),
    level(2, "Assistance of at least 1 person"),
    level(3, "Assistance of 1 person"),
    level(4, "Independent within the base of support"),
    level(5, "Reaches outside the base of support"),
];

static STANDING: &[Level] = &[
    level(0, "Unable, or bedbound"),
    level(1, "Tilt table"),
    level(2, "Standing hoist"),
    level(3, "Frame or crutches"),
    level(4, "Independent without an aid"),
    level(5, "Independent, and reaches outside the base of support"),
];

static SIT_STAND: &[Level] = &[
    level(0, "Unable"),
    level(1, "Maximum assistance, or standing hoist"),
    level(2, "Moderate assistance"),
    level(3, "Minimal assistance"),
    level(4, "Pushes on the arms"),
    level(5, "Without the arms"),
];

static TRANSFER: &[Level] = &[
    level(0, "Unable"),
    level(1, "Full hoist"),
    level(2, "Standing hoist"),
    level(3, "Pivots without steps, with an aid or help"),
    level(4, "Stands and steps, with an aid or help"),
    level(5, "Independent, no equipment"),
];

static STEPPING: &[Level] = &[
    level(0, "Unable"),
    level(1, "Standing hoist"),
    level(2, "An aid and at least 1 person"),
    level(3, "An aid and 1 person"),
    level(4, "An aid or 1 person"),
    level(5, "Independent, no aid"),
];

static GRIP: &[Level] = &[
    level(0, "Unable to assess"),
    level(1, "Below 20 per cent"),
    level(2, "Below 40 per cent"),
    level(3, "Below 60 per cent"),
    level(4, "Below 80 per cent"),
    level(5, "80 per cent or more"),
];
