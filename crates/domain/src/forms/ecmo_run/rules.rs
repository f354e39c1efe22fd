//! Rules of a run by itself, with its mode segments and cannulae.

use super::{Cannula, Direction, Dx, EcmoRun, Intent, Mode, ModeSegment, SegmentReason, Site, Support};
use crate::code::Coded;
use crate::ruling::{self, Ruling};

const HOUR: i64 = 60;
const DAY: i64 = 24 * HOUR;

/// V-RUN-1: flow stops after it starts.
pub(super) fn stops_after_start(run: &EcmoRun) -> Ruling {
    match (run.time_on.value(), run.time_off.value()) {
        (Some(on), Some(off)) if off <= on => ruling::refuse(
            EcmoRun::TIME_OFF,
            "V-RUN-1",
            format!("Flow stopped at {off}, which is not after it started at {on}. Correct one of the two."),
        ),
        _ => Ok(()),
    }
}

/// V-RUN-5: very short and very long runs.
pub(super) fn duration(run: &EcmoRun) -> Ruling {
    let (Some(on), Some(off)) = (run.time_on.value(), run.time_off.value()) else { return Ok(()) };
    let minutes = off.minutes_since(&on);
    let days = minutes / DAY;
    if minutes > 365 * DAY {
        let words = format!("The run would have lasted {days} days. Was a year mistyped?");
        return ruling::refuse(EcmoRun::TIME_OFF, "V-RUN-5", words);
    }
    let words = if off > on && minutes < 6 * HOUR {
        "The run lasted less than 6 hours. Is that correct?".to_owned()
    } else if minutes > 60 * DAY {
        format!("The run lasted {days} days. Is that correct?")
    } else {
        return Ok(());
    };
    ruling::ask(EcmoRun::TIME_OFF, "V-RUN-5", words)
}

/// V-RUN-11: decannulation against flow stop.
pub(super) fn last_cannula_out(run: &EcmoRun) -> Ruling {
    let (Some(off), Some(out)) = (run.time_off.value(), run.decannulated_at.value()) else { return Ok(()) };
    let minutes = out.minutes_since(&off);
    if minutes < -HOUR {
        ruling::refuse(
            EcmoRun::DECANNULATED_AT,
            "V-RUN-11",
            "The last cannula is out more than an hour before flow stopped. Correct one of the two times.",
        )
    } else if minutes > DAY {
        ruling::ask(
            EcmoRun::DECANNULATED_AT,
            "V-RUN-11",
            "The last cannula came out more than 24 hours after flow stopped. Is that correct?",
        )
    } else {
        Ok(())
    }
}

/// V-RUN-6: a bridge to transplant is intended as one.
pub(super) fn transplant_intended(run: &EcmoRun) -> Ruling {
    let other_intent = run.intent.get().is_some_and(|intent| *intent != Intent::Transplant);
    if run.dx_group.is(&Dx::BridgeToTransplant) && other_intent {
        return ruling::ask(
            EcmoRun::INTENT,
            "V-RUN-6",
            "The diagnosis group is bridge to transplant, the intent is not. Are both correct?",
        );
    }
    Ok(())
}

/// V-RUN-3: support during resuscitation returns to an artery.
pub(super) fn returns_to_an_artery(run: &EcmoRun) -> Ruling {
    let to_artery = |mode: &Mode| matches!(mode, Mode::Va | Mode::Vav | Mode::Vva);
    if run.support_type.is(&Support::Ecpr) && run.initial_mode.get().is_some_and(|mode| !to_artery(mode)) {
        return ruling::refuse(EcmoRun::INITIAL_MODE, "V-RUN-3", "ECPR is support during resuscitation and needs a mode that returns to an artery: VA, VAV or VVA. Correct the mode or the support type.");
    }
    Ok(())
}

/// V-SEG-1: a run is made of segments.
pub(super) fn has_a_segment(run: &EcmoRun) -> Ruling {
    if run.segments.is_empty() {
        return ruling::refuse(
            EcmoRun::INITIAL_MODE,
            "V-SEG-1",
            "A run needs at least one mode segment, from the start of flow. Add it.",
        );
    }
    Ok(())
}

