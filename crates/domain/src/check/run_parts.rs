//! Rules of a run's mode segments and cannulae.

use super::{repeated_rows, row_itself};
use crate::finding::Notes;
use crate::forms::EcmoRun;
use crate::forms::ecmo_run::{ModeSegment, SegmentFacts};

const HOUR: i64 = 60;

pub(super) fn check(run: &EcmoRun, notes: &mut Notes) {
    segments(run, notes);
    cannulae(run, notes);
    repeated_rows("segments", 2, &run.segments, notes);
    repeated_rows("cannulae", 2, &run.cannulae, notes);
}

fn segments(run: &EcmoRun, notes: &mut Notes) {
    let mut order: Vec<(usize, &ModeSegment)> = run.segments.iter().enumerate().collect();
    order.sort_by_key(|(_, segment)| segment.seg_start.value());
    let mut boundary = run.time_on.value();
    let last = order.len().saturating_sub(1);
    for (place, (row, segment)) in order.into_iter().enumerate() {
        notes.at("segments", row, |notes| {
            let facts = SegmentFacts { run_closed: run.time_off.get().is_some(), not_first: place > 0 };
            row_itself(segment, &facts, notes);
            if let (Some(expected), Some(start)) = (boundary, segment.seg_start.value())
                && expected != start
            {
                notes.refuse("seg_start", "V-SEG-1", format!("This segment must start at {expected}, where the one before it, or the run, says so. Segments cover the run without a hole."));
            }
            if place == 0 && segment.mode.get().is_some() && run.initial_mode.get().is_some() && segment.mode != run.initial_mode {
                notes.refuse("mode", "V-SEG-2", "The first segment’s mode must be the run’s initial mode. Correct one of the two.");
            }
            if place == last
                && let (Some(stop), Some(off)) = (segment.seg_stop.value(), run.time_off.value())
                && stop != off
            {
                notes.refuse("seg_stop", "V-SEG-1", format!("The last segment must stop at {off}, when flow of the run stopped."));
            }
        });
        boundary = segment.seg_stop.value();
    }
}

fn cannulae(run: &EcmoRun, notes: &mut Notes) {
    let first = run
        .cannulae
        .iter()
        .enumerate()
        .filter_map(|(row, cannula)| cannula.in_at.value().map(|time| (time, row)))
        .min();
    for (row, cannula) in run.cannulae.iter().enumerate() {
        notes.at("cannulae", row, |notes| {
            row_itself(cannula, &(), notes);
            if let (Some((time, at)), Some(on)) = (first, run.time_on.value())
                && at == row
                && time.minutes_since(&on) > HOUR
            {
                notes.warn(
                    "in_at",
                    "X-SOFT",
                    "The first cannula went in more than an hour after flow started. Is the time correct?",
                );
            }
        });
    }
}
