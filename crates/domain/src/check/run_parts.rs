//! Rules of a run's mode segments and cannulae.

use super::repeated_rows;
use crate::code::Coded;
use crate::finding::Notes;
use crate::forms::EcmoRun;
use crate::forms::ecmo_run::{Cannula, Direction, Mode, ModeSegment, SegmentFacts, SegmentReason, Site};
use crate::spec::Form;

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
    if order.is_empty() {
        notes.refuse(
            "initial_mode",
            "V-SEG-1",
            "A run needs at least one mode segment, from the start of flow. Add it.",
        );
    }
    let mut boundary = run.time_on.value();
    let last = order.len().saturating_sub(1);
    for (place, (row, segment)) in order.into_iter().enumerate() {
        notes.at("segments", row, |notes| {
            let facts = SegmentFacts { run_closed: run.time_off.get().is_some(), not_first: place > 0 };
            segment.check_cells(&facts, notes);
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
            pause(segment, notes);
        });
        boundary = segment.seg_stop.value();
    }
}

/// V-SEG-3: flow stands still only in a declared stop of up to 24 hours.
fn pause(segment: &ModeSegment, notes: &mut Notes) {
    if !segment.flow_on.is(&false) {
        return;
    }
    let minutes = match (segment.seg_start.value(), segment.seg_stop.value()) {
        (Some(start), Some(stop)) => stop.minutes_since(&start),
        _ => 0,
    };
    if !segment.change_reason.is(&SegmentReason::FlowStop) {
        notes.refuse("flow_on", "V-SEG-3", "Flow is not running, so the reason must be FLOW_STOP_LE24H. Correct the reason, or say that flow is running.");
    } else if minutes > 24 * HOUR {
        notes.refuse(
            "flow_on",
            "V-SEG-3",
            "Flow stood still for more than 24 hours: that ends a run. Enter a new run for what came after.",
        );
    } else if minutes > 6 * HOUR {
        notes.warn(
            "flow_on",
            "X-SOFT",
            format!("Flow stood still for {} hours. Is that correct?", minutes / HOUR),
        );
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
            cannula.check_cells(&(), notes);
            one_cannula(cannula, notes);
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
    sites(run, notes);
}

fn one_cannula(cannula: &Cannula, notes: &mut Notes) {
    if let (Some(inserted), Some(out)) = (cannula.in_at.value(), cannula.out_at.value())
        && out < inserted
    {
        notes.refuse(
            "out_at",
            "V-CAN-3",
            format!("The cannula is out before it went in at {inserted}. Correct one of the two times."),
        );
    }
    let large = matches!(cannula.direction.value(), Some(Direction::Drain | Direction::Return));
    if large && cannula.size_fr.value().is_some_and(|size| (6..13).contains(&size)) {
        notes.warn(
            "size_fr",
            "X-SOFT",
            "A drainage or return cannula below 13 French is unusual. Is the size correct?",
        );
    }
}

/// V-CAN-1 and V-CAN-2: sites against the mode. Silent without cannulae.
fn sites(run: &EcmoRun, notes: &mut Notes) {
    let Some(mode) = run.initial_mode.value() else { return };
    if run.cannulae.is_empty() {
        return;
    }
    let at_site =
        |test: fn(Site) -> bool| run.cannulae.iter().filter_map(|cannula| cannula.site.value()).any(test);
    let artery = at_site(|site| site.group() == "ARTERY");
    let veno_venous = |mode: Mode| matches!(mode, Mode::Vv | Mode::Vvdl);
    let all_veno_venous =
        veno_venous(mode) && run.segments.iter().all(|segment| segment.mode.value().is_none_or(veno_venous));
    if all_veno_venous && artery {
        notes.warn(
            "initial_mode",
            "V-CAN-1",
            "The run is veno-venous throughout, but a cannula is in an artery. Are mode and site correct?",
        );
    }
    if mode == Mode::Va && !artery && !at_site(|site| matches!(site, Site::Central | Site::Other)) {
        notes.warn(
            "initial_mode",
            "V-CAN-1",
            "The run is veno-arterial, but no cannula is in an artery. Are mode and sites correct?",
        );
    }
    let dual = run.cannulae.iter().any(|cannula| cannula.direction.is(&Direction::Dual));
    if mode == Mode::Vvdl && !dual {
        notes.warn(
            "initial_mode",
            "V-CAN-2",
            "The mode says a dual-lumen cannula, but none is recorded. Are mode and cannulae correct?",
        );
    }
}
