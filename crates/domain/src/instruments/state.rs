//! States and single ratings.

use super::{Code, Direction, Instrument, Item, Level, Status, TotalRule, level};

pub(super) static RASS: Instrument = Instrument {
    is: Code::Rass,
    version: "1",
    status: Status::Core,
    used: "At every contact in critical care",
    direction: Direction::Neither,
    rule: TotalRule::TheItem,
    items: &[Item::new("rass", "RASS", -5, 4).levels(RASS_LEVELS)],
    licence: "Free to use, cited: Richmond Agitation-Sedation Scale; the levels are told in our words.",
};

/// Levels of the Richmond Agitation-Sedation Scale (data dictionary 3.6).
pub(super) static RASS_LEVELS: &[Level] = &[
    level(-5, "Cannot be roused"),
    level(-4, "Deep sedation: moves only to a physical stimulus"),
    level(-3, "Moderate sedation: moves, no eye contact"),
    level(-2, "Light sedation: eye contact for less than 10 seconds"),
    level(-1, "Drowsy: eye contact for more than 10 seconds"),
    level(0, "Alert and calm"),
    level(1, "Restless"),
    level(2, "Agitated"),
    level(3, "Very agitated"),
    level(4, "Combative"),
];

pub(super) static CAMICU: Instrument = Instrument {
    is: Code::CamIcu,
    version: "1",
    status: Status::Optional,
    used: "With RASS −3 or above; at −4 and −5 it cannot be assessed (UTA)",
    direction: Direction::Lower,
    rule: TotalRule::TheItem,
    items: &[Item::new("camicu", "CAM-ICU: 1 positive, 0 negative", 0, 1)],
    licence: "Copyright Vanderbilt University; free clinical use with notice. The wording is not shown here.",
};

pub(super) static CFS: Instrument = Instrument {
    is: Code::Cfs,
    version: "2.0",
    status: Status::Core,
    used: "For the time two weeks before the illness",
    direction: Direction::Lower,
    rule: TotalRule::TheItem,
    items: &[Item::new("cfs", "Clinical Frailty Scale", 1, 9)],
    licence: "Copyright Dalhousie University; use the licensed chart. The levels are not shown here.",
};

pub(super) static BORG_CR10: Instrument = Instrument {
    is: Code::BorgCr10,
    version: "1",
    status: Status::Optional,
    used: "At the peak of a session",
    direction: Direction::Neither,
    rule: TotalRule::TheItem,
    items: &[Item { decimals: 1, ..Item::new("borg", "Borg CR10", 0, 10) }],
    licence: "Borg scales are licensed; the number is kept, no anchors are shown.",
};
