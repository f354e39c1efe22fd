//! A centre's desk: its habits, its counters, and the files that it writes to.

use jiff::civil::Date;

use super::{
    activity::Tally,
    cell::Cell,
    clock::{Clock, Minute},
    course::Stay,
    dice::Dice,
    magnitudes::IMS_CENTRE_LOGIT,
    number::{expit, logit},
    plan::Plan,
    table::Files,
};
use domain::centre::Centre;

/// What differs between centres: drawn once, the reason why a funnel plot has something to show.
pub(super) struct Habits {
    /// Log odds of being seen on a day, and of reaching an IMS on ECMO.
    pub(super) attendance: f64,
    pub(super) mobility: f64,
    /// Share of days with a daily IMS assessment by any staff, and of stays with the optional instruments.
    pub(super) daily_scores: f64,
    pub(super) muscle_tests: f64,
    pub(super) functional_scores: f64,
    /// Share of contacts with the optional physiology.
    pub(super) physiology: f64,
}

impl Habits {
    fn draw(dice: &mut Dice) -> Self {
        Self {
            attendance: dice.normal(0.0, 0.3),
            mobility: (dice.unit() * 2.0 - 1.0) * IMS_CENTRE_LOGIT,
            daily_scores: dice.pick(&[0.05, 0.3, 0.5, 0.6, 0.8]),
            muscle_tests: dice.pick(&[0.2, 0.6, 0.85]),
            functional_scores: dice.pick(&[0.0, 0.15, 0.3]),
            physiology: 0.25 + 0.4 * dice.unit(),
        }
    }

    /// `usual` probability of being seen, shifted by the centre's effect.
    pub(super) fn seen(&self, usual: f64) -> f64 {
        expit(logit(usual) + self.attendance)
    }
}

/// References of a centre, counted in the order of writing.
#[derive(Default)]
struct Counters {
    admissions: u32,
    contacts: u32,
    assessments: u32,
    events: u32,
}

/// Where one centre's records are written.
pub(super) struct Desk<'a> {
    pub(super) plan: &'a Plan,
    pub(super) centre: &'a Centre,
    pub(super) clock: Clock,
    pub(super) habits: Habits,
    pub(super) files: &'a mut Files,
    pub(super) dice: Dice,
    pub(super) tally: Tally,
    counters: Counters,
}

/// A stay as its forms need it: its reference, and where the next stay of the same person begins.
pub(super) struct Case<'a> {
    pub(super) stay: &'a Stay,
    pub(super) reference: Cell,
    pub(super) next_stay: Option<Minute>,
}

impl<'a> Desk<'a> {
    pub(super) fn open(plan: &'a Plan, centre: &'a Centre, mut dice: Dice, files: &'a mut Files) -> Self {
        let habits = Habits::draw(&mut dice);
        let (clock, tally) = (plan.clock(centre), Tally::default());
        Self { plan, centre, clock, habits, files, dice, tally, counters: Counters::default() }
    }

    pub(super) fn code(&self) -> Cell {
        self.centre.code.to_string().into()
    }

    pub(super) fn is_weekend(&self, date: Date) -> bool {
        self.plan.is_weekend(self.centre, date)
    }

    pub(super) fn next_admission(&mut self) -> Cell {
        next('A', &mut self.counters.admissions)
    }

    pub(super) fn next_contact(&mut self) -> Cell {
        next('C', &mut self.counters.contacts)
    }

    pub(super) fn next_assessment(&mut self) -> Cell {
        next('S', &mut self.counters.assessments)
    }

    pub(super) fn next_event(&mut self) -> Cell {
        next('E', &mut self.counters.events)
    }
}

fn next(letter: char, counter: &mut u32) -> Cell {
    *counter += 1;
    format!("{letter}{counter:05}").into()
}
