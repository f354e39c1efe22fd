//! F18: the monthly return from the ECMO team's own log. It counts everybody, entered in the audit or not.

use std::collections::BTreeMap;

use jiff::{ToSpan, civil::Date};

use super::{
    arrivals::Need,
    cell::{code, int},
    clock::{Clock, Minute},
    course::Person,
    desk::Desk,
    dice::Dice,
    magnitudes::RETURN_MISSING,
    rows::Activity,
};

const SOURCES: &[(&str, f64)] = &[("ECMO_LOG", 0.7), ("ELSO_RETURN", 0.2), ("REFERRAL_SYSTEM", 0.1)];
/// Largest number the form holds. A centre scaled beyond it makes no return.
const MOST: i64 = 40;

#[derive(Default, Clone, Copy)]
struct Started {
    respiratory: i64,
    cardiac: i64,
    ecpr: i64,
}

/// A centre's log: starts by month, and every exposure.
#[derive(Default)]
pub(super) struct Tally {
    started: BTreeMap<Date, Started>,
    exposures: Vec<(Minute, Minute)>,
}

impl Tally {
    /// Enters a person's runs that have begun by the extract. ECCO₂R is not counted.
    pub(super) fn count(&mut self, person: &Person, clock: &Clock) {
        for stay in &person.stays {
            for run in stay.runs.iter().filter(|run| run.need != Need::Ecco2r) {
                let exposure = stay.exposure(run);
                if !clock.known(exposure.0) {
                    continue;
                }
                let month = self.started.entry(clock.date(exposure.0).first_of_month()).or_default();
                match run.need {
                    Need::Cardiac => month.cardiac += 1,
                    Need::Ecpr => month.ecpr += 1,
                    Need::Respiratory | Need::Ecco2r => month.respiratory += 1,
                }
                self.exposures.push(exposure);
            }
        }
    }

    /// A return for every whole month of the plan; a few never come.
    pub(super) fn write(&self, desk: &mut Desk, dice: &mut Dice) {
        let mut month = desk.plan.from.first_of_month();
        while month.last_of_month() <= desk.plan.to {
            let row = self.month(month, desk, dice);
            let missing = dice.chance(RETURN_MISSING);
            if let Some(row) = row.filter(|_| !missing) {
                desk.files.add(&row);
            }
            month = month.saturating_add(1.month());
        }
    }

    fn month(&self, month: Date, desk: &Desk, dice: &mut Dice) -> Option<Activity> {
        let started = self.started.get(&month).copied().unwrap_or_default();
        let end = desk.clock.at(month.saturating_add(1.month()), 0);
        let open = self.exposures.iter().filter(|(start, stop)| *start < end && *stop >= end).count();
        let open = i64::try_from(open).unwrap_or(i64::MAX);
        let source = dice.weighted(SOURCES);
        ([started.respiratory, started.cardiac, started.ecpr, open].iter().all(|n| *n <= MOST)).then(|| {
            Activity {
                centre_code: desk.code(),
                month: month.strftime("%Y-%m").to_string().into(),
                runs_started_resp: int(started.respiratory),
                runs_started_card: int(started.cardiac),
                runs_started_ecpr: int(started.ecpr),
                runs_open_month_end: int(open),
                source_of_count: code(source),
            }
        })
    }
}