/// V-SEG-3: flow stands still only in a declared stop of up to 24 hours.
pub(super) fn pause(segment: &ModeSegment) -> Ruling {
    if !segment.flow_on.is(&false) {
        return Ok(());
    }
    let minutes = match (segment.seg_start.value(), segment.seg_stop.value()) {
        (Some(start), Some(stop)) => stop.minutes_since(&start),
        _ => 0,
    };
    if !segment.change_reason.is(&SegmentReason::FlowStop) {
        ruling::refuse(ModeSegment::FLOW_ON, "V-SEG-3", "Flow is not running, so the reason must be FLOW_STOP_LE24H. Correct the reason, or say that flow is running.")
    } else if minutes > DAY {
        ruling::refuse(
            ModeSegment::FLOW_ON,
            "V-SEG-3",
            "Flow stood still for more than 24 hours: that ends a run. Enter a new run for what came after.",
        )
    } else if minutes > 6 * HOUR {
        let words = format!("Flow stood still for {} hours. Is that correct?", minutes / HOUR);
        ruling::ask(ModeSegment::FLOW_ON, "X-SOFT", words)
    } else {
        Ok(())
    }
}

/// V-CAN-3: a cannula is out after it went in.
pub(super) fn out_after_in(cannula: &Cannula) -> Ruling {
    match (cannula.in_at.value(), cannula.out_at.value()) {
        (Some(inserted), Some(out)) if out < inserted => ruling::refuse(
            Cannula::OUT_AT,
            "V-CAN-3",
            format!("The cannula is out before it went in at {inserted}. Correct one of the two times."),
        ),
        _ => Ok(()),
    }
}

/// What drains or returns is wide.
pub(super) fn large_enough(cannula: &Cannula) -> Ruling {
    let large = matches!(cannula.direction.value(), Some(Direction::Drain | Direction::Return));
    let size = Cannula::FORM_SPEC.sound(Cannula::SIZE_FR, &cannula.size_fr);
    if large && size.is_some_and(|size| size < 13) {
        return ruling::ask(
            Cannula::SIZE_FR,
            "X-SOFT",
            "A drainage or return cannula below 13 French is unusual. Is the size correct?",
        );
    }
    Ok(())
}

fn is_veno_venous(mode: Mode) -> bool {
    matches!(mode, Mode::Vv | Mode::Vvdl)
}

/// A cannula is at such a site.
fn at_site(run: &EcmoRun, test: fn(Site) -> bool) -> bool {
    run.cannulae.iter().filter_map(|cannula| cannula.site.value()).any(test)
}

/// V-CAN-1: sites against the mode. Silent without cannulae.
pub(super) fn artery_against_mode(run: &EcmoRun) -> Ruling {
    let Some(mode) = run.initial_mode.value().filter(|_| !run.cannulae.is_empty()) else { return Ok(()) };
    let artery = at_site(run, |site| site.group() == "ARTERY");
    let mut later = run.segments.iter().filter_map(|segment| segment.mode.value());
    let words = if artery && is_veno_venous(mode) && later.all(is_veno_venous) {
        "The run is veno-venous throughout, but a cannula is in an artery. Are mode and site correct?"
    } else if mode == Mode::Va && !artery && !at_site(run, |site| matches!(site, Site::Central | Site::Other)) {
        "The run is veno-arterial, but no cannula is in an artery. Are mode and sites correct?"
    } else {
        return Ok(());
    };
    ruling::ask(EcmoRun::INITIAL_MODE, "V-CAN-1", words)
}

