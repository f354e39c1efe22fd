//! F16: reviews after critical care, and the measures taken at them.

use jiff::{ToSpan, civil::Date};

use super::{
    assessments::{Occasion, file},
    cell::{Cell, code, flag, int, set},
    clock::{HOUR, Minute},
    desk::{Case, Desk},
    dice::Dice,
    instruments::{BARTHEL20, EQ5D5L, GRIP, HADS, SMWT, STS60},
    magnitudes::{EQ5D_DONE, FOLLOW_UP, REVIEW_OUTSIDE_WINDOW},
    rows::FollowUp,
};
use domain::time::add_months;

/// A second review half a year after critical care, for some of those seen at three months. Design.
const SECOND_REVIEW: f64 = 0.3;
/// Months from leaving critical care to the windows.
const FIRST_WINDOW: (i32, i32) = (2, 3);
const SECOND_WINDOW: (i32, i32) = (6, 7);

pub(super) fn write(desk: &mut Desk, case: &Case, dice: &mut Dice) {
    let end = case.stay.end;
    let followed = !case.stay.runs.is_empty() && !end.died_in_icu() && end.outcome != "OTHER_ECMO_CENTRE";
    if !followed || end.destination == "DIED" || case.next_stay.is_some() {
        return;
    }
    let Some(first) = Review::plan(desk, case, 1, "FU_3M", FIRST_WINDOW, dice) else { return };
    let seen = first.status == "DONE";
    first.write(desk, case, dice);
    if seen
        && dice.chance(SECOND_REVIEW)
        && let Some(second) =
            Review::plan(desk, case, 2, "FU_6M", SECOND_WINDOW, dice).filter(|review| review.status == "DONE")
    {
        second.write(desk, case, dice);
    }
}

struct Review {
    number: i64,
    window: &'static str,
    status: &'static str,
    date: Date,
}

impl Review {
    /// A review that is due or booked by the extract; `None` while there is nothing to write.
    fn plan(
        desk: &Desk,
        case: &Case,
        number: i64,
        window: &'static str,
        months: (i32, i32),
        dice: &mut Dice,
    ) -> Option<Self> {
        let discharged = desk.clock.date(case.stay.end.icu);
        let (opens, closes) = (add_months(discharged, months.0)?, add_months(discharged, months.1)?);
        let date = date(opens, closes, dice);
        let today = desk.clock.date(desk.clock.extract);
        let status = dice.weighted(FOLLOW_UP);
        let died = case
            .stay
            .end
            .death
            .is_some_and(|at| desk.clock.known(at) && desk.clock.date(at) <= date.max(closes));
        let status = match status {
            _ if !desk.clock.known(case.stay.end.icu) => return None,
            _ if died => "DIED",
            "DONE" if date < today => "DONE",
            _ if closes < today => {
                if status == "DONE" {
                    "BOOKED"
                } else {
                    status
                }
            }
            _ if opens <= today => "BOOKED",
            _ => return None,
        };
        Some(Self { number, window, status, date })
    }

    fn write(&self, desk: &mut Desk, case: &Case, dice: &mut Dice) {
        let done = self.status == "DONE";
        let elsewhere = done && dice.chance(0.04);
        let mode = dice.weighted(&[
            ("CLINIC", 0.73),
            ("VIDEO", 0.12),
            ("PHONE", 0.09),
            ("HOME", 0.03),
            ("POSTAL", 0.03),
        ]);
        let row = FollowUp {
            centre_code: desk.code(),
            admission_ref: case.reference.clone(),
            follow_up_no: int(self.number),
            window: code(self.window),
            status: code(self.status),
            done_elsewhere: dice.recorded(flag(elsewhere)),
            ..if done { found(self.date, mode, dice) } else { FollowUp::default() }
        };
        desk.files.add(&row);
        if done && !elsewhere {
            self.measure(desk, case, mode, dice);
        }
    }

