//! Method notes: formulas, and why and by whose word each indicator is looked at.

use super::{View, places::Place};
use crate::{
    document::{Block, Cell, Column, Row, Table},
    pack::{protection::MOST_SMALL, words},
    statistics::{LEAST_DAYS, LEAST_RECORDS, MIN_CENTRES_TO_ADJUST},
};

pub(super) fn write(view: &View<'_>, blocks: &mut Vec<Block>) {
    blocks.push(Block::section(&Place::Methods.anchor(), "Method notes"));
    let least = view.pack.least_denominator;
    let parts = [
        (
            "Intervals and ratings",
            format!(
                "Intervals of percentages are 95% Wilson intervals. With a target, green means that the value meets it, red that the whole \
             interval is on the wrong side, amber that the value misses it and the interval contains it. There is no rating without a \
             target, with a target at the end of the scale, or with fewer than {LEAST_RECORDS} records. Percentages are rounded to one decimal, half \
             away from zero, from exact fractions; ratings use unrounded values and limits."
            ),
        ),
        (
            "Run charts",
            format!(
                "The run charts are XmR charts of the network. Limits lie 2.66 mean moving ranges from the mean, and are never drawn where \
             no value can lie; a moving range of 3.267 times their mean or more is left out once. Months are put together to \
             quarters when a month has fewer than {LEAST_DAYS} records."
            ),
        ),
        (
            "Small numbers",
            format!(
                "A centre with a denominator below {least} is held back. Numerators of other centres from 1 to {MOST_SMALL} are told as ≤{MOST_SMALL}, and a \
                 percentage made of one as at most what {MOST_SMALL} would make. The counts that are printed with the network's total are solved \
                 together: as many more are held back as it takes that each small one can still be any small number, for a stranger \
                 and for each centre that puts its own number in. What is held back is the same in every copy. A chart compares centres \
                 only when three or more are on it."
            ),
        ),
    ];
    let parts = parts.into_iter().chain(of_charts());
    for (heading, text) in parts {
        blocks.push(Block::part(heading));
        blocks.push(Block::body(text));
    }
    blocks.push(Block::Table(reasons(view)));
}

/// How charts other than run charts and intervals are made.
fn of_charts() -> [(&'static str, String); 3] {
    [
        (
            "Outcomes and case mix",
            "Nothing is adjusted for risk. Medians and quartiles are of type 7. Parts that fewer than ten have in the whole network stand \
             with the one beside them; of other centres a bar, or a variable of the case mix, is shown whole or not at all, by \
             the bounds that its row and its length leave (Fréchet)."
                .to_owned(),
        ),
        (
            "Funnels",
            format!(
                "Limits are exact binomial below 100 records, with the arcsine from there on; points of fewer than five are open. A centre is \
                 marked beyond a limit when chance also gives its number as seldom as the limit says. \
                 Overdispersion is the mean square of the winsorised scores (Spiegelhalter 2005); limits are never widened below \
                 {MIN_CENTRES_TO_ADJUST} centres."
            ),
        ),
        (
            "Times and rare events",
            "Cumulative incidence is that of Aalen and Johansen, with death, transfer and decannulation competing. The chart of what lies \
             between rare events is a g chart, with limits at three standard deviations, and not below nothing. Medians of scores have a \
             run chart around their median: six points on one side are a shift, five rising or falling a trend."
                .to_owned(),
        ),
    ]
}

/// Why each indicator is looked at, and where its definition and target come from.
fn reasons(view: &View<'_>) -> Table {
    let rows = view.facts.indicators.iter().map(|measured| {
        let definition = &measured.definition;
        Row::new([
            Cell::new(format!("{} ({})", definition.short_name, definition.id)),
            Cell::new(words::sentence(&definition.rationale)),
            Cell::new(words::sentence(&definition.source)),
            Cell::new(&definition.version),
        ])
    });
    Table {
        name: "indicators".to_owned(),
        caption: "The indicators: why, and by whose word".to_owned(),
        context: Vec::new(),
        columns: vec![
            Column::text("indicator", "Indicator", 2.0),
            Column::text("why", "Why", 3.6),
            Column::text("source", "Source of definition and target", 3.0),
            Column::text("version", "Version", 0.9),
        ],
        rows: rows.collect(),
        notes: Vec::new(),
    }
}
