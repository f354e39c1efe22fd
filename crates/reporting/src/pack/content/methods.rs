//! How to read the pack.

use super::View;
use crate::document::Block;

pub(super) fn write(view: &View<'_>, blocks: &mut Vec<Block>) {
    blocks.push(Block::section("How the numbers are made"));
    let least = view.pack.least_denominator;
    let parts = [
        (
            "Intervals and ratings",
            "Intervals are 95% Wilson intervals. With a target, green means that the value meets it, red that the value misses \
             it by more than chance explains (the whole interval is on the wrong side), amber that the value misses it and chance may \
             explain that (the interval contains the target). There is no rating without a target, with a target at the end of the \
             scale, or with fewer than 10 records. Percentages are rounded to one decimal, \
             half away from zero, from exact fractions; ratings use unrounded values and limits."
                .to_owned(),
        ),
        (
            "Run charts",
            "The run charts are XmR charts of the network. Limits lie 2.66 mean moving ranges from the mean, and never \
             below 0% or above 100%; a moving range of 3.267 times their mean or more is left out once. A point is marked as special-cause variation when it lies outside a \
             limit, is one of seven rising or falling points, one of two in three near a limit, or one of seven on one side of the \
             mean; the first that applies names it. With fewer than 13 points the limits are on trial. Months are put together to \
             quarters when a month has fewer than 12 records."
                .to_owned(),
        ),
        (
            "Small numbers",
            format!(
                "A centre with a denominator below {least} is held back, and if it is the only one, the centre with the next smallest \
                 denominator with it, so that it can't be worked out from the network's total. Network totals are always shown. \
                 A chart compares centres only when three or more are on it."
            ),
        ),
        (
            "Checking this pack",
            "The pack follows from its snapshot, its definition, the indicators' definitions and the program's version alone. \
             Building it again from the same inputs gives the same bytes; manifest.json lists the SHA-256 of every file."
                .to_owned(),
        ),
    ];
    for (heading, text) in parts {
        blocks.push(Block::part(heading));
        blocks.push(Block::body(text));
    }
}
