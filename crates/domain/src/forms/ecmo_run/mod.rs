//! F06 to F08: a run of extracorporeal support with its mode segments and cannulae.

mod lists;
mod rules;

use form_derive::Form;
use validator::Validate;

pub use self::lists::*;
use crate::Raw;
use crate::answer::Answer;
use crate::time::WallTime;
use crate::value::{CentreCode, Dec, Ref, TransferLink};

/// Continuous extracorporeal support. Flow that starts again within 24 hours is the same run.
#[derive(Debug, Clone, PartialEq, Form, Validate)]
#[form(id = "ecmo_run", place = 3, number = "F06", title = "ECMO run", plural = "Runs", file = "ecmo_runs",
       key = ["admission_ref", "run_no"], parent = "icu_admission" by ["admission_ref"], occurred = "time_on",
       offer(3, "Add a run"), completed = with_first_segment, unasked = without_first_segment)]
#[validate(schema(function = "rules::stops_after_start"))]
#[validate(schema(function = "rules::duration"))]
#[validate(schema(function = "rules::last_cannula_out"))]
#[validate(schema(function = "rules::transplant_intended"))]
#[validate(schema(function = "rules::returns_to_an_artery"))]
#[validate(schema(function = "rules::has_a_segment"))]
#[validate(schema(function = "rules::artery_against_mode"))]
#[validate(schema(function = "rules::dual_lumen"))]
pub struct EcmoRun {
    #[field(label = "Centre", section = "Identity", save, system)]
    pub centre_code: Answer<CentreCode>,
    #[field(label = "Admission reference", save)]
    pub admission_ref: Answer<Ref>,
    /// 1, 2, … within the admission, without gaps.
    #[field(label = "Run number", save, range(min = 1, max = 9))]
    pub run_no: Answer<i64>,
    #[field(label = "Support type", section = "Start", save)]
    pub support_type: Answer<Support>,
    /// The mode of the first segment.
    #[field(label = "Initial mode", save, gist)]
    pub initial_mode: Answer<Mode>,
    #[field(label = "Cannulated where and by whom", save)]
    pub cannulated_where: Answer<Where>,
    #[field(label = "ECMO flow started", save, future = "V-RUN-1")]
    pub time_on: Answer<WallTime>,
    /// To the hour: write the minutes as 00. The date only: write 12:00.
    #[field(label = "Start known", save)]
    pub time_on_precision: Answer<Precision>,
    #[field(label = "Primary diagnosis group", section = "Reason", save, gist)]
    pub dx_group: Answer<Dx>,
    #[field(label = "Intent", save)]
    pub intent: Answer<Intent>,
    #[field(label = "Worst PaO2/FiO2 before ECMO", unit = "kilopascals", section = "Before ECMO", miss,
            range(min = 3.0, max = 60.0))]
    pub pre_pf_kpa: Answer<Dec<1>>,
    #[field(label = "Worst pH before ECMO", miss, range(min = 6.5, max = 7.7))]
    pub pre_ph: Answer<Dec<2>>,
    #[field(label = "Worst PaCO2 before ECMO", unit = "kilopascals", miss, range(min = 2.0, max = 30.0))]
    pub pre_paco2_kpa: Answer<Dec<1>>,
    #[field(label = "RESP score", unit = "points", miss, range(min = -22, max = 15))]
    pub resp_score: Answer<i64>,
    #[field(label = "Awake ECMO intended at day 3", miss)]
    pub awake_strategy: Answer<bool>,
    #[field(label = "Airway at the start of ECMO here", section = "Airway", lock, miss)]
    pub airway_at_xs: Answer<Airway>,
    /// At the end of ECMO here, or now.
    #[field(label = "Airway now", lock, miss)]
    pub airway_now: Answer<Airway>,
    /// Empty while flow runs, or when the patient left on ECMO.
    #[field(label = "ECMO flow stopped", section = "End", gist, future = "V-RUN-1")]
    pub time_off: Answer<WallTime>,
    #[field(label = "Last cannula out", miss)]
    pub decannulated_at: Answer<WallTime>,
    #[field(label = "Why support ended", lock if time_off given, when = "flow has stopped", rule = "V-RUN-8", miss, class = sensitive)]
    pub discontinuation: Answer<Discontinuation>,
    #[field(label = "Alive when flow stopped", lock if time_off given, when = "flow has stopped", rule = "V-RUN-8", miss, class = sensitive)]
    pub alive_at_time_off: Answer<bool>,
    #[field(label = "Left this centre on ECMO", section = "Transfer", save only if discontinuation is TransferredOn, when = "transferred on ECMO")]
    pub left_on_ecmo: Answer<bool>,
    #[field(label = "Left this centre at", save only if discontinuation is TransferredOn, when = "transferred on ECMO")]
    pub transferred_out_at: Answer<WallTime>,
    #[field(label = "To a centre of the network", save only if discontinuation is TransferredOn, when = "transferred on ECMO")]
    pub transferred_to_network: Answer<bool>,
    /// Flow was started at another ECMO centre.
    #[field(label = "Arrived on ECMO")]
    pub arrived_on_ecmo: Answer<bool>,
    /// The random token agreed with the other centre.
    #[field(label = "Transfer link")]
    pub transfer_link: Answer<TransferLink>,
    #[children(name = "segments")]
    pub segments: Vec<ModeSegment>,
    #[children(name = "cannulae")]
    pub cannulae: Vec<Cannula>,
}

