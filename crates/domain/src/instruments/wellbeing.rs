//! Quality of life, mood and cognition: under licences of their owners, so no wording is shown.

use super::{Code, Direction, Instrument, Item, Status, TotalRule};

pub(super) static EQ5D5L: Instrument = Instrument {
    is: Code::Eq5d5l,
    version: "1",
    status: Status::Core,
    used: "At the 3-month follow-up, once your centre is registered with EuroQol",
    direction: Direction::Neither,
    rule: TotalRule::Nothing,
    items: &[
        Item::new("d1", "Dimension 1", 1, 5),
        Item::new("d2", "Dimension 2", 1, 5),
        Item::new("d3", "Dimension 3", 1, 5),
        Item::new("d4", "Dimension 4", 1, 5),
        Item::new("d5", "Dimension 5", 1, 5),
        Item::new("vas", "Visual analogue scale", 0, 100).outside_total(),
    ],
    licence: "Copyright EuroQol; registration needed. Use the licensed form; its wording is not shown here.",
};

pub(super) static PICUPS: Instrument = Instrument {
    is: Code::Picups,
    version: "1",
    status: Status::Optional,
    used: "On stepping down from critical care",
    direction: Direction::Neither,
    rule: TotalRule::Nothing,
    items: &[],
    licence: "Free tool of King’s College London and UKROC; only the date is kept.",
};

pub(super) static HADS: Instrument = Instrument {
    is: Code::Hads,
    version: "1",
    status: Status::Optional,
    used: "At follow-up",
    direction: Direction::Lower,
    rule: TotalRule::Nothing,
    items: &[
        Item::new("hads_a", "Anxiety, sub-total", 0, 21),
        Item::new("hads_d", "Depression, sub-total", 0, 21),
    ],
    licence: "Licensed by GL Assessment; only the sub-totals are kept.",
};

pub(super) static MOCA: Instrument = Instrument {
    is: Code::Moca,
    version: "1",
    status: Status::Optional,
    used: "At follow-up",
    direction: Direction::Higher,
    rule: TotalRule::Stated { min: 0, max: 30 },
    items: &[],
    licence: "Users need certification; only the total is kept.",
};

pub(super) static SF36: Instrument = Instrument {
    is: Code::Sf36,
    version: "1",
    status: Status::Optional,
    used: "At follow-up",
    direction: Direction::Higher,
    rule: TotalRule::Nothing,
    items: &[
        Item::new("pf", "Domain PF", 0, 100),
        Item::new("rp", "Domain RP", 0, 100),
        Item::new("bp", "Domain BP", 0, 100),
        Item::new("gh", "Domain GH", 0, 100),
        Item::new("vt", "Domain VT", 0, 100),
        Item::new("sf", "Domain SF", 0, 100),
        Item::new("re", "Domain RE", 0, 100),
        Item::new("mh", "Domain MH", 0, 100),
    ],
    licence: "Licensed; only the scores of its domains are kept.",
};