/// V-CAN-2: a dual-lumen mode has a dual-lumen cannula. Silent without cannulae.
pub(super) fn dual_lumen(run: &EcmoRun) -> Ruling {
    let dual = run.cannulae.iter().any(|cannula| cannula.direction.is(&Direction::Dual));
    if run.initial_mode.is(&Mode::Vvdl) && !run.cannulae.is_empty() && !dual {
        return ruling::ask(
            EcmoRun::INITIAL_MODE,
            "V-CAN-2",
            "The mode says a dual-lumen cannula, but none is recorded. Are mode and cannulae correct?",
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forms::tests::broken;

    /// Rules broken by a run from 5 January 2026, 18:00.
    fn run(cells: &[(&str, &str)]) -> Vec<[String; 2]> {
        let mut all = vec![(EcmoRun::INITIAL_MODE, "VV"), (EcmoRun::TIME_ON, "2026-01-05T18:00")];
        all.extend(cells);
        broken(EcmoRun::FORM_SPEC, &all)
    }

    #[test]
    fn flow_stops_after_it_starts_within_a_likely_time() {
        let until = |off| run(&[(EcmoRun::TIME_OFF, off)]);
        assert_eq!(until("2026-01-05T18:00"), [["V-RUN-1", "time_off"]]);
        assert_eq!(until("2026-01-05T23:59"), [["V-RUN-5", "time_off"]], "shorter than 6 hours");
        assert!(until("2026-01-06T00:00").is_empty());
        assert!(until("2026-03-06T18:00").is_empty(), "60 days");
        assert_eq!(until("2026-03-06T18:01"), [["V-RUN-5", "time_off"]]);
    }

    #[test]
    fn the_last_cannula_is_out_near_flow_stop() {
        let out = |out| run(&[(EcmoRun::TIME_OFF, "2026-01-10T18:00"), (EcmoRun::DECANNULATED_AT, out)]);
        assert!(out("2026-01-10T17:00").is_empty());
        assert_eq!(out("2026-01-10T16:59"), [["V-RUN-11", "decannulated_at"]]);
        assert!(out("2026-01-11T18:00").is_empty());
        assert_eq!(out("2026-01-11T18:01"), [["V-RUN-11", "decannulated_at"]]);
    }

    #[test]
    fn support_and_diagnosis_fit_mode_and_intent() {
        assert_eq!(run(&[(EcmoRun::SUPPORT_TYPE, "ECPR")]), [["V-RUN-3", "initial_mode"]]);
        let (bridge, recovery) = (Dx::BridgeToTransplant.code(), Intent::Transplant.code());
        assert!(run(&[(EcmoRun::DX_GROUP, bridge), (EcmoRun::INTENT, recovery)]).is_empty());
        assert_eq!(
            run(&[(EcmoRun::DX_GROUP, bridge), (EcmoRun::INTENT, "BTR")]),
            [["V-RUN-6", "intent"]]
        );
    }

    #[test]
    fn a_run_without_mode_or_start_has_no_segment() {
        assert_eq!(broken(EcmoRun::FORM_SPEC, &[]), [["V-SEG-1", "initial_mode"]]);
    }

    #[test]
    fn flow_stands_still_in_a_declared_stop_only() {
        let stop = |until, reason| {
            broken(
                ModeSegment::FORM_SPEC,
                &[
                    (ModeSegment::SEG_START, "2026-01-05T18:00"),
                    (ModeSegment::SEG_STOP, until),
                    (ModeSegment::FLOW_ON, "false"),
                    (ModeSegment::CHANGE_REASON, reason),
                ],
            )
        };
        let declared = SegmentReason::FlowStop.code();
        assert!(stop("2026-01-06T00:00", declared).is_empty());
        assert_eq!(stop("2026-01-06T01:00", declared), [["X-SOFT", "flow_on"]]);
        assert_eq!(stop("2026-01-06T18:01", declared), [["V-SEG-3", "flow_on"]]);
        assert_eq!(stop("2026-01-05T19:00", ""), [["V-SEG-3", "flow_on"]]);
    }

    #[test]
    fn a_cannula_is_out_after_it_went_in_and_wide_enough() {
        let cannula = |cells: &[(&str, &str)]| broken(Cannula::FORM_SPEC, cells);
        let times = [(Cannula::IN_AT, "2026-01-05T18:00"), (Cannula::OUT_AT, "2026-01-05T17:59")];
        assert_eq!(cannula(&times), [["V-CAN-3", "out_at"]]);
        let of = |size| cannula(&[(Cannula::DIRECTION, Direction::Drain.code()), (Cannula::SIZE_FR, size)]);
        assert_eq!(of("12"), [["X-SOFT", "size_fr"]]);
        assert!(of("13").is_empty());
        assert!(of("5").is_empty(), "it is refused outright");
    }
}