impl EcmoRun {
    /// Carbon dioxide removal only, judged by the initial mode.
    pub fn is_ecco2r(&self) -> bool {
        self.initial_mode.value().is_some_and(Mode::is_ecco2r)
    }
}

/// The first segment, when none was sent: it has the run's mode and start, so they are not asked twice and can't
/// disagree. It lasts until the next one, or until flow stops.
fn with_first_segment(run: &mut EcmoRun) {
    let (Answer::Given(_), Answer::Given(on)) = (&run.initial_mode, &run.time_on) else { return };
    let starts: Vec<WallTime> = run.segments.iter().filter_map(|segment| segment.seg_start.value()).collect();
    // A row in the run's own mode that gives no reason for a change was meant as the first segment.
    let earliest = run.segments.iter().min_by_key(|segment| segment.seg_start.value());
    let is_first = earliest.is_some_and(|segment| segment.change_reason.is_blank() && segment.mode == run.initial_mode);
    if is_first || starts.iter().any(|start| start <= on) {
        return;
    }
    run.segments.push(ModeSegment {
        mode: run.initial_mode,
        seg_start: run.time_on,
        seg_stop: starts.into_iter().min().map_or(run.time_off, Answer::Given),
        change_reason: Answer::Blank,
        flow_on: Answer::Given(true),
    });
}

/// The first segment is not asked where it says what the run says.
fn without_first_segment(raw: &mut Raw) {
    let (run, segment) = (EcmoRun::FORM_SPEC, ModeSegment::FORM_SPEC);
    let made = [(EcmoRun::INITIAL_MODE, ModeSegment::MODE), (EcmoRun::TIME_ON, ModeSegment::SEG_START)];
    let made = made.map(|(of_run, of_segment)| (raw.get(run, of_run).to_owned(), of_segment));
    if let Some(rows) = run.child_index(EcmoRun::SEGMENTS).and_then(|index| raw.children.get_mut(index)) {
        rows.retain(|row| made.iter().any(|(cell, name)| row.get(segment, name) != cell));
    }
}

/// What a segment's conditions need to know of its run.
#[derive(Debug, Clone, Copy, Default)]
pub struct SegmentFacts {
    /// Flow of the run has stopped.
    pub run_closed: bool,
    /// It is not the first segment of the run.
    pub not_first: bool,
}

/// A stretch of a run in one mode. The first is made from the run’s initial mode and start: add one for each change.
#[derive(Debug, Clone, PartialEq, Form, Validate)]
#[form(id = "ecmo_mode_segment", number = "F07", title = "Mode segment", file = "ecmo_mode_segments",
       key = ["admission_ref", "run_no", "seg_start"], facts = SegmentFacts)]
#[validate(schema(function = "rules::pause"))]
pub struct ModeSegment {
    #[field(label = "Mode", save)]
    pub mode: Answer<Mode>,
    /// The first equals the start of flow, each other the stop before it.
    #[field(label = "Segment started", save)]
    pub seg_start: Answer<WallTime>,
    #[field(label = "Segment stopped", save if run_closed, when = "flow of the run has stopped", future = allowed)]
    pub seg_stop: Answer<WallTime>,
    /// Why this segment began; empty for the first.
    #[field(label = "Why the mode changed", lock if not_first, when = "it is not the first segment", miss)]
    pub change_reason: Answer<SegmentReason>,
    /// No only for a stop of up to 24 hours inside the run.
    #[field(label = "Flow running", save)]
    pub flow_on: Answer<bool>,
}