    /// The measures: performance tests need the patient in the room.
    fn measure(&self, desk: &mut Desk, case: &Case, mode: &str, dice: &mut Dice) {
        let in_person = if matches!(mode, "CLINIC" | "HOME") { 1.0 } else { 0.0 };
        let at: Minute = desk.clock.at(self.date, dice.between(9 * HOUR + 30, 16 * HOUR));
        let ability = dice.normal(0.6, 0.15).clamp(0.2, 1.0);
        for (instrument, share, level) in [
            (&EQ5D5L, EQ5D_DONE, 1.0 - ability),
            (&STS60, 0.55 * in_person, ability),
            (&GRIP, 0.45 * in_person, ability),
            (&SMWT, 0.2 * in_person, ability),
            (&BARTHEL20, 0.05, 0.5 + ability / 2.0),
            (&HADS, 0.08, 1.0 - ability),
        ] {
            if dice.chance(share) {
                let mut scores = instrument.scores(level, dice);
                if instrument.code == EQ5D5L.code {
                    scores.push(("vas", dice.normal_int(100.0 * ability, 8.0, 10, 100)));
                }
                let occasion =
                    Occasion { at, timepoint: self.window, follow_up_no: int(self.number), by: "PT" };
                file(desk, case, instrument, &occasion, &scores, dice);
            }
        }
    }
}

/// A working day in the window, or, for some, too late or a little early.
fn date(opens: Date, closes: Date, dice: &mut Dice) -> Date {
    let span = i64::from((closes - opens).get_days()).max(28);
    let day = if !dice.chance(REVIEW_OUTSIDE_WINDOW) {
        dice.between(2, span - 1)
    } else if dice.chance(0.25) {
        -dice.between(1, 20)
    } else {
        span + dice.between(1, 45)
    };
    let date = opens.saturating_add(day.days());
    match date.weekday() {
        jiff::civil::Weekday::Saturday => date.saturating_sub(1.day()),
        jiff::civil::Weekday::Sunday => date.saturating_sub(2.days()),
        _ => date,
    }
}

/// What a review found.
fn found(date: Date, mode: &'static str, dice: &mut Dice) -> FollowUp {
    let professions = dice.subset(&[
        ("PT", 0.75),
        ("DR", 0.85),
        ("RN", 0.6),
        ("OT", 0.15),
        ("PSY", 0.2),
        ("SLT", 0.03),
        ("DIET", 0.04),
    ]);
    let professions = if professions.is_empty() { vec!["DR"] } else { professions };
    let problems = dice.subset(&[
        ("WEAK", 0.45),
        ("SOB", 0.4),
        ("FATIGUE", 0.5),
        ("PAIN", 0.25),
        ("JOINT", 0.1),
        ("NERVE", 0.1),
        ("SWALLOW", 0.05),
        ("VOICE", 0.1),
        ("MOOD", 0.3),
        ("COG", 0.2),
        ("SLEEP", 0.25),
        ("CANNULA_SITE", 0.1),
    ]);
    let problems = if problems.is_empty() { vec!["NONE"] } else { problems };
    let referred = dice.weighted(&[
        ("COMMUNITY", 0.32),
        ("PULM_REHAB", 0.27),
        ("NONE_NEEDED", 0.24),
        ("OUTPT_PT", 0.1),
        ("NONE_AVAILABLE", 0.04),
        ("CARD_REHAB", 0.02),
        ("INPT", 0.01),
    ]);
    let work = dice.weighted(&[
        ("SICK_LEAVE", 0.35),
        ("SAME", 0.18),
        ("RETIRED", 0.18),
        ("REDUCED", 0.13),
        ("NA", 0.09),
        ("NK", 0.03),
        ("LOST_JOB", 0.02),
        ("STUDENT", 0.02),
    ]);
    FollowUp {
        performed_at: date.to_string().into(),
        mode: code(mode),
        professions: set(&professions),
        problems: dice.answered(set(&problems)),
        rehab_referred: dice.answered(code(referred)),
        work_status: if mode == "POSTAL" { Cell::default() } else { dice.optional(0.52, code(work)) },
        ..FollowUp::default()
    }
}
