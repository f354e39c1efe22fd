//! How to read the pack: one page that explains every sign on the others.

use super::{View, places::Place, shown::SMALL};
use crate::{
    document::{Block, Cell, Column, Rating, Row, Table},
    pack::protection::MOST_SMALL,
    statistics::LEAST_RECORDS,
};

pub(super) fn write(view: &View<'_>, blocks: &mut Vec<Block>) {
    blocks.push(Block::section(&Place::Reading.anchor(), "How to read this"));
    blocks.push(Block::part("A page of an indicator"));
    blocks.push(Block::body(
        "The first sentence is the finding: “Network: 82.5% (1305 of 1582 ECMO days, 95% interval 80.5 to 84.3)” means that \
         1582 ECMO days were counted, that on 1305 of them the thing asked for was done, and that the true level of care lies between \
         80.5% and 84.3% unless a chance of one in twenty came about. Below it stands what was counted, among what, and what was left \
         out. The letters and digits in brackets, like (P04), name an indicator for those who look it up.",
    ));
    blocks.push(Block::Table(colours()));
    let parts = [
        (
            "Centres side by side",
            "Each line is a centre, highest value first: the symbol is its value, the bar its 95% interval. A long bar means few \
             records. Two centres whose bars overlap may differ by chance alone: the order is no league table."
                .to_owned(),
        ),
        (
            "Run charts",
            "Each point is the network in one month, or in one quarter where months are thin. The line through the middle is the mean; \
             ordinary variation stays between the two dashed limits. A marked point is more than that, and the first rule that applies \
             names it: it lies outside a limit; it is one of seven points rising or falling in a row; it is one of two in three close to \
             a limit; it is one of seven in a row on one side of the mean. Look for what happened then. With fewer than 13 points the \
             limits are on trial."
                .to_owned(),
        ),
        (
            "Other charts",
            "A funnel stands where there is no goal: between its curves a centre differs from the network by no more than chance. \
             Overdispersion of 1 is what chance gives. A box holds the middle half of the scores. The chart of major events \
             shows how many contacts lay between two: higher is better."
                .to_owned(),
        ),
        (
            "Outcomes and harm",
            "Outcomes depend on who the patients were: the case mix stands before them, and other centres have letters. Harm at \
             another centre is told from ten events on."
                .to_owned(),
        ),
        (
            "Held back",
            format!(
                "A star stands for a number of another centre that is held back: fewer than {} were counted, or the number would give \
                 such a one away, to a stranger or to a centre that knows its own. ≤{MOST_SMALL} stands for any number from 1 to {MOST_SMALL}. † marks fewer than \
                 {SMALL}: shown, but much of it is chance. A dash means that there was nothing to count. The network's totals are shown \
                 unless they would give a single centre's number away.",
                view.pack.least_denominator
            ),
        ),
    ];
    for (heading, text) in parts {
        blocks.push(Block::part(heading));
        blocks.push(Block::body(text));
    }
}

/// The rating's letters with what they say.
fn colours() -> Table {
    let row = |rating: Rating, symbol: &str, says: &str| {
        Row::new([Cell::rated(rating.word(), rating), Cell::new(symbol), Cell::new(says)])
    };
    Table {
        name: "colours".to_owned(),
        caption: "Colours, always with a letter or a symbol".to_owned(),
        context: Vec::new(),
        columns: vec![
            Column::text("rating", "Rating", 1.2).rated(),
            Column::text("symbol", "Symbol on charts", 1.2),
            Column::text("says", "It says", 4.6),
        ],
        rows: vec![
            row(Rating::Green, "circle", "The value meets the target."),
            row(
                Rating::Amber,
                "triangle",
                "The value misses the target, and chance may explain it: the interval holds the target.",
            ),
            row(
                Rating::Red,
                "square",
                "The value misses the target by more than chance explains: the whole interval does.",
            ),
            row(
                Rating::Grey,
                "empty circle",
                &format!(
                    "There is no target, or one at the end of the scale, or fewer than {LEAST_RECORDS} were counted."
                ),
            ),
        ],
        notes: Vec::new(),
    }
}