/// A cannula of a run.
#[derive(Debug, Clone, PartialEq, Form, Validate)]
#[form(id = "cannula", number = "F08", title = "Cannula", file = "cannulae",
       key = ["admission_ref", "run_no", "site", "direction", "in_at"])]
#[validate(schema(function = "rules::out_after_in"))]
#[validate(schema(function = "rules::large_enough"))]
pub struct Cannula {
    #[field(label = "Vessel and side", save)]
    pub site: Answer<Site>,
    #[field(label = "Flow direction", save)]
    pub direction: Answer<Direction>,
    #[field(label = "Size", unit = "French", miss, range(min = 6, max = 35))]
    pub size_fr: Answer<i64>,
    #[field(label = "In", save)]
    pub in_at: Answer<WallTime>,
    #[field(label = "Out")]
    pub out_at: Answer<WallTime>,
    #[field(label = "Secured by", miss)]
    pub secured_method: Answer<Secured>,
    #[field(label = "Removal unplanned", save only if out_at given, when = "the cannula is out")]
    pub removal_unplanned: Answer<bool>,
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::*;
    use crate::check::judge;

    /// The segments of a run as they are stored: mode, start, stop.
    fn segments(time_off: &str, sent: &[[&str; 3]]) -> Vec<[String; 3]> {
        let (run, segment) = (EcmoRun::FORM_SPEC, ModeSegment::FORM_SPEC);
        let mut raw = Raw::blank(run);
        let cells = [
            (EcmoRun::INITIAL_MODE, "VV"),
            (EcmoRun::TIME_ON, "2026-01-05T18:00"),
            (EcmoRun::TIME_OFF, time_off),
        ];
        for (name, cell) in cells {
            assert!(raw.set(run, name, cell), "{name}");
        }
        let columns = [ModeSegment::MODE, ModeSegment::SEG_START, ModeSegment::SEG_STOP];
        raw.children[0] = sent
            .iter()
            .map(|cells| {
                let mut row = Raw::blank(segment);
                for (name, cell) in columns.iter().zip(cells) {
                    assert!(row.set(segment, name, *cell), "{name}");
                }
                row
            })
            .collect();
        let (record, _) = judge::read(run, &raw, &TimeZone::UTC);
        let stored = judge::spelled(&*record, &raw);
        let cells = |row: &Raw| columns.map(|name| row.get(segment, name).to_owned());
        stored.children[0].iter().map(cells).collect()
    }

    #[test]
    fn the_first_segment_is_made_from_mode_and_start() {
        assert_eq!(segments("", &[]), [["VV", "2026-01-05T18:00", ""]]);
        assert_eq!(
            segments("2026-01-15T12:00", &[]),
            [["VV", "2026-01-05T18:00", "2026-01-15T12:00"]]
        );
    }

    #[test]
    fn it_lasts_until_the_first_change_and_stands_before_it() {
        let change = ["VAV", "2026-01-10T12:00", "2026-01-15T12:00"];
        assert_eq!(
            segments("2026-01-15T12:00", &[change]),
            [["VV", "2026-01-05T18:00", "2026-01-10T12:00"].map(str::to_owned), change.map(str::to_owned)]
        );
    }

    #[test]
    fn one_that_was_sent_is_left_to_the_rules() {
        let sent = ["VAV", "2026-01-05T18:00", ""];
        assert_eq!(segments("", &[sent]), [sent]);
        let late = ["VV", "2026-01-05T19:00", ""];
        assert_eq!(segments("", &[late]), [late]);
        let early = ["VV", "2026-01-05T17:00", ""];
        assert_eq!(segments("", &[early]), [early]);
    }

    #[test]
    fn a_page_asks_for_the_changes_alone() {
        let (run, segment) = (EcmoRun::FORM_SPEC, ModeSegment::FORM_SPEC);
        let mut raw = Raw::blank(run);
        raw.set(run, EcmoRun::INITIAL_MODE, "VV");
        raw.set(run, EcmoRun::TIME_ON, "2026-01-05T18:00");
        let row = |mode: &str, start: &str| {
            let mut row = Raw::blank(segment);
            row.set(segment, ModeSegment::MODE, mode);
            row.set(segment, ModeSegment::SEG_START, start);
            row
        };
        let change = row("VAV", "2026-01-10T12:00");
        raw.children[0] = vec![row("VV", "2026-01-05T18:00"), change.clone()];
        without_first_segment(&mut raw);
        assert_eq!(raw.children[0], [change]);
    }
}
